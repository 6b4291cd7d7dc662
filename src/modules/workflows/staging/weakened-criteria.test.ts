// What a change takes away from a test is said, once for each way; what it adds or rewords is not.
import { expect, test } from 'vitest';
import type { Criterion } from '../workflow.ts';
import { weakenedCriteria } from './weakened-criteria.ts';

const one = (changes: Partial<Criterion> = {}): Criterion => ({
  id: 'crit_1',
  position: 1,
  criterionText: 'The refund is 12.00 EUR',
  isRequired: true,
  kind: 'judge',
  ...changes,
});
const WHAT = 'the required criterion "The refund is 12.00 EUR"';

test.each([
  ['nothing changed', [one()], [one()], []],
  ['removed', [one()], [], [`criteria[0]: ${WHAT} is removed`]],
  ['made optional', [one()], [one({ isRequired: false })], [`criteria[0]: ${WHAT} is made optional`]],
  ['cut to less than half', [one()], [one({ criterionText: 'A refund' })], [`criteria[0]: ${WHAT} is cut to less than half its text`]],
  ['shortened, but not below half', [one()], [one({ criterionText: 'The refund is right' })], []],
  ['exactly half', [one({ criterionText: 'abcd' })], [one({ criterionText: 'ab' })], []],
  [
    'made optional and cut, at its new place',
    [one()],
    [one({ id: 'crit_2' }), one({ position: 2, isRequired: false, criterionText: 'ok' })],
    [`criteria[1]: ${WHAT} is made optional`, `criteria[1]: ${WHAT} is cut to less than half its text`],
  ],
  ['an optional one removed', [one({ isRequired: false })], [], []],
  ['replaced by another of the same text', [one()], [one({ id: 'crit_9' })], [`criteria[0]: ${WHAT} is removed`]],
])('%s', (_name, before, after, expected) => expect(weakenedCriteria(before, after)).toEqual(expected));

test('letters beyond the first plane count once', () => {
  expect(weakenedCriteria([one({ criterionText: '😀😀😀' })], [one({ criterionText: 'ab' })])).toEqual([]);
});
