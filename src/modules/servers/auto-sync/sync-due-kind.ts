// What happens when a server's catalog is due to be read again: one job, and the next row (spec 01 §6).
import type { Settings } from '#platform/ctx';
import type { Advance, DueKind } from '#platform/jobs/due';
import { findServer } from '../store.ts';
import { intervalMinutesOf, restMs } from './sync-interval.ts';

const NO_MORE: Advance = { jobs: [], next: null };

/** However late a row is served, it becomes one sync: those missed while no worker ran are not made up. */
export const syncDueKind = (settings: Pick<Settings, 'catalogSyncHours'>): DueKind => ({
  advance: async (tx, { orgId, subjectId: serverId }, now) => {
    const server = await findServer(tx, orgId, serverId);
    const everyMinutes = server?.state === 'active' ? intervalMinutesOf(server, settings) : 0;
    if (everyMinutes === 0) return NO_MORE;
    const next = new Date(now.getTime() + restMs(serverId, everyMinutes));
    return {
      // The same key as a run's wish for a sync: one waiting job serves both.
      jobs: [{ name: 'server.sync', payload: { orgId, serverId }, options: { singletonKey: serverId } }],
      next: { tickAt: next, dueAt: next },
    };
  },
});
