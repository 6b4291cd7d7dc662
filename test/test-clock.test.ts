// The clock of the tests moves only by hand.
import { expect, test } from 'vitest';
import { createTestClock } from './test-clock.ts';

test('those whose time has come wake in the order of their times', async () => {
  const clock = createTestClock('2026-03-01T00:00:00Z');
  const woken: string[] = [];
  const late = clock.sleep(200).then(() => woken.push('late'));
  const early = clock.sleep(100).then(() => woken.push('early'));
  void clock.sleep(201).then(() => woken.push('not yet'));
  expect(clock.sleepers).toBe(3);
  clock.advance(200);
  await Promise.all([late, early]);
  expect(woken).toEqual(['early', 'late']);
  expect(clock.now().toISOString()).toBe('2026-03-01T00:00:00.200Z');
  expect(clock.sleepers).toBe(1);
});

test('an aborted sleep rejects with the reason and is forgotten', async () => {
  const clock = createTestClock();
  const controller = new AbortController();
  const sleep = clock.sleep(100, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
  expect(clock.sleepers).toBe(0);
});

test('time does not go back', () => {
  const clock = createTestClock('2026-03-01T00:00:00Z');
  expect(() => clock.moveTo('2026-02-28T00:00:00Z')).toThrow('not turned back');
});
