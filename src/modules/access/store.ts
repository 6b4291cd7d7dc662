// All SQL on users.
import { newId } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import type { User } from './user.ts';

/** The person of this address, made when new. An existing name is kept. */
export async function upsertUser(db: Db | Tx, fields: { email: string; name: string; at: Date }): Promise<User> {
  return (
    db
      .insertInto('users')
      .values({ id: newId('usr', fields.at.getTime()), email: fields.email, name: fields.name, created_at: fields.at })
      // A no-op update, so that the row comes back whether it is new or not.
      .onConflict((conflict) => conflict.column('email').doUpdateSet((eb) => ({ email: eb.ref('excluded.email') })))
      .returning(['id', 'email', 'name'])
      .executeTakeFirstOrThrow()
  );
}

export async function userById(db: Db | Tx, userId: string): Promise<User | undefined> {
  return db.selectFrom('users').select(['id', 'email', 'name']).where('id', '=', userId).executeTakeFirst();
}

export async function userByEmail(db: Db | Tx, email: string): Promise<User | undefined> {
  return db.selectFrom('users').select(['id', 'email', 'name']).where('email', '=', email).executeTakeFirst();
}

/** A user as those see it who must know whether the address is really theirs. */
export interface Person extends User {
  readonly emailVerified: boolean;
}

export async function personById(db: Db | Tx, userId: string): Promise<Person | undefined> {
  const row = await db.selectFrom('users').select(['id', 'email', 'name', 'email_verified']).where('id', '=', userId).executeTakeFirst();
  return row && { id: row.id, email: row.email, name: row.name, emailVerified: row.email_verified };
}
