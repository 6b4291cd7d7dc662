// Starts runs of proposed content that is not applied: the same rules as any start, but they count for no statistic.
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getWorkflowContent } from '#modules/workflows';
import type { TesterTarget } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { dispatchEach } from '../dispatch-each.ts';
import type { StartedRuns } from '../dispatch.ts';
import { prepareStart } from '../prepare-start.ts';
import { startRunsInput } from '../start-runs-input.ts';
import { refuseArchived } from '../start-runs.ts';

export interface TriedContent {
  readonly proposalId: string;
  /** The version that holds the content and has no number. */
  readonly versionId: string;
  readonly mcpServerId: string;
  readonly testerTargets: readonly TesterTarget[];
  /** Called first in the transaction of the dispatch: throws when it may not be tried any more, and keeps it so to its end. */
  readonly hold: (tx: Tx) => Promise<void>;
}

/** `raw`: as of startRuns. The runs are listed under the workflow that `raw` names. */
export async function startTrialRuns(ctx: Ctx, raw: unknown, content: TriedContent): Promise<StartedRuns> {
  requireRole(ctx, 'editor');
  const input = parseInput(startRunsInput, raw);
  const { proposalId, versionId, mcpServerId, testerTargets, hold } = content;
  const workflow = await getWorkflowContent(ctx, { workflowId: input.workflowId });
  refuseArchived(workflow);
  const start = await prepareStart(ctx, input, { workflow: { ...workflow, mcpServerId }, targets: testerTargets, proposalId });
  return inTransaction(ctx.deps.db, async (tx) => {
    await hold(tx);
    return dispatchEach(tx, ctx, { ...start, version: { id: versionId, number: null }, proposalId });
  });
}
