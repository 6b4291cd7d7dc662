// The limit on requests, one for all surfaces: whoever asks by API, by MCP or in the dashboard draws from the same bucket.
import { AppError } from '#kernel/errors';
import { MS_PER_MINUTE } from '#kernel/duration';
import type { Limits } from './limits.ts';

interface LimitDoors {
  readonly limits: Limits;
  readonly settings: { readonly rateLimitPerMinute: number };
}

/** Throws `rate_limited` (`details.retryAfterSeconds`). `asker`: `key:key_…`, `app:app_…`, `user:usr_…`, or `address:<network>` of a stranger. */
export async function limitRequests(
  { limits, settings }: LimitDoors,
  asker: `${'key' | 'app' | 'user' | 'address'}:${string}`,
): Promise<void> {
  const perMinute = settings.rateLimitPerMinute;
  const taken = await limits.take(asker, { capacity: perMinute, perMs: MS_PER_MINUTE });
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError('rate_limited', `Too many requests: at most ${perMinute} a minute. Try again in ${retryAfterSeconds} s.`, {
    details: { retryAfterSeconds },
  });
}
