// How each queue behaves: how long a job may take, how often it is tried again.
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '#kernel/duration';
import type { JobName } from './jobs.ts';

export interface QueueRule {
  /** After this a job is taken from its worker, even from a living one. A dead worker's job is taken after the heartbeat. */
  readonly expireMs: number;
  /** Tries after the first one, for a handler that throws or a worker that dies. */
  readonly retries: number;
  /** Before the second try; doubles up to a minute. */
  readonly retryDelayMs: number;
}

/** Of a worker whose job is to be given to another one; the engine takes no less. */
export const HEARTBEAT_MS = 10 * MS_PER_SECOND;
/** Finished jobs are kept this long, for a look at what happened. */
export const KEEP_FINISHED_MS = MS_PER_HOUR;

export const QUEUES: { readonly [N in JobName]: QueueRule } = {
  // Longest run: 3600 s by its limits, then three judge samples; every later attempt of a run is a job of its own.
  'run.execute': { expireMs: 3 * MS_PER_HOUR, retries: 10, retryDelayMs: MS_PER_SECOND },
  'run.tick': { expireMs: MS_PER_MINUTE, retries: 5, retryDelayMs: MS_PER_SECOND },
  'server.sync': { expireMs: 10 * MS_PER_MINUTE, retries: 2, retryDelayMs: 10 * MS_PER_SECOND },
  // A minute at most, and no second try: the next tick is. A dead worker's check is given on all the same.
  'monitor.check': { expireMs: 3 * MS_PER_MINUTE, retries: 2, retryDelayMs: 0 },
  // One try of one delivery; further ones are jobs of their own.
  'alert.deliver': { expireMs: MS_PER_MINUTE, retries: 10, retryDelayMs: 5 * MS_PER_SECOND },
  'alert.renotify': { expireMs: MS_PER_MINUTE, retries: 5, retryDelayMs: MS_PER_SECOND },
  'alert.unmute': { expireMs: MS_PER_MINUTE, retries: 5, retryDelayMs: MS_PER_SECOND },
  // The limit of a compile is three minutes; storing what it made takes the rest.
  'bundle.compile': { expireMs: 5 * MS_PER_MINUTE, retries: 2, retryDelayMs: 5 * MS_PER_SECOND },
  // The longest script, the call before it and a wait for room; a claim in its row says who goes on after a crash.
  'approval.resume': { expireMs: 6 * MS_PER_MINUTE, retries: 5, retryDelayMs: 2 * MS_PER_SECOND },
  'retention.sweep': { expireMs: MS_PER_HOUR, retries: 1, retryDelayMs: MS_PER_MINUTE },
  // Goes on where it was stopped, however often that is.
  'organization.erase': { expireMs: MS_PER_HOUR, retries: 10, retryDelayMs: 5 * MS_PER_SECOND },
};
