// One run with its criteria, its calls and what the evaluator said, all at once and bounded (spec 04 inspect_run).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { specOf } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { gradedCriteria } from '../get-evaluation.ts';
import { presentRun } from '../get-run.ts';
import { requireRun } from '../require-run.ts';
import { isFinished } from '../run.ts';
import type { ClassificationEvidence, GradedCriterion, Run, StoredEvaluation } from '../run.ts';
import { selectVerdicts } from '../store.ts';
import type { RunRow } from '../store.ts';
import { CALL_EVENTS, toolCallsOf } from '../tool-calls.ts';
import { excerptOf } from './excerpt.ts';
import { inspectedCall } from './inspected-call.ts';
import type { CutCall, InspectedCall } from './inspected-call.ts';
import { quotedCriterion } from './quoted-criterion.ts';
import { selectQuotedEvents } from './store.ts';

const Input = z.strictObject({ runId: z.string() });

const MAX_CALLS = 200;
/** A call and its answer, and one more of each to know that there are more. */
const MAX_EVENTS = 2 * (MAX_CALLS + 1);
const MAX_ANSWER_CHARS = 65_536;

export interface InspectedRun {
  /** Its final answer is cut to 65 536 characters. */
  readonly run: Run;
  /** In the order of the workflow; while the run is not graded, without verdicts. */
  readonly criteria: readonly GradedCriterion[];
  /** Of the last attempt, in order, at most 200. */
  readonly toolCalls: readonly InspectedCall[];
  /** Null: no evaluator was asked. */
  readonly evaluation: Pick<StoredEvaluation, 'judgeModelId' | 'samples' | 'summary'> | null;
  readonly classificationEvidence: readonly ClassificationEvidence[];
  /** Something was cut or left out: it is in the trace. */
  readonly truncated: boolean;
}

export async function inspectRun(ctx: Ctx, raw: unknown): Promise<InspectedRun> {
  requireRole(ctx, 'viewer');
  const row = await requireRun(ctx, parseInput(Input, raw).runId);
  const version = await specOf(ctx.deps, row.version.id);
  const [run, verdicts, calls] = await Promise.all([
    presentRun(ctx, row, version),
    isFinished(row.status) ? selectVerdicts(ctx.deps.db, row.runId) : [],
    callsOf(ctx, row),
  ]);
  const shown = calls.slice(0, MAX_CALLS);
  const isAnswerLong = run.finalAnswer !== null && run.finalAnswer.length > MAX_ANSWER_CHARS;
  return {
    run: isAnswerLong ? { ...run, finalAnswer: `${run.finalAnswer.slice(0, MAX_ANSWER_CHARS).toWellFormed()}… [cut]` } : run,
    criteria: gradedCriteria(version.spec, verdicts).map(quotedCriterion),
    toolCalls: shown.map(({ call }) => call),
    evaluation: row.evaluation && shownEvaluation(row.evaluation),
    classificationEvidence: row.classificationEvidence,
    truncated: isAnswerLong || calls.length > MAX_CALLS || shown.some(({ isCut }) => isCut) || row.traceExpired,
  };
}

/** One more than is shown, where there are more. */
async function callsOf({ deps: { db } }: Ctx, { runId, attempt }: RunRow): Promise<CutCall[]> {
  const events = await selectQuotedEvents(db, { runId, attempt: Math.max(1, attempt), types: CALL_EVENTS, limit: MAX_EVENTS });
  return toolCallsOf(events)
    .slice(0, MAX_CALLS + 1)
    .map(inspectedCall);
}

const shownEvaluation = ({ judgeModelId, samples, summary }: StoredEvaluation): InspectedRun['evaluation'] => ({
  judgeModelId,
  samples,
  summary: excerptOf(summary).text,
});
