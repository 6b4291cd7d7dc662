// Deletes what is past its retention, in batches: traces by the organization's or the instance's days, run rows after 400 days (spec 02 §13).
import { days } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import { getOrgById, recordSweep, retentionDaysOf } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { deleteRuns, expireTraces, orgsWithTraces } from './store.ts';
import { deleteTraces } from './trace/store.ts';

export interface Swept {
  readonly traces: number;
  readonly runs: number;
}

const BATCH = 500;
/** Of one sweep and organization; the next hour continues. */
const MAX_BATCHES = 200;
const RUN_ROW_DAYS = 400;
const SHORTEST_DAYS = 1;

export async function sweepRetention(deps: Deps, signal: AbortSignal = new AbortController().signal): Promise<Swept> {
  let traces = 0;
  for (const orgId of await orgsWithTraces(deps.db, daysAgo(deps, SHORTEST_DAYS))) {
    const own = await retentionDaysOf(deps, orgId);
    const before = daysAgo(deps, Math.min(own ?? deps.settings.retentionDays, deps.settings.retentionDays));
    traces += await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => expireBatch(deps, { orgId, before, signal }));
  }
  const runs = await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () =>
    inTransaction(deps.db, (tx) => deleteRuns(tx, { before: daysAgo(deps, RUN_ROW_DAYS), limit: BATCH })),
  );
  deps.log.info({ traces, runs }, 'retention was swept');
  return { traces, runs };
}

async function expireBatch(
  deps: Deps,
  at: { readonly orgId: string; readonly before: Date; readonly signal: AbortSignal },
): Promise<number> {
  const org = await getOrgById(deps, at.orgId);
  if (!org) return 0;
  return inTransaction(deps.db, async (tx) => {
    const runIds = await expireTraces(tx, { orgId: org.id, before: at.before, now: deps.clock.now(), limit: BATCH });
    if (runIds.length === 0) return 0;
    await deleteTraces(tx, runIds);
    const after = { traces: runIds.length, before: at.before.toISOString() };
    await recordSweep(tx, deps, { org, signal: at.signal, after });
    return runIds.length;
  });
}

const daysAgo = (deps: Pick<Deps, 'clock'>, count: number): Date => new Date(deps.clock.now().getTime() - days(count));
