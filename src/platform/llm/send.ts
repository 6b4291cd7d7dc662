// One request to a provider: bounded in time, tried again when the provider is busy, and never throwing.
import type { Clock } from '#platform/clock';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { failedRequest } from './failure.ts';
import type { FailedRequest } from './failure.ts';
import type { ModelFailure, ModelRef, StepRequest } from './model.ts';
import { startTimeLimit } from './time-limit.ts';
import type { TimeLimit } from './time-limit.ts';

const MAX_TRIES = 5;
const FIRST_WAIT_MS = 1000;

export type Limits = Pick<StepRequest, 'timeoutMs' | 'signal' | 'maxTries'>;

export interface SendFailure extends ModelFailure {
  readonly httpStatus?: number | undefined;
}

/** `request` makes one HTTP request and may throw; `latencyMs` is that of the try that succeeded. */
export async function send<T>(
  { clock, ref }: { readonly clock: Clock; readonly ref: ModelRef },
  limits: Limits,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<{ readonly value: T; readonly latencyMs: number }, SendFailure>> {
  const limit = startTimeLimit(clock, limits.timeoutMs, limits.signal);
  const maxTries = limits.maxTries ?? MAX_TRIES;
  try {
    for (let tries = 1; ; tries += 1) {
      const startedAt = clock.now().getTime();
      const tried = await attempted(request(limit.signal));
      if (tried.ok) return ok({ value: tried.value, latencyMs: clock.now().getTime() - startedAt });
      if (limit.signal.aborted) return failed(stopped(limit));
      const found = failedRequest(tried.error, ref, clock.now());
      const waitMs = tries < maxTries ? waitOf(found, tries, limit) : undefined;
      if (waitMs === undefined) return failed(givenUp(found, limit));
      if (!(await waited(clock, waitMs, limit))) return failed(stopped(limit));
    }
  } finally {
    limit.release();
  }
}

const attempted = <T>(request: Promise<T>): Promise<Outcome<T, unknown>> => request.then(ok<T>, failed<unknown>);

/** Milliseconds to the next try, or undefined when there is to be none: a wait longer than the time left is not begun. */
function waitOf(found: FailedRequest, tries: number, limit: TimeLimit): number | undefined {
  if (!found.isRetryable) return undefined;
  const waitMs = found.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
  return waitMs < limit.leftMs() ? waitMs : undefined;
}

/** Says so when the provider wants a longer wait than there is time for. */
function givenUp({ failure, httpStatus, isRetryable, retryAfterMs }: FailedRequest, limit: TimeLimit): SendFailure {
  const isTooLong = isRetryable && retryAfterMs !== undefined && retryAfterMs >= limit.leftMs();
  const message = isTooLong
    ? `${failure.message} It asks to wait ${Math.ceil(retryAfterMs / 1000)} s, longer than the time left.`
    : failure.message;
  return { ...failure, message, httpStatus };
}

const waited = (clock: Clock, waitMs: number, limit: TimeLimit): Promise<boolean> =>
  clock.sleep(waitMs, limit.signal).then(
    () => true,
    () => false,
  );

const stopped = (limit: TimeLimit): SendFailure =>
  limit.isOver
    ? { kind: 'timeout', message: 'The model provider did not answer in time.' }
    : { kind: 'other', message: 'The model request was stopped.' };
