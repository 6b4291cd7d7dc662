// What a file says after a pull.
import { expect, test } from 'vitest';
import { mergeExport } from './merge-export.ts';

const DEFAULTS = { state: 'active', limits: { maxSteps: 30, maxTokens: 200 }, categories: [] };

test.each<[string, unknown, unknown, unknown]>([
  ['what is the same stays', { a: 1, b: [1] }, { a: 1, b: [1] }, { a: 1, b: [1] }],
  ['another value comes in its place', { b: 1, a: 1 }, { a: 2, b: 1 }, { b: 1, a: 2 }],
  ['a new field comes last', { a: 1 }, { z: 0, a: 1 }, { a: 1, z: 0 }],
  ['a field that is gone goes', { a: 1, gone: 1 }, { a: 1 }, { a: 1 }],
  ['a default that is written out stays', { state: 'active', a: 1 }, { a: 2 }, { state: 'active', a: 2 }],
  ['what went back to its default says so', { state: 'paused' }, {}, { state: 'active' }],
  ['of an object of defaults as much is said as before', { limits: { maxSteps: 5 } }, {}, { limits: { maxSteps: 30 } }],
  [
    'an object keeps what it wrote out',
    { limits: { maxSteps: 30, maxTokens: 9 } },
    { limits: { maxTokens: 7 } },
    { limits: { maxSteps: 30, maxTokens: 7 } },
  ],
  [
    'the name of a secret is the file’s',
    { value: { secretEnv: 'MINE' } },
    { value: { secretEnv: 'THEIRS' } },
    { value: { secretEnv: 'MINE' } },
  ],
  ['a secret that is new gets a name', {}, { value: { secretEnv: 'THEIRS' } }, { value: { secretEnv: 'THEIRS' } }],
  [
    'items with keys are matched by them',
    { p: [{ key: 'a', s: { secretEnv: 'A' } }, { key: 'b' }] },
    {
      p: [
        { key: 'b', n: 1 },
        { key: 'a', s: { secretEnv: 'X' } },
      ],
    },
    {
      p: [
        { key: 'b', n: 1 },
        { key: 'a', s: { secretEnv: 'A' } },
      ],
    },
  ],
  ['other items by their place', { c: ['a', { t: 1 }] }, { c: ['b', { t: 1 }, 'c'] }, { c: ['b', { t: 1 }, 'c'] }],
])('%s', (_name, written, wanted, merged) => {
  expect(mergeExport(written, wanted, DEFAULTS)).toEqual(merged);
});

test('fields keep their order', () => {
  const merged = mergeExport({ name: 'x', key: 'a', state: 'active' }, { key: 'a', name: 'y', categories: ['c'] }, DEFAULTS);
  expect(Object.keys(merged as object)).toEqual(['name', 'key', 'state', 'categories']);
});
