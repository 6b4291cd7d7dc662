// Deletes a monitor with its history; whoever watches it is told.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { endChecks } from './checks/plan-checks.ts';
import { byMonitor } from './monitor-fields.ts';
import { deleteMonitor, lockMonitor } from './store.ts';
import { specOf } from './update-monitor.ts';

export async function removeMonitor(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'editor');
  const { monitorId } = parseInput(byMonitor, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    const current = await lockMonitor(tx, ctx.org.id, monitorId);
    if (!current) throw notFound('monitor');
    await endChecks(tx, monitorId);
    await deleteMonitor(tx, monitorId);
    await ctx.deps.outbox.emit(tx, ctx.org.id, 'watched.stopped', { objectType: 'monitor', objectId: monitorId, reason: 'deleted' });
    await record(tx, ctx, { action: 'monitor.remove', objectType: 'monitor', objectId: monitorId, before: specOf(current) });
  });
}
