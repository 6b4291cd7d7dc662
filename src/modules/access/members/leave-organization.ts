// A member goes, with every key they made. The owner cannot: somebody must own the organization.
import { AppError, notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { forgetKeys } from '../forget-keys.ts';
import { requirePerson } from '../require-person.ts';
import { endMembership } from './end-membership.ts';
import { holdOrganization } from './hold-organization.ts';
import { memberOf } from './store.ts';

export async function leaveOrganization(ctx: Ctx): Promise<void> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  const keyIds = await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'viewer');
    const member = await memberOf(tx, ctx.org.id, ctx.actor.id);
    if (!member) throw notFound('member');
    if (member.role === 'owner') {
      throw new AppError('conflict', 'The owner cannot leave. Transfer the ownership to a member, or delete the organization.');
    }
    return endMembership(tx, ctx, { member, action: 'member.leave' });
  });
  forgetKeys(ctx.deps, keyIds);
}
