// Deletes executions past the organization's retention, and ends those whose process died.
import { days, minutes } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import { retentionDaysOf } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { deleteExecutions, finishLost, orgsWithExecutions } from './store.ts';

const BATCH = 1_000;
/** Of one sweep and organization; the next hour continues. */
const MAX_BATCHES = 200;
const SHORTEST_DAYS = 1;
/** No script runs so long. */
const LOST_MS = minutes(30);

/** Answers how many were deleted. */
export async function sweepExecutions(deps: Pick<Deps, 'db' | 'clock' | 'log' | 'settings'>, signal: AbortSignal): Promise<number> {
  const { db, clock, log, settings } = deps;
  const now = clock.now();
  const ago = (count: number): Date => new Date(now.getTime() - days(count));
  const startedBefore = new Date(now.getTime() - LOST_MS);
  await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => finishLost(db, { startedBefore, at: now, limit: BATCH }));
  let deleted = 0;
  for (const orgId of await orgsWithExecutions(db, ago(SHORTEST_DAYS))) {
    const own = await retentionDaysOf(deps, orgId);
    const before = ago(Math.min(own ?? settings.retentionDays, settings.retentionDays));
    deleted += await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () =>
      deleteExecutions(db, { orgId, before, limit: BATCH }),
    );
  }
  log.info({ executions: deleted }, 'executions past their retention were deleted');
  return deleted;
}
