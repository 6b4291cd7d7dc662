// The SQL that counts breaking changes of catalogs.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';

/** By server; one without any is not in it. */
export async function breakingChangesSince(db: Db, orgId: string, since: Date): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('catalog_snapshots')
    .select(['server_id', sql<number>`sum(breaking_count)::integer`.as('count')])
    .where('org_id', '=', orgId)
    .where('at', '>', since)
    .where('breaking_count', '>', 0)
    // What the index of changes holds: a breaking change has a difference.
    .where('diff', 'is not', null)
    .groupBy('server_id')
    .execute();
  return new Map(rows.map(({ server_id: serverId, count }) => [serverId, count]));
}
