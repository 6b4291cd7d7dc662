// All SQL on catalog_entries and catalog_snapshots.
import { z } from 'zod';
import { newId } from '#kernel/ids';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Catalog, CatalogPrompt, CatalogResource, CatalogTemplate, CatalogTool, Era, ProbeCounts } from '#platform/mcp/mcp';
import type { CatalogDiff, EntryKind, Snapshot } from '../server.ts';
import type { CatalogEntry } from './entries.ts';

export interface NewSnapshot {
  readonly orgId: string;
  readonly serverId: string;
  readonly at: Date;
  readonly era: Era;
  readonly contentHash: string;
  readonly catalog: Catalog;
  readonly counts: ProbeCounts;
  /** What the server calls itself. */
  readonly serverVersion: string | null;
}

/** Stored without a diff: that names the snapshot, which gets its id here. */
export async function insertSnapshot(tx: Tx, snapshot: NewSnapshot): Promise<string> {
  const id = newId('snap', snapshot.at.getTime());
  await tx
    .insertInto('catalog_snapshots')
    .values({
      id,
      org_id: snapshot.orgId,
      server_id: snapshot.serverId,
      at: snapshot.at,
      era: snapshot.era,
      content_hash: snapshot.contentHash,
      catalog: jsonText(snapshot.catalog),
      counts: jsonText(snapshot.counts),
      server_version: snapshot.serverVersion,
    })
    .execute();
  return id;
}

export async function setDiff(tx: Tx, snapshotId: string, diff: CatalogDiff): Promise<void> {
  await tx
    .updateTable('catalog_snapshots')
    .set({ diff: jsonText(diff), breaking_count: diff.breakingCount })
    .where('id', '=', snapshotId)
    .execute();
}

/** The stored difference to the snapshot before; undefined for the first of a history. Written by us alone, hence taken as it is. */
export async function findDiff(db: Db | Tx, snapshotId: string): Promise<CatalogDiff | undefined> {
  const row = await db.selectFrom('catalog_snapshots').select('diff').where('id', '=', snapshotId).executeTakeFirst();
  return diffColumn.parse(row?.diff) ?? undefined;
}

export interface StoredSnapshot extends Snapshot {
  readonly catalog: Catalog;
  readonly serverVersion: string | null;
}

/** The newest of a server, or of one era of it. */
export async function newestSnapshot(
  db: Db | Tx,
  at: { orgId: string; serverId: string; era?: Era | undefined; exceptId?: string | undefined },
): Promise<StoredSnapshot | undefined> {
  let query = db.selectFrom('catalog_snapshots').selectAll().where('org_id', '=', at.orgId).where('server_id', '=', at.serverId);
  if (at.era !== undefined) query = query.where('era', '=', at.era);
  if (at.exceptId !== undefined) query = query.where('id', '!=', at.exceptId);
  const row = await query.orderBy('at', 'desc').orderBy('id', 'desc').executeTakeFirst();
  return row && storedOf(row);
}

export async function findSnapshot(
  db: Db | Tx,
  at: { orgId: string; serverId: string; snapshotId: string },
): Promise<StoredSnapshot | undefined> {
  const row = await db
    .selectFrom('catalog_snapshots')
    .selectAll()
    .where('org_id', '=', at.orgId)
    .where('server_id', '=', at.serverId)
    .where('id', '=', at.snapshotId)
    .executeTakeFirst();
  return row && storedOf(row);
}

