// All SQL on server_syncs.
import { z } from 'zod';
import { newId } from '#kernel/ids';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import { SYNC_TRIGGERS } from './sync.ts';
import type { Eras, ServerSync, SyncFinding } from './sync.ts';

/** Per server. */
const KEPT = 100;

export interface NewSync extends Omit<ServerSync, 'id' | 'at'> {
  readonly eras: Eras;
}

/** The oldest rows beyond the newest 100 of the server go. */
export async function insertSync(tx: Tx, owner: { orgId: string; serverId: string; at: Date }, sync: NewSync): Promise<string> {
  const id = newId('sync', owner.at.getTime());
  await tx
    .insertInto('server_syncs')
    .values({
      id,
      org_id: owner.orgId,
      server_id: owner.serverId,
      at: owner.at,
      trigger: sync.trigger,
      ok: sync.ok,
      era: sync.era,
      snapshot_id: sync.snapshotId,
      changed: sync.changed,
      server_version: sync.serverVersion,
      eras: jsonText(sync.eras),
      findings: jsonText(sync.findings),
      error: sync.error && jsonText(sync.error),
    })
    .execute();
  const old = tx
    .selectFrom('server_syncs')
    .select('id')
    .where('org_id', '=', owner.orgId)
    .where('server_id', '=', owner.serverId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .offset(KEPT);
  await tx.deleteFrom('server_syncs').where('id', 'in', old).execute();
  return id;
}

/** What an examination that was begun has found. */
export async function finishSync(
  db: Db | Tx,
  syncId: string,
  found: { readonly ok: boolean; readonly findings: readonly SyncFinding[]; readonly error: ServerSync['error'] },
): Promise<void> {
  await db
    .updateTable('server_syncs')
    .set({ ok: found.ok, findings: jsonText(found.findings), error: found.error && jsonText(found.error) })
    .where('id', '=', syncId)
    .execute();
}

const syncsOf = (db: Db | Tx, { orgId, serverId }: { orgId: string; serverId: string }) =>
  db.selectFrom('server_syncs').where('org_id', '=', orgId).where('server_id', '=', serverId);

/** Newest first. */
export async function pageOfSyncs(db: Db, owner: { orgId: string; serverId: string }, page: PageRequest): Promise<Page<ServerSync>> {
  const rows = await syncsOf(db, owner)
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await syncsOf(db, owner)
    .select((eb) => eb.fn.countAll<string | number>().as('total'))
    .executeTakeFirstOrThrow();
  return { ...page, total: Number(total), rows: rows.map(syncOf) };
}

/** The newest contact that listed, or the newest finished examination. */
export async function newestSync(
  db: Db | Tx,
  owner: { orgId: string; serverId: string },
  kind: 'listing' | 'examination',
): Promise<ServerSync | undefined> {
  const row = await syncsOf(db, owner)
    .selectAll()
    .where('ok', '=', true)
    .where('trigger', kind === 'listing' ? '!=' : '=', 'examination')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row && syncOf(row);
}

/** Those with findings since then, newest first. */
export async function syncsWithFindings(db: Db | Tx, owner: { orgId: string; serverId: string }, since: Date): Promise<ServerSync[]> {
  const rows = await syncsOf(db, owner)
    .selectAll()
    .where('at', '>=', since)
    .where('findings', '!=', jsonText([]))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(syncOf);
}

/** What earlier contacts learned of the handshakes, newest first; only since the server's connection was last saved. */
export async function recentEras(tx: Tx, owner: { orgId: string; serverId: string }, limit: number): Promise<Eras[]> {
  const rows = await syncsOf(tx, owner)
    .select(['trigger', 'eras'])
    .where('ok', '=', true)
    .where('trigger', '!=', 'examination')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const saved = rows.findIndex(({ trigger }) => trigger === 'create' || trigger === 'update');
  return rows.slice(0, saved === -1 ? undefined : saved + 1).map(({ eras }) => erasColumn.parse(eras));
}

/** Ids in their order, for those who read all of them page by page. */
export async function syncsAfter(
  db: Db,
  owner: { orgId: string; serverId: string },
  page: { readonly afterId: string; readonly limit: number },
): Promise<ServerSync[]> {
  const rows = await syncsOf(db, owner).selectAll().where('id', '>', page.afterId).orderBy('id').limit(page.limit).execute();
  return rows.map(syncOf);
}

const triggerColumn = z.enum(SYNC_TRIGGERS);
const eraColumn = z.enum(['modern', 'legacy']).nullable();
const worked = z.boolean().nullable().default(null);
const erasColumn = z.object({ modern: worked, legacy: worked });
// Written by us alone, hence that they are lists and objects is all there is to check.
const findingsColumn = z.array(z.custom<SyncFinding>((value) => typeof value === 'object' && value !== null && 'rule' in value));
const errorColumn = z
  .custom<NonNullable<ServerSync['error']>>((value) => typeof value === 'object' && value !== null && 'code' in value)
  .nullable();

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly trigger: string;
  readonly ok: boolean;
  readonly era: string | null;
  readonly snapshot_id: string | null;
  readonly changed: boolean;
  readonly server_version: string | null;
  readonly findings: unknown;
  readonly error: unknown;
}

const syncOf = (row: Row): ServerSync => ({
  id: row.id,
  at: row.at.toISOString(),
  trigger: triggerColumn.parse(row.trigger),
  ok: row.ok,
  era: eraColumn.parse(row.era),
  snapshotId: row.snapshot_id,
  changed: row.changed,
  serverVersion: row.server_version,
  findings: findingsColumn.parse(row.findings),
  error: errorColumn.parse(row.error),
});
