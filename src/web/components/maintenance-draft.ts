// A maintenance window as it is typed, and what is sent of it.
import type { MaintenanceInput, MaintenanceWindow } from '../api/maintenance.ts';
import { plural } from '../text/amounts.ts';
import { localZone, momentOf, wallClock } from '../text/zoned-time.ts';
import type { Errors } from './form-errors.ts';

export interface MaintenanceDraft {
  readonly title: string;
  readonly kind: MaintenanceWindow['kind'];
  readonly timezone: string;
  /** Wall clocks of the time zone: `2026-01-31T09:30`. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** 1 is Monday. */
  readonly weekdays: readonly number[];
  /** `02:00` */
  readonly startTime: string;
  readonly durationMinutes: string;
}

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const HOUR = 3_600_000;
const MAX_MINUTES = 10_080;

/** The next whole hour, for an hour: in the time zone of who types. */
export function newMaintenance(now: number): MaintenanceDraft {
  const timezone = localZone();
  const begin = Math.ceil(now / HOUR) * HOUR;
  return {
    title: '',
    kind: 'once',
    timezone,
    startsAt: wallClock(new Date(begin).toISOString(), timezone),
    endsAt: wallClock(new Date(begin + HOUR).toISOString(), timezone),
    weekdays: [7],
    startTime: '02:00',
    durationMinutes: '60',
  };
}

export function maintenanceDraft(window: MaintenanceWindow, now: number): MaintenanceDraft {
  const blank = { ...newMaintenance(now), title: window.title, kind: window.kind };
  if (window.kind === 'once') {
    return { ...blank, startsAt: wallClock(window.startsAt, blank.timezone), endsAt: wallClock(window.endsAt, blank.timezone) };
  }
  const { weekdays, startTime, durationMinutes, timezone } = window;
  return { ...blank, weekdays, startTime, durationMinutes: String(durationMinutes), timezone };
}

export type ReadMaintenance = { readonly ok: true; readonly value: MaintenanceInput } | { readonly ok: false; readonly errors: Errors };

export function readMaintenance(draft: MaintenanceDraft, now: number): ReadMaintenance {
  const title = draft.title.trim();
  const errors: Record<string, string> = title === '' ? { title: 'must not be empty' } : {};
  const value = draft.kind === 'once' ? readOnce(draft, errors, now) : readWeekly(draft, errors);
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: { title, ...value } };
}

function readOnce({ startsAt, endsAt, timezone }: MaintenanceDraft, errors: Record<string, string>, now: number) {
  const [start, end] = [momentOf(startsAt, timezone), momentOf(endsAt, timezone)];
  if (start === undefined) errors['startsAt'] = 'must be a date and a time';
  if (end === undefined) errors['endsAt'] = 'must be a date and a time';
  else if (start !== undefined && end <= start) errors['endsAt'] = 'must be after the beginning';
  else if (Date.parse(end) <= now) errors['endsAt'] = 'must be in the future';
  return { kind: 'once' as const, startsAt: start ?? '', endsAt: end ?? '' };
}

function readWeekly({ weekdays, startTime, durationMinutes, timezone }: MaintenanceDraft, errors: Record<string, string>) {
  const minutes = Number(durationMinutes);
  if (weekdays.length === 0) errors['weekdays'] = 'must have at least one day';
  if (!/^\d\d:\d\d$/.test(startTime)) errors['startTime'] = 'must be a time of day';
  if (durationMinutes.trim() === '' || !Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES)
    errors['durationMinutes'] = 'must be a whole number of minutes, at most a week (10080)';
  return { kind: 'weekly' as const, weekdays: [...weekdays], startTime, durationMinutes: minutes, timezone };
}

/** `Every Sunday at 02:00 (Europe/Paris), for 60 minutes` */
export function maintenanceSentence(window: MaintenanceWindow): string {
  if (window.kind === 'once') {
    const zone = localZone();
    const [from, to] = [wallClock(window.startsAt, zone), wallClock(window.endsAt, zone)].map((wall) => wall.replace('T', ' '));
    return `${from} to ${to} (${zone})`;
  }
  const days = window.weekdays.map((day) => WEEKDAYS[day - 1] ?? String(day));
  const which = days.length === WEEKDAYS.length ? 'day' : days.join(', ');
  return `Every ${which} at ${window.startTime} (${window.timezone}), for ${plural(window.durationMinutes, 'minute')}`;
}
