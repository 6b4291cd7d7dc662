// The SQL that reads the tools a server lists now, of one server with their definitions or of many by name alone.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db/connect';

export interface ActiveTool {
  readonly name: string;
  /** As the server sent it: its words and its schema are data. */
  readonly definition: Readonly<Record<string, unknown>>;
}

const definitionColumn = z.record(z.string(), z.unknown());

/** By code unit, the same on every machine. */
const byName = sql`name collate "C"`;

/** The first `limit` by name. */
export async function activeToolsOf(
  db: Db,
  at: { readonly orgId: string; readonly serverId: string },
  limit: number,
): Promise<ActiveTool[]> {
  const rows = await active(db, at.orgId)
    .where('server_id', '=', at.serverId)
    .select(['name', 'definition'])
    .orderBy(byName)
    .limit(limit)
    .execute();
  return rows.map(({ name, definition }) => ({ name, definition: definitionColumn.parse(definition) }));
}

/** Of each server the first `limit` names; servers of other organizations have none. */
export async function activeToolNamesOf(
  db: Db,
  at: { readonly orgId: string; readonly serverIds: readonly string[] },
  limit: number,
): Promise<{ readonly serverId: string; readonly name: string }[]> {
  if (at.serverIds.length === 0) return [];
  const ranked = active(db, at.orgId)
    .where('server_id', 'in', [...at.serverIds])
    .select(['server_id as serverId', 'name', sql<number>`row_number() over (partition by server_id order by ${byName})`.as('rank')]);
  return db.selectFrom(ranked.as('ranked')).select(['serverId', 'name']).where('rank', '<=', limit).execute();
}

const active = (db: Db, orgId: string) =>
  db.selectFrom('catalog_entries').where('org_id', '=', orgId).where('kind', '=', 'tool').where('active', '=', true);
