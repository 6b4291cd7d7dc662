// One run with its prompt, attempts and blame; while it waits, its place in the queue.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { specOf } from '#modules/workflows';
import type { AnyVersion } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { placeInQueue } from './queue/store.ts';
import { requireRun } from './require-run.ts';
import { runUrl } from './run-url.ts';
import type { Run } from './run.ts';
import { selectAttempts } from './store.ts';
import type { RunRow } from './store.ts';

const Input = z.strictObject({ runId: z.string() });

export async function getRun(ctx: Ctx, raw: unknown): Promise<Run> {
  requireRole(ctx, 'viewer');
  const run = await requireRun(ctx, parseInput(Input, raw).runId);
  return presentRun(ctx, run, await specOf(ctx.deps, run.version.id));
}

/** A stored run as it is shown; `version` is its own. */
export async function presentRun(ctx: Ctx, run: RunRow, version: Pick<AnyVersion, 'spec'>): Promise<Run> {
  const [attempts, queuePosition] = await Promise.all([selectAttempts(ctx.deps.db, run.runId), positionOf(ctx, run)]);
  const {
    targetIndex: _index,
    targetKey: _key,
    attempt: _attempt,
    snapshotId: _snapshot,
    notBefore: _notBefore,
    evaluation: _evaluation,
    ...shown
  } = run;
  return { ...shown, url: runUrl(ctx, run.runId), prompt: version.spec.testerPrompt, attempts, queuePosition };
}

async function positionOf(ctx: Ctx, run: RunRow): Promise<number | null> {
  if (run.status !== 'pending') return null;
  const place = { id: run.runId, server_id: run.mcpServerId, created_at: new Date(run.createdAt) };
  return placeInQueue(ctx.deps.db, place, ctx.deps.clock.now());
}
