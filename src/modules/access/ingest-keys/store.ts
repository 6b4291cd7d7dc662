// All SQL on ingest_keys. The hash leaves this file only for its check.
import type { OrgRef } from '#kernel/context';
import { MS_PER_MINUTE } from '#kernel/duration';
import type { Db, Tx } from '#platform/db/connect';
import type { SecretHash } from '../keys/hash-secret.ts';
import { shownPrefixOf } from '../keys/token.ts';
import type { IngestKey } from './ingest-key.ts';

export interface NewIngestKey extends SecretHash {
  readonly id: string;
  readonly orgId: string;
  readonly serverId: string;
  readonly name: string;
  readonly createdBy: { readonly userId: string | null; readonly name: string };
  readonly at: Date;
}

/** Undefined when a live key of the server has that name. */
export async function insertIngestKey(tx: Tx, key: NewIngestKey): Promise<IngestKey | undefined> {
  const row = await tx
    .insertInto('ingest_keys')
    .values({
      id: key.id,
      org_id: key.orgId,
      server_id: key.serverId,
      name: key.name,
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

export async function liveIngestKeys(
  db: Db | Tx,
  which: { readonly orgId: string; readonly serverId: string; readonly limit: number },
): Promise<IngestKey[]> {
  const rows = await db
    .selectFrom('ingest_keys')
    .select(shown)
    .where('org_id', '=', which.orgId)
    .where('server_id', '=', which.serverId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(which.limit)
    .execute();
  return rows.map(keyOf);
}

export interface WhichKeys {
  readonly orgId: string;
  readonly id?: string | undefined;
  readonly createdBy?: string | undefined;
  readonly at: Date;
}

/** The hashes are gone for good; the rows stay, so that the audit log keeps their names. Returns those that were live. */
export async function eraseIngestKeys(tx: Tx, which: WhichKeys): Promise<IngestKey[]> {
  let live = tx
    .updateTable('ingest_keys')
    .set({ revoked_at: which.at, salt: null, hash: null })
    .where('org_id', '=', which.orgId)
    .where('revoked_at', 'is', null);
  if (which.id !== undefined) live = live.where('id', '=', which.id);
  if (which.createdBy !== undefined) live = live.where('created_by', '=', which.createdBy);
  return (await live.returning(shown).execute()).map(keyOf);
}

export interface IngestKeyToVerify extends SecretHash {
  readonly name: string;
  readonly serverId: string;
  readonly org: OrgRef;
}

/** Undefined also for the key of an organization that is being deleted. */
export async function ingestKeyToVerify(db: Db, keyId: string): Promise<IngestKeyToVerify | undefined> {
  const row = await db
    .selectFrom('ingest_keys')
    .innerJoin('organizations', 'organizations.id', 'ingest_keys.org_id')
    .select(['ingest_keys.name', 'ingest_keys.server_id', 'ingest_keys.salt', 'ingest_keys.hash', 'ingest_keys.org_id'])
    .select(['organizations.slug', 'organizations.name as org_name'])
    .where('ingest_keys.id', '=', keyId)
    .where('ingest_keys.revoked_at', 'is', null)
    .where('organizations.state', '=', 'active')
    .executeTakeFirst();
  if (!row?.salt || !row.hash) return undefined;
  return {
    name: row.name,
    serverId: row.server_id,
    salt: row.salt,
    hash: row.hash,
    org: { id: row.org_id, slug: row.slug, name: row.org_name },
  };
}

/** Writes at most once a minute, whatever the number of processes. */
export async function touchIngestKey(db: Db, keyId: string, at: Date): Promise<void> {
  await db
    .updateTable('ingest_keys')
    .set({ last_used_at: at })
    .where('id', '=', keyId)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', new Date(at.getTime() - MS_PER_MINUTE))]))
    .execute();
}

/** Live and revoked ones by id, for reading them all in pages. */
export async function ingestKeysAfter(
  db: Db,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<(IngestKey & { readonly revokedAt: string | null })[]> {
  const rows = await db
    .selectFrom('ingest_keys')
    .select([...shown, 'revoked_at'])
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({ ...keyOf(row), revokedAt: row.revoked_at?.toISOString() ?? null }));
}

const shown = ['id', 'server_id', 'name', 'created_by', 'created_by_name', 'created_at', 'last_used_at'] as const;

interface Row {
  readonly id: string;
  readonly server_id: string;
  readonly name: string;
  readonly created_by: string | null;
  readonly created_by_name: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const keyOf = (row: Row): IngestKey => ({
  id: row.id,
  serverId: row.server_id,
  name: row.name,
  tokenPrefix: shownPrefixOf('ami', row.id),
  createdBy: { userId: row.created_by, name: row.created_by_name },
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
