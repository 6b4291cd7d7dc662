// The SQL that forgets old incidents.
import type { Db } from '#platform/db/connect';

/** Oldest first. Returns how many went. */
export async function deleteClosedBefore(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const some = db.selectFrom('incidents').select('id').where('closed_at', '<', before).orderBy('closed_at').limit(limit);
  const { numDeletedRows } = await db.deleteFrom('incidents').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}
