import { describe, expect, test } from 'vitest';
import { saidWords } from './said-words.ts';

describe('what is said in several words and meant as one', () => {
  test.each([
    ['one phrase', 'turn off a workflow', ['disable', 'a', 'workflow']],
    ['the longest phrase that begins there', 'turn back on', ['enable']],
    ['a phrase that says nothing', 'erase a repo for good', ['erase', 'a', 'repo']],
    ['a phrase at the end', 'the job I want to get rid of', ['the', 'job', 'i', 'want', 'to', 'delete']],
    ['upper case', 'Get Rid Of it', ['delete', 'it']],
    ['half a phrase is none', 'turn the page', ['turn', 'the', 'page']],
    ['what a phrase became is not looked at again', 'throw away away', ['delete', 'away']],
    ['nothing', '', []],
  ])('%s', (_, query, words) => {
    expect(saidWords(query).map(({ word }) => word)).toEqual(words);
  });
});

test('what a phrase replaces is not forgotten', () => {
  expect(saidWords('log in')).toEqual(['login', 'authenticate'].map((word) => ({ word, insteadOf: ['log', 'in'] })));
  expect(saidWords('login')).toEqual([{ word: 'login', insteadOf: [] }]);
});

test('a query without end has an end', () => {
  expect(saidWords('throw away '.repeat(1_000)).length).toBeLessThanOrEqual(40);
});
