// Deletes events past their retention, which is that of the organization's traces (spec 08 §4).
import { days } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import { retentionDaysOf } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { deleteEvents, orgsWithEvents } from './store.ts';

const BATCH = 1_000;
/** Of one sweep and organization; the next hour continues. */
const MAX_BATCHES = 200;
const SHORTEST_DAYS = 1;

/** Answers how many. */
export async function sweepEvents(deps: Pick<Deps, 'db' | 'clock' | 'log' | 'settings'>, signal: AbortSignal): Promise<number> {
  const { db, clock, log, settings } = deps;
  const ago = (count: number): Date => new Date(clock.now().getTime() - days(count));
  let deleted = 0;
  for (const orgId of await orgsWithEvents(db, ago(SHORTEST_DAYS))) {
    const own = await retentionDaysOf(deps, orgId);
    const before = ago(Math.min(own ?? settings.retentionDays, settings.retentionDays));
    deleted += await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteEvents(db, { orgId, before, limit: BATCH }));
  }
  log.info({ events: deleted }, 'analytics events past their retention were deleted');
  return deleted;
}
