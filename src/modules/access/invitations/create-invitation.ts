// Invites somebody: by mail to an address, or by a link to pass on. The token is in the mail or in the answer, and nowhere else (spec 09 §4).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { givenRole } from '../members/given-role.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { memberByEmail } from '../members/store.ts';
import { requirePerson } from '../require-person.ts';
import { newSessionToken } from '../sessions/token.ts';
import { emailField } from '../user.ts';
import { withinInvitationLimit } from './invitation-limit.ts';
import { INVITATION_LIVES_MS, inviterOf } from './invitation.ts';
import type { Invitation, SentInvitation } from './invitation.ts';
import { recordRevoked } from './revoke-invitations-of.ts';
import { firstMailState, sendInvitation } from './send-invitation.ts';
import { insertInvitation, openInvitationFor, revoke } from './store.ts';

const input = z.strictObject({
  /** Without it a link is made. */
  email: emailField.optional(),
  /** Never owner, and so never above the inviter's, who is an admin at least. */
  role: givenRole.default('viewer'),
});
type Input = z.infer<typeof input>;

/** Throws `conflict` on `email` for a member or a pending invitation, and `rate_limited` after 50 a day. */
export async function createInvitation(ctx: Ctx, raw: unknown): Promise<SentInvitation> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const wanted = parseInput(input, raw);
  const { token, hash: tokenHash } = newSessionToken();
  const invitation = await withinInvitationLimit(ctx, () => inTransaction(ctx.deps.db, (tx) => invite(tx, ctx, { ...wanted, tokenHash })));
  return sendInvitation(ctx, { invitation, token, tokenHash });
}

async function invite(tx: Tx, ctx: Ctx, { email, role, tokenHash }: Input & { readonly tokenHash: string }): Promise<Invitation> {
  await holdOrganization(tx, ctx, 'admin');
  const now = ctx.deps.clock.now();
  if (email !== undefined) await requireNew(tx, ctx, email);
  const invitation = await insertInvitation(tx, {
    orgId: ctx.org.id,
    email: email ?? null,
    role,
    tokenHash,
    invitedBy: inviterOf(ctx),
    mailState: firstMailState(ctx, email ?? null),
    at: now,
    expiresAt: new Date(now.getTime() + INVITATION_LIVES_MS),
  });
  const after = { email: invitation.email, role, expiresAt: invitation.expiresAt };
  await record(tx, ctx, { action: 'invitation.create', objectType: 'invitation', objectId: invitation.id, after });
  return invitation;
}

async function requireNew(tx: Tx, ctx: Ctx, email: string): Promise<void> {
  const now = ctx.deps.clock.now();
  if (await memberByEmail(tx, ctx.org.id, email)) throw conflictOn('email', 'is a member already');
  const open = await openInvitationFor(tx, ctx.org.id, { email, now });
  if (open?.state === 'pending') throw conflictOn('email', 'is invited already; send that invitation again, or revoke it');
  // An expired one only stands in the way.
  if (!open) return;
  await revoke(tx, { orgId: ctx.org.id, id: open.id, now });
  await recordRevoked(tx, ctx, open);
}
