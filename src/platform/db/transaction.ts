// One transaction: all of the work is kept, or none of it.
import type { Db, Tx } from './connect.ts';

/** Commits when `work` resolves, rolls back when it throws. Do not call slow things (models, servers) inside. */
export function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}
