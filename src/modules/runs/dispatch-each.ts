// Dispatches one run for each chosen target, all in the caller's transaction.
import { randomRunId } from '#kernel/ids';
import type { TesterTarget } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { dispatch, startedRuns } from './dispatch.ts';
import type { Dispatch, StartedRun, StartedRuns } from './dispatch.ts';
import { runIdOf } from './run-key.ts';

export interface EachTarget extends Pick<Dispatch, 'workflow' | 'version' | 'proposalId' | 'reason' | 'baselineRunId'> {
  readonly targets: readonly { readonly target: TesterTarget; readonly targetIndex: number }[];
  readonly idempotencyKey: string;
  readonly forceNewRun: boolean;
}

export async function dispatchEach(tx: Tx, ctx: Ctx, { targets, idempotencyKey, forceNewRun, ...order }: EachTarget): Promise<StartedRuns> {
  const { workflow, proposalId, reason } = order;
  const runs: StartedRun[] = [];
  for (const { target, targetIndex } of targets) {
    const key = { orgId: ctx.org.id, workflowId: workflow.id, target, reason, idempotencyKey, proposalId: proposalId ?? undefined };
    const runId = forceNewRun ? randomRunId() : runIdOf(key);
    runs.push(await dispatch(tx, ctx, { ...order, runId, target, targetIndex, triggerType: 'manual' }));
  }
  return startedRuns(runs);
}
