// The SQL that reads all of an organization's servers page by page, and that erases them.
import type { Db } from '#platform/db/connect';

export interface IdPage {
  readonly afterId: string;
  readonly limit: number;
}

export async function serverIdsAfter(db: Db, orgId: string, page: IdPage): Promise<{ readonly id: string }[]> {
  return db
    .selectFrom('mcp_servers')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** Ids only: one snapshot alone may have megabytes. */
export async function snapshotIdsAfter(
  db: Db,
  orgId: string,
  page: IdPage & { readonly serverId: string },
): Promise<{ readonly id: string }[]> {
  return db
    .selectFrom('catalog_snapshots')
    .select('id')
    .where('org_id', '=', orgId)
    .where('server_id', '=', page.serverId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** With profiles, grants, catalogs and snapshots, which hang on the server's row. */
export async function deleteServersOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('mcp_servers').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('mcp_servers').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}
