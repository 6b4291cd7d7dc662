// All SQL on the table of sealed secrets, and on the row that recognises the master key.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';

export interface SealedSecret {
  readonly id: string;
  readonly sealed: Buffer;
}
export interface NewSecret extends SealedSecret {
  /** The check value that the sealing master key was recognised by; undefined while the database has none. */
  readonly keyCheck: string | undefined;
}

/**
 * False when `keyCheck`, read before, is no longer the check value that stands: the master key was replaced meanwhile. The row
 * is locked, so a rotation waits for this transaction to end, or this one sees that it came first.
 */
export async function insertSecret(tx: Tx | Db, orgId: string, { id, sealed, keyCheck }: NewSecret): Promise<boolean> {
  if (keyCheck === undefined) {
    await tx.insertInto('secrets').values({ id, org_id: orgId, sealed }).execute();
    return true;
  }
  const { numAffectedRows } = await sql`
    insert into secrets (id, org_id, sealed)
    select ${id}, ${orgId}, ${sealed}::bytea from instance_state where key = ${CHECK_KEY} and value = ${jsonText(keyCheck)}::jsonb for share
  `.execute(tx);
  return numAffectedRows === 1n;
}

export const findKeyCheck = (db: Tx | Db): Promise<string | undefined> => findInstanceValue(db, CHECK_KEY);

export async function findSealed(db: Tx | Db, orgId: string, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('secrets').select('sealed').where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row?.sealed;
}

export async function deleteSecret(tx: Tx | Db, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom('secrets').where('org_id', '=', orgId).where('id', '=', id).execute();
}

