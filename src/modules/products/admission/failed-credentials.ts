// Counts credentials that an API refused, and those nobody is asked about, per address and over all processes (spec 06 §4): nobody
// guesses through us.
import { AppError } from '#kernel/errors';
import { minutes } from '#kernel/duration';
import type { Limits, Taken } from '#platform/rate-limit/limits';
import { networkOf } from '#platform/rate-limit/network-of';

const FAILURES = { capacity: 60, perMs: minutes(1) };
/** Hosts of agents bring those of many people, from few addresses. */
const NEW_ONES = { capacity: 600, perMs: minutes(1) };

const keyOf = (address: string | undefined): string => `failed-credentials:${networkOf(address)}`;

/** Counts a try as failed until it is proven good. Throws `rate_limited` for a guessing address. */
export const countAsFailed = async (limits: Limits, address: string | undefined): Promise<void> =>
  refuseOver(await limits.take(keyOf(address), FAILURES));

/** Throws `rate_limited` for a guessing address, and counts nothing. */
export const refuseGuesser = async (limits: Limits, address: string | undefined): Promise<void> =>
  refuseOver(await limits.peek(keyOf(address), FAILURES));

/** Takes one `countAsFailed` back: it was no failure. */
export const forgive = (limits: Limits, address: string | undefined): Promise<void> => limits.giveBack(keyOf(address), FAILURES);

/** One more failure, known only afterwards. */
export async function noteFailure(limits: Limits, address: string | undefined): Promise<void> {
  await limits.take(keyOf(address), FAILURES);
}

/** One that was not brought within the last minute. Throws `rate_limited` for an address that brings too many. */
export const countAsNew = async (limits: Limits, address: string | undefined): Promise<void> =>
  refuseOver(await limits.take(`new-credentials:${networkOf(address)}`, NEW_ONES));

function refuseOver(taken: Taken): void {
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError(
    'rate_limited',
    `Too many credentials that are refused or new from this address. Try again in ${retryAfterSeconds} s.`,
    {
      details: { retryAfterSeconds },
    },
  );
}
