// Puts the public status together from what is known of the monitors. Pure.
import type { CheckStatus, MonitorState, ToldOutage } from '#modules/monitors';
import { days as daysMs, hours } from '#kernel/duration';
import { DAYS_SHOWN } from './public-status.ts';
import type { PublicDay, PublicIncident, PublicMonitor, PublicState, PublicStatus } from './public-status.ts';

export interface StatusFacts {
  readonly page: { readonly slug: string; readonly title: string; readonly description: string; readonly showsLatency: boolean };
  /** In the order of the page. */
  readonly monitors: readonly WatchedMonitor[];
  readonly sums: readonly DaySum[];
  /** The newest first. */
  readonly outages: readonly ToldOutage[];
  readonly latencies: ReadonlyMap<string, { readonly p50Ms: number | null; readonly p95Ms: number | null }>;
  readonly now: Date;
}

export interface WatchedMonitor {
  readonly id: string;
  readonly label: string;
  readonly state: MonitorState;
  readonly status: CheckStatus;
  readonly lastCheckAt: string | null;
  readonly isInMaintenance: boolean;
}

export interface DaySum {
  readonly monitorId: string;
  /** UTC, `2026-01-31`. */
  readonly day: string;
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly excluded: number;
}

/** Twice the longest interval, and some time for a late worker: what was well before that may be anything now. */
const TRUSTED_MS = hours(2.5);

export const MAX_INCIDENTS = 100;
/** Failed checks in a row: one alone may be chance. An outage that lasts is told at once. */
export const TOLD_FROM = 2;

export function composeStatus(facts: StatusFacts): PublicStatus {
  const { slug, title, description } = facts.page;
  const sums = Map.groupBy(facts.sums, ({ monitorId }) => monitorId);
  const monitors = facts.monitors.map((monitor) => publicMonitor(monitor, sums.get(monitor.id) ?? [], facts));
  const allDays = monitors.flatMap((monitor) => monitor.days);
  return {
    slug,
    title,
    description,
    ...overall(monitors.map(({ state }) => state)),
    uptimePercent: uptimeOf(allDays),
    checkedAt: facts.monitors.reduce<string | null>(
      (newest, { lastCheckAt: at }) => (at !== null && (newest === null || at > newest) ? at : newest),
      null,
    ),
    monitors,
    incidents: incidentsOf(facts),
  };
}

/** The UTC days that are shown, the oldest first. */
function shownDays(now: Date): string[] {
  return Array.from({ length: DAYS_SHOWN }, (_, index) => dayOf(new Date(now.getTime() - daysMs(DAYS_SHOWN - 1 - index))));
}

export const shownRange = (now: Date): { readonly from: string; readonly to: string } => ({
  from: dayOf(new Date(now.getTime() - daysMs(DAYS_SHOWN - 1))),
  to: dayOf(now),
});

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

function publicMonitor(monitor: WatchedMonitor, sums: readonly DaySum[], { page, latencies, now }: StatusFacts): PublicMonitor {
  const byDay = new Map(sums.map((sum) => [sum.day, sum]));
  const days = shownDays(now).map((day) => publicDay(day, byDay.get(day)));
  const { p50Ms, p95Ms } = latencies.get(monitor.id) ?? { p50Ms: null, p95Ms: null };
  return {
    id: monitor.id,
    label: monitor.label,
    state: stateOf(monitor, now),
    uptimePercent: uptimeOf(days),
    latency: page.showsLatency && p50Ms !== null && p95Ms !== null ? { p50Ms: Math.round(p50Ms), p95Ms: Math.round(p95Ms) } : null,
    days,
  };
}

function publicDay(day: string, sum: DaySum | undefined): PublicDay {
  const { pass = 0, fail = 0, error = 0, excluded = 0 } = sum ?? {};
  const counted = { checks: pass + fail + error, failedChecks: fail + error };
  return { day, ...counted, uncountedChecks: excluded, uptimePercent: uptimeOf([counted]) };
}

/** Rounded down to hundredths, in whole numbers: 99.999 is not 100. */
export function uptimeOf(days: readonly Pick<PublicDay, 'checks' | 'failedChecks'>[]): number | null {
  const checks = days.reduce((sum, day) => sum + day.checks, 0);
  const failed = days.reduce((sum, day) => sum + day.failedChecks, 0);
  return checks === 0 ? null : Math.floor((10_000 * (checks - failed)) / checks) / 100;
}

const STATES = { pass: 'operational', fail: 'failing', error: 'unreachable', unknown: 'unchecked' } as const satisfies Record<
  CheckStatus,
  PublicState
>;

function stateOf({ state, status, isInMaintenance, lastCheckAt }: WatchedMonitor, now: Date): PublicState {
  if (state === 'paused') return 'paused';
  if (isInMaintenance) return 'maintenance';
  const isStale = lastCheckAt !== null && now.getTime() - Date.parse(lastCheckAt) > TRUSTED_MS;
  return isStale ? 'unchecked' : STATES[status];
}

function overall(states: readonly PublicState[]): Pick<PublicStatus, 'state' | 'summary'> {
  const count = (...wanted: readonly PublicState[]) => states.filter((state) => wanted.includes(state)).length;
  const ill = count('failing', 'unreachable');
  const well = count('operational');
  if (ill > 0 && well === 0 && count('maintenance') === 0)
    return { state: 'down', summary: ill === 1 ? 'It is not working' : `None of ${ill} is working` };
  if (ill > 0) return { state: 'degraded', summary: `${ill} of ${states.length} ${ill === 1 ? 'is' : 'are'} not working` };
  if (count('maintenance') > 0) return { state: 'maintenance', summary: 'Maintenance is under way' };
  if (well === 0) return { state: 'unchecked', summary: 'Nothing was checked lately' };
  return { state: 'operational', summary: well === states.length ? 'Everything is working' : 'Everything that is checked is working' };
}

function incidentsOf({ monitors, outages }: StatusFacts): PublicIncident[] {
  const labels = new Map(monitors.map(({ id, label }) => [id, label]));
  return outages.flatMap(({ monitorId, startedAt, endedAt, status }) => {
    const label = labels.get(monitorId);
    return label === undefined ? [] : [{ monitorId, label, kind: status === 'error' ? 'unreachable' : 'failing', startedAt, endedAt }];
  });
}
