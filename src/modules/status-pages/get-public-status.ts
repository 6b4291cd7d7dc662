// The public status of the page with this slug. Asked by strangers: what is not public is not there.
import { getOrgById } from '#modules/access';
import { conditionsOf, dailySums, numbersOf, toldOutages } from '#modules/monitors';
import type { MonitorNumbers } from '#modules/monitors';
import { maintenanceOf } from '#modules/servers';
import type { Deps } from '#platform/ctx';
import { composeStatus, MAX_INCIDENTS, shownRange, TOLD_FROM } from './compose-status.ts';
import type { WatchedMonitor } from './compose-status.ts';
import type { PublicStatus } from './public-status.ts';
import { findPublicPage } from './store.ts';
import type { StoredPage } from './store.ts';

type Doors = Pick<Deps, 'db' | 'clock'>;

/** Undefined for a slug nobody has, a page that is not public, and the page of an organization that is being deleted. */
export async function publicStatus(deps: Doors, slug: string): Promise<PublicStatus | undefined> {
  const page = await findPublicPage(deps.db, slug);
  if (!page || !(await getOrgById(deps, page.orgId))) return undefined;
  const now = deps.clock.now();
  const monitors = await watchedMonitors(deps, page, now);
  const ids = monitors.map(({ id }) => id);
  const { from, to } = shownRange(now);
  const [sums, outages, latencies] = await Promise.all([
    dailySums(deps.db, ids, from, to),
    toldOutages(deps.db, ids, { since: new Date(`${from}T00:00:00.000Z`), minChecks: TOLD_FROM, limit: MAX_INCIDENTS }),
    page.showsLatency ? numbersOf(deps.db, ids, now) : new Map<string, MonitorNumbers>(),
  ]);
  return composeStatus({ page, monitors, sums, outages, latencies, now });
}

async function watchedMonitors({ db }: Doors, page: StoredPage, now: Date): Promise<WatchedMonitor[]> {
  const conditions = await conditionsOf(
    db,
    page.orgId,
    page.monitors.map(({ monitorId }) => monitorId),
  );
  const byId = new Map(conditions.map((condition) => [condition.id, condition]));
  const inMaintenance = await maintenanceOf(db, [...new Set(conditions.map(({ serverId }) => serverId))], now);
  return page.monitors.flatMap(({ monitorId, label }) => {
    const condition = byId.get(monitorId);
    if (!condition) return [];
    const { id, state, status, lastCheckAt, serverId } = condition;
    return [{ id, label, state, status, lastCheckAt, isInMaintenance: inMaintenance.has(serverId) }];
  });
}
