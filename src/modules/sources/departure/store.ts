// SQL over everything of one organization: what its deletion takes.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';

/** How many went; 0 when none is left. */
export async function deletePartsOf(db: Db, orgId: string, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from bundle_parts where (bundle_id, name) in (
      select bundle_id, name from bundle_parts where org_id = ${orgId} limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** With their bundles, secrets, executions and approvals. */
export async function deleteSourcesOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('sources').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('sources').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}
