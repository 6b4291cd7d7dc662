// All SQL on config_keys: which key was given to which object. And what one apply at a time needs of the database.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { KEY_KINDS } from './keys.ts';
import type { KeyKind, KeyRow } from './keys.ts';

export async function keyRowsOf(db: Db | Tx, orgId: string): Promise<KeyRow[]> {
  const rows = await db
    .selectFrom('config_keys')
    .select(['kind', 'key', 'object_id'])
    .where('org_id', '=', orgId)
    .orderBy('kind')
    .orderBy('key')
    .execute();
  return rows.flatMap((row) => {
    const kind = KEY_KINDS.find((one) => one === row.kind);
    return kind === undefined ? [] : [{ kind, key: row.key, objectId: row.object_id }];
  });
}

/** The key is that object's from now on, and the object has no other. */
export async function saveKey(tx: Tx, orgId: string, { kind, key, objectId, at }: KeyRow & { readonly at: Date }): Promise<void> {
  await tx
    .deleteFrom('config_keys')
    .where('org_id', '=', orgId)
    .where('kind', '=', kind)
    .where((eb) => eb.or([eb('object_id', '=', objectId), eb('key', '=', key)]))
    .execute();
  await tx.insertInto('config_keys').values({ org_id: orgId, kind, key, object_id: objectId, created_at: at }).execute();
}

export async function deleteKeys(
  tx: Tx,
  orgId: string,
  { kind, objectIds }: { kind: KeyKind; objectIds: readonly string[] },
): Promise<void> {
  if (objectIds.length === 0) return;
  await tx
    .deleteFrom('config_keys')
    .where('org_id', '=', orgId)
    .where('kind', '=', kind)
    .where('object_id', 'in', [...objectIds])
    .execute();
}

const LOCK_TIMEOUT = '55P03';
const DEADLOCK = '40P01';

/** One apply of an organization after the other; until this transaction ends no statement waits longer for a lock. */
export async function lockConfig(tx: Tx, orgId: string, { waitMs }: { waitMs: number }): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`.execute(tx);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`configuration of ${orgId}`}, 0))`.execute(tx);
}

/** Somebody else held what the transaction needed: nothing was kept, and it may be tried again. */
export const isLockedOut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === LOCK_TIMEOUT || error.code === DEADLOCK);
