// Stores what a probe or sync listed: entries, a snapshot when something changed, the facts on the server's record.
import { autoAcceptsChanges, record } from '#modules/access';
import { catalogHash } from '#platform/mcp/catalog-hash';
import type { Catalog, Era, Probe } from '#platform/mcp/mcp';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { newPoison } from '../poisoning/new-poison.ts';
import { decideReview, poisonedCount } from '../reviews/decide-review.ts';
import type { CatalogReview } from '../reviews/change.ts';
import { setReview } from '../reviews/store.ts';
import type { CatalogDiff } from '../server.ts';
import { saveSync } from '../store.ts';
import type { ServerRecord } from '../store.ts';
import { recordSync } from '../syncs/record-sync.ts';
import type { SyncTrigger } from '../syncs/sync.ts';
import { compareCatalogs } from './compare-catalogs.ts';
import { entriesOf } from './entries.ts';
import { deleteOldSnapshots } from './retention/store.ts';
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
  /** To the snapshot before it, of the same era where there is one; undefined for the first one and when nothing changed. */
  readonly diff?: CatalogDiff | undefined;
}

export interface Listing {
  readonly server: ServerRecord;
  readonly listed: Listed;
  readonly trigger: SyncTrigger;
}

/** The caller holds a lock on the server's row. */
export async function storeCatalog(tx: Tx, ctx: Ctx, { server, listed, trigger }: Listing): Promise<StoredCatalog> {
  const contentHash = catalogHash(listed.catalog);
  const snapshot = await storeSnapshot(tx, ctx, { serverId: server.id, listed, era: listed.era ?? 'legacy', contentHash });
  const at = ctx.deps.clock.now();
  await replaceEntries(tx, { orgId: ctx.org.id, serverId: server.id, at }, entriesOf(listed.catalog));
  const saved = await saveSync(tx, server.id, {
    snapshotId: snapshot.id,
    toolCount: listed.catalog.tools.length,
    protocolVersion: listed.protocolVersion,
    serverInfo: listed.serverInfo,
    instructions: listed.instructions,
    verdict: listed.verdict,
    at,
  });
  const { isNew: changed, isUnversioned } = snapshot;
  await recordSync(tx, ctx, { serverId: server.id, trigger, probe: listed, stored: { snapshotId: snapshot.id, changed, isUnversioned } });
  return { server: saved, snapshotId: snapshot.id, contentHash, changed, diff: snapshot.diff };
}

interface Found {
  readonly serverId: string;
  readonly listed: Listed;
  readonly era: Era;
  readonly contentHash: string;
}

interface Made {
  readonly id: string;
  readonly isNew: boolean;
  /** The catalog is another one, what the server calls itself is not. */
  readonly isUnversioned: boolean;
  readonly diff?: CatalogDiff | undefined;
}

const MAX_VERSION = 200;

const hasChanges = ({ added, removed, changed }: CatalogDiff): boolean => added.length + removed.length + changed.length > 0;

/** Servers list different fields in each era, so a change of era continues that era's own history. */
async function storeSnapshot(tx: Tx, ctx: Ctx, { serverId, listed, era, contentHash }: Found): Promise<Made> {
  const owner = { orgId: ctx.org.id, serverId, at: ctx.deps.clock.now() };
  const previous = await newestSnapshot(tx, { ...owner, era });
  if (previous?.contentHash === contentHash) return { id: previous.id, isNew: false, isUnversioned: false };
  const { catalog, counts } = listed;
  const serverVersion = listed.serverInfo?.version.slice(0, MAX_VERSION) ?? null;
  const id = await insertSnapshot(tx, { ...owner, era, contentHash, catalog, counts, serverVersion });
  // A new era begins a history of its own, and not a clean slate: a server must not get rid of reviews by answering another handshake.
  const known = previous ?? (await newestSnapshot(tx, { ...owner, exceptId: id }));
  const diff = known && { ...compareCatalogs(known.catalog, catalog), fromSnapshotId: known.id, toSnapshotId: id };
  const isChange = diff !== undefined && (previous !== undefined || hasChanges(diff));
  if (isChange) await setDiff(tx, id, diff);
  await deleteOldSnapshots(tx, owner);
  await review(tx, ctx, { serverId, snapshotId: id, diff: isChange ? diff : undefined, before: known?.catalog, after: catalog });
  return {
    id,
    isNew: true,
    diff: isChange ? diff : undefined,
    isUnversioned: previous !== undefined && serverVersion !== null && serverVersion === previous?.serverVersion,
  };
}

interface Reviewed {
  readonly serverId: string;
  readonly snapshotId: string;
  readonly diff: CatalogDiff | undefined;
  readonly before: Catalog | undefined;
  readonly after: Catalog;
}

/** Decides whether a person must look at it, and tells the world. */
async function review(tx: Tx, ctx: Ctx, { serverId, snapshotId, diff, before, after }: Reviewed): Promise<void> {
  const poisoning = newPoison(before, after);
  const decision = decideReview({ diff, poisoning, autoAccepts: await autoAcceptsChanges(tx, ctx.org.id) });
  const isAuto = decision === 'auto_accepted';
  const state: CatalogReview = isAuto
    ? { state: 'accepted', by: AUTOMATIC, at: ctx.deps.clock.now().toISOString() }
    : { state: decision, by: null, at: null };
  await setReview(tx, snapshotId, { review: state, poisoning });
  if (isAuto) {
    await record(tx, ctx, {
      action: 'mcp_server.accept_changes',
      objectType: 'mcp_server',
      objectId: serverId,
      after: { acceptedSnapshots: [snapshotId] },
      note: 'Accepted by itself, as the organization has set.',
    });
  }
  await ctx.deps.outbox.emit(tx, ctx.org.id, 'catalog.changed', {
    serverId,
    snapshotId,
    breakingCount: diff?.breakingCount ?? 0,
    poisonedCount: poisonedCount(poisoning),
  });
}

/** Who accepted what no person looked at. */
const AUTOMATIC = 'automatic';
