// All SQL on the table of sealed secrets, and on the row that recognises the master key.
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';

export interface SealedSecret {
  readonly id: string;
  readonly sealed: Buffer;
}

export async function insertSecret(tx: Tx | Db, orgId: string, { id, sealed }: SealedSecret): Promise<void> {
  await tx.insertInto('secrets').values({ id, org_id: orgId, sealed }).execute();
}

export async function findSealed(db: Tx | Db, orgId: string, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('secrets').select('sealed').where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row?.sealed;
}

export async function deleteSecret(tx: Tx | Db, orgId: string, id: string): Promise<void> {
  await tx.deleteFrom('secrets').where('org_id', '=', orgId).where('id', '=', id).execute();
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
}

/** A page of all secrets of the instance, locked until the transaction ends. */
export async function lockSecretsAfter(tx: Tx, afterId: string, limit: number): Promise<OwnedSecret[]> {
  const rows = await tx
    .selectFrom('secrets')
    .select(['id', 'org_id', 'sealed'])
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute();
  return rows.map((row) => ({ id: row.id, orgId: row.org_id, sealed: row.sealed }));
}

export async function replaceSealed(tx: Tx, id: string, sealed: Buffer): Promise<void> {
  await tx.updateTable('secrets').set({ sealed }).where('id', '=', id).execute();
}

const CHECK_KEY = 'master_key_check';

/** Writes the check value unless there is one, and returns the one that stands. */
export async function ensureKeyCheck(db: Tx | Db, sealed: string): Promise<string> {
  await db
    .insertInto('instance_state')
    .values({ key: CHECK_KEY, value: jsonText(sealed) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const row = await db.selectFrom('instance_state').select('value').where('key', '=', CHECK_KEY).executeTakeFirstOrThrow();
  return typeof row.value === 'string' ? row.value : '';
}

export async function replaceKeyCheck(tx: Tx, sealed: string): Promise<void> {
  await tx
    .updateTable('instance_state')
    .set({ value: jsonText(sealed) })
    .where('key', '=', CHECK_KEY)
    .execute();
}
