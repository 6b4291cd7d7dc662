// The SQL that reads all of an organization's tool uses page by page, and that erases them.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';
import type { ToolUse } from '../coverage.ts';
import { toUse } from '../store.ts';

export type UseCursor = Pick<ToolUse, 'runId' | 'tool'>;

export async function usesAfter(
  db: Db,
  orgId: string,
  page: { readonly last: UseCursor | undefined; readonly limit: number },
): Promise<ToolUse[]> {
  let query = db.selectFrom('tool_uses').selectAll().where('org_id', '=', orgId);
  if (page.last) {
    const { runId, tool } = page.last;
    query = query.where((eb) => eb(eb.refTuple('run_id', 'tool'), '>', eb.tuple(runId, tool)));
  }
  const rows = await query.orderBy('run_id').orderBy('tool').limit(page.limit).execute();
  return rows.map(toUse);
}

/** One statement; both tables have org_id and hang on the run's row, which is mostly gone before. */
export async function deleteUsesOf(db: Db, orgId: string, limit: number): Promise<number> {
  let rows = 0;
  for (const table of ['tool_uses', 'tool_use_runs'] as const) {
    const name = sql.table(table);
    const result =
      await sql`delete from ${name} where ctid = any(array(select ctid from ${name} where org_id = ${orgId} limit ${limit}))`.execute(db);
    rows += Number(result.numAffectedRows ?? 0n);
  }
  return rows;
}
