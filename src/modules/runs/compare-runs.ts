// A finished run beside its baseline: verdicts, tool path, metrics, and what changed in workflow and catalog (spec 04 compare_runs).
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseRunId } from '#kernel/ids';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { baselineOf, catalogChange, specDiff } from './baseline.ts';
import { compare } from './compare.ts';
import type { RunComparison, Side } from './compare.ts';
import { requireRun } from './require-run.ts';
import { isFinished } from './run.ts';
import { findRunRow, selectVerdicts } from './store.ts';
import type { RunRow } from './store.ts';
import { CALL_EVENTS, toolCallsOf } from './tool-calls.ts';
import { selectEvents } from './trace/store.ts';

const Input = z.strictObject({ runId: z.string(), baselineRunId: z.string().optional() });
const MAX_EVENTS = 2000;

export async function compareRuns(ctx: Ctx, raw: unknown): Promise<RunComparison> {
  requireRole(ctx, 'viewer');
  const { runId, baselineRunId } = parseInput(Input, raw);
  const run = await requireRun(ctx, runId);
  if (!isFinished(run.status)) throw invalidField('runId', 'is not finished');
  const baseline = baselineRunId === undefined ? await baselineOf(ctx, run) : await namedBaseline(ctx, run, baselineRunId);
  const [before, after] = await Promise.all([baseline ? sideOf(ctx, baseline) : null, sideOf(ctx, run)]);
  const [workflowDiff, catalog] = baseline
    ? await Promise.all([specDiff(ctx, baseline, run), catalogChange(ctx, baseline, run)])
    : [[], null];
  const catalogDiff = catalog?.diff ?? null;
  return { runId: run.runId, baselineRunId: baseline?.runId ?? null, ...compare(before, after), workflowDiff, catalogDiff };
}

async function namedBaseline(ctx: Ctx, run: RunRow, given: string): Promise<RunRow> {
  const baselineId = parseRunId(given);
  const baseline = baselineId && (await findRunRow(ctx.deps.db, ctx.org.id, baselineId));
  if (!baseline) throw invalidField('baselineRunId', 'is not a known run');
  if (baseline.workflowId !== run.workflowId) throw invalidField('baselineRunId', 'is a run of another workflow');
  if (!isFinished(baseline.status)) throw invalidField('baselineRunId', 'is not finished');
  return baseline;
}

/** A run past its retention has no calls any more; its verdicts and metrics are compared all the same. */
async function sideOf(ctx: Ctx, run: RunRow): Promise<Side> {
  const filter = { runId: run.runId, attempt: Math.max(1, run.attempt), types: CALL_EVENTS, afterSeq: 0, limit: MAX_EVENTS };
  const [verdicts, events] = await Promise.all([selectVerdicts(ctx.deps.db, run.runId), selectEvents(ctx.deps.db, filter)]);
  return {
    status: run.status,
    verdicts,
    calls: toolCallsOf(events).filter(({ blocked }) => !blocked),
    metrics: {
      durationMs: run.durationMs,
      costUsd: run.costUsd,
      tokens: run.tokens.in + run.tokens.out,
      toolCalls: run.toolCallCount,
      steps: run.steps,
    },
  };
}
