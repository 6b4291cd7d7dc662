// The checks a draft gets beside the criteria it keeps, distilled from what the trace shows (spec 04 §3). Pure.
import type { CitedCall, GradedCriterion, ToolCallRow } from '#modules/runs';
import type { Check, Criterion } from '#modules/workflows';
import { shapeOfResult } from './shape-of-result.ts';

/** What is stored of a failed run. */
export interface Failure {
  readonly verdicts: readonly GradedCriterion[];
  /** Events and calls of the classification. */
  readonly blamed: readonly string[];
  /** Ids of the events and calls that verdicts and classification cite. */
  readonly citedIds: readonly string[];
  /** Of these the calls that were sent. */
  readonly citedCalls: readonly CitedCall[];
  /** Of the deciding attempt. */
  readonly calls: readonly ToolCallRow[];
  /** Of the passed run it was compared with; empty without one. */
  readonly goodCalls: readonly ToolCallRow[];
  /** False: it is past its retention. */
  readonly hasTrace: boolean;
}

export interface Distilled {
  readonly checks: readonly Check[];
  readonly warnings: readonly string[];
}

/** At most so many that kept criteria and checks together are `maxCriteria`. */
export function distilChecks(kept: readonly Criterion[], failure: Failure, maxCriteria: number): Distilled {
  if (!failure.hasTrace)
    return { checks: [], warnings: ['The trace of the run is past its retention, so no checks were distilled from it'] };
  const has = (kind: Check['kind'], tool?: string): boolean =>
    kept.some(({ check }) => check?.kind === kind && (tool === undefined || ('tool' in check && check.tool === tool)));
  const tools = citedTools(kept, failure).filter((tool) => !has('tool_not_called', tool));
  const all: Check[] = [
    ...tools.filter((tool) => !has('tool_called', tool)).map((tool): Check => ({ kind: 'tool_called', tool })),
    ...(failure.calls.some(({ isError, blocked }) => isError && !blocked) && !has('no_tool_errors')
      ? [{ kind: 'no_tool_errors' as const }]
      : []),
    ...tools.filter((tool) => !has('tool_result', tool)).flatMap((tool) => shapeCheck(tool, failure.goodCalls)),
  ];
  const checks = all.slice(0, Math.max(0, maxCriteria - kept.length));
  const left = all.length - checks.length;
  return { checks, warnings: left === 0 ? [] : [`${left} distilled checks were left out: a workflow has at most ${maxCriteria} criteria`] };
}

/** Of the calls that the kept criteria's evidence cites; after an error, which has no verdicts, those of the classification. */
function citedTools(kept: readonly Criterion[], { verdicts, blamed, citedCalls }: Failure): string[] {
  const ids = new Set(kept.map(({ id }) => id));
  const own = verdicts.flatMap(({ criterionId, evidence }) => (ids.has(criterionId) ? evidence.map(({ eventId }) => eventId) : []));
  const cited = new Set([...own, ...blamed]);
  return Array.from(new Set(citedCalls.filter(({ eventId, callId }) => cited.has(eventId) || cited.has(callId)).map(({ tool }) => tool)));
}

/** A good result is the only one to learn a shape from: that of a failure may be the failure. */
function shapeCheck(tool: string, goodCalls: readonly ToolCallRow[]): Check[] {
  const last = goodCalls.findLast((call) => call.tool === tool && !call.isError && !call.blocked);
  const schema = last?.result && !last.result.truncated ? shapeOfResult(last.result) : undefined;
  return schema ? [{ kind: 'tool_result', tool, schema }] : [];
}
