// The SQL that reads all of an organization's alerts page by page, and that erases them.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';

export interface Cursor {
  readonly afterId: string;
  readonly limit: number;
}

export async function rulesAfter(db: Db, orgId: string, { afterId, limit }: Cursor) {
  return db
    .selectFrom('alert_rules')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function incidentsAfter(db: Db, orgId: string, { afterId, limit }: Cursor) {
  return db.selectFrom('incidents').selectAll().where('org_id', '=', orgId).where('id', '>', afterId).orderBy('id').limit(limit).execute();
}

/** Without the secrets' places in the vault. */
export async function destinationsAfter(db: Db, orgId: string, { afterId, limit }: Cursor) {
  return db
    .selectFrom('alert_destinations')
    .select(['id', 'kind', 'name', 'config', 'needs_reauth', 'created_at', 'updated_at'])
    .where('org_id', '=', orgId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function deliveriesAfter(db: Db, orgId: string, { afterId, limit }: Cursor) {
  return db
    .selectFrom('alert_deliveries')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function mailsAfter(db: Db, orgId: string, { afterId, limit }: Cursor) {
  return db
    .selectFrom('inbox_mails')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** What hangs on others first. Watches go with their rules. */
const TABLES = ['alert_deliveries', 'incidents', 'alert_rules', 'alert_destinations', 'inbox_mails', 'slack_states'] as const;

/** Some rows of the first table that has any; 0 when none has. */
export async function deleteSomeOf(db: Db, orgId: string, limit: number): Promise<number> {
  for (const table of TABLES) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where ctid in (select ctid from ${sql.table(table)} where org_id = ${orgId} limit ${limit})`.execute(
      db,
    );
    if (numAffectedRows > 0n) return Number(numAffectedRows);
  }
  return 0;
}
