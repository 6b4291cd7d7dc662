// What a maintenance window is made of, field by field, and what is wrong with each. Pure.
import { z } from 'zod';
import { days } from '#kernel/duration';
import type { FieldError } from '#kernel/errors';
import { textField } from '#kernel/text-field';
import { isTimezone } from '#platform/jobs/cron';
import type { MaintenanceTime } from './window.ts';

const MAX_TITLE = 120;
const MAX_ONCE_DAYS = 30;
const MAX_MINUTES = 10_080;

const timeField = z.iso.datetime({ offset: true, message: 'must be a time in ISO 8601 with its offset, such as 2026-01-31T09:30:00Z' });

const timeFields = {
  kind: z.enum(['once', 'weekly'], 'must be once or weekly'),
  startsAt: timeField.optional(),
  endsAt: timeField.optional(),
  weekdays: z
    .array(
      z
        .int('must be from 1 (Monday) to 7 (Sunday)')
        .min(1, 'must be from 1 (Monday) to 7 (Sunday)')
        .max(7, 'must be from 1 (Monday) to 7 (Sunday)'),
    )
    .min(1, 'must have at least one day')
    .max(7, 'must have at most 7 days')
    .optional(),
  startTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day as HH:MM, such as 02:30')
    .optional(),
  durationMinutes: z
    .int('must be a whole number of minutes')
    .min(1, 'must be at least 1')
    .max(MAX_MINUTES, `must be at most ${MAX_MINUTES} (a week)`)
    .optional(),
  timezone: z.string().refine(isTimezone, 'must be an IANA time zone, such as Europe/Paris').optional(),
};

export const maintenanceWindowInput = z.strictObject({ title: textField(MAX_TITLE), ...timeFields });
export const maintenanceWindowPatch = maintenanceWindowInput.partial();
type TimeInput = Omit<z.infer<typeof maintenanceWindowInput>, 'title'>;

const ONCE = ['startsAt', 'endsAt'] as const;
const WEEKLY = ['weekdays', 'startTime', 'durationMinutes', 'timezone'] as const;

export type JudgedTime = { readonly time: MaintenanceTime } | { readonly faults: readonly [FieldError, ...FieldError[]] };

/** `now`: what is over before it begins is refused. */
export function maintenanceTimeOf(input: TimeInput, now: Date): JudgedTime {
  const [needed, alien, other] = input.kind === 'once' ? [ONCE, WEEKLY, 'weekly'] : [WEEKLY, ONCE, 'once'];
  const faults: FieldError[] = [
    ...alien.filter((name) => input[name] !== undefined).map((name) => ({ field: name, message: `is for ${other} only` })),
    ...needed.filter((name) => input[name] === undefined).map((name) => ({ field: name, message: 'is required' })),
  ];
  const [first, ...rest] = faults;
  if (first) return { faults: [first, ...rest] };
  return input.kind === 'once' ? onceOf(input, now) : { time: weeklyOf(input) };
}

function onceOf({ startsAt = '', endsAt = '' }: TimeInput, now: Date): JudgedTime {
  const [start, end] = [new Date(startsAt), new Date(endsAt)];
  const fault = (message: string): JudgedTime => ({ faults: [{ field: 'endsAt', message }] });
  if (end <= start) return fault('must be after startsAt');
  if (end.getTime() - start.getTime() > days(MAX_ONCE_DAYS)) return fault(`must be at most ${MAX_ONCE_DAYS} days after startsAt`);
  if (end <= now) return fault('must be in the future');
  return { time: { kind: 'once', startsAt: start.toISOString(), endsAt: end.toISOString() } };
}

const weeklyOf = ({ weekdays = [], startTime = '', durationMinutes = 0, timezone = '' }: TimeInput): MaintenanceTime => ({
  kind: 'weekly',
  weekdays: [...new Set(weekdays)].toSorted((a, b) => a - b),
  startTime,
  durationMinutes,
  timezone,
});
