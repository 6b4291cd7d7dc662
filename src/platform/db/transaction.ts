// One transaction: all of the work is kept, or none of it.
import { sql } from 'kysely';
import type { Db, Tx } from './connect.ts';

/**
 * Commits when `work` resolves, rolls back when it throws. Do not call slow things (models, servers) inside. Given a transaction
 * that runs already it joins it: what `work` did is undone when it throws, and otherwise kept or lost with that transaction.
 */
export function inTransaction<T>(db: Db | Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  return isRunning(db) ? withinSavepoint(db, work) : db.transaction().execute(work);
}

const isRunning = (db: Db | Tx): db is Tx => db.isTransaction;

/** Savepoints of one name nest: the database takes the innermost one. */
async function withinSavepoint<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await sql`savepoint joined`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint joined`.execute(tx);
    return result;
  } catch (error) {
    // Where even this fails the connection is gone, and the whole transaction with it; the first error says why.
    await undo(tx).catch(() => undefined);
    throw error;
  }
}

async function undo(tx: Tx): Promise<void> {
  await sql`rollback to savepoint joined`.execute(tx);
  await sql`release savepoint joined`.execute(tx);
}
