// The applications members have let into the organization, the newest first, for those who look after it.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requirePerson } from '../require-person.ts';
import { MAX_LISTED } from './connected-app.ts';
import type { ConnectedApp } from './connected-app.ts';
import { appsOfOrg } from './store.ts';

export async function listConnectedApps(ctx: Ctx): Promise<readonly ConnectedApp[]> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  return appsOfOrg(ctx.deps.db, ctx.org.id, { now: ctx.deps.clock.now(), limit: MAX_LISTED });
}
