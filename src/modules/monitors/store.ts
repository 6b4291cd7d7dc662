// The SQL on monitors that decides, saves and answers other modules; what is shown is read in listing/, what checks write in checks/.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { CheckStatus, MonitorCheck, MonitorSpec } from './monitor.ts';
import { storedColumns } from './stored-monitor.ts';

type Conn = Db | Tx;

/** A monitor as it is stored. */
export interface MonitorRecord extends MonitorSpec {
  readonly id: string;
  readonly orgId: string;
  readonly status: CheckStatus;
  readonly statusSince: string | null;
  /** Checks so far, whatever they said. */
  readonly seq: number;
  readonly consecutiveFailures: number;
  readonly lastCheck: MonitorCheck | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function toRecord(row: Selectable<Database['monitors']>): MonitorRecord {
  const { interval_seconds: intervalSeconds, protocol_era: protocolEra, last_check: lastCheck, ...parsed } = storedColumns.parse(row);
  return {
    ...parsed,
    intervalSeconds,
    protocolEra,
    lastCheck,
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    mcpServerId: row.server_id,
    authProfileId: row.auth_profile_id,
    toolName: row.tool_name,
    timeoutSeconds: row.timeout_seconds,
    validateOutputSchema: row.validate_output_schema,
    allowDestructive: row.allow_destructive,
    statusSince: row.status_since?.toISOString() ?? null,
    seq: row.seq,
    consecutiveFailures: row.consecutive_failures,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export async function findMonitor(conn: Conn, orgId: string, id: string): Promise<MonitorRecord | undefined> {
  const row = await conn.selectFrom('monitors').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row && toRecord(row);
}

/** Locks the row until the transaction ends, so that changes of one monitor come one after the other. */
export async function lockMonitor(tx: Tx, orgId: string, id: string): Promise<MonitorRecord | undefined> {
  const row = await tx.selectFrom('monitors').selectAll().where('org_id', '=', orgId).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toRecord(row);
}

const columnsOf = (spec: MonitorSpec) => ({
  auth_profile_id: spec.authProfileId,
  name: spec.name,
  arguments: jsonText(spec.arguments),
  interval_seconds: spec.intervalSeconds,
  timeout_seconds: spec.timeoutSeconds,
  assertions: jsonText(spec.assertions),
  validate_output_schema: spec.validateOutputSchema,
  allow_destructive: spec.allowDestructive,
  protocol_era: spec.protocolEra,
  state: spec.state,
});

/** All in one statement. */
export async function insertMonitors(
  tx: Tx,
  orgId: string,
  { monitors, at }: { monitors: readonly { readonly id: string; readonly spec: MonitorSpec }[]; at: Date },
): Promise<void> {
  await tx
    .insertInto('monitors')
    .values(
      monitors.map(({ id, spec }) => ({
        id,
        org_id: orgId,
        server_id: spec.mcpServerId,
        tool_name: spec.toolName,
        ...columnsOf(spec),
        status_since: at,
        created_at: at,
        updated_at: at,
      })),
    )
    .execute();
}

/** A check that is under way loses its lease: what it finds is about the monitor as it was. */
const LET_GO = { checking_until: null, checking_by: null };

/** `isNewQuestion`: what was known is about another question, so the status is unknown from now on. */
export async function saveMonitor(
  tx: Tx,
  id: string,
  { spec, at, isNewQuestion }: { spec: MonitorSpec; at: Date; isNewQuestion: boolean },
): Promise<void> {
  const reset = { status: 'unknown', status_since: at, consecutive_failures: 0, ...LET_GO };
  await tx
    .updateTable('monitors')
    .set({ ...columnsOf(spec), updated_at: at, ...(isNewQuestion ? reset : {}), ...(spec.state === 'paused' ? LET_GO : {}) })
    .where('id', '=', id)
    .execute();
}

/** Returns what was paused, by id. */
export async function pauseMonitorsOfServer(
  tx: Tx,
  { orgId, serverId, at }: { orgId: string; serverId: string; at: Date },
): Promise<readonly string[]> {
  const rows = await tx
    .updateTable('monitors')
    .set({ state: 'paused', updated_at: at, ...LET_GO })
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .where('state', '=', 'active')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id).toSorted();
}

/** With its checks and sums. */
export async function deleteMonitor(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('monitors').where('id', '=', id).execute();
}

/** Active ones only. */
export async function activeMonitorsOfServer(conn: Conn, orgId: string, serverId: string): Promise<{ id: string; name: string }[]> {
  return conn
    .selectFrom('monitors')
    .select(['id', 'name'])
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
}

/** Whatever their state: a paused one can come back. */
export async function monitorsNamingProfile(conn: Conn, orgId: string, profileId: string): Promise<{ id: string; name: string }[]> {
  return conn
    .selectFrom('monitors')
    .select(['id', 'name'])
    .where('org_id', '=', orgId)
    .where('auth_profile_id', '=', profileId)
    .orderBy('id')
    .execute();
}

export async function monitoredTools(conn: Conn, orgId: string, serverId: string): Promise<ReadonlySet<string>> {
  const rows = await conn
    .selectFrom('monitors')
    .select('tool_name')
    .distinct()
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .execute();
  return new Set(rows.map(({ tool_name }) => tool_name));
}

/** Monitors of the organization; a second transaction that counts waits until this one ends. */
export async function countMonitors(tx: Tx, orgId: string): Promise<{ readonly active: number; readonly all: number }> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`monitors of ${orgId}`}, 0))`.execute(tx);
  return tx
    .selectFrom('monitors')
    .select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.countAll<number>().filterWhere('state', '=', 'active').as('active')])
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow();
}

export interface HeldServer {
  readonly isActive: boolean;
  readonly authProfileIds: readonly string[];
}

/**
 * The servers as they are and stay until this transaction ends: neither they can be archived nor their auth profiles removed.
 * Take it before a lock on a monitor.
 */
export async function holdServers(tx: Tx, orgId: string, serverIds: readonly string[]): Promise<ReadonlyMap<string, HeldServer>> {
  const servers = await tx
    .selectFrom('mcp_servers')
    .select(['id', 'state'])
    .where('org_id', '=', orgId)
    .where('id', 'in', [...serverIds])
    .orderBy('id')
    .forShare()
    .execute();
  const profiles = await tx
    .selectFrom('auth_profiles')
    .select(['id', 'server_id'])
    .where('server_id', 'in', [...serverIds])
    .execute();
  const profilesOf = Map.groupBy(profiles, (profile) => profile.server_id);
  return new Map(
    servers.map(({ id, state }) => [
      id,
      { isActive: state === 'active', authProfileIds: (profilesOf.get(id) ?? []).map((profile) => profile.id) },
    ]),
  );
}
