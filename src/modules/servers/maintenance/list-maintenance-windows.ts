// The maintenance windows of a server: open ones first, then by what comes next; those that are over last.
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireServer, serverIdInput } from '../get-server.ts';
import { showWindow } from './show-window.ts';
import { windowsOf } from './store.ts';
import type { ShownWindow } from './window.ts';

export async function listMaintenanceWindows(ctx: Ctx, raw: unknown): Promise<ShownWindow[]> {
  requireRole(ctx, 'viewer');
  const { serverId } = parseInput(serverIdInput, raw);
  await requireServer(ctx, serverId);
  const windows = await windowsOf(ctx.deps.db, { orgId: ctx.org.id, serverId });
  return windows.map((window) => showWindow(window, ctx.deps.clock.now())).toSorted((a, b) => nextOf(a) - nextOf(b));
}

const nextOf = ({ next }: ShownWindow): number => (next ? Date.parse(next.startsAt) : Infinity);
