// Makes a known person a member. Invitations and ownership transfer are other doors; nobody becomes owner here.
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from './audit/record.ts';
import { insertMember, memberOf, userById } from './store.ts';
import type { Member } from './user.ts';

const input = z.strictObject({
  userId: z.string(),
  role: z.enum(['viewer', 'editor', 'admin'], 'must be viewer, editor or admin'),
});

/** Throws `conflict` on `userId` for a member. */
export async function addMember(ctx: Ctx, raw: unknown): Promise<Member> {
  requireRole(ctx, 'admin');
  const { userId, role } = parseInput(input, raw);
  return inTransaction(ctx.deps.db, async (tx) => {
    const user = await userById(tx, userId);
    if (!user) throw invalidField('userId', 'is not a known user');
    const added = await insertMember(tx, { orgId: ctx.org.id, userId, role, at: ctx.deps.clock.now() });
    const member = await memberOf(tx, ctx.org.id, userId);
    if (!added || !member) {
      throw new AppError('conflict', 'userId: is a member already', { fieldErrors: [{ field: 'userId', message: 'is a member already' }] });
    }
    await record(tx, ctx, { action: 'member.add', objectType: 'member', objectId: userId, after: { name: user.name, role } });
    return member;
  });
}
