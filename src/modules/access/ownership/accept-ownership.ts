// The offered member becomes the owner and the old owner an admin, in one transaction: there is one owner at every moment.
import { notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { forgetRoleOf } from '../app-tokens/authenticate-access-token.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { setRole } from '../members/store.ts';
import { requirePerson } from '../require-person.ts';
import { currentOffer, deleteOffer } from './store.ts';

/** Throws `not_found` (transfer) for everybody it was not offered to, and after 7 days. */
export async function acceptOwnership(ctx: Ctx): Promise<void> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  const userIds = await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'viewer');
    const offer = await currentOffer(tx, ctx.org.id, ctx.deps.clock.now());
    if (offer?.toUserId !== ctx.actor.id) throw notFound('transfer');
    await deleteOffer(tx, ctx.org.id);
    // In this order: the index allows no second owner, not even for a moment.
    await setRole(tx, ctx.org.id, { userId: offer.fromUserId, role: 'admin' });
    await setRole(tx, ctx.org.id, { userId: offer.toUserId, role: 'owner' });
    await record(tx, ctx, {
      action: 'ownership.transfer',
      objectType: 'organization',
      objectId: ctx.org.id,
      before: { ownerUserId: offer.fromUserId },
      after: { ownerUserId: offer.toUserId },
    });
    const both = [offer.fromUserId, offer.toUserId];
    for (const userId of both) await ctx.deps.live.publish(tx, 'member_changed', userId);
    return both;
  });
  for (const userId of userIds) forgetRoleOf(ctx.deps, userId);
}
