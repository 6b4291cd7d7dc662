// Everything that ends with a membership, in the transaction of whoever ends it: keys, connected apps, invitations, an offer of ownership.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { record } from '../audit/record.ts';
import { endApps } from '../connected-apps/end-apps.ts';
import { revokeIngestKeys } from '../ingest-keys/revoke-ingest-keys.ts';
import { revokeInvitationsOf, revokeInvitationTo } from '../invitations/revoke-invitations-of.ts';
import { revokeKeys } from '../keys/revoke-keys.ts';
import { withdrawOfferTo } from '../ownership/withdraw-offer-to.ts';
import type { Member } from './member.ts';
import { deleteMember } from './store.ts';

/** The caller holds the organization, and calls `forgetKeys` with what is returned once it is committed. */
export async function endMembership(tx: Tx, ctx: Ctx, { member, action }: { member: Member; action: string }): Promise<readonly string[]> {
  const { userId, name, email, role } = member;
  await deleteMember(tx, ctx.org.id, userId);
  await record(tx, ctx, { action, objectType: 'member', objectId: userId, before: { name, role } });
  await revokeInvitationsOf(tx, ctx, userId);
  if (email !== null) await revokeInvitationTo(tx, ctx, email);
  await withdrawOfferTo(tx, ctx, userId);
  const keyIds = [...(await revokeKeys(tx, ctx, { createdBy: userId })), ...(await revokeIngestKeys(tx, ctx, { createdBy: userId }))];
  return [...keyIds, ...(await endApps(tx, ctx, { userId }))];
}
