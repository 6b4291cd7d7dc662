// The owner takes the offer back, or the one it was made to declines.
import { AppError, notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { holdOrganization } from '../members/hold-organization.ts';
import { requirePerson } from '../require-person.ts';
import { currentOffer } from './store.ts';
import { withdraw } from './withdraw-offer-to.ts';

export async function withdrawOwnershipOffer(ctx: Ctx): Promise<void> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  await inTransaction(ctx.deps.db, async (tx) => {
    const { role } = await holdOrganization(tx, ctx, 'viewer');
    const offer = await currentOffer(tx, ctx.org.id, ctx.deps.clock.now());
    if (role !== 'owner' && offer?.toUserId !== ctx.actor.id) {
      throw new AppError('forbidden_role', 'This needs the role owner.', { details: { neededRole: 'owner' } });
    }
    if (!offer) throw notFound('transfer');
    await withdraw(tx, ctx, offer);
  });
}
