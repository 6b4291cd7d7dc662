// Row and job in one transaction: a run exists exactly when a worker will hear of it.
import type { RunId } from '#kernel/ids';
import { record } from '#modules/access';
import type { TesterTarget } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { targetKey, testerKindOf } from './run-key.ts';
import { runUrl } from './run-url.ts';
import type { RunStatus } from './run.ts';
import { findRunRow, insertRun } from './store.ts';

export interface StartedRun {
  readonly runId: string;
  readonly modelId: string;
  readonly status: RunStatus;
  /** True when a run with this key existed already, running or finished. */
  readonly deduplicated: boolean;
  readonly url: string;
}

export interface StartedRuns {
  /** The first of `runs`. */
  readonly runId: string;
  readonly runs: readonly StartedRun[];
}

export interface Dispatch {
  readonly runId: RunId;
  readonly workflow: { readonly id: string; readonly name: string; readonly mcpServerId: string };
  readonly version: { readonly id: string; readonly number: number | null };
  /** Of a trial; null for a run that counts. */
  readonly proposalId: string | null;
  readonly target: TesterTarget;
  readonly targetIndex: number;
  readonly triggerType: 'scheduled' | 'manual';
  readonly reason: string;
  readonly baselineRunId: string | null;
}

export async function dispatch(tx: Tx, ctx: Ctx, order: Dispatch): Promise<StartedRun> {
  const { runId, workflow, version, proposalId, target, targetIndex, triggerType, reason, baselineRunId } = order;
  const { modelId } = target;
  const isNew = await insertRun(tx, {
    id: runId,
    orgId: ctx.org.id,
    workflowId: workflow.id,
    workflowName: workflow.name,
    version,
    proposalId,
    serverId: workflow.mcpServerId,
    modelId,
    targetIndex,
    targetKey: targetKey(target),
    testerKind: testerKindOf(modelId),
    triggerType,
    reason,
    baselineRunId,
    createdBy: ctx.actor.id,
    now: ctx.deps.clock.now(),
  });
  const url = runUrl(ctx, runId);
  if (!isNew) {
    const existing = await findRunRow(tx, ctx.org.id, runId);
    return { runId, modelId, status: existing?.status ?? 'pending', deduplicated: true, url };
  }
  await ctx.deps.jobs.enqueue(tx, 'run.execute', { runId });
  await record(tx, ctx, {
    action: 'run.start',
    objectType: 'run',
    objectId: runId,
    after: {
      workflowId: workflow.id,
      version: version.number,
      modelId,
      triggerType,
      reason,
      ...(proposalId === null ? {} : { proposalId }),
    },
  });
  return { runId, modelId, status: 'pending', deduplicated: false, url };
}

export const startedRuns = (runs: readonly StartedRun[]): StartedRuns => ({ runId: runs[0]?.runId ?? '', runs });
