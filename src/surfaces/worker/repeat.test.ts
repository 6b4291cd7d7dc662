// Housekeeping goes on after a failure and ends when it is stopped.
import { expect, test } from 'vitest';
import { silentLog } from '#platform/log';
import { createTestClock } from '#test/test-clock';
import { repeat } from './repeat.ts';

test('a round that fails does not end the rounds', async () => {
  const clock = createTestClock();
  let rounds = 0;
  const task = repeat(
    { clock, log: silentLog },
    {
      name: 'test',
      everyMs: 1000,
      work: () => {
        rounds += 1;
        return rounds === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
      },
    },
  );
  await expect.poll(() => clock.sleepers).toBe(1);
  clock.advance(1000);
  await expect.poll(() => rounds).toBe(2);
  await task.stop();
});

test('stopping waits for the round under way, and no other begins', async () => {
  const clock = createTestClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  let rounds = 0;
  let isStopped = false;
  const task = repeat({ clock, log: silentLog }, { name: 'test', everyMs: 1, work: () => ((rounds += 1), promise) });
  const stopped = task.stop().then(() => {
    isStopped = true;
  });
  expect(isStopped).toBe(false);
  resolve();
  await stopped;
  clock.advance(1000);
  expect(rounds).toBe(1);
});
