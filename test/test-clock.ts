// Time that tests move by hand. Nothing that sleeps on this clock wakes until the clock is moved.
import type { Clock } from '#platform/clock';

export interface TestClock extends Clock {
  /** Moves time on by `ms` and wakes, in the order of their times, all whose time has come. */
  advance(ms: number): void;
  /** Moves to a time that is not before now. */
  moveTo(time: Date | string): void;
  /** How many sleep now: the fact to wait for before time is moved. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

export function createTestClock(start: Date | string = new Date()): TestClock {
  let nowMs = new Date(start).getTime();
  const sleeping = new Set<Sleeper>();
  const moveTo = (targetMs: number) => {
    if (!(targetMs >= nowMs)) throw new RangeError('A clock is not turned back.');
    nowMs = targetMs;
    const due = [...sleeping].filter(({ wakeAt }) => wakeAt <= nowMs).toSorted((a, b) => a.wakeAt - b.wakeAt);
    for (const sleeper of due) sleeper.wake();
  };
  return {
    now: () => new Date(nowMs),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const end = () => {
          sleeping.delete(sleeper);
          signal?.removeEventListener('abort', abort);
        };
        const sleeper: Sleeper = {
          wakeAt: nowMs + ms,
          wake: () => {
            end();
            resolve();
          },
        };
        const abort = () => {
          end();
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        signal?.addEventListener('abort', abort, { once: true });
        if (ms <= 0) sleeper.wake();
        else sleeping.add(sleeper);
      }),
    advance: (ms) => moveTo(nowMs + ms),
    moveTo: (time) => moveTo(new Date(time).getTime()),
    get sleepers() {
      return sleeping.size;
    },
  };
}
