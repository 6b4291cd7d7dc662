// The organization of the caller. Settings are for admins (spec 09 §3).
import { notFound } from '#kernel/errors';
import { hasRole, requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Organization } from './organization.ts';
import { organizationById } from './store.ts';

export async function getOrganization(ctx: Ctx): Promise<Organization> {
  requireRole(ctx, 'viewer');
  const organization = await organizationById(ctx.deps.db, ctx.org.id);
  if (!organization) throw notFound('organization');
  return hasRole(ctx.actor.role, 'admin') ? organization : { ...organization, retentionDays: null };
}
