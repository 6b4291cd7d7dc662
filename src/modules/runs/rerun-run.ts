// Dispatches the same target again, with the run as baseline: the current version, or by choice the run's own (spec 02 §12).
// The own version of a trial is proposed content, so its rerun is a trial too; by the current version it is a run like any other.
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { randomRunId } from '#kernel/ids';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getWorkflow, specOf } from '#modules/workflows';
import type { TesterTarget, Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { dispatch, startedRuns } from './dispatch.ts';
import type { Dispatch, StartedRuns } from './dispatch.ts';
import { requireRun } from './require-run.ts';
import { targetKey } from './run-key.ts';
import { isFinished } from './run.ts';
import { refuseArchived } from './start-runs.ts';
import type { RunRow } from './store.ts';

const Input = z.strictObject({ runId: z.string(), version: z.enum(['current', 'own']).default('current') });

export async function rerunRun(ctx: Ctx, raw: unknown): Promise<StartedRuns> {
  requireRole(ctx, 'editor');
  const { runId, version } = parseInput(Input, raw);
  const run = await requireRun(ctx, runId);
  if (!isFinished(run.status)) throw new AppError('conflict', 'This run is not finished; wait for its end or cancel it.');
  const workflow = await getWorkflow(ctx, { workflowId: run.workflowId });
  refuseArchived(workflow);
  const order = version === 'own' ? await ownVersion(ctx, run) : currentVersion(workflow, run);
  return inTransaction(ctx.deps.db, async (tx) => {
    const started = await dispatch(tx, ctx, {
      ...order,
      runId: randomRunId(),
      workflow: { ...workflow, mcpServerId: run.mcpServerId },
      triggerType: 'manual',
      reason: 'rerun',
    });
    return startedRuns([started]);
  });
}

type Again = Pick<Dispatch, 'version' | 'proposalId' | 'target' | 'targetIndex' | 'baselineRunId'>;

async function ownVersion(ctx: Ctx, run: RunRow): Promise<Again> {
  const { spec } = await specOf(ctx.deps, run.version.id);
  return {
    ...again(run.version, spec.testerTargets, run.targetIndex),
    proposalId: run.trial?.proposalId ?? null,
    baselineRunId: run.runId,
  };
}

function currentVersion(workflow: Workflow, run: RunRow): Again {
  const index = workflow.testerTargets.findIndex((target) => targetKey(target) === run.targetKey);
  // What a trial tried was never this workflow's: measured by it, a test that nobody changed would be blamed as changed.
  const baselineRunId = run.trial === null ? run.runId : null;
  return { ...again(workflow.currentVersion, workflow.testerTargets, index), proposalId: null, baselineRunId };
}

function again(
  { id, number }: Dispatch['version'],
  targets: readonly TesterTarget[],
  targetIndex: number,
): Pick<Again, 'version' | 'target' | 'targetIndex'> {
  const target = targets[targetIndex];
  if (!target) throw new AppError('conflict', "The current version no longer has this run's target; rerun the run's own version instead.");
  return { version: { id, number }, target, targetIndex };
}
