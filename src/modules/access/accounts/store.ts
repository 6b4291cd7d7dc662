// SQL on people as accounts: who is there, what they have, and what the sign-in library leaves to us.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import type { Account } from './account.ts';

/** Signed up more than an hour ago, never verified, member of nothing. Timed by the database, as the library's rows are. */
const IS_ABANDONED = sql<boolean>`(
  not users.email_verified
  and users.created_at < now() - interval '1 hour'
  and exists (select 1 from accounts where accounts.user_id = users.id)
  and not exists (select 1 from members where members.user_id = users.id)
  and not exists (select 1 from sessions where sessions.user_id = users.id)
)`;

/** Nobody who can sign in, and nobody who may still become such a person: an unverified address counts for an hour. */
export async function isFresh(db: Db | Tx, { mailIsConfigured }: { mailIsConfigured: boolean }): Promise<boolean> {
  const people = db.selectFrom('users').select('id');
  const counting = mailIsConfigured ? people.where((eb) => eb.not(IS_ABANDONED)) : people;
  return (await counting.limit(1).executeTakeFirst()) === undefined;
}

/** Held until the transaction ends: one first sign-up at a time. */
export async function lockFirstSignUp(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('armature:first-sign-up'))`.execute(tx);
}

/** Held until the transaction ends: two sign-ups with one address come one after the other, so that the second finds the first. */
export async function lockAddress(tx: Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('armature:sign-up'), hashtext(${email}))`.execute(tx);
}

export async function deleteAbandoned(tx: Tx): Promise<void> {
  await tx.deleteFrom('users').where(IS_ABANDONED).execute();
}

export async function accountOf(db: Db, userId: string): Promise<Pick<Account, 'user' | 'hasPassword'> & { readonly linked: string[] }> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'email_verified', 'two_factor_enabled', 'created_at'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const ways = await db.selectFrom('accounts').select(['provider_id', 'password']).where('user_id', '=', userId).execute();
  return {
    user: {
      id: row.id,
      name: row.name,
      email: row.email,
      emailVerified: row.email_verified,
      twoFactorEnabled: row.two_factor_enabled,
      createdAt: row.created_at.toISOString(),
    },
    hasPassword: ways.some(({ password }) => password !== null),
    linked: ways.map(({ provider_id: providerId }) => providerId),
  };
}

export async function renameUser(tx: Tx, userId: string, { name, at }: { name: string; at: Date }): Promise<void> {
  await tx.updateTable('users').set({ name, updated_at: at }).where('id', '=', userId).execute();
}

/** Of somebody who never verified the address and never came in: whoever reads its mail chooses another. */
export async function dropUnprovenPassword(db: Db, email: string): Promise<void> {
  const unproven = db
    .selectFrom('users')
    .select('users.id')
    .where('users.email', '=', email)
    .where('users.email_verified', '=', false)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('members').select('role').whereRef('members.user_id', '=', 'users.id'))))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('sessions').select('id').whereRef('sessions.user_id', '=', 'users.id'))));
  await db.updateTable('accounts').set({ password: null }).where('user_id', 'in', unproven).execute();
}

export async function hasPassword(db: Db, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('users', 'users.id', 'accounts.user_id')
    .select('accounts.id')
    .where('users.email', '=', email)
    .where('accounts.password', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Reset links, and sign-ins that wait for a code: what was begun before a new password ends with the old one. */
export async function endPending(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('verifications').where('value', '=', userId).execute();
}

/** Of whoever lost it: the library itself takes it away only from who gives the password. False when none was on. */
export async function dropSecondFactor(tx: Tx, userId: string, at: Date): Promise<boolean> {
  await tx.deleteFrom('two_factors').where('user_id', '=', userId).execute();
  const row = await tx
    .updateTable('users')
    .set({ two_factor_enabled: false, updated_at: at })
    .where('id', '=', userId)
    .where('two_factor_enabled', '=', true)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Whoever uses a link that was mailed, or handed over by the operator, has shown that the address is theirs. */
export async function markVerified(tx: Tx, userId: string, at: Date): Promise<void> {
  await tx
    .updateTable('users')
    .set({ email_verified: true, updated_at: at })
    .where('id', '=', userId)
    .where('email_verified', '=', false)
    .execute();
}
