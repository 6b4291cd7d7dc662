// Counts failed authentications per address over all processes, so that no key hash is computed for a guesser (spec 09 §9).
import { AppError } from '#kernel/errors';
import { minutes } from '#kernel/duration';
import type { Limits } from '#platform/rate-limit/limits';
import { networkOf } from '#platform/rate-limit/network-of';

const FAILURES = { capacity: 60, perMs: minutes(1) };

const keyOf = (address: string | undefined): string => `auth-failures:${networkOf(address)}`;

/**
 * Counts a try as failed until it is proven good, so that many tries at the same moment cannot slip past the limit.
 * Throws `rate_limited` (`details.retryAfterSeconds`) for a guessing address.
 */
export async function countAsFailed(limits: Limits, address: string | undefined): Promise<void> {
  const taken = await limits.take(keyOf(address), FAILURES);
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError('rate_limited', `Too many failed authentications from this address. Try again in ${retryAfterSeconds} s.`, {
    details: { retryAfterSeconds },
  });
}

/** Takes one `countAsFailed` back: the try turned out good. */
export const forgive = (limits: Limits, address: string | undefined): Promise<void> => limits.giveBack(keyOf(address), FAILURES);
