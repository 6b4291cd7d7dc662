// Plans a monitor's checks, and ends them, in the transaction that changes the monitor.
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { clearDue, setDue } from '#platform/jobs/due';
import { MONITOR_DUE_KIND } from '../monitor.ts';
import { checkJob } from './check-job.ts';
import { endOpenOutage } from './store.ts';
import { tickAfter } from './tick-grid.ts';
import type { Gridded } from './tick-grid.ts';

export interface Planned extends Gridded {
  readonly orgId: string;
  /** Jobs of one server share its bound. */
  readonly mcpServerId?: string | undefined;
}

/** `now`: besides, one check at once. */
export async function planChecks(
  tx: Tx,
  { clock, jobs }: Pick<Deps, 'clock' | 'jobs'>,
  monitor: Planned,
  { now }: { readonly now: boolean },
): Promise<void> {
  const tickAt = tickAfter(monitor, clock.now());
  await setDue(tx, [{ kind: MONITOR_DUE_KIND, subjectId: monitor.id, slot: 0, orgId: monitor.orgId, tickAt, dueAt: tickAt }]);
  if (now) await jobs.enqueueAll(tx, [checkJob({ monitorId: monitor.id, serverId: monitor.mcpServerId, tickAt: null })]);
}

/** When it is paused or deleted. What was failing counts as failing up to its newest check: nobody looks any more. */
export async function endChecks(tx: Tx, monitorId: string): Promise<void> {
  await clearDue(tx, MONITOR_DUE_KIND, monitorId);
  await endOpenOutage(tx, monitorId);
}
