// Forgets deliveries after 90 days, in batches, and states of Connect Slack that nobody came back with.
import { days } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
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
  const before = new Date(nowMs - days(KEPT_DAYS));
  return inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteDeliveriesBefore(db, { before, limit: BATCH }));
}
