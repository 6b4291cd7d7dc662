import { describe, expect, test } from 'vitest';
import { exitCodeOf, judgeGate } from './gate.ts';

test.each([
  [['pass', 'pass'], 0],
  [['pass', 'fail'], 1],
  [['partial'], 1],
  [['fail', 'error'], 3],
  [['pass', 'running'], 3],
  [['pass', 'something new'], 3],
  [[], 3],
])('runs that ended %j give exit code %i', (statuses, code) => {
  expect(exitCodeOf(statuses)).toBe(code);
});

describe('a budget', () => {
  const pass = (costUsd: number | null) => ({ status: 'pass', costUsd });
  test.each([
    ['kept', [pass(0.2), pass(0.3)], 0.5, 0, 'passed'],
    ['of nothing, for runs that cost nothing', [pass(0)], 0, 0, 'passed'],
    ['overspent by runs that passed', [pass(0.2), pass(0.4)], 0.5, 1, 'failed'],
    ['overspent by runs that failed', [{ status: 'fail', costUsd: 1 }], 0.5, 1, 'failed'],
    ['overspent by runs that are undecided', [{ status: 'error', costUsd: 1 }], 0.5, 3, 'undecided'],
    ['nobody can check', [pass(null), pass(0.1)], 0.5, 3, 'undecided'],
    ['overspent already by what is known', [pass(null), pass(0.6)], 0.5, 1, 'failed'],
    ['nobody can check, of runs that failed', [{ status: 'fail', costUsd: null }], 0.5, 1, 'failed'],
  ])('%s', (_what, runs, max, exitCode, outcome) => {
    expect(judgeGate(runs, max)).toMatchObject({ exitCode, outcome });
  });

  test('that was not set is not looked at, and the cost is told all the same', () => {
    expect(judgeGate([pass(2), pass(null)], undefined)).toEqual({
      exitCode: 0,
      outcome: 'passed',
      costUsd: 2,
      isCostComplete: false,
      note: null,
    });
  });

  test('says what was spent and what was allowed', () => {
    expect(judgeGate([pass(0.61)], 0.5).note).toBe('The runs cost $0.6100, over the budget of $0.5000.');
  });
});
