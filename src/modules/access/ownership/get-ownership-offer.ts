// The offer of ownership that waits, for the two people it concerns.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { OwnershipOffer } from './offer.ts';
import { currentOffer } from './store.ts';

export type SeenOffer = Omit<OwnershipOffer, 'fromUserId'> & { readonly isToYou: boolean };

/** Null for everybody else, and when there is none. */
export async function getOwnershipOffer(ctx: Ctx): Promise<SeenOffer | null> {
  requireRole(ctx, 'viewer');
  const offer = await currentOffer(ctx.deps.db, ctx.org.id, ctx.deps.clock.now());
  if (!offer || (ctx.actor.role !== 'owner' && offer.toUserId !== ctx.actor.id)) return null;
  const { toUserId, toName, expiresAt } = offer;
  return { toUserId, toName, expiresAt, isToYou: toUserId === ctx.actor.id };
}
