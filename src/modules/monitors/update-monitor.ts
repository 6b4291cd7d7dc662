// Changes a monitor, pauses it, resumes it (spec 03 §1).
import { collectFields } from '#kernel/collect-fields';
import { AppError, notFound } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { startBudget } from './check-budget.ts';
import { endChecks, planChecks } from './checks/plan-checks.ts';
import { profileProblems } from './draft-monitors.ts';
import { immutableProblems, mergePatch, transitionOf } from './merge-patch.ts';
import type { Transition } from './merge-patch.ts';
import { READ_ONLY, refuseErrors, splitMonitorId } from './monitor-fields.ts';
import { monitorPatch } from './monitor-input.ts';
import type { MonitorPatch } from './monitor-input.ts';
import type { Monitor, MonitorSpec } from './monitor.ts';
import { presentMonitors } from './listing/present-monitor.ts';
import { requireRoomToResume } from './require-room.ts';
import { loadServer } from './server-facts.ts';
import { monitorRows } from './listing/store.ts';
import { findMonitor, holdServers, lockMonitor, saveMonitor } from './store.ts';
import type { HeldServer, MonitorRecord } from './store.ts';
import { claimsOf, toolProblems } from './tool-rules.ts';

/**
 * `raw`: `{monitorId, ...fields of a patch}`. Resuming, or other arguments or assertions, makes the status unknown and checks
 * at once. Throws what creating throws, and `conflict` for resuming on an archived server.
 */
export async function updateMonitor(ctx: Ctx, raw: unknown): Promise<Monitor> {
  requireRole(ctx, 'editor');
  const { monitorId, fields } = splitMonitorId(raw);
  const seen = await findMonitor(ctx.deps.db, ctx.org.id, monitorId);
  if (!seen) throw notFound('monitor');
  refuseSecrets(fields);
  const patch = await examinePatch(ctx, fields, seen);
  const rows = await inTransaction(ctx.deps.db, async (tx) => {
    await savePatch(tx, ctx, { seen, patch });
    return monitorRows(tx, ctx.org.id, [monitorId]);
  });
  const [monitor] = await presentMonitors(ctx, rows);
  if (!monitor) throw notFound('monitor');
  return monitor;
}

async function examinePatch(ctx: Ctx, raw: unknown, seen: MonitorRecord): Promise<MonitorPatch> {
  const fields = collectFields(monitorPatch, raw, { readOnly: READ_ONLY });
  const patch = fields.values;
  const server = await loadServer(ctx, seen.mcpServerId);
  const tool = server?.tools?.find(({ name }) => name === seen.toolName);
  const claims = claimsOf(fields, isArmed(patch) ? { allowDestructive: seen.allowDestructive } : {});
  const problems = [
    ...immutableProblems(seen, patch),
    ...(server ? profileProblems(patch.authProfileId, server) : []),
    ...toolProblems(tool, claims, startBudget(ctx.deps.clock)),
  ];
  refuseErrors([...fields.errors, ...problems]);
  return patch;
}

/** Renaming or pausing a monitor whose tool became destructive needs no word about that; calling it in a new way does. */
const isArmed = (patch: MonitorPatch): boolean => patch.arguments !== undefined || patch.state === 'active';

async function savePatch(tx: Tx, ctx: Ctx, { seen, patch }: { seen: MonitorRecord; patch: MonitorPatch }): Promise<void> {
  // Before the monitor's own lock, in the order in which archiving a server takes them.
  const server = (await holdServers(tx, ctx.org.id, [seen.mcpServerId])).get(seen.mcpServerId);
  const current = await lockMonitor(tx, ctx.org.id, seen.id);
  if (!current) throw notFound('monitor');
  const before = specOf(current);
  const after = mergePatch(before, patch);
  const transition = transitionOf(before, after);
  if (!transition.isChanged) return;
  refuseErrors(heldProblems(patch, server));
  if (transition.resumes) await requireResumable(tx, ctx, server);
  await saveMonitor(tx, current.id, { spec: after, at: ctx.deps.clock.now(), isNewQuestion: transition.isNewQuestion });
  await followTransition(tx, ctx, { monitor: { ...after, id: current.id, orgId: ctx.org.id }, transition });
  await record(tx, ctx, { action: 'monitor.update', objectType: 'monitor', objectId: current.id, before, after });
}

/** Since the patch was looked at, its profile may have been removed. */
const heldProblems = ({ authProfileId }: MonitorPatch, server: HeldServer | undefined): FieldError[] =>
  server ? profileProblems(authProfileId, server) : [];

async function requireResumable(tx: Tx, ctx: Ctx, server: HeldServer | undefined): Promise<void> {
  if (!server?.isActive) {
    throw new AppError('conflict', 'state: the MCP server of this monitor is archived; it cannot be resumed.', {
      fieldErrors: [{ field: 'state', message: 'the MCP server of this monitor is archived' }],
    });
  }
  await requireRoomToResume(tx, ctx);
}

async function followTransition(
  tx: Tx,
  ctx: Ctx,
  { monitor, transition }: { monitor: Parameters<typeof planChecks>[2]; transition: Transition },
): Promise<void> {
  if (transition.plan !== null) await planChecks(tx, ctx.deps, monitor, { now: transition.plan === 'now' });
  if (!transition.pauses) return;
  await endChecks(tx, monitor.id);
  await ctx.deps.outbox.emit(tx, ctx.org.id, 'watched.stopped', {
    objectType: 'monitor',
    objectId: monitor.id,
    reason: 'paused',
    at: ctx.deps.clock.now().toISOString(),
  });
}

/** Without what only we write. */
export const specOf = (monitor: MonitorRecord): MonitorSpec => mergePatch(monitor, {});
