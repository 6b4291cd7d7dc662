// Which outcomes a search means.
import { expect, test } from 'vitest';
import { CLASSIFICATIONS } from '../run.ts';
import { outcomesOf } from './outcomes.ts';

test.each([
  ['a status that nothing is blamed for', { statuses: ['pass'] as const }, ['pass:']],
  ['a status that never is with a blame', { statuses: ['running'] as const, classification: 'server' as const }, []],
  ['a status and a blame', { statuses: ['fail'] as const, classification: 'server' as const }, ['fail:server']],
  ['a blame alone', { classification: 'judge' as const }, ['partial:judge', 'fail:judge', 'error:judge']],
  [
    'a failed status with every blame, and with none',
    { statuses: ['error'] as const },
    ['error:', ...CLASSIFICATIONS.map((one) => `error:${one}`)],
  ],
])('%s', (_what, wanted, outcomes) => {
  expect(outcomesOf(wanted)).toEqual(outcomes);
});

test('anything means every outcome there can be, each once', () => {
  const all = outcomesOf({});
  expect(all).toHaveLength(3 + 3 * (1 + CLASSIFICATIONS.length));
  expect(new Set(all).size).toBe(all.length);
});
