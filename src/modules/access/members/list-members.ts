// The members of the organization, by name. E-mail addresses are for admins (spec 09 §3).
import { hasRole, requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { MAX_MEMBERS } from './bounds.ts';
import type { Member } from './member.ts';
import { membersOf } from './store.ts';

/** All of them: at most 1000. */
export async function listMembers(ctx: Ctx): Promise<readonly Member[]> {
  requireRole(ctx, 'viewer');
  const members = await membersOf(ctx.deps.db, ctx.org.id, MAX_MEMBERS);
  return hasRole(ctx.actor.role, 'admin') ? members : members.map((member) => ({ ...member, email: null }));
}
