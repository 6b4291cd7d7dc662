// Applies a proposal: its staged version becomes the next one of its workflow, or the first of a new one (spec 04 §3).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import { latestTrialOfTargets } from '#modules/runs';
import { adoptAsWorkflow, adoptVersion, diffToWire, specOf, surroundingsOf } from '#modules/workflows';
import type { Adopted, FieldDiff } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { refuseEnded } from './proposal.ts';
import type { StoredProposal, TrialVerdict } from './proposal.ts';
import { findProposal, lockProposal, markApplied } from './store.ts';
import { trialVerdict } from './trial-verdict.ts';

const input = z.strictObject({ proposalId: z.string('must be text'), approvedBy: boundedText(1, 200).optional() });

export interface AppliedProposal {
  readonly proposalId: string;
  readonly workflowId: string;
  readonly version: { readonly id: string; readonly number: number };
  /** True: a draft became a workflow. False: a patch became the next version. */
  readonly created: boolean;
  readonly diff: readonly FieldDiff[];
  /** What the trials said before. */
  readonly trial: TrialVerdict;
}

/** Throws, in this order, `not_found`, `proposal_already_applied`, `proposal_expired`, `stale_base_version`, `validation_failed`. */
export async function applyProposal(ctx: Ctx, raw: unknown): Promise<AppliedProposal> {
  requireRole(ctx, 'editor');
  refuseSecrets(raw);
  const { proposalId, approvedBy = null } = parseInput(input, raw);
  const { db, clock } = ctx.deps;
  const seen = await findProposal(db, ctx.org.id, proposalId);
  if (!seen) throw notFound('proposal');
  const now = clock.now();
  refuseEnded(seen, now);
  const { spec } = await specOf(ctx.deps, seen.versionId);
  const surroundings = await surroundingsOf(ctx, spec);
  const trial = trialVerdict(spec.testerTargets, await latestTrialOfTargets(db, [proposalId]));
  const adopted = await inTransaction(db, async (tx) => {
    const proposal = await lockProposal(tx, ctx.org.id, proposalId);
    if (!proposal) throw notFound('proposal');
    refuseEnded(proposal, now);
    const done = await adopt(tx, ctx, { proposal, surroundings, approvedBy, at: now });
    await markApplied(tx, proposal.id, { at: now, workflowId: done.workflowId, number: done.version.number, approvedBy });
    await record(tx, ctx, {
      action: 'proposal.apply',
      objectType: 'proposal',
      objectId: proposal.id,
      before: { state: 'staged' },
      after: { state: 'applied', workflowId: done.workflowId, version: done.version.number, approvedBy, trial },
    });
    return done;
  });
  const created = seen.kind === 'draft';
  return { proposalId, ...adopted, diff: created ? seen.diff : diffToWire(adopted.diff), created, trial };
}

interface Applying {
  readonly proposal: StoredProposal;
  readonly surroundings: Awaited<ReturnType<typeof surroundingsOf>>;
  readonly approvedBy: string | null;
  readonly at: Date;
}

function adopt(tx: Tx, ctx: Ctx, { proposal, surroundings, approvedBy, at }: Applying): Promise<Adopted> {
  const { id, versionId, homeWorkflowId: workflowId, baseVersionId } = proposal;
  const note = `proposal ${id}${approvedBy === null ? '' : `, approved by ${approvedBy}`}`;
  const author = { type: 'proposal', id, name: ctx.actor.name } as const;
  const adoption = { versionId, author, surroundings, note, at };
  return baseVersionId === null ? adoptAsWorkflow(tx, ctx, adoption) : adoptVersion(tx, ctx, { ...adoption, workflowId, baseVersionId });
}
