// The verdicts of a run with their evidence, and what the evaluator said (spec 05 §4).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { specOf } from '#modules/workflows';
import type { Criterion, WorkflowSpec } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { requireRun } from './require-run.ts';
import { isFinished } from './run.ts';
import type { CriterionVerdict, GradedCriterion, RunStatus, StoredEvaluation } from './run.ts';
import { selectVerdicts } from './store.ts';

const Input = z.strictObject({ runId: z.string() });

/** Absent fields: no evaluator was asked. */
export interface Evaluation {
  readonly status: RunStatus;
  readonly judgeModelId?: string;
  readonly samples?: number;
  readonly summary?: string;
  /** Tokens and cost of the evaluator. */
  readonly usage?: Pick<StoredEvaluation, 'tokensIn' | 'tokensOut' | 'costUsd'>;
  /** In the order of the workflow; empty while the run is unfinished. */
  readonly criteria: readonly GradedCriterion[];
}

export async function getEvaluation(ctx: Ctx, raw: unknown): Promise<Evaluation> {
  requireRole(ctx, 'viewer');
  const run = await requireRun(ctx, parseInput(Input, raw).runId);
  if (!isFinished(run.status)) return { status: run.status, criteria: [] };
  const [version, verdicts] = await Promise.all([specOf(ctx.deps, run.version.id), selectVerdicts(ctx.deps.db, run.runId)]);
  const criteria = gradedCriteria(version.spec, verdicts);
  if (!run.evaluation) return { status: run.status, criteria };
  const { judgeModelId, samples, summary, tokensIn, tokensOut, costUsd } = run.evaluation;
  return { status: run.status, judgeModelId, samples, summary, usage: { tokensIn, tokensOut, costUsd }, criteria };
}

/** In the order of the workflow; one without a verdict is shown all the same. */
export const gradedCriteria = (spec: WorkflowSpec, verdicts: readonly CriterionVerdict[]): GradedCriterion[] =>
  spec.criteria.map((criterion) => verdicts.find(({ criterionId }) => criterionId === criterion.id) ?? ungraded(criterion));

const ungraded = ({ id, position, criterionText, isRequired, kind }: Criterion): GradedCriterion => ({
  criterionId: id,
  position,
  criterionText,
  isRequired,
  kind,
  verdict: null,
  reasoning: null,
  agreement: null,
  evidence: [],
  judgedBy: null,
});
