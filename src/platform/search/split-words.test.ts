import { expect, test } from 'vitest';
import { splitWords } from './split-words.ts';

test.each([
  ['camel case', 'listPetsByOwner', ['list', 'pets', 'by', 'owner']],
  ['capitals in a row', 'getURLForHTTPServer', ['get', 'url', 'for', 'http', 'server']],
  ['kebab and slashes', 'issues/add-labels', ['issues', 'add', 'labels']],
  ['snake case and placeholders', '/repos/{owner_id}', ['repos', 'owner', 'id']],
  ['numbers stay with their word', 'projectsV2 sha256', ['projects', 'v2', 'sha256']],
  ['other alphabets', 'Überweisung_ändern 支払い', ['überweisung', 'ändern', '支払い']],
  ['nothing', ' -- ', []],
])('%s', (_, text, words) => {
  expect(splitWords(text, 100)).toEqual(words);
});

test('what is no word, and what is too much, is left out', () => {
  expect(splitWords(`a ${'x'.repeat(41)} b c`, 2)).toEqual(['a', 'b']);
  expect(splitWords('word '.repeat(1_000_000), 10)).toHaveLength(10);
});