/** Some of an organization's; 0 when none is left. */
export async function deleteSecretsOf(db: Tx | Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('secrets').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('secrets').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Newest first, so that a bound keeps the ones in use. */
export function listSealed(db: Tx | Db, orgId: string, limit: number): Promise<SealedSecret[]> {
  return db
    .selectFrom('secrets')
    .select(['id', 'sealed'])
    .where('org_id', '=', orgId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export interface OwnedSecret extends SealedSecret {
  readonly orgId: string;
  /** Its data key wrapped by the next master key, while a rotation goes on. */
  readonly rewrapped: Buffer | null;
}

export interface SecretsPage {
  readonly limit: number;
  /** Needs a transaction, and locks them until it ends. */
  readonly forUpdate?: boolean | undefined;
  /** Only those that a rotation has not prepared. */
  readonly notRewrapped?: boolean | undefined;
}

/** A page of all secrets of the instance, by id. */
export async function listSecretsAfter(
  db: Tx | Db,
  afterId: string,
  { limit, forUpdate = false, notRewrapped = false }: SecretsPage,
): Promise<OwnedSecret[]> {
  const rows = await db
    .selectFrom('secrets')
    .select(['id', 'org_id', 'sealed', 'rewrapped'])
    .where('id', '>', afterId)
    .$if(notRewrapped, (page) => page.where('rewrapped', 'is', null))
    .orderBy('id')
    .limit(limit)
    .$if(forUpdate, (page) => page.forUpdate())
    .execute();
  return rows.map((row) => ({ id: row.id, orgId: row.org_id, sealed: row.sealed, rewrapped: row.rewrapped }));
}

export async function keepRewrapped(tx: Tx, id: string, rewrapped: Buffer): Promise<void> {
  await tx.updateTable('secrets').set({ rewrapped }).where('id', '=', id).execute();
}

/** What an earlier rotation to another key has left. */
export async function dropRewrapped(tx: Tx): Promise<void> {
  await tx.updateTable('secrets').set({ rewrapped: null }).where('rewrapped', 'is not', null).execute();
}

export async function countSecrets(db: Tx | Db): Promise<{ readonly all: number; readonly rewrapped: number }> {
  const { all, rewrapped } = await db
    .selectFrom('secrets')
    .select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.count<number>('rewrapped').as('rewrapped')])
    .executeTakeFirstOrThrow();
  return { all, rewrapped };
}

/** Puts every prepared data key in the place of the one in force; `wrapped` says where in the sealed bytes it stands. */
export async function putRewrappedInForce(tx: Tx, wrapped: { readonly at: number; readonly bytes: number }): Promise<number> {
  const { numAffectedRows } = await sql`
    update secrets set sealed = overlay(sealed placing rewrapped from ${wrapped.at + 1}::int for ${wrapped.bytes}::int), rewrapped = null
    where rewrapped is not null
  `.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** One statement over all secrets may take longer than a request may. */
export async function withoutStatementLimit(tx: Tx): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(tx);
}

/** Held by the session, so that it ends with the process however that ends. False when another one has it. */
export async function takeRotationLock(session: Db): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(hashtext('armature'), hashtext('rotation')) as taken`.execute(
    session,
  );
  return rows[0]?.taken === true;
}

export async function endRotationLock(session: Db): Promise<void> {
  await sql`select pg_advisory_unlock(hashtext('armature'), hashtext('rotation'))`.execute(session);
}

/** The application name of the sessions of a rotation; every other session of ours is a process that may use a secret. */
export const ROTATION_SESSION = 'armature-rotation';

/**
 * How many sessions of our processes there are, and how many workers gave a sign of life since. The database's address may name
 * every session, this one too, so that what is called as this one is counted as well.
 */
export async function countLive(db: Tx | Db, since: Date): Promise<{ readonly sessions: number; readonly workers: number }> {
  const { rows } = await sql<{ sessions: number; workers: number }>`
    select
      (select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and application_name <> ${ROTATION_SESSION}
          and (application_name like 'armature%' or application_name = current_setting('application_name'))) as sessions,
      (select count(*) from worker_heartbeats where at > ${since}) as workers
  `.execute(db);
  return rows[0] ?? { sessions: 0, workers: 0 };
}

const CHECK_KEY = 'master_key_check';

const ROTATION_KEY = 'master_key_rotation';

/** Writes the check value unless there is one, and returns the one that stands. */
export const ensureKeyCheck = (db: Tx | Db, sealed: string): Promise<string> => ensureInstanceValue(db, CHECK_KEY, sealed);

export const replaceKeyCheck = (tx: Tx, sealed: string): Promise<void> => replaceInstanceValue(tx, CHECK_KEY, sealed);

/** The one that stands, locked against every writer of a secret until the transaction ends. */
export async function lockKeyCheck(tx: Tx): Promise<string> {
  const row = await tx.selectFrom('instance_state').select('value').where('key', '=', CHECK_KEY).forUpdate().executeTakeFirst();
  return typeof row?.value === 'string' ? row.value : '';
}

/** The check value of the key a rotation goes to, while one is under way. */
export const findRotation = (db: Tx | Db): Promise<string | undefined> => findInstanceValue(db, ROTATION_KEY);

export async function beginRotation(tx: Tx, keyCheck: string): Promise<void> {
  await endRotation(tx);
  await ensureInstanceValue(tx, ROTATION_KEY, keyCheck);
}

export async function endRotation(tx: Tx): Promise<void> {
  await tx.deleteFrom('instance_state').where('key', '=', ROTATION_KEY).execute();
}

/** Writes the value unless there is one, and returns the one that stands. */
export async function ensureInstanceValue(db: Tx | Db, key: string, text: string): Promise<string> {
  await db
    .insertInto('instance_state')
    .values({ key, value: jsonText(text) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return (await findInstanceValue(db, key)) ?? '';
}

export async function findInstanceValue(db: Tx | Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('instance_state').select('value').where('key', '=', key).executeTakeFirst();
  return typeof row?.value === 'string' ? row.value : undefined;
}

export async function replaceInstanceValue(tx: Tx, key: string, text: string): Promise<void> {
  await tx
    .updateTable('instance_state')
    .set({ value: jsonText(text) })
    .where('key', '=', key)
    .execute();
}
