import { expect, test } from 'vitest';
import { stemWord } from './stem-word.ts';

test.each([
  ['an ending', 'branches', 'branch'],
  ['an irregular form', 'written', 'write'],
  ['another of the same verb', 'wrote', 'writes'],
  ['an irregular plural', 'children', 'child'],
])('%s: %s and %s are one word', (_, one, other) => {
  expect(stemWord(one)).toBe(stemWord(other));
});

test.each(['v2', 'größe', '支付', '__proto__', 'constructor'.toUpperCase()])('%s stays as it is', (word) => {
  expect(stemWord(word)).toBe(word);
});
