// Which earlier failures look like this one.
import { expect, test } from 'vitest';
import { similarFailures } from './similar-failures.ts';
import type { Failure } from './similar-failures.ts';

const failure = (runId: string, changes: Partial<Failure> = {}): Failure => ({
  runId,
  classification: 'server',
  errorKind: null,
  failedCriteria: [],
  ...changes,
});
const ids = (own: Failure, earlier: readonly Failure[]) =>
  similarFailures(own, earlier).map((one) => [one.failure.runId, one.sharedCriteria]);

test('more shared criteria come first, then the same fault, then the newer', () => {
  const own = failure('own', { failedCriteria: ['a', 'b'] });
  const earlier = [
    failure('same fault, newer'),
    failure('same fault, older'),
    failure('other fault, no criterion', { classification: 'model' }),
    failure('one shared, other fault', { classification: 'model', failedCriteria: ['b', 'z'] }),
    failure('one shared', { failedCriteria: ['a'] }),
    failure('both', { classification: 'judge', failedCriteria: ['b', 'a'] }),
  ];
  expect(ids(own, earlier)).toEqual([
    ['both', ['b', 'a']],
    ['one shared', ['a']],
    ['one shared, other fault', ['b']],
    ['same fault, newer', []],
    ['same fault, older', []],
  ]);
});

test('errors are alike when their kind is', () => {
  const own = failure('own', { classification: 'model', errorKind: 'budget' });
  const earlier = [failure('graded', { classification: 'model' }), failure('alike', { classification: 'model', errorKind: 'budget' })];
  expect(ids(own, earlier)).toEqual([['alike', []]]);
});

test('at most five', () => {
  const many = Array.from({ length: 9 }, (_, index) => failure(`run_${index}`));
  expect(ids(failure('own'), many).map(([id]) => id)).toEqual(['run_0', 'run_1', 'run_2', 'run_3', 'run_4']);
});
