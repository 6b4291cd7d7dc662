// Cancels a run: a pending one ends at once, a running one is told and ends by its worker's hand (spec 02 §9).
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { cancelNotice } from './queue/notices.ts';
import { endUnowned } from './queue/end-unowned.ts';
import { lockOpenRun, requestCancel } from './queue/store.ts';
import { requireRun } from './require-run.ts';
import { CANCELLED } from './run.ts';

const Input = z.strictObject({ runId: z.string() });

export async function cancelRun(ctx: Ctx, raw: unknown): Promise<{ readonly ok: true }> {
  requireRole(ctx, 'editor');
  const { runId } = await requireRun(ctx, parseInput(Input, raw).runId);
  await inTransaction(ctx.deps.db, async (tx) => {
    const run = await lockOpenRun(tx, runId);
    if (!run) throw new AppError('conflict', 'This run is finished already.');
    await requestCancel(tx, runId, ctx.deps.clock.now());
    await record(tx, ctx, { action: 'run.cancel', objectType: 'run', objectId: runId });
    if (run.status === 'pending') return endUnowned(tx, ctx.deps, { run, error: CANCELLED });
    return ctx.deps.live.publish(tx, 'run', cancelNotice(runId));
  });
  return { ok: true };
}
