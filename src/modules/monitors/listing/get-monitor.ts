// One monitor with its newest numbers.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Monitor } from '../monitor.ts';
import { byMonitor } from '../monitor-fields.ts';
import { presentMonitors } from './present-monitor.ts';
import { monitorRows } from './store.ts';

export async function getMonitor(ctx: Ctx, raw: unknown): Promise<Monitor> {
  requireRole(ctx, 'viewer');
  const { monitorId } = parseInput(byMonitor, raw);
  const [monitor] = await presentMonitors(ctx, await monitorRows(ctx.deps.db, ctx.org.id, [monitorId]));
  if (!monitor) throw notFound('monitor');
  return monitor;
}
