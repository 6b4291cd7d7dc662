// The small words of the page.
import { expect, test } from 'vitest';
import { countWords, dayWords, durationWords, percentWords } from './words.ts';

test.each([
  [0, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_900_000, '1 h 05 min'],
  [86_400_000, '1 d 0 h'],
  [187_200_000, '2 d 4 h'],
])('%i ms are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test.each([
  [100, '100 %'],
  [99.98, '99.98 %'],
  [99, '99.00 %'],
  [0, '0 %'],
  [0.5, '0.50 %'],
])('%d is %s', (percent, words) => {
  expect(percentWords(percent)).toBe(words);
});

test('days and counts are written out', () => {
  expect(dayWords('2026-01-03T23:59:59.999Z')).toBe('3 Jan 2026');
  expect([countWords(1, 'check'), countWords(1440, 'check'), countWords(0, 'check')]).toEqual(['1 check', '1,440 checks', '0 checks']);
});
