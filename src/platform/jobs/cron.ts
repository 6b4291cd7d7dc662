// The only door to the cron library: what a schedule means, and when it fires next (spec 02 §4).
import { Cron as CronJob } from 'croner';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { parseCronFields } from './cron-fields.ts';
import type { CronFields } from './cron-fields.ts';

export interface Schedule {
  /** Five fields: minute hour day month weekday. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
}

/** A schedule that is known to be well-formed. */
export interface Cron extends Schedule {
  readonly fields: CronFields;
}

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;
const MAX_CACHED = 2_000;
const jobs = new Map<string, CronJob>();

/** The error completes the sentence "schedule.cron: …", such as `field 2 (hour) 25 is not within 0-23`. */
export function parseCron(cron: string, timezone: string): Outcome<Cron, string> {
  const fields = parseCronFields(cron);
  if (!fields.ok) return fields;
  if (!isTimezone(timezone)) return failed(`${timezone.slice(0, 64)} is not an IANA time zone, such as Europe/Paris`);
  return ok({ cron, timezone, fields: fields.value });
}

/**
 * The first tick after `after` (exclusive), or null when there will be none. A local time that a clock change skips fires right
 * after the gap, one that occurs twice fires once; with a wildcard in the hour field every real hour counts.
 */
export function nextTick(schedule: Schedule, after: Date): Date | null {
  return jobOf(schedule).nextRun(after);
}

/** Milliseconds between the first tick at or after `at` and the one after it; Infinity when there are no two. */
export function intervalMs(schedule: Schedule, at: Date): number {
  const first = nextTick(schedule, new Date(at.getTime() - 1));
  const second = first && nextTick(schedule, first);
  return first && second ? second.getTime() - first.getTime() : Infinity;
}

/** Offsets such as +01:00 are zones for Intl too, but not names. */
export function isTimezone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl reports an unknown zone by throwing; there is no other question to ask it.
    return false;
  }
}

function jobOf({ cron, timezone }: Schedule): CronJob {
  const key = `${cron}\n${timezone}`;
  const known = jobs.get(key);
  if (known) return known;
  const parsed = parseCron(cron, timezone);
  if (!parsed.ok) throw new RangeError(`The schedule is not valid: ${parsed.error}`);
  const job = newJob(parsed.value);
  const oldest = jobs.size >= MAX_CACHED ? jobs.keys().next().value : undefined;
  if (oldest !== undefined) jobs.delete(oldest);
  jobs.set(key, job);
  return job;
}

/** Never started: it is only asked for times. */
function newJob({ fields, timezone }: Cron): CronJob {
  const { minute, hour, day, month, weekday } = fields;
  const list = (values: readonly number[]): string => values.join(',');
  // The library takes a time for fixed only when neither minute nor hour has a star or step; for us the hour decides, so minutes
  // are always spelled out, and hours unless they are a wildcard.
  const pattern = [
    list(minute.values),
    hour.isWildcard ? hour.text : list(hour.values),
    starOr(day),
    list(month.values),
    starOr(weekday),
  ].join(' ');
  return new CronJob(pattern, { timezone, mode: '5-part', paused: true, fixedTimeRule: hour.isWildcard ? 'single-value' : 'no-wildcard' });
}

/** A star must stay one: when day and weekday are both restricted, either is enough. */
const starOr = (field: { readonly text: string; readonly values: readonly number[] }): string =>
  field.text === '*' ? '*' : field.values.join(',');
