// The last line of `npm test` never says less than what went wrong.
import { expect, test } from 'vitest';
import { tallyOf } from './tally.mjs';

const file = (status, ...outcomes) => ({ status, assertionResults: outcomes.map((outcome) => ({ status: outcome })) });
const report = (...testResults) => {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const count = (status) => all.filter((one) => one === status).length;
  return JSON.stringify({ testResults, numPassedTests: count('passed'), numFailedTests: count('failed'), numTotalTests: all.length });
};

test.each([
  ['all is well', report(file('passed', 'passed', 'passed')), 0, { passed: 2, failed: 0, skipped: 0 }],
  ['a test fails', report(file('failed', 'passed', 'failed')), 1, { passed: 1, failed: 1, skipped: 0 }],
  ['a file cannot be loaded', report(file('passed', 'passed'), file('failed')), 1, { passed: 1, failed: 1, skipped: 0 }],
  ['tests pass and an error escaped them', report(file('passed', 'passed')), 1, { passed: 1, failed: 1, skipped: 0 }],
  ['a clean-up fails after its tests passed', report(file('failed', 'passed')), 1, { passed: 1, failed: 1, skipped: 0 }],
  ['one is skipped', report(file('passed', 'passed', 'skipped')), 0, { passed: 1, failed: 0, skipped: 1 }],
  ['vitest died without a report', '', 1, { passed: 0, failed: 1, skipped: 0 }],
  ['vitest was killed', '', null, { passed: 0, failed: 1, skipped: 0 }],
])('%s', (_what, text, status, expected) => {
  expect(tallyOf(text, status)).toEqual(expected);
});
