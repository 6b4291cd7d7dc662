// All SQL on mcp_servers. Secrets appear as ids of the vault, never in clear.
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText, violatedUnique } from '#platform/db/schema';
import type { EraVerdict, ProtocolEra, TransportType } from '#platform/mcp/mcp';
import type { HostedCommand } from './hosted-program.ts';
import type { McpServer, ServerHealth } from './server.ts';

/** What its snapshots say; asked for apart (reviews/store). */
type ReviewMarks = Pick<McpServer, 'pendingChanges' | 'breakingAt'>;

/** A server with what only this module may know. */
export interface ServerRecord extends Omit<McpServer, keyof ReviewMarks> {
  /** Header name to the id of its secret. */
  readonly headerSecrets: Readonly<Record<string, string>>;
  /** What is started, for `stdio_hosted`. */
  readonly hosted: HostedCommand | null;
  /** Variable name to the id of its secret. */
  readonly envSecrets: Readonly<Record<string, string>>;
}

export interface ServerSettings {
  readonly name: string;
  readonly transportType: TransportType;
  readonly baseUrl: string | null;
  readonly hosted: HostedCommand | null;
  readonly envSecrets: Readonly<Record<string, string>>;
  readonly networkMode: 'host' | 'none';
  readonly environment: string;
  readonly categories: readonly string[];
  readonly timeoutSeconds: number;
  readonly protocolEra: ProtocolEra;
  readonly syncIntervalMinutes: number | null;
  readonly headerSecrets: Readonly<Record<string, string>>;
}

export async function insertServer(
  tx: Tx,
  { orgId, at }: { orgId: string; at: Date },
  { managed = false, ...settings }: ServerSettings & { readonly managed?: boolean | undefined },
): Promise<ServerRecord> {
  const row = await tx
    .insertInto('mcp_servers')
    .values({ id: newId('mcp', at.getTime()), org_id: orgId, ...columnsOf(settings), managed, created_at: at, updated_at: at })
    .returningAll()
    .executeTakeFirstOrThrow();
  return recordOf(row);
}

