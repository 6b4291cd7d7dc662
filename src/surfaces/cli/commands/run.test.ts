import { expect, test } from 'vitest';
import { exitCodeOf } from './run.ts';

test.each([
  [['pass', 'pass'], 0],
  [['pass', 'fail'], 1],
  [['partial'], 1],
  [['fail', 'error'], 3],
  [['pass', 'running'], 3],
  [[], 3],
])('runs that ended %j give exit code %i', (statuses, code) => {
  expect(exitCodeOf(statuses)).toBe(code);
});
