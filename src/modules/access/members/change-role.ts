// Changes what a member may do. Keys the member made keep their frozen role, connected apps follow at once; the owner changes by transfer only (spec 09 §3).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { hasRole, requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { forgetRoleOf } from '../app-tokens/authenticate-access-token.ts';
import { revokeInvitationsOf } from '../invitations/revoke-invitations-of.ts';
import { requirePerson } from '../require-person.ts';
import { givenRole } from './given-role.ts';
import { holdOrganization } from './hold-organization.ts';
import type { Member } from './member.ts';
import { memberOf, setRole } from './store.ts';

const input = z.strictObject({ userId: z.string(), role: givenRole });

/** Throws `conflict` on `userId` for the owner. */
export async function changeRole(ctx: Ctx, raw: unknown): Promise<Member> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { userId, role } = parseInput(input, raw);
  const changed = await inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'admin');
    const member = await memberOf(tx, ctx.org.id, userId);
    if (!member) throw notFound('member');
    if (member.role === 'owner') throw conflictOn('userId', 'is the owner, whose role changes only by transferring the ownership');
    if (member.role === role) return member;
    await setRole(tx, ctx.org.id, { userId, role });
    await ctx.deps.live.publish(tx, 'member_changed', userId);
    await record(tx, ctx, {
      action: 'member.update',
      objectType: 'member',
      objectId: userId,
      before: { name: member.name, role: member.role },
      after: { name: member.name, role },
    });
    // Whoever may not invite any more must not come back through an invitation made before.
    if (!hasRole(role, 'admin')) await revokeInvitationsOf(tx, ctx, userId);
    return { ...member, role };
  });
  forgetRoleOf(ctx.deps, userId);
  return changed;
}