/** `resetContact`: the connection is another one now, so what was known about it is forgotten. */
export async function saveSettings(
  tx: Tx,
  serverId: string,
  change: { settings: ServerSettings; at: Date; resetContact: boolean },
): Promise<ServerRecord> {
  const unknown = { health: 'unknown', health_detail: null, era_verdict: null } as const;
  const row = await tx
    .updateTable('mcp_servers')
    .set({ ...columnsOf(change.settings), ...(change.resetContact ? unknown : {}), updated_at: change.at })
    .where('id', '=', serverId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return recordOf(row);
}

const columnsOf = (settings: ServerSettings) => ({
  name: settings.name,
  transport_type: settings.transportType,
  base_url: settings.baseUrl,
  command: settings.hosted && jsonText(settings.hosted),
  env_secrets: jsonText(settings.envSecrets),
  network_policy: jsonText({ mode: settings.networkMode }),
  environment: settings.environment,
  categories: [...settings.categories],
  timeout_seconds: settings.timeoutSeconds,
  protocol_era: settings.protocolEra,
  sync_interval_minutes: settings.syncIntervalMinutes,
  extra_header_secrets: jsonText(settings.headerSecrets),
});

export async function archive(tx: Tx, serverId: string, at: Date): Promise<void> {
  await tx.updateTable('mcp_servers').set({ state: 'archived', updated_at: at }).where('id', '=', serverId).execute();
}

export async function findServer(db: Db | Tx, orgId: string, serverId: string): Promise<ServerRecord | undefined> {
  const row = await db.selectFrom('mcp_servers').selectAll().where('org_id', '=', orgId).where('id', '=', serverId).executeTakeFirst();
  return row && recordOf(row);
}

/** Not against those who only refer to the server, such as a run that begins. */
export async function lockServer(tx: Tx, orgId: string, serverId: string): Promise<ServerRecord | undefined> {
  const row = await tx
    .selectFrom('mcp_servers')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', serverId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row && recordOf(row);
}

export async function isNameTaken(
  db: Db | Tx,
  orgId: string,
  at: { name: string; environment: string; exceptId?: string | undefined },
): Promise<boolean> {
  const row = await db
    .selectFrom('mcp_servers')
    .select('id')
    .where('org_id', '=', orgId)
    .where('environment', '=', at.environment)
    .where('state', '=', 'active')
    .where(sql<boolean>`lower(name) = lower(${at.name})`)
    .where('id', '!=', at.exceptId ?? '')
    .executeTakeFirst();
  return row !== undefined;
}

export const nameTaken = (): AppError =>
  new AppError('conflict', 'name: is taken by another server of this environment', {
    fieldErrors: [{ field: 'name', message: 'is taken by another server of this environment' }],
  });

/** Two saves at the same moment: the index decides, and the loser hears it as a conflict. */
export async function orNameTaken<T>(save: Promise<T>): Promise<T> {
  try {
    return await save;
  } catch (error) {
    if (violatedUnique(error) === 'mcp_server_name') throw nameTaken();
    throw error;
  }
}

export interface Contact {
  readonly health: ServerHealth;
  readonly detail: string | null;
  /** Undefined leaves what is known. */
  readonly verdict?: EraVerdict | undefined;
}

/** Where a contact goes: a URL, or a command. */
export type Endpoint = Pick<ServerRecord, 'id' | 'baseUrl' | 'hosted'>;

/** What a contact taught. Of another URL or command than it went to it teaches nothing. */
export async function saveContact(db: Db | Tx, server: Endpoint, contact: Contact): Promise<void> {
  await db
    .updateTable('mcp_servers')
    .set({
      health: contact.health,
      health_detail: contact.detail,
      ...(contact.verdict ? { era_verdict: jsonText(contact.verdict), protocol_version: contact.verdict.protocolVersion } : {}),
    })
    .where('id', '=', server.id)
    .where('base_url', 'is not distinct from', server.baseUrl)
    .where('command', 'is not distinct from', server.hosted && jsonText(server.hosted))
    .execute();
}

export const isSameEndpoint = (a: Omit<Endpoint, 'id'>, b: Omit<Endpoint, 'id'>): boolean =>
  a.baseUrl === b.baseUrl &&
  a.hosted?.command === b.hosted?.command &&
  a.hosted?.cwd === b.hosted?.cwd &&
  a.hosted?.args.length === b.hosted?.args.length &&
  (a.hosted?.args ?? []).every((arg, i) => arg === b.hosted?.args[i]);

export interface SyncFacts {
  readonly snapshotId: string;
  readonly toolCount: number;
  readonly protocolVersion: string | null;
  readonly serverInfo: { readonly name: string; readonly version: string } | null;
  readonly instructions: string | null;
  readonly verdict: EraVerdict | null;
  readonly at: Date;
}

export async function saveSync(tx: Tx, serverId: string, facts: SyncFacts): Promise<ServerRecord> {
  const row = await tx
    .updateTable('mcp_servers')
    .set({
      snapshot_id: facts.snapshotId,
      tool_count: facts.toolCount,
      protocol_version: facts.protocolVersion,
      server_info: facts.serverInfo && jsonText(facts.serverInfo),
      instructions: facts.instructions,
      era_verdict: facts.verdict && jsonText(facts.verdict),
      last_synced_at: facts.at,
      health: 'healthy',
      health_detail: null,
    })
    .where('id', '=', serverId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return recordOf(row);
}

/** One sync of a server at a time, whatever the number of processes; held until the transaction ends. */
export async function lockSync(tx: Tx, serverId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`armature:sync:${serverId}`}, 0))`.execute(tx);
}

export const SORT_FIELDS = ['name', 'createdAt', 'updatedAt', 'lastSyncedAt', 'toolCount', 'health'] as const;
const SORT_COLUMNS = {
  name: sql`lower(name)`,
  createdAt: sql`created_at`,
  updatedAt: sql`updated_at`,
  lastSyncedAt: sql`last_synced_at`,
  toolCount: sql`tool_count`,
  health: sql`health`,
} satisfies Record<(typeof SORT_FIELDS)[number], unknown>;

export interface ServerFilter {
  readonly orgId: string;
  /** Servers with any of them; empty = all. */
  readonly categories: readonly string[];
  /** undefined = all. */
  readonly category?: string | undefined;
  readonly environment: string | undefined;
  readonly state: 'active' | 'archived' | undefined;
  readonly search: string | undefined;
  readonly sort: { readonly by: (typeof SORT_FIELDS)[number]; readonly descending: boolean };
}

export async function pageOfServers(db: Db, filter: ServerFilter, page: PageRequest): Promise<Page<ServerRecord>> {
  let matching = db.selectFrom('mcp_servers').where('org_id', '=', filter.orgId);
  if (filter.environment !== undefined) matching = matching.where('environment', '=', filter.environment);
  if (filter.state !== undefined) matching = matching.where('state', '=', filter.state);
  if (filter.categories.length > 0) matching = matching.where(sql<boolean>`categories && ${sql.val([...filter.categories])}::text[]`);
  if (filter.category !== undefined) matching = matching.where(sql<boolean>`categories @> ${sql.val([filter.category])}::text[]`);
  if (filter.search !== undefined) {
    const text = filter.search.toLowerCase();
    matching = matching.where(sql<boolean>`(position(${text} in lower(name)) > 0
      or position(${text} in lower(coalesce(base_url, command ->> 'command'))) > 0)`);
  }
  const direction = filter.sort.descending ? sql`desc nulls last` : sql`asc nulls last`;
  const rows = await matching
    .selectAll()
    .orderBy(sql`${SORT_COLUMNS[filter.sort.by]} ${direction}`)
    .orderBy('id', filter.sort.descending ? 'desc' : 'asc')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await matching.select((eb) => eb.fn.countAll<string | number>().as('total')).executeTakeFirstOrThrow();
  return { ...page, total: Number(total), rows: rows.map(recordOf) };
}

/** Without what stays inside. */
export function publicServer(record: ServerRecord): Omit<McpServer, keyof ReviewMarks> {
  const { headerSecrets: _, hosted: __, envSecrets: ___, ...server } = record;
  return server;
}

const secretIds = z.record(z.string(), z.string());
const hostedCommand = z.object({ command: z.string(), args: z.array(z.string()), cwd: z.string().nullable() }).nullable();
const serverInfo = z.object({ name: z.string(), version: z.string() }).nullable();
const transportType = z.enum(['streamable_http', 'sse', 'stdio_hosted']);
const protocolEra = z.enum(['auto', 'modern', 'legacy']);
const verdict = z
  .object({
    era: z.enum(['modern', 'legacy']),
    protocolVersion: z.string(),
    transport: transportType,
    at: z.string(),
    discover: z.unknown().optional(),
  })
  .nullable();
const networkPolicy = z.object({ mode: z.enum(['host', 'none']) });
const state = z.enum(['active', 'archived']);
const health = z.enum(['unknown', 'healthy', 'auth_failed', 'unreachable']);

interface Row {
  readonly id: string;
  readonly name: string;
  readonly transport_type: string;
  readonly base_url: string | null;
  readonly command: unknown;
  readonly env_secrets: unknown;
  readonly environment: string;
  readonly categories: string[];
  readonly timeout_seconds: number;
  readonly extra_header_secrets: unknown;
  readonly protocol_era: string;
  readonly sync_interval_minutes: number | null;
  readonly network_policy: unknown;
  readonly state: string;
  readonly health: string;
  readonly health_detail: string | null;
  readonly protocol_version: string | null;
  readonly server_info: unknown;
  readonly era_verdict: unknown;
  readonly snapshot_id: string | null;
  readonly tool_count: number | null;
  readonly last_synced_at: Date | null;
  readonly managed: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
}

function recordOf(row: Row): ServerRecord {
  const headerSecrets = secretIds.parse(row.extra_header_secrets);
  const envSecrets = secretIds.parse(row.env_secrets);
  const hosted = hostedCommand.parse(row.command);
  return {
    id: row.id,
    name: row.name,
    transportType: transportType.parse(row.transport_type),
    targetKind: 'mcp',
    baseUrl: row.base_url,
    environment: row.environment,
    categories: row.categories,
    connectionConfig: {
      timeoutSeconds: row.timeout_seconds,
      extraHeaderNames: Object.keys(headerSecrets).toSorted(),
      ...(hosted ? { ...hosted, envNames: Object.keys(envSecrets).toSorted() } : {}),
    },
    networkPolicy: networkPolicy.parse(row.network_policy),
    protocolEra: protocolEra.parse(row.protocol_era),
    syncIntervalMinutes: row.sync_interval_minutes,
    state: state.parse(row.state),
    health: health.parse(row.health),
    healthDetail: row.health_detail,
    protocolVersion: row.protocol_version,
    serverInfo: serverInfo.parse(row.server_info),
    era: verdict.parse(row.era_verdict),
    lastSyncedAt: row.last_synced_at?.toISOString() ?? null,
    toolCount: row.tool_count,
    snapshotId: row.snapshot_id,
    managed: row.managed,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    headerSecrets,
    hosted,
    envSecrets,
  };
}
