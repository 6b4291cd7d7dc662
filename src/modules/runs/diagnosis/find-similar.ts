// Reads the earlier failures of a workflow and keeps those that look like the given run.
import type { Ctx } from '#platform/ctx';
import { runUrl } from '../run-url.ts';
import type { GradedCriterion } from '../run.ts';
import { outcomesOf } from '../search/outcomes.ts';
import { findRuns, selectSummaries } from '../search/store.ts';
import type { RunRow } from '../store.ts';
import type { SimilarFailure } from './diagnosis.ts';
import { isFailing } from './facts.ts';
import { similarFailures } from './similar-failures.ts';
import { failedCriteriaOf } from './store.ts';

/** So many are looked at. */
const MAX_EARLIER = 50;
const FAILED = outcomesOf({ statuses: ['partial', 'fail', 'error'] });

export async function findSimilar(ctx: Ctx, run: RunRow, criteria: readonly GradedCriterion[]): Promise<SimilarFailure[]> {
  if (run.status === 'pass') return [];
  const { db } = ctx.deps;
  const scope = { of: 'workflow', id: run.workflowId } as const;
  const before = new Date(run.startedAt ?? run.createdAt);
  // A trial tried other content: that it failed says nothing about this workflow.
  const found = await findRuns(db, { scope, outcomes: FAILED, before, hasTrials: false, limit: MAX_EARLIER });
  const runIds = found.map(({ runId }) => runId);
  const [rows, failed] = await Promise.all([selectSummaries(db, ctx.org.id, runIds), failedCriteriaOf(db, runIds)]);
  const earlier = rows.map((row) => ({ ...row, failedCriteria: failed.get(row.runId) ?? [] }));
  const own = { ...run, failedCriteria: criteria.filter(isFailing).map(({ criterionId }) => criterionId) };
  return similarFailures(own, earlier).map(({ failure: { runId, endedAt, status, classification }, sharedCriteria }) => ({
    runId,
    endedAt,
    status,
    classification,
    sharedCriteria,
    url: runUrl(ctx, runId),
  }));
}
