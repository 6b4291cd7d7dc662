// Samples become one verdict.
import { expect, test } from 'vitest';
import type { Verdict } from '#modules/workflows';
import type { Sample } from './answer.ts';
import { majority } from './majority.ts';

const sample = (verdict: Verdict, index: number): Sample => ({
  summary: '',
  verdicts: new Map([['crit_1', { verdict, reasoning: `because ${index}`, evidence: [] }]]),
});

test.each<[Verdict[], Verdict, number]>([
  [['pass'], 'pass', 1],
  [['pass', 'pass', 'fail'], 'pass', 2 / 3],
  [['fail', 'pass', 'fail'], 'fail', 2 / 3],
  [['pass', 'partial', 'fail'], 'partial', 1 / 3],
  [['pass', 'pass', 'fail', 'fail', 'partial'], 'partial', 0.4],
  [['pass', 'pass', 'pass', 'fail', 'fail'], 'pass', 0.6],
])('%j gives %s', (verdicts, verdict, agreement) => {
  const decided = majority(verdicts.map(sample), 'crit_1');
  expect(decided).toMatchObject({ verdict, agreement });
});

test('the reasoning is that of a sample on the winning side', () => {
  expect(majority((['fail', 'pass', 'pass'] as const).map(sample), 'crit_1')?.reasoning).toBe('because 1');
});

test('a criterion that nobody graded has no verdict', () => {
  expect(majority([], 'crit_1')).toBeUndefined();
});
