// The SQL that lists monitors as they are shown, with what they show of their server, their tool and their plan.
import { sql } from 'kysely';
import type { ExpressionBuilder } from 'kysely';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import type { Database } from '#platform/db/schema';
import { MONITOR_DUE_KIND } from '../monitor.ts';
import type { CheckStatus, MonitorState } from '../monitor.ts';
import { toRecord } from '../store.ts';
import type { MonitorRecord } from '../store.ts';

type Conn = Db | Tx;

/** What a monitor is shown with. */
export interface MonitorRow extends MonitorRecord {
  readonly mcpServerName: string;
  readonly isServerActive: boolean;
  readonly nextCheckAt: string | null;
  /** Of the latest catalog; undefined when the tool is not in it. */
  readonly tool: { readonly isDestructive: boolean; readonly hasOutputSchema: boolean } | undefined;
}

const shown = (conn: Conn) =>
  conn
    .selectFrom('monitors as m')
    .innerJoin('mcp_servers as s', 's.id', 'm.server_id')
    .leftJoin('catalog_entries as t', (join) =>
      join.onRef('t.server_id', '=', 'm.server_id').onRef('t.name', '=', 'm.tool_name').on('t.kind', '=', 'tool').on('t.active', '=', true),
    )
    .leftJoin('due as d', (join) => join.onRef('d.subject_id', '=', 'm.id').on('d.kind', '=', MONITOR_DUE_KIND))
    .selectAll('m')
    .select([
      's.name as server_name',
      's.state as server_state',
      't.id as entry_id',
      'd.due_at',
      sql<boolean>`coalesce(t.definition #> '{annotations,destructiveHint}' = 'true'::jsonb, false)`.as('is_destructive'),
      sql<boolean>`coalesce(jsonb_typeof(t.definition -> 'outputSchema') = 'object', false)`.as('has_output_schema'),
    ]);

type ShownRow = Awaited<ReturnType<ReturnType<typeof shown>['executeTakeFirstOrThrow']>>;

const toRow = (row: ShownRow): MonitorRow => ({
  ...toRecord(row),
  mcpServerName: row.server_name,
  isServerActive: row.server_state === 'active',
  nextCheckAt: row.due_at?.toISOString() ?? null,
  tool: row.entry_id === null ? undefined : { isDestructive: row.is_destructive, hasOutputSchema: row.has_output_schema },
});

/** In the order of `ids`; those that are not there are left out. */
export async function monitorRows(conn: Conn, orgId: string, ids: readonly string[]): Promise<readonly MonitorRow[]> {
  if (ids.length === 0) return [];
  const rows = await shown(conn)
    .where('m.org_id', '=', orgId)
    .where('m.id', 'in', [...ids])
    .execute();
  const byId = new Map(rows.map((row) => [row.id, toRow(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export const SORT_FIELDS = ['name', 'status', 'lastCheckAt', 'createdAt'] as const;

export interface MonitorFilter extends PageRequest {
  readonly orgId: string;
  readonly mcpServerId: string | undefined;
  readonly status: CheckStatus | undefined;
  readonly state: MonitorState | undefined;
  /** In the name, the tool or the server's name, case ignored. */
  readonly search: string | undefined;
  readonly sort: { readonly by: (typeof SORT_FIELDS)[number]; readonly direction: 'asc' | 'desc' };
}

type Tables = { m: Database['monitors']; s: Database['mcp_servers'] };

function matches(eb: ExpressionBuilder<Tables, 'm' | 's'>, filter: MonitorFilter) {
  const pattern = filter.search === undefined ? undefined : `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return eb.and([
    eb('m.org_id', '=', filter.orgId),
    ...(filter.mcpServerId === undefined ? [] : [eb('m.server_id', '=', filter.mcpServerId)]),
    ...(filter.status === undefined ? [] : [eb('m.status', '=', filter.status)]),
    ...(filter.state === undefined ? [] : [eb('m.state', '=', filter.state)]),
    ...(pattern === undefined
      ? []
      : [eb.or([eb('m.name', 'ilike', pattern), eb('m.tool_name', 'ilike', pattern), eb('s.name', 'ilike', pattern)])]),
  ]);
}

/** Statuses by how much they want to be looked at. */
const SORT_COLUMNS = {
  name: sql`lower(m.name)`,
  status: sql`array_position(array['fail', 'error', 'unknown', 'pass'], m.status)`,
  lastCheckAt: sql`(m.last_check ->> 'at')`,
  createdAt: sql`m.created_at`,
};

export async function pageOfMonitors(conn: Conn, filter: MonitorFilter): Promise<Page<MonitorRow>> {
  const { page, pageSize, sort } = filter;
  const all = conn
    .selectFrom('monitors as m')
    .innerJoin('mcp_servers as s', 's.id', 'm.server_id')
    .where((eb) => matches(eb, filter));
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const found = await all
    .select('m.id')
    .orderBy(SORT_COLUMNS[sort.by], (order) => (sort.direction === 'asc' ? order.asc() : order.desc()).nullsLast())
    .orderBy('m.id', sort.direction)
    .limit(pageSize)
    .offset(offsetOf(filter))
    .execute();
  const ids = found.map(({ id }) => id);
  return { page, pageSize, rows: await monitorRows(conn, filter.orgId, ids), total };
}

export async function isServerOf(conn: Conn, orgId: string, serverId: string): Promise<boolean> {
  const row = await conn.selectFrom('mcp_servers').select('id').where('org_id', '=', orgId).where('id', '=', serverId).executeTakeFirst();
  return row !== undefined;
}
