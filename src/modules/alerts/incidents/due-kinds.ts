// What happens when an open incident is to be told of again, and when a mute ends: one job each, and the next row.
import { minutes } from '#kernel/duration';
import type { Tx } from '#platform/db/connect';
import type { Advance, DueKind, DueRow } from '#platform/jobs/due';
import { RENOTIFY_DUE_KIND } from './plan-renotify.ts';
import { renotifyMinutesOf } from './store.ts';

export { UNMUTE_DUE_KIND } from '../rules/plan-unmute.ts';
export { RENOTIFY_DUE_KIND };

const NO_MORE: Advance = { jobs: [], next: null };

/** However late a row is served, it becomes one message: those missed while no worker ran are not made up. */
export const alertRenotifyDueKind: DueKind = {
  advance: async (tx, row, now) => (await advanceMany(tx, [row], now))[0] ?? NO_MORE,
  advanceMany: (tx, rows, now) => advanceMany(tx, rows, now),
};

async function advanceMany(tx: Tx, rows: readonly DueRow[], now: Date): Promise<readonly Advance[]> {
  // Without a lock: whoever closes one of these incidents at this moment waits for its row, and then removes it.
  const everyMinutes = await renotifyMinutesOf(
    tx,
    rows.map(({ subjectId }) => subjectId),
  );
  return rows.map((row) => {
    const every = everyMinutes.get(row.subjectId);
    return every === undefined ? NO_MORE : advanceOf(row, minutes(every), now);
  });
}

function advanceOf({ orgId, subjectId: incidentId, tickAt }: DueRow, everyMs: number, now: Date): Advance {
  const missed = Math.max(0, Math.floor((now.getTime() - tickAt.getTime()) / everyMs));
  const next = new Date(tickAt.getTime() + (missed + 1) * everyMs);
  return {
    jobs: [{ name: 'alert.renotify', payload: { orgId, incidentId }, options: { singletonKey: incidentId } }],
    next: { tickAt: next, dueAt: next },
  };
}

export const alertUnmuteDueKind: DueKind = {
  advance: (_tx, { orgId, subjectId: ruleId }) =>
    Promise.resolve({ jobs: [{ name: 'alert.unmute', payload: { orgId, ruleId }, options: { singletonKey: ruleId } }], next: null }),
};
