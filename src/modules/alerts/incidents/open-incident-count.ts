// How many incidents are open now, in all rules.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { countIncidents } from './store.ts';

export async function openIncidentCount(ctx: Ctx): Promise<number> {
  requireRole(ctx, 'viewer');
  return countIncidents(ctx.deps.db, { orgId: ctx.org.id, state: 'open' });
}
