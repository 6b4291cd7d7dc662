// Revokes what a member has open, in the transaction of whatever ends their right to invite.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import type { Invitation } from './invitation.ts';
import { revoke } from './store.ts';

/** The caller holds the organization. */
export async function revokeInvitationsOf(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  const revoked = await revoke(tx, { orgId: ctx.org.id, invitedBy: userId, now: ctx.deps.clock.now() });
  for (const invitation of revoked) await recordRevoked(tx, ctx, invitation);
}

/** Revokes what waits at the address of a member who goes: it would bring them back, perhaps higher. The caller holds the organization. */
export async function revokeInvitationTo(tx: Tx, ctx: Ctx, email: string): Promise<void> {
  const revoked = await revoke(tx, { orgId: ctx.org.id, email, now: ctx.deps.clock.now() });
  for (const invitation of revoked) await recordRevoked(tx, ctx, invitation);
}

export async function recordRevoked(tx: Tx, ctx: Ctx, { id, email, role }: Invitation): Promise<void> {
  await record(tx, ctx, { action: 'invitation.revoke', objectType: 'invitation', objectId: id, before: { email, role } });
}
