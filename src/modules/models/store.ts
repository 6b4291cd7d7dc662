// All SQL on models.
import type { Selectable } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import type { Database } from '#platform/db/schema';
import { PROVIDERS } from '#platform/llm/model';
import { MODEL_ROLES } from './model.ts';
import type { ModelRecord } from './model.ts';

/** Most models of one organization, so that its list is always whole. */
export const MAX_MODELS = 200;

/** A row with the id of its key in the vault, which never leaves the module. */
export interface StoredModel {
  readonly record: ModelRecord;
  readonly secretId: string | null;
}

export async function listStored(db: Db | Tx, orgId: string): Promise<StoredModel[]> {
  const rows = await db
    .selectFrom('models')
    .selectAll()
    .where('org_id', '=', orgId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(MAX_MODELS)
    .execute();
  return rows.map(storedOf);
}

export async function countStored(tx: Tx, orgId: string): Promise<number> {
  const row = await tx
    .selectFrom('models')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow();
  return row.count;
}

export async function findStored(db: Db | Tx, orgId: string, modelId: string): Promise<StoredModel | undefined> {
  const row = await db.selectFrom('models').selectAll().where('org_id', '=', orgId).where('id', '=', modelId).executeTakeFirst();
  return row && storedOf(row);
}

export async function lockStored(tx: Tx, orgId: string, modelId: string): Promise<StoredModel | undefined> {
  const row = await tx
    .selectFrom('models')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', modelId)
    .forUpdate()
    .executeTakeFirst();
  return row && storedOf(row);
}

/** False when the id is taken. */
export async function insertStored(tx: Tx, orgId: string, { record, secretId }: StoredModel): Promise<boolean> {
  const result = await tx
    .insertInto('models')
    .values({ org_id: orgId, ...columnsOf(record), secret_id: secretId })
    .onConflict((conflict) => conflict.columns(['org_id', 'id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function saveStored(tx: Tx, orgId: string, { record, secretId }: StoredModel): Promise<void> {
  const { id, ...columns } = columnsOf(record);
  await tx
    .updateTable('models')
    .set({ ...columns, secret_id: secretId })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute();
}

export async function deleteStored(tx: Tx, orgId: string, modelId: string): Promise<void> {
  await tx.deleteFrom('models').where('org_id', '=', orgId).where('id', '=', modelId).execute();
}

const columnsOf = (record: ModelRecord) => ({
  id: record.id,
  display_name: record.displayName,
  provider: record.provider,
  upstream_name: record.upstreamName,
  base_url: record.baseUrl,
  roles: [...record.roles],
  context_tokens: record.contextTokens,
  input_usd_per_mtok: record.inputUsdPerMTok,
  output_usd_per_mtok: record.outputUsdPerMTok,
  active: record.active,
  secret_set_at: record.secretSetAt,
});

function storedOf(row: Selectable<Database['models']>): StoredModel {
  const provider = PROVIDERS.find((known) => known === row.provider);
  if (provider === undefined) throw new Error(`model ${row.id} has the unknown provider ${row.provider}`);
  return {
    secretId: row.secret_id,
    record: {
      id: row.id,
      displayName: row.display_name,
      provider,
      upstreamName: row.upstream_name,
      baseUrl: row.base_url,
      roles: MODEL_ROLES.filter((role) => row.roles.includes(role)),
      contextTokens: row.context_tokens,
      inputUsdPerMTok: row.input_usd_per_mtok,
      outputUsdPerMTok: row.output_usd_per_mtok,
      active: row.active,
      secretSetAt: row.secret_set_at?.toISOString() ?? null,
    },
  };
}
