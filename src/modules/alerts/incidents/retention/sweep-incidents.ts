// Forgets closed incidents after 400 days, as long as the sums of their days are kept; open ones stay.
import { days } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import type { Deps } from '#platform/ctx';
import { deleteClosedBefore } from './store.ts';

const KEPT_DAYS = 400;
const BATCH = 1_000;
/** Of one sweep; the next one continues. */
const MAX_BATCHES = 200;

/** How many were forgotten. */
export async function sweepIncidents({ db, clock }: Pick<Deps, 'db' | 'clock'>, signal: AbortSignal): Promise<number> {
  const before = new Date(clock.now().getTime() - days(KEPT_DAYS));
  return inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteClosedBefore(db, { before, limit: BATCH }));
}
