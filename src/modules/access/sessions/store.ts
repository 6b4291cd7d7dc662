// All SQL on sessions and sign-in links.
import { sql } from 'kysely';
import { newId } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import type { LoginSession, SessionUser } from './session.ts';

export async function insertLink(db: Db | Tx, link: { hash: string; userId: string; expiresAt: Date }): Promise<void> {
  await db.insertInto('sign_in_links').values({ token_hash: link.hash, user_id: link.userId, expires_at: link.expiresAt }).execute();
}

/** Uses the link up; of any number of tries at once one gets the person. */
export async function takeLink(tx: Tx, hash: string, now: Date): Promise<string | undefined> {
  const row = await tx
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('user_id')
    .executeTakeFirst();
  return row?.user_id;
}

export interface NewSession {
  readonly hash: string;
  readonly userId: string;
  readonly csrfToken: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: newId('sid', session.at.getTime()),
      token_hash: session.hash,
      user_id: session.userId,
      csrf_token: session.csrfToken,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
      ip: session.ip,
      user_agent: session.userAgent,
    })
    .execute();
}

export interface LiveSession {
  readonly sessionId: string;
  readonly user: SessionUser;
  readonly csrfToken: string;
  readonly lastSeenAt: Date;
}

/** `idleSince`: one not seen after that is over. */
export async function liveSession(db: Db, hash: string, at: { now: Date; idleSince: Date }): Promise<LiveSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.email', 'users.name', 'users.email_verified', 'users.two_factor_enabled'])
    .select(['sessions.id as session_id', 'sessions.csrf_token', 'sessions.last_seen_at'])
    .where('sessions.token_hash', '=', hash)
    .where('sessions.expires_at', '>', at.now)
    .where('sessions.last_seen_at', '>', at.idleSince)
    .executeTakeFirst();
  if (!row) return undefined;
  const { id, email, name, email_verified: emailVerified, two_factor_enabled: twoFactorEnabled } = row;
  return {
    sessionId: row.session_id,
    user: { id, email, name, emailVerified, twoFactorEnabled },
    csrfToken: row.csrf_token,
    lastSeenAt: row.last_seen_at,
  };
}

/** Those that are not over, the newest first. */
export async function sessionsOf(
  db: Db,
  userId: string,
  at: { now: Date; idleSince: Date; limit: number },
): Promise<Omit<LoginSession, 'isCurrent'>[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'created_at', 'last_seen_at', 'ip', 'user_agent'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', at.now)
    .where('last_seen_at', '>', at.idleSince)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(at.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    ip: row.ip,
    userAgent: row.user_agent,
  }));
}

export async function touchSession(db: Db, hash: string, now: Date): Promise<void> {
  await db.updateTable('sessions').set({ last_seen_at: now }).where('token_hash', '=', hash).execute();
}

/** Returns whose it was. */
export async function deleteSession(tx: Tx, hash: string): Promise<string | undefined> {
  const row = await tx.deleteFrom('sessions').where('token_hash', '=', hash).returning('user_id').executeTakeFirst();
  return row?.user_id;
}

/** False when it is not there or another person's. */
export async function deleteSessionOf(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const row = await tx.deleteFrom('sessions').where('id', '=', sessionId).where('user_id', '=', userId).returning('id').executeTakeFirst();
  return row !== undefined;
}

/** Returns how many. */
export async function deleteSessionsOf(tx: Tx, userId: string, { except }: { except?: string | undefined } = {}): Promise<number> {
  const mine = tx.deleteFrom('sessions').where('user_id', '=', userId);
  const result = await (except === undefined ? mine : mine.where('id', '!=', except)).executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Sessions that are over, and links and other single-use values nobody can use any more. */
export async function deleteLapsed(tx: Tx, at: { now: Date; idleSince: Date }): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<=', at.now), eb('last_seen_at', '<=', at.idleSince)]))
    .execute();
  await tx
    .deleteFrom('sign_in_links')
    .where((eb) => eb.or([eb('expires_at', '<=', at.now), eb('used_at', 'is not', null)]))
    .execute();
  // these are timed by the sign-in library, which knows no clock of ours
  await tx
    .deleteFrom('verifications')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
}
