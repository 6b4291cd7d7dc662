// The SQL that erases access's own rows of an organization.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';

export const OWN_TABLES = ['app_grants', 'ingest_keys', 'api_keys', 'invitations', 'ownership_transfers', 'members', 'audit_log'] as const;

const BATCH = 1_000;

/** One statement; every table has a primary key, but not the same. */
export async function eraseRows(db: Db, table: (typeof OWN_TABLES)[number], orgId: string): Promise<number> {
  const name = sql.table(table);
  const result = await sql`
    delete from ${name} where ctid = any(array(select ctid from ${name} where org_id = ${orgId} limit ${BATCH}))`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
