// Reads the catalog of a server again. A second sync of the same server joins the one under way, here and in other processes.
import { z } from 'zod';
import { record } from '#modules/access';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Probe } from '#platform/mcp/mcp';
import type { Connection } from './build-target.ts';
import { currentSnapshot, findDiff } from './catalog/store.ts';
import { hasListed, storeCatalog } from './catalog/store-catalog.ts';
import type { Listing } from './catalog/store-catalog.ts';
import { SyncGate } from './catalog/sync-gate.ts';
import type { SyncResult } from './catalog/sync-result.ts';
import { idField } from './fields.ts';
import { requireActiveServer } from './get-server.ts';
import { unhealthy } from './health.ts';
import { chooseProfile, openConnection } from './open-secrets.ts';
import { probeConnection } from './probe-connection.ts';
import { findServer, isSameEndpoint, lockServer, lockSync, saveContact } from './store.ts';
import type { ServerRecord } from './store.ts';
import { recordSync } from './syncs/record-sync.ts';
import type { SyncTrigger } from './syncs/sync.ts';

const input = z.strictObject({ serverId: idField, authProfileId: idField.optional() });

// One gate per process is one per pool of connections; a second pool in a test is a second process.
const gates = new WeakMap<Db, SyncGate>();

/** A failed sync is an answer with `ok: false`; it changes nothing but the health. Every contact leaves a row of its own. */
export async function syncServer(ctx: Ctx, raw: unknown, trigger: SyncTrigger = 'manual'): Promise<SyncResult> {
  requireRole(ctx, 'admin');
  const { serverId, authProfileId } = parseInput(input, raw);
  const server = await requireActiveServer(ctx, serverId);
  const connection = await openConnection(ctx, server, await chooseProfile(ctx, serverId, authProfileId));
  const gate = gates.get(ctx.deps.db) ?? new SyncGate();
  gates.set(ctx.deps.db, gate);
  return gate.run(serverId, () => syncLocked(ctx, server, { connection, trigger }));
}

interface Contact {
  readonly connection: Connection;
  readonly trigger: SyncTrigger;
}

/** The lock is held during the contact on purpose: whoever waits for it gets the fresh result. The contact is bounded at 30 s. */
function syncLocked(ctx: Ctx, asked: ServerRecord, { connection, trigger }: Contact): Promise<SyncResult> {
  return inTransaction(ctx.deps.db, async (tx) => {
    await lockSync(tx, asked.id);
    const fresh = await syncedMeanwhile(tx, ctx, asked);
    if (fresh) return fresh;
    // A join must survive the first caller's leaving, so its signal does not reach the contact.
    const probe = await probeConnection({ ...ctx, signal: new AbortController().signal }, connection);
    const server = await lockServer(tx, ctx.org.id, asked.id);
    if (!server) throw notFound('mcp_server');
    if (!hasListed(probe) || !isSameEndpoint(server, asked)) return refused(tx, ctx, { server: asked, probe, trigger });
    return stored(tx, ctx, { server, listed: probe, trigger });
  });
}

async function stored(tx: Tx, ctx: Ctx, listing: Listing): Promise<SyncResult> {
  const { server, listed } = listing;
  const { snapshotId, contentHash, changed, diff, server: after } = await storeCatalog(tx, ctx, listing);
  if (changed) {
    await record(tx, ctx, {
      action: 'mcp_server.sync',
      objectType: 'mcp_server',
      objectId: server.id,
      before: { snapshotId: server.snapshotId, toolCount: server.toolCount },
      after: { snapshotId, toolCount: after.toolCount },
    });
  }
  return { ok: true, syncedAt: ctx.deps.clock.now().toISOString(), changed, snapshotId, contentHash, counts: listed.counts, diff };
}

const UNSTABLE = { code: 'list_failed', message: 'The server was changed while it was being synced. Sync it again.' } as const;

interface Refused {
  readonly server: ServerRecord;
  readonly probe: Probe;
  readonly trigger: SyncTrigger;
}

async function refused(tx: Tx, ctx: Ctx, { server, probe, trigger }: Refused): Promise<SyncResult> {
  if (probe.error) await saveContact(tx, server, unhealthy(probe.error));
  const error = probe.error ?? UNSTABLE;
  await recordSync(tx, ctx, { serverId: server.id, trigger, probe: { ...probe, ok: false, error } });
  return { ok: false, syncedAt: ctx.deps.clock.now().toISOString(), changed: false, counts: probe.counts, error };
}

/** Another process finished a sync while we waited for the lock: its result is ours. */
async function syncedMeanwhile(tx: Tx, ctx: Ctx, asked: ServerRecord): Promise<SyncResult | undefined> {
  const now = await findServer(tx, ctx.org.id, asked.id);
  if (!now || now.lastSyncedAt === null || now.lastSyncedAt === asked.lastSyncedAt) return undefined;
  const snapshot = await currentSnapshot(tx, ctx.org.id, asked.id);
  if (!snapshot) return undefined;
  const changed = snapshot.id !== asked.snapshotId;
  const diff = changed ? await findDiff(tx, snapshot.id) : undefined;
  return {
    ok: true,
    syncedAt: now.lastSyncedAt,
    changed,
    snapshotId: snapshot.id,
    contentHash: snapshot.contentHash,
    counts: snapshot.counts,
    diff,
  };
}
