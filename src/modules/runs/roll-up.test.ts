// Every row of the roll-up table, and the pass rate.
import { expect, test } from 'vitest';
import type { Verdict } from '#modules/workflows';
import { passRate } from './pass-rate.ts';
import { rollUp } from './roll-up.ts';

const required = (...verdicts: Verdict[]) => verdicts.map((verdict) => ({ isRequired: true, verdict }));
const optional = (...verdicts: Verdict[]) => verdicts.map((verdict) => ({ isRequired: false, verdict }));

test.each<[string, { isRequired: boolean; verdict: Verdict }[], Verdict]>([
  ['all pass', required('pass', 'pass'), 'pass'],
  ['all fail', required('fail', 'fail'), 'fail'],
  ['one partial', required('partial'), 'partial'],
  ['a mix', required('pass', 'fail'), 'partial'],
  ['partial and fail', required('partial', 'fail'), 'partial'],
  ['a failing optional one beside passing required ones', [...required('pass'), ...optional('fail')], 'pass'],
  ['a passing optional one beside failing required ones', [...required('fail'), ...optional('pass')], 'fail'],
  ['no required one, all pass', optional('pass', 'pass'), 'pass'],
  ['no required one, a mix', optional('pass', 'fail'), 'partial'],
  ['no required one, all fail', optional('fail'), 'fail'],
])('%s', (_name, verdicts, status) => {
  expect(rollUp(verdicts)).toBe(status);
});

test.each([
  [{ pass: 0, partial: 0, fail: 0 }, null],
  [{ pass: 1, partial: 1, fail: 2 }, 0.25],
  [{ pass: 3, partial: 0, fail: 0 }, 1],
])('the pass rate of %o is %s', (counts, rate) => {
  expect(passRate(counts)).toBe(rate);
});
