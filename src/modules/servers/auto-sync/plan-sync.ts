// Keeps one row of `due` for each active server that is read by itself: when its catalog is read again (spec 01 §6).
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { clearDue, setDue } from '#platform/jobs/due';
import type { DueRow } from '#platform/jobs/due';
import { intervalMinutesOf, LONGEST_REST, restMs, shareOf } from './sync-interval.ts';
import { unplannedServers } from './store.ts';
import type { PlannedServer } from './store.ts';

export const SYNC_DUE_KIND = 'server_sync';

/** One transaction's worth. */
const BATCH = 500;
/** Bounds one pass; the next one continues. */
const MAX_BATCHES = 200;

type Doors = Pick<Deps, 'db' | 'clock' | 'settings'>;

/** In the transaction that adds the server, which may have just been probed: its first sync comes after a whole rest. */
export async function planSync(tx: Tx, { clock, settings }: Pick<Deps, 'clock' | 'settings'>, server: PlannedServer): Promise<void> {
  const everyMinutes = intervalMinutesOf(server, settings);
  if (everyMinutes > 0) await setDue(tx, [rowOf(server, clock.now(), restMs(server.id, everyMinutes))]);
}

/** In the transaction that changes its interval. */
export async function replanSync(tx: Tx, deps: Pick<Deps, 'clock' | 'settings'>, server: PlannedServer): Promise<void> {
  await endSync(tx, server.id);
  await planSync(tx, deps, server);
}

/** In the transaction that archives the server. */
export const endSync = (tx: Tx, serverId: string): Promise<void> => clearDue(tx, SYNC_DUE_KIND, serverId);

/**
 * Plans what is not planned, or not soon enough: servers added while syncs were switched off, or before the interval was
 * shortened. They are spread over one interval, so that they do not all come at once. Safe to repeat. Returns how many.
 */
export async function planMissingSyncs({ db, clock, settings }: Doors): Promise<number> {
  const { catalogSyncHours } = settings;
  let planned = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const count = await inTransaction(db, async (tx) => {
      const now = clock.now();
      const terms = { kind: SYNC_DUE_KIND, now, catalogSyncHours, longestRest: LONGEST_REST, limit: BATCH };
      const servers = await unplannedServers(tx, terms);
      await setDue(
        tx,
        servers.map((server) => rowOf(server, now, shareOf(server.id) * restMs(server.id, intervalMinutesOf(server, settings)))),
      );
      return servers.length;
    });
    planned += count;
    if (count < BATCH) break;
  }
  return planned;
}

function rowOf({ id, orgId }: PlannedServer, now: Date, inMs: number): DueRow {
  const dueAt = new Date(now.getTime() + Math.round(inMs));
  return { kind: SYNC_DUE_KIND, subjectId: id, slot: 0, orgId, tickAt: dueAt, dueAt };
}
