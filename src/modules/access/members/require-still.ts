// For what is read for minutes: the caller's role once more, as it is at this moment.
import { requireRole } from '#kernel/role';
import { AppError } from '#kernel/errors';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { organizationById } from '../organizations/store.ts';
import { memberOf } from './store.ts';

/** Throws `forbidden_role` for whoever lost the role since the request began, and where the organization is closed. */
export async function requireStill({ deps: { db }, org, actor }: Ctx, needed: Role): Promise<void> {
  const role = actor.type === 'user' ? (await memberOf(db, org.id, actor.id))?.role : actor.role;
  if (role === undefined || !(await organizationById(db, org.id))) throw new AppError('forbidden_role', 'You are no longer a member.');
  requireRole({ actor: { role } }, needed);
}
