// The SQL that erases the models of an organization.
import type { Db } from '#platform/db/connect';

/** All at once: there are at most a few hundred. */
export async function deleteModelsOf(db: Db, orgId: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('models').where('org_id', '=', orgId).executeTakeFirst();
  return Number(numDeletedRows);
}
