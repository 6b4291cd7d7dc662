// The little SQL the library does not do for us: codes that were used, and whose challenge it is.
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';

/** A code is accepted for a minute and a half; these two keep it from being accepted twice. Times are the database's. */
const KEPT = sql<Date>`now() + interval '3 minutes'`;

export async function isSpent(tx: Tx, codeId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('verifications')
    .select('id')
    .where('id', '=', codeId)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row !== undefined;
}

/** False when somebody else was first. */
export async function spend(tx: Tx, codeId: string): Promise<boolean> {
  const row = await tx
    .insertInto('verifications')
    .values({ id: codeId, identifier: codeId, value: 'spent', expires_at: KEPT })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ expires_at: KEPT })
        .where('verifications.expires_at', '<=', sql<Date>`now()`),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
