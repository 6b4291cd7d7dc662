// Ends what nobody decided within a day, finds decided calls whose worker was lost, and forgets results nobody needs any more.
import { days, minutes } from '#kernel/duration';
import { inBatches } from '#kernel/in-batches';
import { getOrgById, record, systemCtx } from '#modules/access';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { findExecution } from '../executions/store.ts';
import { endWithout } from './settle.ts';
import { forgetResults, lockExpired, markExpired, strandedIds } from './store.ts';
import type { StoredApproval } from './store.ts';

const BATCH = 50;
const MAX_BATCHES = 20;
/** A job is enqueued with every decision; only a lost one is missing for so long. */
const STRANDED_MS = minutes(1);
/** After the decision, for those who asked. */
const RESULT_MS = days(1);
const FORGOTTEN = Buffer.alloc(0);

export async function tendApprovals(deps: Deps, signal: AbortSignal): Promise<void> {
  await inBatches({ signal, size: 1, maxBatches: BATCH * MAX_BATCHES }, () => expireOne(deps, signal));
  const now = deps.clock.now();
  const stranded = await strandedIds(deps.db, { decidedBefore: new Date(now.getTime() - STRANDED_MS), now, limit: BATCH });
  await deps.jobs.enqueueAll(
    undefined,
    stranded.map((approvalId) => ({ name: 'approval.resume', payload: { approvalId }, options: { singletonKey: approvalId } }) as const),
  );
  const before = new Date(now.getTime() - RESULT_MS);
  await inBatches({ signal, size: BATCH, maxBatches: MAX_BATCHES }, () =>
    forgetResults(deps.db, { before, limit: BATCH, tombstone: FORGOTTEN }),
  );
}

/** One at a time, each in a transaction of its own: what is locked cannot be decided meanwhile. Answers how many. */
function expireOne(deps: Deps, signal: AbortSignal): Promise<number> {
  return inTransaction(deps.db, async (tx) => {
    const [approval] = await lockExpired(tx, { now: deps.clock.now(), limit: 1 });
    if (!approval) return 0;
    const org = await getOrgById({ db: tx }, approval.orgId);
    const execution = org && (await findExecution(tx, approval.orgId, approval.executionId));
    await markExpired(tx, approval.id, deps.clock.now());
    if (!org || !execution) return 1;
    await endWithout(deps, { approvalId: approval.id, org, execution, error: expiredError(approval), tx });
    const { sourceId, operationId, executionId } = approval;
    await record(tx, systemCtx(deps, org, { name: 'worker', signal }), {
      action: 'approval.expire',
      objectType: 'approval',
      objectId: approval.id,
      before: { state: 'pending' },
      after: { state: 'expired', sourceId, operationId, executionId },
    });
    return 1;
  });
}

export const expiredError = ({ id, operationId }: Pick<StoredApproval, 'id' | 'operationId'>) =>
  ({
    kind: 'approval_expired',
    message: `Nobody decided about ${operationId} within 24 hours. The script has ended and the call was not sent; run it again if it is still wanted.`,
    operationId,
    approvalId: id,
  }) as const;
