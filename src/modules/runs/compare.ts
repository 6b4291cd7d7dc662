// Two runs of one workflow, side by side (spec 02 §12, 04 compare_runs). Pure.
import type { CatalogDiff } from '#modules/servers';
import type { FieldDiff, Verdict } from '#modules/workflows';
import type { CriterionVerdict, RunStatus } from './run.ts';

export type ComparisonVerdict = 'regressed' | 'improved' | 'mixed' | 'unchanged' | 'no_baseline';
export type CriterionChange = 'regressed' | 'improved' | 'same' | 'added' | 'removed';

export interface ComparedCriterion {
  readonly criterionId: string;
  readonly criterionText: string;
  readonly isRequired: boolean;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly change: CriterionChange;
}

/** Tool names, each once. */
export interface ComparedCalls {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly newErrors: readonly string[];
  readonly fixedErrors: readonly string[];
  /** The tools both runs called were first called in another order. */
  readonly orderChanged: boolean;
}

export interface ComparedMetric {
  readonly before: number | null;
  readonly after: number | null;
  /** (after − before) / before × 100, one decimal; null when it cannot be told. */
  readonly deltaPercent: number | null;
}

export type Metric = 'durationMs' | 'costUsd' | 'tokens' | 'toolCalls' | 'steps';

export interface RunComparison {
  readonly runId: string;
  readonly baselineRunId: string | null;
  readonly verdict: ComparisonVerdict;
  readonly status: { readonly before: RunStatus | null; readonly after: RunStatus };
  readonly criteria: readonly ComparedCriterion[];
  readonly toolCalls: ComparedCalls;
  readonly metrics: Readonly<Record<Metric, ComparedMetric>>;
  readonly workflowDiff: readonly FieldDiff[];
  readonly catalogDiff: CatalogDiff | null;
}

/** One side of a comparison: a finished run. */
export interface Side {
  readonly status: RunStatus;
  readonly verdicts: readonly CriterionVerdict[];
  /** Sent calls in order. */
  readonly calls: readonly { readonly tool: string; readonly isError: boolean }[];
  readonly metrics: Readonly<Record<Metric, number | null>>;
}

export type Comparison = Pick<RunComparison, 'verdict' | 'status' | 'criteria' | 'toolCalls' | 'metrics'>;

const SCORE: Readonly<Record<string, number>> = { error: 0, fail: 1, partial: 2, pass: 3 };

export function compare(before: Side | null, after: Side): Comparison {
  const criteria = compareCriteria(before?.verdicts ?? [], after.verdicts);
  return {
    verdict: before ? overall(before, after, criteria) : 'no_baseline',
    status: { before: before?.status ?? null, after: after.status },
    criteria,
    toolCalls: compareCalls(before?.calls ?? [], after.calls, before !== null),
    metrics: compareMetrics(before, after),
  };
}

/** From required criteria; statuses when either side is `error`. */
function overall(before: Side, after: Side, criteria: readonly ComparedCriterion[]): ComparisonVerdict {
  if (before.status === 'error' || after.status === 'error')
    return verdictOf([change(SCORE[before.status] ?? 0, SCORE[after.status] ?? 0)]);
  const required = criteria.filter(({ isRequired }) => isRequired);
  return verdictOf((required.length > 0 ? required : criteria).map((criterion) => criterion.change));
}

function verdictOf(changes: readonly CriterionChange[]): ComparisonVerdict {
  const regressed = changes.includes('regressed');
  const improved = changes.includes('improved');
  if (regressed && improved) return 'mixed';
  if (regressed) return 'regressed';
  return improved ? 'improved' : 'unchanged';
}

const change = (before: number, after: number): CriterionChange => (after === before ? 'same' : after > before ? 'improved' : 'regressed');

/** Matched by id, then by text. */
function compareCriteria(before: readonly CriterionVerdict[], after: readonly CriterionVerdict[]): ComparedCriterion[] {
  const left = [...before];
  const take = (matches: (verdict: CriterionVerdict) => boolean): CriterionVerdict | undefined => {
    const index = left.findIndex(matches);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const byId = new Map(after.map((verdict) => [verdict, take(({ criterionId }) => criterionId === verdict.criterionId)]));
  const compared = after.map((verdict) => {
    const old = byId.get(verdict) ?? take(({ criterionText }) => criterionText === verdict.criterionText);
    return row(verdict, old?.verdict ?? null, verdict.verdict);
  });
  return [...compared, ...left.map((verdict) => row(verdict, verdict.verdict, null))];
}

function row(
  { criterionId, criterionText, isRequired }: CriterionVerdict,
  before: Verdict | null,
  after: Verdict | null,
): ComparedCriterion {
  const changed = before === null ? 'added' : after === null ? 'removed' : change(SCORE[before] ?? 0, SCORE[after] ?? 0);
  return { criterionId, criterionText, isRequired, before, after, change: changed };
}

function compareCalls(before: Side['calls'], after: Side['calls'], hasBaseline: boolean): ComparedCalls {
  const [old, now] = [firstCalls(before), firstCalls(after)];
  const [oldErrors, nowErrors] = [failing(before), failing(after)];
  const inBoth = (tools: readonly string[], others: readonly string[]): string =>
    JSON.stringify(tools.filter((tool) => others.includes(tool)));
  return {
    added: hasBaseline ? now.filter((tool) => !old.includes(tool)) : [],
    removed: old.filter((tool) => !now.includes(tool)),
    newErrors: hasBaseline ? nowErrors.filter((tool) => !oldErrors.includes(tool)) : [],
    fixedErrors: oldErrors.filter((tool) => !nowErrors.includes(tool) && now.includes(tool)),
    orderChanged: inBoth(old, now) !== inBoth(now, old),
  };
}

const firstCalls = (calls: Side['calls']): string[] => [...new Set(calls.map(({ tool }) => tool))];
const failing = (calls: Side['calls']): string[] => firstCalls(calls.filter(({ isError }) => isError));

function compareMetrics(before: Side | null, after: Side): Record<Metric, ComparedMetric> {
  const metric = (name: Metric): ComparedMetric => {
    const old = before?.metrics[name] ?? null;
    const now = after.metrics[name];
    const deltaPercent = old === null || now === null || old === 0 ? null : Math.round(((now - old) / old) * 1000) / 10;
    return { before: old, after: now, deltaPercent };
  };
  return {
    durationMs: metric('durationMs'),
    costUsd: metric('costUsd'),
    tokens: metric('tokens'),
    toolCalls: metric('toolCalls'),
    steps: metric('steps'),
  };
}
