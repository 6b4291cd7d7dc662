// How every change to who may do what begins: one at a time in an organization, by somebody who still may.
import { notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { Organization } from '../organizations/organization.ts';
import { lockOrganization } from '../organizations/store.ts';
import { memberOf } from './store.ts';

export interface Held {
  readonly organization: Organization;
  /** What the caller is at this moment, which may be less than when the request began. */
  readonly role: Role;
}

/**
 * Locks the organization until the transaction ends, and looks again at the caller's membership: whoever was removed or lost the role
 * since the request began is refused. A closed organization is not found.
 */
export async function holdOrganization(tx: Tx, ctx: Ctx, needed: Role): Promise<Held> {
  const organization = await lockOrganization(tx, ctx.org.id);
  if (!organization) throw notFound('organization');
  if (ctx.actor.type !== 'user') return { organization, role: ctx.actor.role };
  const member = await memberOf(tx, ctx.org.id, ctx.actor.id);
  if (!member) throw notFound('organization');
  requireRole({ actor: member }, needed);
  return { organization, role: member.role };
}
