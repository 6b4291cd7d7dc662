// A signal that aborts when the caller leaves or when the time is up, and knows which of the two it was.
import type { Clock } from '#platform/clock';

export interface TimeLimit {
  readonly signal: AbortSignal;
  /** True once the time, not the caller, ended it. */
  readonly isOver: boolean;
  /** Milliseconds left, never below 0. */
  leftMs(): number;
  /** Releases the timer. Call it always. */
  release(): void;
}

export function startTimeLimit(clock: Clock, timeoutMs: number, outer: AbortSignal): TimeLimit {
  const endsAt = clock.now().getTime() + timeoutMs;
  const over = new AbortController();
  const released = new AbortController();
  clock.sleep(Math.max(0, timeoutMs), released.signal).then(
    // By this name everybody below tells it from a caller who left.
    () => over.abort(new DOMException('the time is up', 'TimeoutError')),
    // Released before its time: nothing to do.
    () => undefined,
  );
  return {
    signal: AbortSignal.any([outer, over.signal]),
    get isOver() {
      return over.signal.aborted;
    },
    leftMs: () => Math.max(0, endsAt - clock.now().getTime()),
    release: () => released.abort(new Error('released')),
  };
}
