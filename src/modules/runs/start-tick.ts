// A tick of a workflow's schedule for one target: any number of workers make one run of it (spec 02 §4, §9).
import { AppError } from '#kernel/errors';
import { getOrgById, systemCtx } from '#modules/access';
import { countSkippedTick, getWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { dispatch } from './dispatch.ts';
import { runIdOf, SCHEDULE_REASON, targetKey } from './run-key.ts';
import { findRunRow, hasUnfinishedRun, lockTarget } from './store.ts';

export interface Tick {
  readonly orgId: string;
  readonly workflowId: string;
  readonly targetIndex: number;
  /** ISO time of the tick, without the stagger of the target: the key of the run. */
  readonly tickAt: string;
}

export type TickOutcome = 'started' | 'exists' | 'skipped' | 'not_scheduled';

export async function startTick(deps: Deps, tick: Tick, signal: AbortSignal = new AbortController().signal): Promise<TickOutcome> {
  const org = await getOrgById(deps, tick.orgId);
  if (!org) return 'not_scheduled';
  const ctx = systemCtx(deps, org, { name: 'scheduler', signal });
  const workflow = await findWorkflow(() => getWorkflow(ctx, { workflowId: tick.workflowId }));
  const target = workflow?.testerTargets[tick.targetIndex];
  if (!workflow || !target || workflow.state !== 'active' || workflow.schedule === null) return 'not_scheduled';
  const runId = runIdOf({ orgId: org.id, workflowId: workflow.id, target, reason: SCHEDULE_REASON, idempotencyKey: tick.tickAt });
  return inTransaction(deps.db, async (tx) => {
    await lockTarget(tx, workflow.id, targetKey(target));
    if (await findRunRow(tx, org.id, runId)) return 'exists';
    if (await hasUnfinishedRun(tx, workflow.id, targetKey(target))) {
      await countSkippedTick(tx, workflow.id);
      return 'skipped';
    }
    await dispatch(tx, ctx, {
      runId,
      workflow,
      version: workflow.currentVersion,
      proposalId: null,
      target,
      targetIndex: tick.targetIndex,
      triggerType: 'scheduled',
      reason: SCHEDULE_REASON,
      baselineRunId: null,
    });
    return 'started';
  });
}

/** A workflow that is gone by the time its tick comes is no fault. */
async function findWorkflow(read: () => Promise<Workflow>): Promise<Workflow | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}
