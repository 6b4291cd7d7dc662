// All SQL on oauth_states: authorizations that a person has begun.
import type { Db, Tx } from '#platform/db/connect';

export interface BegunAuthorization {
  readonly stateHash: string;
  readonly orgId: string;
  readonly profileId: string;
  readonly sessionId: string;
  readonly sealed: Buffer;
  readonly expiresAt: Date;
}

export async function insertState(tx: Tx, begun: BegunAuthorization): Promise<void> {
  await tx
    .insertInto('oauth_states')
    .values({
      state_hash: begun.stateHash,
      org_id: begun.orgId,
      profile_id: begun.profileId,
      session_id: begun.sessionId,
      sealed: begun.sealed,
      expires_at: begun.expiresAt,
    })
    .execute();
}

export interface ReturnedAuthorization {
  readonly orgId: string;
  readonly profileId: string;
  readonly serverId: string;
  /** Undefined: it was used before, or its time is over. */
  readonly sealed: Buffer | undefined;
}

/** Uses the state up: of any number of answers one gets what was sealed. Undefined for another session's, or nobody's. */
export async function takeState(tx: Tx, hash: string, at: { sessionId: string; now: Date }): Promise<ReturnedAuthorization | undefined> {
  const row = await tx
    .selectFrom('oauth_states')
    .innerJoin('auth_profiles', 'auth_profiles.id', 'oauth_states.profile_id')
    .select(['oauth_states.org_id', 'oauth_states.profile_id', 'auth_profiles.server_id', 'sealed', 'expires_at', 'used_at'])
    .where('state_hash', '=', hash)
    .where('session_id', '=', at.sessionId)
    .forUpdate('oauth_states')
    .executeTakeFirst();
  if (!row) return undefined;
  await tx.updateTable('oauth_states').set({ used_at: at.now }).where('state_hash', '=', hash).execute();
  const isGood = row.used_at === null && row.expires_at > at.now;
  return { orgId: row.org_id, profileId: row.profile_id, serverId: row.server_id, sealed: isGood ? row.sealed : undefined };
}

export async function deleteStatesOf(tx: Tx, profileId: string): Promise<void> {
  await tx.deleteFrom('oauth_states').where('profile_id', '=', profileId).execute();
}

/** States that nobody can use any more; kept a day so that a late answer is told why. */
export async function deleteStatesBefore(db: Db | Tx, end: Date): Promise<void> {
  await db.deleteFrom('oauth_states').where('expires_at', '<', end).execute();
}
