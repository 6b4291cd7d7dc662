// Announces a maintenance window of a server.
import { record } from '#modules/access';
import { AppError, notFound, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { idField } from '../fields.ts';
import { lockServer } from '../store.ts';
import { auditedWindow } from './audited-window.ts';
import { occurrenceAt } from './occurrence.ts';
import { showWindow } from './show-window.ts';
import { deleteWindows, insertWindow, windowsOf } from './store.ts';
import type { Owner } from './store.ts';
import { maintenanceTimeOf, maintenanceWindowInput } from './window-input.ts';
import type { ShownWindow } from './window.ts';

/** Per server, that are not over. As many that are over are kept beside them. */
const MAX_WINDOWS = 50;

const input = maintenanceWindowInput.extend({ serverId: idField });

export async function createMaintenanceWindow(ctx: Ctx, raw: unknown): Promise<ShownWindow> {
  requireRole(ctx, 'editor');
  const { serverId, title, ...timeInput } = parseInput(input, raw);
  const now = ctx.deps.clock.now();
  const judged = maintenanceTimeOf(timeInput, now);
  if ('faults' in judged) throw validationFailed(judged.faults);
  return inTransaction(ctx.deps.db, async (tx) => {
    const server = await lockServer(tx, ctx.org.id, serverId);
    if (!server) throw notFound('mcp_server');
    if (server.state !== 'active') throw new AppError('conflict', 'The server is archived: nothing watches it.');
    await makeRoom(tx, { orgId: ctx.org.id, serverId }, now);
    const window = await insertWindow(
      tx,
      { orgId: ctx.org.id, serverId, at: now, createdBy: ctx.actor.name },
      { title, time: judged.time },
    );
    await record(tx, ctx, {
      action: 'maintenance_window.create',
      objectType: 'maintenance_window',
      objectId: window.id,
      after: auditedWindow(window),
    });
    return showWindow(window, now);
  });
}

/** The caller holds a lock on the server's row. */
async function makeRoom(tx: Tx, owner: Owner, now: Date): Promise<void> {
  const windows = await windowsOf(tx, owner);
  const over = windows.filter((window) => occurrenceAt(window, now) === null);
  if (windows.length - over.length >= MAX_WINDOWS) {
    throw new AppError('conflict', `The server has ${MAX_WINDOWS} maintenance windows that are not over. Remove one first.`);
  }
  await deleteWindows(
    tx,
    over.slice(0, Math.max(0, over.length - MAX_WINDOWS + 1)).map(({ id }) => id),
  );
}
