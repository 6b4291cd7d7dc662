// Pass rate and latest run for lists of workflows. Kinds of testers are never mixed: the rate is that of the latest run's kind.
import { days } from '#kernel/duration';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { passRate } from './pass-rate.ts';
import type { RunStatus } from './run.ts';
import { selectWorkflowTotals } from './store.ts';

export interface WorkflowSummary {
  /** Between 0 and 1; null when nothing was graded in 7 days. */
  readonly passRate7d: number | null;
  readonly lastRun: { readonly runId: string; readonly status: RunStatus; readonly endedAt: string | null } | null;
}

const RANGE_DAYS = 7;

/** One entry for each given id, also for those without a run. */
export async function summarizeWorkflows(ctx: Ctx, workflowIds: readonly string[]): Promise<Map<string, WorkflowSummary>> {
  requireRole(ctx, 'viewer');
  const since = new Date(ctx.deps.clock.now().getTime() - days(RANGE_DAYS));
  const totals = await selectWorkflowTotals(ctx.deps.db, { orgId: ctx.org.id, workflowIds, since });
  const known = new Map(totals.map(({ workflowId, lastRun, counts }) => [workflowId, { lastRun, passRate7d: passRate(counts) }]));
  return new Map(workflowIds.map((id) => [id, known.get(id) ?? { passRate7d: null, lastRun: null }]));
}
