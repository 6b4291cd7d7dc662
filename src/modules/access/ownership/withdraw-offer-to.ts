// Withdraws the offer of ownership to a member who goes, in the transaction of their going.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import type { OwnershipOffer } from './offer.ts';
import { currentOffer, deleteOffer } from './store.ts';

/** The caller holds the organization. */
export async function withdrawOfferTo(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  const offer = await currentOffer(tx, ctx.org.id, ctx.deps.clock.now());
  if (offer?.toUserId === userId) await withdraw(tx, ctx, offer);
}

export async function withdraw(tx: Tx, ctx: Ctx, { toUserId, toName, expiresAt }: OwnershipOffer): Promise<void> {
  await deleteOffer(tx, ctx.org.id);
  const before = { toUserId, toName, expiresAt };
  await record(tx, ctx, { action: 'ownership.withdraw', objectType: 'organization', objectId: ctx.org.id, before });
}
