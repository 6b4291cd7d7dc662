import { expect, test } from 'vitest';
import { queryConcepts } from './query-concepts.ts';
import { saidWords } from './said-words.ts';
import { stemWord } from './stem-word.ts';

const termsOf = (query: string): string[] => queryConcepts(saidWords(query)).map(({ term }) => term);

test.each([
  ['stop words and chat say nothing', 'let me just see the other branches', ['see', 'branch', 'authent']],
  ['unless there is nothing else', 'what is it', ['what', 'is', 'it']],
  ['said twice counts once', 'branch and branches', ['branch']],
  ['a short form is spelled out', 'close a PR', ['close', 'pull', 'request']],
  ['who speaks is one concept, however often', 'my key and my name, for me', ['kei', 'name', 'authent']],
])('%s', (_, query, terms) => {
  expect(termsOf(query)).toEqual(terms);
});

test('a word brings the words that mean the same, and never itself', () => {
  const [concept] = queryConcepts(saidWords('coworkers'));
  expect(concept?.term).toBe(stemWord('coworker'));
  expect(concept?.synonyms).toEqual(expect.arrayContaining(['member', 'collabor']));
  expect(concept?.synonyms).not.toContain(concept?.term);
});

test.each(['constructor', 'proto', 'zzqxj'])('%s has no synonyms', (word) => {
  expect(queryConcepts(saidWords(word))).toEqual([{ term: stemWord(word), synonyms: [] }]);
});

test('the words of a phrase stay what they are, beside what it means', () => {
  const [register] = queryConcepts(saidWords('sign up'));
  expect(register?.term).toBe('regist');
  expect(register?.synonyms).toContain('sign');
});
