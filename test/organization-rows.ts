// What the database holds of one organization: by table, and wherever an id of one of its objects stands.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';
import type { Dump } from './canary-scan.ts';

/** The number of its rows in every table that says whose its rows are. */
export async function rowsOf(db: Db, orgId: string): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'org_id' order by 1`.execute(
    db,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)} where org_id = ${orgId}`.execute(
      db,
    );
    counts[name] = rows[0]?.count ?? 0;
  }
  return counts;
}

/** Tables that hold anything of it. */
export const anyOf = (counts: Record<string, number>): string[] => Object.keys(counts).filter((table) => (counts[table] ?? 0) > 0);

const ID = /\b[a-z]+_[0-9a-z-]{12,}\b/g;

/** Its own id and those of its objects. */
export function idsOf({ rows }: Dump, orgId: string): ReadonlySet<string> {
  const ids = new Set([orgId]);
  for (const { text } of rows) {
    const row = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (row['org_id'] === orgId && typeof row['id'] === 'string' && row['id'].search(ID) === 0) ids.add(row['id']);
  }
  return ids;
}

/** Rows that name one of `ids` anywhere: in whatever column, of whatever table. */
export const rowsNaming = ({ rows }: Dump, ids: ReadonlySet<string>): string[] =>
  rows.filter(({ text }) => [...text.matchAll(ID)].some(([id]) => ids.has(id))).map(({ table, text }) => `${table} ${text}`);
