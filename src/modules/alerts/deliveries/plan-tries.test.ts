// When a delivery is tried again.
import { describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import { nextTryAt } from './plan-tries.ts';

const FIRST = new Date('2026-01-31T09:30:00.000Z');
const after = (ms: number): Date => new Date(FIRST.getTime() + ms);

/** In minutes after the first try. */
function next(count: number, latestMs: number, more: { tookMs?: number; retryAfterMs?: number } = {}): number | null {
  const { tookMs = seconds(10), ...asked } = more;
  const at = nextTryAt({ count, firstAt: FIRST, latestAt: after(latestMs), now: after(latestMs + tookMs), ...asked });
  return at && (at.getTime() - FIRST.getTime()) / minutes(1);
}

test('five tries: at once, then 1, 5, 20 and 60 minutes after the first, however long a try took', () => {
  expect([next(1, 0), next(2, minutes(1)), next(3, minutes(5)), next(4, minutes(20)), next(5, minutes(60))]).toEqual([1, 5, 20, 60, null]);
});

describe('a pause that the receiver asks for', () => {
  test.each([
    ['earlier than the plan changes nothing', 1, 0, seconds(30), 1],
    ['later than the plan is waited for', 1, 0, minutes(10), 10],
    ['of an hour is the longest that is waited for', 1, 0, minutes(60), 60],
    ['of more than an hour is not waited for', 1, 0, minutes(60) + 1, 1],
    ['gives no sixth try', 5, minutes(60), minutes(1), null],
  ])('%s', (_what, count, latestMs, retryAfterMs, expected) => {
    expect(next(count, latestMs, { retryAfterMs, tookMs: 0 })).toBe(expected);
  });

  test('that has eaten places of the plan does not make the next tries follow at once', () => {
    expect([next(2, minutes(30)), next(3, minutes(31)), next(4, minutes(32))]).toEqual([31, 32, 60]);
  });
});
