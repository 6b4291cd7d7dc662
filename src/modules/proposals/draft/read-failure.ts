// Reads what is stored of a failed run, as far as a draft is made of it.
import { citedCalls, getEvaluation, listToolCalls, requireRun } from '#modules/runs';
import type { GradedCriterion, RunRow, ToolCallRow } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import type { Failure } from './distil-checks.ts';

/** A run whose trace is past its retention still has its verdicts. */
export async function readFailure(ctx: Ctx, run: RunRow): Promise<Failure> {
  const { criteria: verdicts } = await getEvaluation(ctx, { runId: run.runId });
  const blamed = run.classificationEvidence.flatMap(({ type, id }) => (type === 'event' || type === 'call' ? [id] : []));
  if (run.traceExpired) return { verdicts, blamed, citedIds: [], citedCalls: [], calls: [], goodCalls: [], hasTrace: false };
  const citedIds = Array.from(new Set([...verdicts.flatMap(eventsOf), ...blamed]));
  const [cited, calls, goodCalls] = await Promise.all([
    citedCalls(ctx.deps.db, run.runId, citedIds),
    listToolCalls(ctx, { runId: run.runId }),
    callsOfBaseline(ctx, run),
  ]);
  return { verdicts, blamed, citedIds, citedCalls: cited, calls, goodCalls, hasTrace: true };
}

const eventsOf = ({ evidence }: GradedCriterion): string[] => evidence.map(({ eventId }) => eventId);

/** Of the run it was compared with, as long as that one passed and its trace is there. */
async function callsOfBaseline(ctx: Ctx, { baselineRunId }: RunRow): Promise<readonly ToolCallRow[]> {
  if (baselineRunId === null) return [];
  const baseline = await requireRun(ctx, baselineRunId).catch(() => undefined);
  return baseline?.status === 'pass' && !baseline.traceExpired ? listToolCalls(ctx, { runId: baseline.runId }) : [];
}
