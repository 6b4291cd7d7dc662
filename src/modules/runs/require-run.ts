// The run a caller names, as `run_<uuid>` or the bare UUID; absent and foreign ones are the same answer.
import { AppError, notFound } from '#kernel/errors';
import { parseRunId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import { findRunRow } from './store.ts';
import type { RunRow } from './store.ts';

export async function requireRun(ctx: Ctx, given: string): Promise<RunRow> {
  const runId = parseRunId(given);
  const run = runId && (await findRunRow(ctx.deps.db, ctx.org.id, runId));
  if (!run) throw notFound('run');
  return run;
}

/** For everything that lives as long as the trace. */
export async function requireTrace(ctx: Ctx, given: string): Promise<RunRow> {
  const run = await requireRun(ctx, given);
  if (run.traceExpired)
    throw new AppError('trace_expired', 'The trace of this run was deleted when its retention ended; verdicts and metrics are kept.');
  return run;
}
