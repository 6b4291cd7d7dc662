// Forgets closed incidents after 400 days, as long as the sums of their days are kept; open ones stay.
import { days } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { deleteClosedBefore } from './store.ts';

const KEPT_DAYS = 400;
const BATCH = 1_000;
/** Of one sweep; the next one continues. */
const MAX_BATCHES = 200;

/** How many were forgotten. */
export async function sweepIncidents({ db, clock }: Pick<Deps, 'db' | 'clock'>, signal: AbortSignal): Promise<number> {
  const before = new Date(clock.now().getTime() - days(KEPT_DAYS));
  let total = 0;
  for (let round = 0; round < MAX_BATCHES && !signal.aborted; round += 1) {
    const count = await deleteClosedBefore(db, { before, limit: BATCH });
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
