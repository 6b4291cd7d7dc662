// All SQL on the table of facts.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';

export interface ClaimedFact {
  readonly id: number;
  readonly orgId: string;
  readonly type: string;
  readonly payload: unknown;
  /** Counts this claim; a later claim has a higher one. */
  readonly attempts: number;
}

export async function insertFact(tx: Tx, fact: { orgId: string; type: string; payload: unknown; at: Date }): Promise<void> {
  await tx
    .insertInto('facts')
    .values({ org_id: fact.orgId, type: fact.type, payload: jsonText(fact.payload), created_at: fact.at })
    .execute();
}

/** Takes up to `limit` facts that nobody holds, until `until`. Oldest first. */
export async function claimFacts(
  db: Db,
  claim: { types: readonly string[]; now: Date; until: Date; limit: number },
): Promise<ClaimedFact[]> {
  const { rows } = await sql<{ id: number; org_id: string; type: string; payload: unknown; attempts: number }>`
    update facts set claimed_until = ${claim.until}, attempts = attempts + 1
    where id in (
      select id from facts
      where (claimed_until is null or claimed_until <= ${claim.now}) and type = any(${[...claim.types]})
      order by id limit ${claim.limit} for update skip locked
    )
    returning id, org_id, type, payload, attempts`.execute(db);
  return rows.map((row) => ({ id: row.id, orgId: row.org_id, type: row.type, payload: row.payload, attempts: row.attempts }));
}

/** Only the claim that delivered it may remove it: `attempts` tells. */
export async function deleteFact(db: Db, fact: ClaimedFact): Promise<void> {
  await db.deleteFrom('facts').where('id', '=', fact.id).where('attempts', '=', fact.attempts).execute();
}

/** What nobody took of an organization's news; how many there were. */
export async function deleteFactsOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('facts').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('facts').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}

export async function releaseFact(db: Db, fact: ClaimedFact, until: Date): Promise<void> {
  await db.updateTable('facts').set({ claimed_until: until }).where('id', '=', fact.id).where('attempts', '=', fact.attempts).execute();
}
