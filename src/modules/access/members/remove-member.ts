// Takes somebody out of the organization at once, with every key they made. They stay signed in, but see nothing of it any more.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { conflictOn } from '../conflict-on.ts';
import { forgetKeys } from '../forget-keys.ts';
import { requirePerson } from '../require-person.ts';
import { endMembership } from './end-membership.ts';
import { holdOrganization } from './hold-organization.ts';
import { memberOf } from './store.ts';

const input = z.strictObject({ userId: z.string() });

/** Throws `conflict` on `userId` for the owner. */
export async function removeMember(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { userId } = parseInput(input, raw);
  const keyIds = await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'admin');
    const member = await memberOf(tx, ctx.org.id, userId);
    if (!member) throw notFound('member');
    if (member.role === 'owner') throw conflictOn('userId', 'is the owner; transfer the ownership first');
    return endMembership(tx, ctx, { member, action: 'member.remove' });
  });
  forgetKeys(ctx.deps, keyIds);
}
