// All SQL on api_keys. The hash leaves this file only for its check.
import type { OrgRef } from '#kernel/context';
import { MS_PER_MINUTE } from '#kernel/duration';
import type { Role } from '#kernel/role';
import type { Db, Tx } from '#platform/db/connect';
import { roleOf } from '../members/store.ts';
import { tokenPrefixOf } from './api-key.ts';
import type { ApiKey } from './api-key.ts';
import type { SecretHash } from './hash-secret.ts';

export interface NewApiKey extends SecretHash {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: { readonly userId: string | null; readonly name: string };
  readonly at: Date;
}

/** Undefined when a live key of the organization has that name. */
export async function insertKey(tx: Tx, key: NewApiKey): Promise<ApiKey | undefined> {
  const row = await tx
    .insertInto('api_keys')
    .values({
      id: key.id,
      org_id: key.orgId,
      name: key.name,
      role: key.role,
      salt: key.salt,
      hash: key.hash,
      created_by: key.createdBy.userId,
      created_by_name: key.createdBy.name,
      created_at: key.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(shown)
    .executeTakeFirst();
  return row && keyOf(row);
}

export async function liveKeys(db: Db, orgId: string, limit: number): Promise<ApiKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .select(shown)
    .where('org_id', '=', orgId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(keyOf);
}

export async function lockLiveKey(tx: Tx, orgId: string, keyId: string): Promise<ApiKey | undefined> {
  const row = await tx
    .selectFrom('api_keys')
    .select(shown)
    .where('org_id', '=', orgId)
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row && keyOf(row);
}

/** The hash is gone for good; the row stays, so that the audit log keeps its name. */
export async function eraseKey(tx: Tx, keyId: string, at: Date): Promise<void> {
  await tx.updateTable('api_keys').set({ revoked_at: at, salt: null, hash: null }).where('id', '=', keyId).execute();
}

/** All that still live, or those of one maker. */
export async function eraseKeys(
  tx: Tx,
  which: { readonly orgId: string; readonly createdBy?: string | undefined; readonly at: Date },
): Promise<ApiKey[]> {
  let live = tx
    .updateTable('api_keys')
    .set({ revoked_at: which.at, salt: null, hash: null })
    .where('org_id', '=', which.orgId)
    .where('revoked_at', 'is', null);
  if (which.createdBy !== undefined) live = live.where('created_by', '=', which.createdBy);
  return (await live.returning(shown).execute()).map(keyOf);
}

export async function countLiveKeys(tx: Tx, orgId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('api_keys')
    .where('org_id', '=', orgId)
    .where('revoked_at', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Live and revoked ones by id, for reading them all in pages. */
export async function keysAfter(
  db: Db,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<(ApiKey & { readonly revokedAt: string | null })[]> {
  const rows = await db
    .selectFrom('api_keys')
    .select([...shown, 'revoked_at'])
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ ...keyOf(row), revokedAt: row.revoked_at?.toISOString() ?? null }));
}

export interface KeyToVerify extends SecretHash {
  readonly name: string;
  readonly role: Role;
  readonly org: OrgRef;
}

/** Undefined also for the key of an organization that is being deleted. */
export async function keyToVerify(db: Db, keyId: string): Promise<KeyToVerify | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('organizations', 'organizations.id', 'api_keys.org_id')
    .select(['api_keys.name', 'api_keys.role', 'api_keys.salt', 'api_keys.hash', 'api_keys.org_id', 'organizations.slug'])
    .select('organizations.name as org_name')
    .where('api_keys.id', '=', keyId)
    .where('api_keys.revoked_at', 'is', null)
    .where('organizations.state', '=', 'active')
    .executeTakeFirst();
  if (!row?.salt || !row.hash) return undefined;
  return {
    name: row.name,
    role: roleOf(row.role),
    salt: row.salt,
    hash: row.hash,
    org: { id: row.org_id, slug: row.slug, name: row.org_name },
  };
}

/** Writes at most once a minute, whatever the number of processes. */
export async function touchKey(db: Db, keyId: string, at: Date): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('id', '=', keyId)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', new Date(at.getTime() - MS_PER_MINUTE))]))
    .execute();
}

const shown = ['id', 'name', 'role', 'created_by', 'created_by_name', 'created_at', 'last_used_at'] as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created_by: string | null;
  readonly created_by_name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const keyOf = (row: Row): ApiKey => ({
  id: row.id,
  name: row.name,
  tokenPrefix: tokenPrefixOf(row.id),
  role: roleOf(row.role),
  createdBy: { userId: row.created_by, name: row.created_by_name },
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
