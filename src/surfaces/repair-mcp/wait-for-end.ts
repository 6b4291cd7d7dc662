// Waits until started runs have ended, for as long as a call may take, and tells the caller in between.
import { seconds } from '#kernel/duration';
import { isFinished, waitForRuns } from '#modules/runs';
import type { RunStatus, StartedRuns, WaitedRun } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import type { ToolContext } from '#platform/mcp/define-tool';
import { runWaitTimeout } from './errors.ts';

/** Answers how each ended. Throws `run_wait_timeout` with how far they are. */
export async function waitForEnd(
  ctx: Ctx,
  { runs }: StartedRuns,
  context: Pick<ToolContext, 'signal' | 'progress'>,
): Promise<ReadonlyMap<string, RunStatus>> {
  const { clock, settings } = ctx.deps;
  // the call can be over while its connection goes on: its stream was closed, or its credential ended
  const call = { ...ctx, signal: AbortSignal.any([ctx.signal, context.signal]) };
  const { finished, runs: seen } = await waitForRuns(call, {
    runIds: runs.map(({ runId }) => runId),
    untilMs: clock.now().getTime() + seconds(settings.runWaitSeconds),
    onProgress: (now) => context.progress(endedOf(now), standOf(now)),
  });
  if (!finished) {
    throw runWaitTimeout(
      `The runs did not end within ${settings.runWaitSeconds} seconds. They go on; look at them with inspect_run.`,
      seen,
    );
  }
  return new Map(seen.map(({ runId, status }) => [runId, status]));
}

const endedOf = (runs: readonly WaitedRun[]): number => runs.filter(({ status }) => isFinished(status)).length;

/** Such as `1 pass, 2 running`. */
const standOf = (runs: readonly WaitedRun[]): string =>
  [...Map.groupBy(runs, ({ status }) => status)].map(([status, all]) => `${all.length} ${status}`).join(', ');
