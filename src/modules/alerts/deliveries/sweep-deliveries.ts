// Forgets deliveries after 90 days, in batches, and states of Connect Slack that nobody came back with.
import { days } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { deleteSlackStatesBefore } from '../destinations/store.ts';
import { deleteDeliveriesBefore } from './store.ts';

const KEPT_DAYS = 90;
const BATCH = 1000;
/** Of one sweep; the next one continues. */
const MAX_BATCHES = 200;

/** How many deliveries were forgotten. */
export async function sweepDeliveries({ db, clock }: Pick<Deps, 'db' | 'clock'>, signal: AbortSignal): Promise<number> {
  const nowMs = clock.now().getTime();
  await deleteSlackStatesBefore(db, new Date(nowMs - days(1)));
  let total = 0;
  for (let round = 0; round < MAX_BATCHES && !signal.aborted; round += 1) {
    const count = await deleteDeliveriesBefore(db, { before: new Date(nowMs - days(KEPT_DAYS)), limit: BATCH });
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
