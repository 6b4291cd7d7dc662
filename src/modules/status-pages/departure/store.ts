// The SQL that erases the status page of an organization; the monitors on it go with it.
import type { Db } from '#platform/db/connect';

export async function deletePageOf(db: Db, orgId: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('status_pages').where('org_id', '=', orgId).executeTakeFirst();
  return Number(numDeletedRows);
}
