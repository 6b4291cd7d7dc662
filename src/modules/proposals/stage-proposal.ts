// Writes a proposal and the version that holds its content, together.
import { AppError } from '#kernel/errors';
import { MS_PER_HOUR, MS_PER_SECOND } from '#kernel/duration';
import { newId } from '#kernel/ids';
import { record } from '#modules/access';
import { stageVersion } from '#modules/workflows';
import type { WorkflowSpec } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { APPLICABLE_MS } from './proposal.ts';
import type { StoredProposal } from './proposal.ts';
import { countStaged, insertProposal } from './store.ts';
import type { NewProposal } from './store.ts';

/** Of one organization at a time: whoever stages so many applies none. */
const MAX_STAGED = 1_000;
/** Of one person or key, so that none can keep the others from proposing. */
const MAX_OWN = 250;

export interface Staging extends Omit<NewProposal, 'id' | 'versionId' | 'createdBy' | 'createdAt' | 'expiresAt'> {
  readonly spec: WorkflowSpec;
}

export async function stageProposal(ctx: Ctx, { spec, ...staging }: Staging): Promise<StoredProposal> {
  const at = ctx.deps.clock.now();
  await refuseFlood(ctx, at);
  const { type, id, name } = ctx.actor;
  return inTransaction(ctx.deps.db, async (tx) => {
    const proposal = {
      ...staging,
      id: newId('prop', at.getTime()),
      versionId: await stageVersion(tx, ctx, { workflowId: staging.homeWorkflowId, spec, at }),
      createdBy: { type, id, name },
      createdAt: at.toISOString(),
      expiresAt: new Date(at.getTime() + APPLICABLE_MS).toISOString(),
    };
    await insertProposal(tx, ctx.org.id, proposal);
    const { kind, homeWorkflowId, sourceRunId, rationale, diff } = proposal;
    await record(tx, ctx, {
      action: 'proposal.create',
      objectType: 'proposal',
      objectId: proposal.id,
      after: { kind, workflowId: homeWorkflowId, ...(sourceRunId === null ? {} : { sourceRunId }), rationale, diff },
    });
    return { ...proposal, appliedAt: null, appliedWorkflowId: null, approvedBy: null };
  });
}

async function refuseFlood({ deps, org, actor }: Ctx, now: Date): Promise<void> {
  const { all, own } = await countStaged(deps.db, { orgId: org.id, proposerId: actor.id, now });
  if (all < MAX_STAGED && own < MAX_OWN) return;
  const whose = own < MAX_OWN ? `${MAX_STAGED} proposals` : `${MAX_OWN} proposals of yours`;
  throw new AppError('rate_limited', `${whose} wait to be applied; apply some, or wait until they expire.`, {
    details: { retryAfterSeconds: MS_PER_HOUR / MS_PER_SECOND },
  });
}