export async function hasSnapshot(db: Db | Tx, serverId: string, snapshotId: string): Promise<boolean> {
  const row = await db
    .selectFrom('catalog_snapshots')
    .select('id')
    .where('server_id', '=', serverId)
    .where('id', '=', snapshotId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Of the newest snapshot of one era: without the catalog, which may have megabytes. */
export async function newestHash(db: Db | Tx, at: { orgId: string; serverId: string; era: Era }): Promise<string | undefined> {
  const row = await db
    .selectFrom('catalog_snapshots')
    .select('content_hash')
    .where('org_id', '=', at.orgId)
    .where('server_id', '=', at.serverId)
    .where('era', '=', at.era)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row?.content_hash;
}

/** The snapshot the server's record points to. */
export async function currentSnapshot(db: Db | Tx, orgId: string, serverId: string): Promise<StoredSnapshot | undefined> {
  const row = await db
    .selectFrom('catalog_snapshots')
    .innerJoin('mcp_servers', 'mcp_servers.snapshot_id', 'catalog_snapshots.id')
    .selectAll('catalog_snapshots')
    .where('mcp_servers.org_id', '=', orgId)
    .where('mcp_servers.id', '=', serverId)
    .executeTakeFirst();
  return row && storedOf(row);
}

export async function pageOfSnapshots(
  db: Db,
  { orgId, serverId }: { orgId: string; serverId: string },
  page: PageRequest,
): Promise<Page<Snapshot>> {
  const all = db.selectFrom('catalog_snapshots').where('org_id', '=', orgId).where('server_id', '=', serverId);
  const rows = await all
    .select(['id', 'at', 'era', 'content_hash', 'counts', 'breaking_count'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await all.select((eb) => eb.fn.countAll<string | number>().as('total')).executeTakeFirstOrThrow();
  return { ...page, total: Number(total), rows: rows.map(snapshotOf) };
}

const CHUNK = 500;

/** Entries listed now are active; those of the server that are not listed any more become inactive. */
export async function replaceEntries(
  tx: Tx,
  owner: { orgId: string; serverId: string; at: Date },
  entries: readonly CatalogEntry[],
): Promise<void> {
  await tx
    .updateTable('catalog_entries')
    .set({ active: false })
    .where('server_id', '=', owner.serverId)
    .where('active', '=', true)
    .execute();
  for (let i = 0; i < entries.length; i += CHUNK) {
    const rows = entries.slice(i, i + CHUNK).map(({ kind, name, definition }) => ({
      id: newId('tool', owner.at.getTime()),
      org_id: owner.orgId,
      server_id: owner.serverId,
      kind,
      name,
      definition: jsonText(definition),
      active: true,
      first_seen_at: owner.at,
      last_seen_at: owner.at,
    }));
    await tx
      .insertInto('catalog_entries')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['server_id', 'kind', 'name']).doUpdateSet((eb) => ({
          definition: eb.ref('excluded.definition'),
          active: true,
          last_seen_at: eb.ref('excluded.last_seen_at'),
        })),
      )
      .execute();
  }
}

/** What stays the same for an entry over all snapshots. */
export interface EntryRegistration {
  readonly id: string;
  readonly kind: EntryKind;
  readonly name: string;
  readonly active: boolean;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

const entryKind = z.enum(['tool', 'resource', 'resource_template', 'prompt']);
const definitionColumn = z.record(z.string(), z.unknown());

export async function registrationsOf(db: Db | Tx, orgId: string, serverId: string): Promise<EntryRegistration[]> {
  const rows = await db
    .selectFrom('catalog_entries')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: entryKind.parse(row.kind),
    name: row.name,
    active: row.active,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    definition: definitionColumn.parse(row.definition),
  }));
}

const countsColumn = z.object({ tools: z.int(), resources: z.int(), resourceTemplates: z.int(), prompts: z.int() });
const diffColumn = z.custom<CatalogDiff>((value) => typeof value === 'object' && value !== null && 'breakingCount' in value).nullish();
const eraColumn = z.enum(['modern', 'legacy']);
const listOf = <T>() => z.array(z.custom<T>((value) => typeof value === 'object' && value !== null));
// Entries were read by the MCP door before they were stored, so that they are objects is all there is to check.
const catalogColumn = z.object({
  tools: listOf<CatalogTool>(),
  resources: listOf<CatalogResource>(),
  resourceTemplates: listOf<CatalogTemplate>(),
  prompts: listOf<CatalogPrompt>(),
});

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly era: string;
  readonly content_hash: string;
  readonly counts: unknown;
  readonly breaking_count: number;
}

const snapshotOf = (row: Row): Snapshot => ({
  id: row.id,
  at: row.at.toISOString(),
  era: eraColumn.parse(row.era),
  contentHash: row.content_hash,
  counts: countsColumn.parse(row.counts),
  breakingCount: row.breaking_count,
});

const storedOf = (row: Row & { readonly catalog: unknown; readonly server_version: string | null }): StoredSnapshot => ({
  ...snapshotOf(row),
  serverVersion: row.server_version,
  catalog: catalogColumn.parse(row.catalog),
});
