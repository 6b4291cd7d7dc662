// Creates one monitor, or 1–50 of which all or none are made (spec 03 §3). Active ones are checked at once.
import { collectFields } from '#kernel/collect-fields';
import type { FieldError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { fieldPath } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { boundSchemas } from './bound-schemas.ts';
import { planChecks } from './checks/plan-checks.ts';
import { draftMonitors, profileProblems } from './draft-monitors.ts';
import type { MonitorBody } from './draft-monitors.ts';
import { refuseErrors } from './monitor-fields.ts';
import { monitorList } from './monitor-input.ts';
import type { Monitor, MonitorSpec } from './monitor.ts';
import { presentMonitors } from './listing/present-monitor.ts';
import { requireRoom } from './require-room.ts';
import { monitorRows } from './listing/store.ts';
import { holdServers, insertMonitors } from './store.ts';
import type { HeldServer } from './store.ts';

/**
 * `raw`: one monitor's fields, or `{monitors: [1–50 of them]}`; wrong fields of the list form are named `monitors[i].<field>`.
 * Throws `validation_failed` (all wrong fields at once), `secret_in_arguments`, or `conflict` when there are too many.
 */
export async function createMonitors(ctx: Ctx, raw: unknown): Promise<readonly Monitor[]> {
  requireRole(ctx, 'editor');
  refuseSecrets(raw);
  const bodies = bodiesOf(raw);
  const specs = await draftMonitors(ctx, bodies);
  const rows = await inTransaction(ctx.deps.db, async (tx) => {
    await requireServers(tx, ctx, { specs, bodies });
    await requireRoom(tx, ctx, specs);
    const ids = await insertAll(tx, ctx, specs);
    return monitorRows(tx, ctx.org.id, ids);
  });
  return presentMonitors(ctx, rows);
}

function bodiesOf(raw: unknown): readonly MonitorBody[] {
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, 'monitors')) return [{ raw, path: [] }];
  const list = collectFields(monitorList, raw, { readOnly: new Set() });
  refuseErrors(list.errors);
  const bodies = (list.values.monitors ?? []).map((body, index) => ({ raw: body, path: ['monitors', index] }));
  refuseErrors(boundSchemas(bodies));
  return bodies;
}

/** Since the drafts were looked at, a server may have been archived or a profile removed; from here on they stay. */
async function requireServers(
  tx: Tx,
  ctx: Ctx,
  { specs, bodies }: { specs: readonly MonitorSpec[]; bodies: readonly MonitorBody[] },
): Promise<void> {
  const held = await holdServers(tx, ctx.org.id, [...new Set(specs.map(({ mcpServerId }) => mcpServerId))]);
  const errors = specs.flatMap((spec, index) =>
    serverProblems(spec, held.get(spec.mcpServerId)).map(({ field, message }) => ({
      field: fieldPath([...(bodies[index]?.path ?? []), field]),
      message,
    })),
  );
  refuseErrors(errors);
}

function serverProblems({ authProfileId }: MonitorSpec, server: HeldServer | undefined): FieldError[] {
  if (!server?.isActive) return [{ field: 'mcpServerId', message: 'is an archived MCP server' }];
  return profileProblems(authProfileId, server);
}

async function insertAll(tx: Tx, ctx: Ctx, specs: readonly MonitorSpec[]): Promise<readonly string[]> {
  const at = ctx.deps.clock.now();
  const monitors = specs.map((spec) => ({ id: newId('mon', at.getTime()), spec }));
  await insertMonitors(tx, ctx.org.id, { monitors, at });
  for (const { id, spec } of monitors) {
    if (spec.state === 'active') await planChecks(tx, ctx.deps, { ...spec, id, orgId: ctx.org.id }, { now: true });
    await record(tx, ctx, { action: 'monitor.create', objectType: 'monitor', objectId: id, after: spec });
  }
  return monitors.map(({ id }) => id);
}
