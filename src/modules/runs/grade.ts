// Verdicts for every criterion of a finished attempt: the evaluator model for `judge`, code for `check`.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Criterion } from '#modules/workflows';
import type { Deps } from '#platform/ctx';
import { evaluateCheck } from './judge/checks.ts';
import { judge } from './judge/judge.ts';
import type { JudgeResult } from './judge/judge.ts';
import type { Plan } from './plan.ts';
import type { CriterionVerdict, RunError, StoredEvaluation } from './run.ts';
import { addCost } from './totals.ts';
import type { Totals } from './totals.ts';
import type { Trace } from './trace/trace.ts';

export interface Graded {
  readonly verdicts: readonly CriterionVerdict[];
  /** null when no evaluator was asked. */
  readonly evaluation: StoredEvaluation | null;
}

export interface GradeInput {
  readonly plan: Plan;
  readonly trace: Trace;
  readonly finalAnswer: string;
  /** Of the attempt, judging excluded. */
  readonly totals: Totals;
  readonly durationMs: number;
  readonly signal: AbortSignal;
}

export interface GradeResult {
  readonly outcome: Outcome<Graded, RunError>;
  /** What the evaluator cost, also when it failed. */
  readonly costUsd: number | null;
  readonly durationMs: number;
}

export async function grade(deps: Deps, input: GradeInput): Promise<GradeResult> {
  const begin = deps.clock.now().getTime();
  const judged = await askJudge(deps, input);
  const costUsd = judged ? judged.usage.costUsd : 0;
  const durationMs = deps.clock.now().getTime() - begin;
  if (judged && !judged.outcome.ok) return { outcome: failed(judged.outcome.error), costUsd, durationMs };
  const run = { totals: { ...input.totals, costUsd: addCost(input.totals.costUsd, costUsd) }, durationMs: input.durationMs };
  const verdicts: CriterionVerdict[] = [];
  for (const criterion of input.plan.version.spec.criteria) {
    const verdict = await verdictOn(criterion, { input, judged, run });
    if (!verdict)
      return { outcome: failed({ kind: 'judge', message: `criterion ${criterion.position} was not graded` }), costUsd, durationMs };
    verdicts.push(verdict);
  }
  return { outcome: ok({ verdicts, evaluation: evaluationOf(input.plan, judged, await summaryOf(input, judged)) }), costUsd, durationMs };
}

async function askJudge(deps: Deps, { plan, trace, finalAnswer, totals, signal }: GradeInput): Promise<JudgeResult | null> {
  if (!plan.judge) return null;
  const { spec } = plan.version;
  const { maxCostUsd } = spec.limits;
  return judge({
    model: deps.llm.open(plan.judge.ref),
    samples: plan.judge.samples,
    prompt: spec.testerPrompt,
    finalAnswer,
    events: trace.events,
    criteria: spec.criteria.filter(({ kind }) => kind === 'judge'),
    budgetUsd: totals.costUsd === null ? null : Math.max(0, maxCostUsd - totals.costUsd),
    signal,
  });
}

interface Grading {
  readonly input: GradeInput;
  readonly judged: JudgeResult | null;
  readonly run: { readonly totals: Totals; readonly durationMs: number };
}

async function verdictOn(criterion: Criterion, { input, judged, run }: Grading): Promise<CriterionVerdict | undefined> {
  const { id: criterionId, position, criterionText, isRequired, kind, check } = criterion;
  const same = { criterionId, position, criterionText, isRequired, kind };
  if (kind === 'check') {
    if (!check) return undefined;
    const { verdict, reasoning, evidence } = evaluateCheck(check, input.trace.events, { ...run.totals, durationMs: run.durationMs });
    return { ...same, verdict, reasoning, evidence, agreement: null, judgedBy: 'rule' };
  }
  const decided = judged?.outcome.ok ? judged.outcome.value.decided.get(criterionId) : undefined;
  if (!decided || !input.plan.judge) return undefined;
  const reasoning = await input.trace.redactText(decided.reasoning);
  return {
    ...same,
    verdict: decided.verdict,
    reasoning,
    agreement: decided.agreement,
    evidence: decided.evidence,
    judgedBy: `llm:${input.plan.judge.ref.id}`,
  };
}

const summaryOf = (input: GradeInput, judged: JudgeResult | null): Promise<string> =>
  input.trace.redactText(judged?.outcome.ok ? judged.outcome.value.summary : '');

function evaluationOf({ judge: planned }: Plan, judged: JudgeResult | null, summary: string): StoredEvaluation | null {
  if (!planned || !judged) return null;
  return { judgeModelId: planned.ref.id, samples: planned.samples, summary, ...judged.usage };
}
