// What happens when monitors are due: one job each for the tick that is current, and the tick after it (spec 03 §2).
import { minutes, seconds } from '#kernel/duration';
import type { Tx } from '#platform/db/connect';
import type { Advance, DueKind, DueRow } from '#platform/jobs/due';
import { INTERVALS } from '../monitor.ts';
import { checkJob } from './check-job.ts';
import { activeAmong } from './store.ts';
import type { DueMonitor } from './store.ts';
import { tickAfter, tickAtOrBefore } from './tick-grid.ts';

const NO_MORE: Advance = { jobs: [], next: null };

/** A row planned by another instance lies that much further ahead at most. */
const CLOCKS_DIFFER_MS = minutes(5);

/** However late a row is served, it becomes one check, of the newest tick: those before it are not made up. */
export const monitorDueKind: DueKind = {
  advance: async (tx, row, now) => (await advanceAll(tx, [row], now))[0] ?? NO_MORE,
  advanceMany: advanceAll,
  farthestMs: seconds(Math.max(...INTERVALS)) + CLOCKS_DIFFER_MS,
};

async function advanceAll(tx: Tx, rows: readonly DueRow[], now: Date): Promise<readonly Advance[]> {
  const monitors = await activeAmong(
    tx,
    rows.map(({ subjectId }) => subjectId),
  );
  return rows.map(({ subjectId }) => advanceOne(monitors.get(subjectId), now));
}

function advanceOne(monitor: DueMonitor | undefined, now: Date): Advance {
  if (!monitor) return NO_MORE;
  const tickAt = tickAtOrBefore(monitor, now);
  const next = tickAfter(monitor, now);
  return {
    jobs: [checkJob({ monitorId: monitor.id, serverId: monitor.mcpServerId, tickAt })],
    next: { tickAt: next, dueAt: next },
  };
}
