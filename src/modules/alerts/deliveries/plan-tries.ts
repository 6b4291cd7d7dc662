// When a delivery is tried again: at once, then 1, 5, 20 and 60 minutes after the first (spec 03 §7). Pure.
import { minutes } from '#kernel/duration';

const PLAN_MS = [0, minutes(1), minutes(5), minutes(20), minutes(60)] as const;

/** A receiver that asks for a longer pause than this is not waited for: the plan goes on. */
const LONGEST_PAUSE_MS = minutes(60);
/** Between the starts of two tries, when a pause that was asked for has eaten the next place in the plan. */
const SMALLEST_GAP_MS = minutes(1);

export interface TriesSoFar {
  /** Made in this plan, at least one. */
  readonly count: number;
  readonly firstAt: Date;
  /** When the latest one began. */
  readonly latestAt: Date;
  /** The receiver asked for it in answer to the latest one. */
  readonly retryAfterMs?: number | undefined;
  readonly now: Date;
}

/** Null: no try is left. */
export function nextTryAt({ count, firstAt, latestAt, retryAfterMs, now }: TriesSoFar): Date | null {
  const offsetMs = PLAN_MS[count];
  if (offsetMs === undefined) return null;
  const isHonoured = retryAfterMs !== undefined && retryAfterMs <= LONGEST_PAUSE_MS;
  const askedMs = isHonoured ? now.getTime() + retryAfterMs : 0;
  return new Date(Math.max(firstAt.getTime() + offsetMs, latestAt.getTime() + SMALLEST_GAP_MS, askedMs));
}
