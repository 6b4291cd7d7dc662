// Runs what a proposal would make of its workflow, without applying it.
import { z } from 'zod';
import { invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { startTrialRuns } from '#modules/runs';
import type { StartedRuns } from '#modules/runs';
import { findWorkflow, specOf } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { refuseEnded } from './proposal.ts';
import { findProposal, holdProposal } from './store.ts';

/** Everything else is read by the start of the runs. */
const input = z.looseObject({ workflowId: z.string('must be text'), proposalId: z.string('must be text') });

/**
 * `raw`: `{workflowId, proposalId, ...as startRuns}`. The trials of a draft are listed under the workflow of its source run.
 * Throws `not_found`, `proposal_already_applied` or `proposal_expired`, and what starting runs throws.
 */
export async function startTrial(ctx: Ctx, raw: unknown): Promise<StartedRuns> {
  requireRole(ctx, 'editor');
  const { proposalId, ...start } = parseInput(input, raw);
  const { db, clock } = ctx.deps;
  if (!(await findWorkflow(db, ctx.org.id, start.workflowId))) throw notFound('workflow');
  const proposal = await findProposal(db, ctx.org.id, proposalId);
  if (!proposal) throw notFound('proposal');
  if (proposal.homeWorkflowId !== start.workflowId) throw invalidField('proposalId', 'is a proposal for another workflow');
  refuseEnded(proposal, clock.now());
  const { spec } = await specOf(ctx.deps, proposal.versionId);
  return startTrialRuns(ctx, start, {
    proposalId,
    versionId: proposal.versionId,
    mcpServerId: spec.mcpServerId,
    testerTargets: spec.testerTargets,
    hold: async (tx) => {
      const held = await holdProposal(tx, ctx.org.id, proposalId);
      if (!held) throw notFound('proposal');
      refuseEnded(held, clock.now());
    },
  });
}
