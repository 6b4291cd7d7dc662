// Starts one run for each target of a workflow's current version (spec 02 §9, 05 §4).
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { dispatchEach } from './dispatch-each.ts';
import type { StartedRuns } from './dispatch.ts';
import { prepareStart } from './prepare-start.ts';
import { startRunsInput } from './start-runs-input.ts';

export async function startRuns(ctx: Ctx, raw: unknown): Promise<StartedRuns> {
  requireRole(ctx, 'editor');
  const input = parseInput(startRunsInput, raw);
  const workflow = await getWorkflow(ctx, { workflowId: input.workflowId });
  refuseArchived(workflow);
  const start = await prepareStart(ctx, input, { workflow, targets: workflow.testerTargets });
  return inTransaction(ctx.deps.db, (tx) => dispatchEach(tx, ctx, { ...start, version: workflow.currentVersion, proposalId: null }));
}

/** An archived workflow is read-only and not runnable. */
export function refuseArchived({ state }: Pick<Workflow, 'state'>): void {
  if (state === 'archived') throw new AppError('conflict', 'This workflow is archived; set it to paused before running it.');
}
