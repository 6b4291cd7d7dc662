// How many values a message may hold.
import { expect, test } from 'vitest';
import { faultOfCount } from './value-count.ts';

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'text'],
  ['an empty object', {}],
  ['many objects', { changes: { criteria: Array.from({ length: 9_990 }, () => ({})) } }],
])('%s may be read on', (_what, json) => {
  expect(faultOfCount(json)).toBeUndefined();
});

test.each([
  ['names', Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`n${index}`, 1]))],
  ['items', { a: { b: Array.from({ length: 10_001 }, () => null) } }],
  ['lists in lists', { a: Array.from({ length: 5_001 }, () => [0]) }],
  ['levels', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))],
])('too many %s may not', (_what, json) => {
  expect(faultOfCount(json)).toEqual({ field: 'body', message: 'must hold at most 10000 values' });
});
