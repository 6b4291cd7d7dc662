// All SQL on source_secrets: which name of which environment is which secret of the vault.
import type { Db, Tx } from '#platform/db/connect';

type Conn = Db | Tx;

export interface SecretPlace {
  readonly sourceId: string;
  readonly environment: string;
  readonly name: string;
}

export interface StoredSecret extends SecretPlace {
  readonly secretId: string;
  readonly updatedAt: string;
}

const at = (conn: Conn, { sourceId, environment, name }: SecretPlace) =>
  conn
    .selectFrom('source_secrets')
    .select('secret_id')
    .where('source_id', '=', sourceId)
    .where('environment', '=', environment)
    .where('name', '=', name);

export async function findSecretId(conn: Conn, place: SecretPlace): Promise<string | undefined> {
  return (await at(conn, place).executeTakeFirst())?.secret_id;
}

export async function saveSecret(tx: Tx, orgId: string, { updatedAt, ...secret }: Omit<StoredSecret, 'updatedAt'> & { updatedAt: Date }) {
  const written = { secret_id: secret.secretId, updated_at: updatedAt };
  await tx
    .insertInto('source_secrets')
    .values({ org_id: orgId, source_id: secret.sourceId, environment: secret.environment, name: secret.name, ...written })
    .onConflict((conflict) => conflict.columns(['source_id', 'environment', 'name']).doUpdateSet(written))
    .execute();
}

export async function deleteSecret(tx: Tx, { sourceId, environment, name }: SecretPlace): Promise<void> {
  await tx
    .deleteFrom('source_secrets')
    .where('source_id', '=', sourceId)
    .where('environment', '=', environment)
    .where('name', '=', name)
    .execute();
}

/** By environment, then name. */
export async function secretsOf(conn: Conn, sourceId: string): Promise<StoredSecret[]> {
  const rows = await conn
    .selectFrom('source_secrets')
    .selectAll()
    .where('source_id', '=', sourceId)
    .orderBy('environment')
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    sourceId: row.source_id,
    environment: row.environment,
    name: row.name,
    secretId: row.secret_id,
    updatedAt: row.updated_at.toISOString(),
  }));
}

export async function secretIdsOf(conn: Conn, sourceId: string): Promise<string[]> {
  return (await secretsOf(conn, sourceId)).map(({ secretId }) => secretId);
}
