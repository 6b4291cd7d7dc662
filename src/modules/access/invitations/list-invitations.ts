// Invitations that wait or have expired, newest first.
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requirePerson } from '../require-person.ts';
import { MAX_LISTED } from './invitation.ts';
import type { Invitation } from './invitation.ts';
import { openInvitations } from './store.ts';

/** At most 500. */
export async function listInvitations(ctx: Ctx): Promise<readonly Invitation[]> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  return openInvitations(ctx.deps.db, ctx.org.id, { now: ctx.deps.clock.now(), limit: MAX_LISTED });
}
