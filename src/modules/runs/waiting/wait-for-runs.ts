// Waits until runs are finished: reads them when the live channel says there is news, and now and then in case a notice was lost.
import { z } from 'zod';
import { seconds } from '#kernel/duration';
import { notFound } from '#kernel/errors';
import { parseRunId } from '#kernel/ids';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { isFinished } from '../run.ts';
import type { RunStatus } from '../run.ts';
import { statusesOf } from './store.ts';

const MAX_RUNS = 50;

const Input = z.strictObject({ runIds: z.array(z.string()).min(1).max(MAX_RUNS) });

export interface WaitedRun {
  readonly runId: string;
  readonly status: RunStatus;
}

export interface Waiting {
  /** `run_<uuid>` or the bare UUID; one that is unknown is `not_found`. */
  readonly runIds: readonly string[];
  /** When to stop waiting, in milliseconds since 1970 as `ctx.deps.clock` tells them. */
  readonly untilMs: number;
  /** Told where all of them stand: at once, whenever one changed, and every 5 s. */
  readonly onProgress?: ((runs: readonly WaitedRun[]) => void | Promise<void>) | undefined;
}

export interface Waited {
  /** False: the time is over, or the caller has left. */
  readonly finished: boolean;
  /** In the order given. */
  readonly runs: readonly WaitedRun[];
}

/** A lost notice costs this much. */
const RE_READ_MS = seconds(5);

export async function waitForRuns(ctx: Ctx, { untilMs, onProgress, ...given }: Waiting): Promise<Waited> {
  requireRole(ctx, 'viewer');
  const runIds = parseInput(Input, given).runIds.map(requireId);
  const { clock } = ctx.deps;
  const news = listen(ctx, runIds);
  const told = { text: '', atMs: 0 };
  try {
    // Bounded by `untilMs`: every round waits for news or for time to pass.
    for (;;) {
      const arrived = news.next();
      const runs = await read(ctx, runIds);
      const nowMs = clock.now().getTime();
      const text = JSON.stringify(runs);
      if (text !== told.text || nowMs - told.atMs >= RE_READ_MS) {
        Object.assign(told, { text, atMs: nowMs });
        await onProgress?.(runs);
      }
      const finished = runs.every(({ status }) => isFinished(status));
      if (finished || ctx.signal.aborted || nowMs >= untilMs) return { finished, runs };
      await within(ctx, Math.min(RE_READ_MS, untilMs - nowMs), arrived);
    }
  } finally {
    news.stop();
  }
}

function requireId(given: string): string {
  const runId = parseRunId(given);
  if (!runId) throw notFound('run');
  return runId;
}

async function read({ deps, org }: Ctx, runIds: readonly string[]): Promise<WaitedRun[]> {
  const statuses = await statusesOf(deps.db, org.id, runIds);
  return runIds.map((runId) => {
    const status = statuses.get(runId);
    if (status === undefined) throw notFound('run');
    return { runId, status };
  });
}

interface News {
  /** Resolves with the first news from now on; many at once are one. */
  next(): Promise<void>;
  stop(): void;
}

function listen({ deps }: Ctx, runIds: readonly string[]): News {
  const awaited = new Set(runIds);
  let wake = (): void => undefined;
  // After a gap anything may have happened.
  const stop = deps.live.subscribe(
    'run',
    (subject) => {
      if (awaited.has(subject)) wake();
    },
    () => wake(),
  );
  return {
    stop,
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}

/** Until it arrives, the time is over or the caller leaves, whatever is first. */
async function within({ deps, signal }: Ctx, ms: number, arrived: Promise<void>): Promise<void> {
  const round = new AbortController();
  // Aborted, it is over as well.
  const time = deps.clock.sleep(ms, AbortSignal.any([signal, round.signal])).catch(() => undefined);
  await Promise.race([arrived, time]);
  round.abort();
}
