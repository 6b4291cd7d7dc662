// A token bucket per API key or session. Bounded: the oldest buckets are forgotten first.
import { AppError } from '#kernel/errors';
import type { Clock } from '#platform/clock';

const MAX_BUCKETS = 10_000;
const MS_PER_MINUTE = 60_000;

interface Bucket {
  tokens: number;
  at: number;
}

export type RateLimit = (key: string) => void;

/** Throws `rate_limited` with `retryAfterSeconds` when `key` has used up its minute. */
export function createRateLimit(clock: Clock, perMinute: number): RateLimit {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const now = clock.now().getTime();
    const before = buckets.get(key) ?? { tokens: perMinute, at: now };
    const tokens = Math.min(perMinute, before.tokens + ((now - before.at) / MS_PER_MINUTE) * perMinute);
    buckets.delete(key);
    buckets.set(key, { tokens: Math.max(0, tokens - 1), at: now });
    const oldest = buckets.size > MAX_BUCKETS ? buckets.keys().next().value : undefined;
    if (oldest !== undefined) buckets.delete(oldest);
    if (tokens >= 1) return;
    const retryAfterSeconds = Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60));
    throw new AppError('rate_limited', `Too many requests: at most ${perMinute} a minute. Try again in ${retryAfterSeconds} s.`, {
      details: { retryAfterSeconds },
    });
  };
}
