// Sends an invitation again: with a new token and 7 new days; the old link is void.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { memberByEmail } from '../members/store.ts';
import { requirePerson } from '../require-person.ts';
import { newSessionToken } from '../sessions/token.ts';
import { withinInvitationLimit } from './invitation-limit.ts';
import { INVITATION_LIVES_MS, inviterOf } from './invitation.ts';
import type { Invitation, SentInvitation } from './invitation.ts';
import { firstMailState, sendInvitation } from './send-invitation.ts';
import { openInvitation, renew } from './store.ts';

const input = z.strictObject({ invitationId: z.string() });

export async function resendInvitation(ctx: Ctx, raw: unknown): Promise<SentInvitation> {
  requireRole(ctx, 'admin');
  requirePerson(ctx);
  const { invitationId } = parseInput(input, raw);
  const { token, hash: tokenHash } = newSessionToken();
  const invitation = await withinInvitationLimit(ctx, () =>
    inTransaction(ctx.deps.db, (tx) => giveNewToken(tx, ctx, { invitationId, tokenHash })),
  );
  return sendInvitation(ctx, { invitation, token, tokenHash });
}

async function giveNewToken(
  tx: Tx,
  ctx: Ctx,
  { invitationId, tokenHash }: { readonly invitationId: string; readonly tokenHash: string },
): Promise<Invitation> {
  await holdOrganization(tx, ctx, 'admin');
  const now = ctx.deps.clock.now();
  const before = await openInvitation(tx, ctx.org.id, { id: invitationId, now });
  if (!before) throw notFound('invitation');
  if (before.email !== null && (await memberByEmail(tx, ctx.org.id, before.email))) throw conflictOn('email', 'is a member already');
  const after = await renew(tx, invitationId, {
    tokenHash,
    invitedBy: inviterOf(ctx),
    mailState: firstMailState(ctx, before.email),
    at: now,
    expiresAt: new Date(now.getTime() + INVITATION_LIVES_MS),
  });
  await record(tx, ctx, {
    action: 'invitation.resend',
    objectType: 'invitation',
    objectId: invitationId,
    before: { expiresAt: before.expiresAt },
    after: { expiresAt: after.expiresAt },
  });
  return after;
}
