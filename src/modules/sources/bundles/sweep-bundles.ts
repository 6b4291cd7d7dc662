// Deletes old bundles: of each source and environment the active one and the last fifty stay (spec 07 §4).
import { inBatches } from '#kernel/in-batches';
import { getOrgById, recordSweep } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { deleteSurplus } from './store.ts';

const KEPT = 50;
/** They are large. */
const BATCH = 20;
/** Of one sweep; the next hour continues. */
const MAX_BATCHES = 200;

export async function sweepBundles(deps: Deps, signal: AbortSignal): Promise<number> {
  const swept = await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () => deleteBatch(deps, signal));
  deps.log.info({ bundles: swept }, 'bundles were swept');
  return swept;
}

async function deleteBatch(deps: Deps, signal: AbortSignal): Promise<number> {
  return inTransaction(deps.db, async (tx) => {
    const gone = await deleteSurplus(tx, { keep: KEPT, limit: BATCH });
    for (const { orgId, count } of gone) {
      const org = await getOrgById({ db: tx }, orgId);
      if (org) await recordSweep(tx, deps, { org, signal, after: { bundles: count } });
    }
    return gone.reduce((sum, { count }) => sum + count, 0);
  });
}
