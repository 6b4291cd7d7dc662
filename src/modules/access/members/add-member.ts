// Makes a known person a member. Invitations and ownership transfer are other doors; nobody becomes owner here.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { requirePerson } from '../require-person.ts';
import { userById } from '../store.ts';
import { givenRole } from './given-role.ts';
import { holdOrganization } from './hold-organization.ts';
import { joinOrganization } from './join-organization.ts';
import type { Member } from './member.ts';

const input = z.strictObject({ userId: z.string(), role: givenRole });

/** Throws `conflict` on `userId` for a member. */
export async function addMember(ctx: Ctx, raw: unknown): Promise<Member> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { userId, role } = parseInput(input, raw);
  return inTransaction(ctx.deps.db, async (tx) => {
    await holdOrganization(tx, ctx, 'admin');
    const user = await userById(tx, userId);
    if (!user) throw invalidField('userId', 'is not a known user');
    const member = await joinOrganization(tx, { orgId: ctx.org.id, userId, role, at: ctx.deps.clock.now() });
    if (!member) throw conflictOn('userId', 'is a member already');
    await record(tx, ctx, { action: 'member.add', objectType: 'member', objectId: userId, after: { name: user.name, role } });
    return member;
  });
}
