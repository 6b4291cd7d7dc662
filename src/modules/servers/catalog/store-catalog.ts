// Stores what a probe or sync listed: entries, a snapshot when something changed, the facts on the server's record.
import { catalogHash } from '#platform/mcp/catalog-hash';
import type { Catalog, Era, Probe } from '#platform/mcp/mcp';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { CatalogDiff } from '../server.ts';
import { saveSync } from '../store.ts';
import type { ServerRecord } from '../store.ts';
import { compareCatalogs } from './compare-catalogs.ts';
import { entriesOf } from './entries.ts';
import { insertSnapshot, newestSnapshot, replaceEntries, setDiff } from './store.ts';

/** A probe that worked. */
export interface Listed extends Probe {
  readonly catalog: Catalog;
}

export const hasListed = (probe: Probe): probe is Listed => probe.ok && probe.catalog !== null;

export interface StoredCatalog {
  readonly server: ServerRecord;
  readonly snapshotId: string;
  readonly contentHash: string;
  /** True when a new snapshot was stored. */
  readonly changed: boolean;
  /** To the snapshot before it in the same era; undefined for the first one and when nothing changed. */
  readonly diff?: CatalogDiff | undefined;
}

/** The caller holds a lock on the server's row. */
export async function storeCatalog(tx: Tx, ctx: Ctx, { server, listed }: { server: ServerRecord; listed: Listed }): Promise<StoredCatalog> {
  const at = ctx.deps.clock.now();
  const owner = { orgId: ctx.org.id, serverId: server.id, at };
  const contentHash = catalogHash(listed.catalog);
  const snapshot = await storeSnapshot(tx, owner, { listed, era: listed.era ?? 'legacy', contentHash });
  await replaceEntries(tx, owner, entriesOf(listed.catalog));
  const saved = await saveSync(tx, server.id, {
    snapshotId: snapshot.id,
    toolCount: listed.catalog.tools.length,
    protocolVersion: listed.protocolVersion,
    serverInfo: listed.serverInfo,
    instructions: listed.instructions,
    verdict: listed.verdict,
    at,
  });
  if (snapshot.isNew) {
    const breakingCount = snapshot.diff?.breakingCount ?? 0;
    await ctx.deps.outbox.emit(tx, ctx.org.id, 'catalog.changed', { serverId: server.id, snapshotId: snapshot.id, breakingCount });
  }
  return { server: saved, snapshotId: snapshot.id, contentHash, changed: snapshot.isNew, diff: snapshot.diff };
}

interface Owner {
  readonly orgId: string;
  readonly serverId: string;
  readonly at: Date;
}

interface Made {
  readonly id: string;
  readonly isNew: boolean;
  readonly diff?: CatalogDiff | undefined;
}

/** Servers list different fields in each era, so a change of era continues that era's own history. */
async function storeSnapshot(tx: Tx, owner: Owner, found: { listed: Listed; era: Era; contentHash: string }): Promise<Made> {
  const { listed, era, contentHash } = found;
  const previous = await newestSnapshot(tx, { ...owner, era });
  if (previous?.contentHash === contentHash) return { id: previous.id, isNew: false };
  const id = await insertSnapshot(tx, { ...owner, era, contentHash, catalog: listed.catalog, counts: listed.counts });
  if (!previous) return { id, isNew: true };
  const diff = { ...compareCatalogs(previous.catalog, listed.catalog), fromSnapshotId: previous.id, toSnapshotId: id };
  await setDiff(tx, id, diff);
  return { id, isNew: true, diff };
}
