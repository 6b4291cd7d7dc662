// Keeps one row of `due` for each active server: when its catalog is read again by itself (spec 01 §6).
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { clearDue, setDue } from '#platform/jobs/due';
import type { DueRow } from '#platform/jobs/due';
import { longestRestMs, restMs, shareOf } from './sync-interval.ts';
import { unplannedServers } from './store.ts';
import type { UnplannedServer } from './store.ts';

export const SYNC_DUE_KIND = 'server_sync';

/** One transaction's worth. */
const BATCH = 500;
/** Bounds one pass; the next one continues. */
const MAX_BATCHES = 200;

type Doors = Pick<Deps, 'db' | 'clock' | 'settings'>;

/** In the transaction that adds the server, which may have just been probed: its first sync comes after a whole rest. */
export async function planSync(tx: Tx, { clock, settings }: Pick<Deps, 'clock' | 'settings'>, server: UnplannedServer): Promise<void> {
  if (settings.catalogSyncHours > 0) await setDue(tx, [rowOf(server, clock.now(), restMs(server.id, settings.catalogSyncHours))]);
}

/** In the transaction that archives the server. */
export const endSync = (tx: Tx, serverId: string): Promise<void> => clearDue(tx, SYNC_DUE_KIND, serverId);

/**
 * Plans what is not planned, or not soon enough: servers added while syncs were switched off, or before the interval was
 * shortened. They are spread over one interval, so that they do not all come at once. Safe to repeat. Returns how many.
 */
export async function planMissingSyncs({ db, clock, settings }: Doors): Promise<number> {
  const { catalogSyncHours: every } = settings;
  if (every === 0) return 0;
  let planned = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const count = await inTransaction(db, async (tx) => {
      const now = clock.now();
      const latest = new Date(now.getTime() + longestRestMs(every));
      const servers = await unplannedServers(tx, { kind: SYNC_DUE_KIND, latest, limit: BATCH });
      await setDue(
        tx,
        servers.map((server) => rowOf(server, now, shareOf(server.id) * restMs(server.id, every))),
      );
      return servers.length;
    });
    planned += count;
    if (count < BATCH) break;
  }
  return planned;
}

function rowOf({ id, orgId }: UnplannedServer, now: Date, inMs: number): DueRow {
  const dueAt = new Date(now.getTime() + Math.round(inMs));
  return { kind: SYNC_DUE_KIND, subjectId: id, slot: 0, orgId, tickAt: dueAt, dueAt };
}
