// Takes a maintenance window away; an open one ends at once. What was checked in it stays marked.
import { z } from 'zod';
import { record } from '#modules/access';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { idField } from '../fields.ts';
import { lockServer } from '../store.ts';
import { auditedWindow } from './audited-window.ts';
import { deleteWindows, windowsOf } from './store.ts';

const input = z.strictObject({ serverId: idField, windowId: idField });

export async function removeMaintenanceWindow(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'editor');
  const { serverId, windowId } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    if (!(await lockServer(tx, ctx.org.id, serverId))) throw notFound('mcp_server');
    const before = (await windowsOf(tx, { orgId: ctx.org.id, serverId })).find(({ id }) => id === windowId);
    if (!before) throw notFound('maintenance_window');
    await deleteWindows(tx, [windowId]);
    await record(tx, ctx, {
      action: 'maintenance_window.remove',
      objectType: 'maintenance_window',
      objectId: windowId,
      before: auditedWindow(before),
    });
  });
}
