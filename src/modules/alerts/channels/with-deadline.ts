// Ends work when its time is over, by our clock.
import type { Clock } from '#platform/clock';
import { SafeFetchError } from '#platform/http/safe-fetch-error';

export interface Deadline {
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** Rejects with SafeFetchError `timeout` after `ms` and with the signal's reason when it aborts, also for work that heeds neither. */
export async function withDeadline<T>(clock: Clock, { ms, signal }: Deadline, work: (bounded: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const settled = new AbortController();
  const bounded = AbortSignal.any([signal, over.signal]);
  const ended = new Promise<never>((_, reject) => {
    bounded.addEventListener('abort', () => reject(bounded.reason), { once: true });
    if (bounded.aborted) reject(bounded.reason);
  });
  clock.sleep(ms, settled.signal).then(
    () => over.abort(new SafeFetchError('timeout', `No answer within ${ms / 1000} s.`)),
    // The work was done in time.
    () => undefined,
  );
  try {
    return await Promise.race([work(bounded), ended]);
  } finally {
    settled.abort();
  }
}
