// Finds deliveries whose try is overdue because its job got lost, and enqueues it anew.
import { minutes } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { optionsOfTry } from './enqueue-try.ts';
import { overdueDeliveries } from './store.ts';

/** Busy workers are no reason: a waiting job is not enqueued twice. */
const OVERDUE_MS = minutes(2);
const BATCH = 500;

/** How many were overdue; the next call sees the rest. */
export async function reapDeliveries({ db, clock, jobs }: Pick<Deps, 'db' | 'clock' | 'jobs'>): Promise<number> {
  const now = clock.now();
  const overdue = await overdueDeliveries(db, { before: new Date(now.getTime() - OVERDUE_MS), now, limit: BATCH });
  await jobs.enqueueAll(
    undefined,
    overdue.map((each) => ({ name: 'alert.deliver', payload: { deliveryId: each.deliveryId }, options: optionsOfTry(each) })),
  );
  return overdue.length;
}
