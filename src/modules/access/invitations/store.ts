// All SQL on invitations. A token is looked for by its hash; the token itself is nowhere.
import { newId } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import { GIVEN_ROLES } from '../members/given-role.ts';
import type { GivenRole } from '../members/given-role.ts';
import { MAIL_STATES } from './invitation.ts';
import type { Invitation, MailState } from './invitation.ts';

export interface NewInvitation {
  readonly orgId: string;
  readonly email: string | null;
  readonly role: GivenRole;
  readonly tokenHash: string;
  readonly invitedBy: { readonly userId: string | null; readonly name: string };
  readonly mailState: MailState;
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<Invitation> {
  const row = await tx
    .insertInto('invitations')
    .values({
      id: newId('inv', invitation.at.getTime()),
      org_id: invitation.orgId,
      email: invitation.email,
      role: invitation.role,
      token_hash: invitation.tokenHash,
      invited_by: invitation.invitedBy.userId,
      invited_by_name: invitation.invitedBy.name,
      created_at: invitation.at,
      sent_at: invitation.at,
      expires_at: invitation.expiresAt,
      mail_state: invitation.mailState,
    })
    .returning(shown)
    .executeTakeFirstOrThrow();
  return invitationOf(row, invitation.at);
}

const open = (db: Db | Tx, orgId: string) =>
  db.selectFrom('invitations').select(shown).where('org_id', '=', orgId).where('accepted_at', 'is', null).where('revoked_at', 'is', null);

/** Pending and expired ones, newest first. */
export async function openInvitations(db: Db, orgId: string, at: { readonly now: Date; readonly limit: number }): Promise<Invitation[]> {
  const rows = await open(db, orgId).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(at.limit).execute();
  return rows.map((row) => invitationOf(row, at.now));
}

/** The caller holds the organization, so that nobody accepts or revokes it meanwhile. */
export async function openInvitation(
  tx: Tx,
  orgId: string,
  at: { readonly id: string; readonly now: Date },
): Promise<Invitation | undefined> {
  const row = await open(tx, orgId).where('id', '=', at.id).executeTakeFirst();
  return row && invitationOf(row, at.now);
}

export async function openInvitationFor(
  tx: Tx,
  orgId: string,
  at: { readonly email: string; readonly now: Date },
): Promise<Invitation | undefined> {
  const row = await open(tx, orgId).where('email', '=', at.email).executeTakeFirst();
  return row && invitationOf(row, at.now);
}

/** Ends them; returns what they were. */
export async function revoke(
  tx: Tx,
  which: Readonly<{ orgId: string; now: Date; id?: string | undefined; invitedBy?: string | undefined; email?: string | undefined }>,
): Promise<Invitation[]> {
  let still = tx
    .updateTable('invitations')
    .set({ revoked_at: which.now })
    .where('org_id', '=', which.orgId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null);
  if (which.id !== undefined) still = still.where('id', '=', which.id);
  if (which.invitedBy !== undefined) still = still.where('invited_by', '=', which.invitedBy);
  if (which.email !== undefined) still = still.where('email', '=', which.email);
  return (await still.returning(shown).execute()).map((row) => invitationOf(row, which.now));
}

/** A new token takes the place of the old one, which is void from now on. It belongs to whoever sent it again, and ends with them. */
export async function renew(
  tx: Tx,
  id: string,
  fresh: Pick<NewInvitation, 'tokenHash' | 'invitedBy' | 'mailState' | 'at' | 'expiresAt'>,
): Promise<Invitation> {
  const row = await tx
    .updateTable('invitations')
    .set({
      token_hash: fresh.tokenHash,
      invited_by: fresh.invitedBy.userId,
      invited_by_name: fresh.invitedBy.name,
      mail_state: fresh.mailState,
      sent_at: fresh.at,
      expires_at: fresh.expiresAt,
    })
    .where('id', '=', id)
    .returning(shown)
    .executeTakeFirstOrThrow();
  return invitationOf(row, fresh.at);
}

/** Of this token alone: the answer to a mail of before a renewal changes nothing. */
export async function setMailState(db: Db, sent: { readonly tokenHash: string; readonly mailState: MailState }): Promise<void> {
  await db.updateTable('invitations').set({ mail_state: sent.mailState }).where('token_hash', '=', sent.tokenHash).execute();
}

export interface Offered {
  readonly id: string;
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
  readonly role: GivenRole;
  readonly email: string | null;
  readonly invitedBy: string;
  readonly expiresAt: string;
}

/** What a token opens at this moment: not used, not revoked, not expired, and the organization is not closed. */
export async function offeredBy(db: Db | Tx, tokenHash: string, now: Date): Promise<Offered | undefined> {
  const row = await db
    .selectFrom('invitations')
    .innerJoin('organizations', 'organizations.id', 'invitations.org_id')
    .select(['invitations.id', 'invitations.role', 'invitations.email', 'invitations.invited_by_name', 'invitations.expires_at'])
    .select(['organizations.id as org_id', 'organizations.slug', 'organizations.name'])
    .where('invitations.token_hash', '=', tokenHash)
    .where('invitations.accepted_at', 'is', null)
    .where('invitations.revoked_at', 'is', null)
    .where('invitations.expires_at', '>', now)
    .where('organizations.state', '=', 'active')
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      organization: { id: row.org_id, slug: row.slug, name: row.name },
      role: roleOf(row.role),
      email: row.email,
      invitedBy: row.invited_by_name,
      expiresAt: row.expires_at.toISOString(),
    }
  );
}

export async function markAccepted(tx: Tx, id: string, by: { readonly userId: string; readonly at: Date }): Promise<void> {
  await tx.updateTable('invitations').set({ accepted_at: by.at, accepted_by: by.userId }).where('id', '=', id).execute();
}

/** Every invitation that is still kept, by id, for reading them all in pages. */
export async function invitationsAfter(
  db: Db,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number; readonly now: Date },
): Promise<(Invitation & { readonly acceptedAt: string | null; readonly revokedAt: string | null })[]> {
  const rows = await db
    .selectFrom('invitations')
    .select([...shown, 'accepted_at', 'revoked_at'])
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    ...invitationOf(row, page.now),
    acceptedAt: row.accepted_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}

/** Those that ended, or expired, before a time. How many went. */
export async function deleteEnded(tx: Tx, at: { readonly before: Date; readonly limit: number }): Promise<number> {
  const ended = tx.selectFrom('invitations').select('id').where('expires_at', '<', at.before).limit(at.limit);
  const rows = await tx.deleteFrom('invitations').where('id', 'in', ended).returning('id').execute();
  return rows.length;
}

const shown = ['id', 'email', 'role', 'invited_by_name', 'created_at', 'expires_at', 'mail_state'] as const;

interface Row {
  readonly id: string;
  readonly email: string | null;
  readonly role: string;
  readonly invited_by_name: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly mail_state: string;
}

// Check constraints of the table keep any other word out.
const roleOf = (text: string): GivenRole => GIVEN_ROLES.find((role) => role === text) ?? 'viewer';
const mailStateOf = (text: string): MailState => MAIL_STATES.find((state) => state === text) ?? 'failed';

const invitationOf = (row: Row, now: Date): Invitation => ({
  id: row.id,
  email: row.email,
  role: roleOf(row.role),
  invitedBy: row.invited_by_name,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  state: row.expires_at > now ? 'pending' : 'expired',
  mailState: mailStateOf(row.mail_state),
});
