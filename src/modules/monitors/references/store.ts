// The SQL that reads monitors for those who show them elsewhere: how they are, and that they stay while somebody refers to them.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#platform/db/connect';
import { CHECK_STATUSES, MONITOR_STATES } from '../monitor.ts';
import type { CheckStatus, MonitorState } from '../monitor.ts';

export interface MonitorCondition {
  readonly id: string;
  readonly name: string;
  readonly serverId: string;
  readonly state: MonitorState;
  readonly status: CheckStatus;
  /** Null before the first check. */
  readonly lastCheckAt: string | null;
}

const columns = z.object({ state: z.enum(MONITOR_STATES), status: z.enum(CHECK_STATUSES) });

/** In no order; those of other organizations, or none, are left out. */
export async function conditionsOf(db: Db | Tx, orgId: string, monitorIds: readonly string[]): Promise<MonitorCondition[]> {
  if (monitorIds.length === 0) return [];
  const rows = await db
    .selectFrom('monitors')
    .select(['id', 'name', 'server_id as serverId', 'state', 'status', sql<string | null>`last_check ->> 'at'`.as('lastCheckAt')])
    .where('org_id', '=', orgId)
    .where('id', 'in', [...monitorIds])
    .execute();
  return rows.map((row) => ({ ...row, ...columns.parse(row) }));
}

/** The names of those that are there; they stay there until this transaction ends. */
export async function holdMonitors(tx: Tx, orgId: string, monitorIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (monitorIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('monitors')
    .select(['id', 'name'])
    .where('org_id', '=', orgId)
    .where('id', 'in', [...monitorIds])
    .orderBy('id')
    .forKeyShare()
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Whatever their state, in the order of their names. */
export async function monitorsOfServer(
  db: Db | Tx,
  orgId: string,
  serverId: string,
): Promise<{ id: string; name: string; toolName: string }[]> {
  return db
    .selectFrom('monitors')
    .select(['id', 'name', 'tool_name as toolName'])
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export interface ToldOutage {
  readonly monitorId: string;
  readonly startedAt: string;
  /** Null while it lasts. */
  readonly endedAt: string | null;
  /** Of the check that began it. */
  readonly status: CheckStatus;
}

/** Those that last, and those of at least `minChecks` failed checks that lasted at `since` or began later; the newest first. */
export async function toldOutages(
  db: Db,
  monitorIds: readonly string[],
  { since, minChecks, limit }: { readonly since: Date; readonly minChecks: number; readonly limit: number },
): Promise<ToldOutage[]> {
  if (monitorIds.length === 0) return [];
  const rows = await db
    .selectFrom('monitor_outages')
    .select(['monitor_id', 'started_at', 'ended_at', 'status'])
    .where('monitor_id', 'in', [...monitorIds])
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb.and([eb('ended_at', '>=', since), eb('checks', '>=', minChecks)])]))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    monitorId: row.monitor_id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    status: columns.shape.status.parse(row.status),
  }));
}
