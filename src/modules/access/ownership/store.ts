// All SQL on ownership_transfers: the one offer an organization may have.
import type { Db, Tx } from '#platform/db/connect';
import type { OwnershipOffer } from './offer.ts';

/** An expired one is none. */
export async function currentOffer(db: Db | Tx, orgId: string, now: Date): Promise<OwnershipOffer | undefined> {
  const row = await db
    .selectFrom('ownership_transfers')
    .innerJoin('users', 'users.id', 'ownership_transfers.to_user_id')
    .select(['ownership_transfers.from_user_id', 'ownership_transfers.to_user_id', 'ownership_transfers.expires_at', 'users.name'])
    .where('ownership_transfers.org_id', '=', orgId)
    .where('ownership_transfers.expires_at', '>', now)
    .executeTakeFirst();
  return row && { fromUserId: row.from_user_id, toUserId: row.to_user_id, toName: row.name, expiresAt: row.expires_at.toISOString() };
}

/** In place of an expired one. The caller holds the organization and has seen that there is no other. */
export async function putOffer(
  tx: Tx,
  orgId: string,
  offer: { readonly fromUserId: string; readonly toUserId: string; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  const columns = { from_user_id: offer.fromUserId, to_user_id: offer.toUserId, created_at: offer.at, expires_at: offer.expiresAt };
  await tx
    .insertInto('ownership_transfers')
    .values({ org_id: orgId, ...columns })
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet(columns))
    .execute();
}

export async function deleteOffer(tx: Tx, orgId: string): Promise<void> {
  await tx.deleteFrom('ownership_transfers').where('org_id', '=', orgId).execute();
}
