// Deletes proposals that nobody applied within seven days, and staged content that no proposal and no run needs any more.
import { inBatches } from '#kernel/in-batches';
import { getOrgById, recordSweep } from '#modules/access';
import { versionsWithRuns } from '#modules/runs';
import { deleteStaged, stagedBefore } from '#modules/workflows';
import type { StagedVersion } from '#modules/workflows';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { KEPT_MS } from './proposal.ts';
import { deleteUnapplied } from './store.ts';

export interface SweptProposals {
  readonly proposals: number;
  readonly versions: number;
}

const BATCH = 500;
/** Of one sweep; the next hour continues. */
const MAX_BATCHES = 200;

export async function sweepProposals(deps: Deps, signal: AbortSignal): Promise<SweptProposals> {
  const before = new Date(deps.clock.now().getTime() - KEPT_MS);
  const proposals = await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteBatch(deps, before, signal));
  const versions = await dropContent(deps, before, signal);
  deps.log.info({ proposals, versions }, 'proposals were swept');
  return { proposals, versions };
}

async function deleteBatch(deps: Deps, before: Date, signal: AbortSignal): Promise<number> {
  return inTransaction(deps.db, async (tx) => {
    const gone = await deleteUnapplied(tx, { before, limit: BATCH });
    for (const { orgId, count } of gone) {
      const org = await getOrgById({ db: tx }, orgId);
      if (org) await recordSweep(tx, deps, { org, signal, after: { proposals: count, before: before.toISOString() } });
    }
    return gone.reduce((sum, { count }) => sum + count, 0);
  });
}

/** What trials ran is kept as long as they are: it says what they tested. */
async function dropContent(deps: Deps, before: Date, signal: AbortSignal): Promise<number> {
  let dropped = 0;
  let page: readonly StagedVersion[] = [];
  do {
    page = await stagedBefore(deps.db, { before, last: page.at(-1), limit: BATCH });
    const ids = page.map(({ id }) => id);
    dropped += await inTransaction(deps.db, async (tx) => {
      const used = await versionsWithRuns(tx, ids);
      return deleteStaged(
        tx,
        ids.filter((id) => !used.has(id)),
      );
    });
  } while (page.length === BATCH && !signal.aborted);
  return dropped;
}
