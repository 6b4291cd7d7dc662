// All SQL on app_clients.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import type { AppClient } from './app-client.ts';

export interface StoredClient extends AppClient {
  readonly readAt: Date;
}

export async function clientById(db: Db | Tx, clientId: string): Promise<StoredClient | undefined> {
  const row = await db.selectFrom('app_clients').selectAll().where('client_id', '=', clientId).executeTakeFirst();
  return (
    row && {
      clientId: row.client_id,
      kind: row.kind === 'document' ? 'document' : 'registered',
      name: row.name,
      redirectUris: row.redirect_uris,
      mayRefresh: row.may_refresh,
      readAt: row.read_at,
    }
  );
}

/** A document that was read again replaces what it said before. */
export async function saveClient(db: Db | Tx, client: AppClient, at: Date): Promise<void> {
  const said = { name: client.name, redirect_uris: [...client.redirectUris], may_refresh: client.mayRefresh, read_at: at };
  await db
    .insertInto('app_clients')
    .values({ client_id: client.clientId, kind: client.kind, ...said, created_at: at })
    .onConflict((conflict) => conflict.column('client_id').doUpdateSet(said))
    .execute();
}

/** Makes sure that it stays for as long as somebody has let it in. False when it is gone. */
export async function markUsed(tx: Tx, clientId: string, at: Date): Promise<boolean> {
  const row = await tx
    .updateTable('app_clients')
    .set({ used_at: at })
    .where('client_id', '=', clientId)
    .returning('client_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Those nobody has let in yet beyond the newest `keep`. */
export async function dropOldestUnused(db: Db, keep: number): Promise<number> {
  const result = await sql`
    delete from app_clients where client_id in (
      select client_id from app_clients where used_at is null order by created_at desc offset ${keep} limit 100 for update skip locked
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

/** Those nobody let in for long, and those nobody lets in any more. */
export async function dropForgotten(
  db: Db,
  { unusedBefore, formerBefore, limit }: { readonly unusedBefore: Date; readonly formerBefore: Date; readonly limit: number },
): Promise<number> {
  const result = await sql`
    delete from app_clients where client_id in (
      select client_id from app_clients
      where (used_at is null and created_at < ${unusedBefore})
        or (used_at < ${formerBefore} and not exists (select 1 from app_grants where app_grants.client_id = app_clients.client_id))
      limit ${limit} for update skip locked
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
