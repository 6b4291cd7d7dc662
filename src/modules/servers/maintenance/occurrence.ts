// When a maintenance window is open. Pure.
import { MS_PER_MINUTE } from '#kernel/duration';
import { nextTick } from '#platform/jobs/cron';
import type { Schedule } from '#platform/jobs/cron';
import type { MaintenanceTime, Occurrence } from './window.ts';

/** From its beginning on, up to but not at its end. */
export function isOpen(window: MaintenanceTime, at: Date): boolean {
  const occurrence = occurrenceAt(window, at);
  return occurrence !== null && Date.parse(occurrence.startsAt) <= at.getTime();
}

/** The one that is open, of several the one that began first; else the one that comes; null when there will be none. */
export function occurrenceAt(window: MaintenanceTime, at: Date): Occurrence | null {
  if (window.kind === 'once') {
    return Date.parse(window.endsAt) > at.getTime() ? { startsAt: window.startsAt, endsAt: window.endsAt } : null;
  }
  const lengthMs = window.durationMinutes * MS_PER_MINUTE;
  // It is open exactly when it began after that moment, and not after `at`.
  const start = nextTick(scheduleOf(window), new Date(at.getTime() - lengthMs));
  return start && { startsAt: start.toISOString(), endsAt: new Date(start.getTime() + lengthMs).toISOString() };
}

/** A beginning that a change of the clocks skips is right after the gap; one that comes twice counts once. */
function scheduleOf({ startTime, weekdays, timezone }: Extract<MaintenanceTime, { kind: 'weekly' }>): Schedule {
  const [hour, minute] = startTime.split(':').map(Number);
  return { cron: `${minute} ${hour} * * ${weekdays.map((day) => day % DAYS_A_WEEK).join(',')}`, timezone };
}

/** Sunday is 7 here and 0 there. */
const DAYS_A_WEEK = 7;
