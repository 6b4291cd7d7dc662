// Changes a maintenance window. Omitted fields stay; another kind needs all fields of that kind.
import type { z } from 'zod';
import { record } from '#modules/access';
import { notFound, validationFailed } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { idField } from '../fields.ts';
import { lockServer } from '../store.ts';
import { auditedWindow } from './audited-window.ts';
import { showWindow } from './show-window.ts';
import { saveWindow, windowsOf } from './store.ts';
import { maintenanceTimeOf, maintenanceWindowPatch } from './window-input.ts';
import type { MaintenanceTime, MaintenanceWindow, ShownWindow } from './window.ts';

const input = maintenanceWindowPatch.extend({ serverId: idField, windowId: idField });
type TimePatch = Omit<z.infer<typeof input>, 'serverId' | 'windowId' | 'title'>;

export async function updateMaintenanceWindow(ctx: Ctx, raw: unknown): Promise<ShownWindow> {
  requireRole(ctx, 'editor');
  const { serverId, windowId, title, ...patch } = parseInput(input, raw);
  const now = ctx.deps.clock.now();
  return inTransaction(ctx.deps.db, async (tx) => {
    // Two changes of windows of one server come one after the other.
    if (!(await lockServer(tx, ctx.org.id, serverId))) throw notFound('mcp_server');
    const before = (await windowsOf(tx, { orgId: ctx.org.id, serverId })).find(({ id }) => id === windowId);
    if (!before) throw notFound('maintenance_window');
    const after = await saveWindow(tx, windowId, { title: title ?? before.title, time: patchedTime(before, patch, now) });
    await record(tx, ctx, {
      action: 'maintenance_window.update',
      objectType: 'maintenance_window',
      objectId: windowId,
      before: auditedWindow(before),
      after: auditedWindow(after),
    });
    return showWindow(after, now);
  });
}

/** A window that is over may get another title, and a new time, but not another past. */
function patchedTime(before: MaintenanceWindow, patch: TimePatch, now: Date): MaintenanceTime {
  if (Object.values(patch).every((value) => value === undefined)) return before;
  const kind = patch.kind ?? before.kind;
  const judged = maintenanceTimeOf({ ...(kind === before.kind ? timeOf(before) : {}), ...patch, kind }, now);
  if ('faults' in judged) throw validationFailed(judged.faults);
  return judged.time;
}

function timeOf(window: MaintenanceWindow): TimePatch {
  if (window.kind === 'once') return { startsAt: window.startsAt, endsAt: window.endsAt };
  const { weekdays, startTime, durationMinutes, timezone } = window;
  return { weekdays: [...weekdays], startTime, durationMinutes, timezone };
}
