// What two lists have in common.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samePlaces } from './same-places.ts';

test.each([
  ['abc', 'abc', '00 11 22'],
  ['abc', 'xbz', '11'],
  ['abcd', 'acbd', '00 21 33'],
  ['', 'a', ''],
])('%j and %j share %j', (before, after, places) => {
  expect(
    samePlaces([...before], [...after])
      .map((pair) => pair.join(''))
      .join(' '),
  ).toBe(places);
});

test('pairs rise on both sides and are equal', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(words, words, (before, after) => {
      const pairs = samePlaces(before, after);
      for (const [index, [i, j]] of pairs.entries()) {
        const [previous, other] = pairs[index - 1] ?? [-1, -1];
        expect([before[i] === after[j], i > previous, j > other]).toEqual([true, true, true]);
      }
    }),
  );
});
