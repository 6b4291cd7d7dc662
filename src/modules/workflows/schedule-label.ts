// A schedule in words: "Hourly · across 3 models" (spec 02 §4). Pure.
import type { Schedule, TesterTarget } from './workflow.ts';

type Target = Pick<TesterTarget, 'modelId'>;

/** The part after the dot is left out for a single target. */
export function scheduleLabel(schedule: Schedule | null, targets: readonly Target[]): string {
  const when = schedule ? cronLabel(schedule) : 'Manual';
  if (targets.length < 2) return when;
  const models = new Set(targets.map(({ modelId }) => modelId)).size;
  return `${when} · across ${targets.length} ${models === targets.length ? 'models' : 'targets'}`;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_NAMES = DAYS.map((day) => day.slice(0, 3).toUpperCase());

function cronLabel({ cron, timezone }: Schedule): string {
  const fields = cron.trim().split(/\s+/);
  const inHour = minutesLabel(fields);
  if (inHour !== undefined) return inHour;
  const inDay = hoursLabel(fields) ?? clockLabel(fields);
  return `${inDay ?? `Cron ${fields.join(' ')}`} (${timezone})`;
}

/** Schedules that are the same in every zone. */
function minutesLabel([minute = '', hour, ...days]: readonly string[]): string | undefined {
  if (hour !== '*' || !isEveryDay(days)) return undefined;
  if (minute === '*' || minute === '*/1') return 'Every minute';
  const step = stepOf(minute, 60);
  if (step !== undefined) return `Every ${step} minutes`;
  const at = numberIn(minute, 59);
  if (at === undefined) return undefined;
  return at === 0 ? 'Hourly' : `Hourly at :${twoDigits(at)}`;
}

function hoursLabel([minute = '', hour = '', ...days]: readonly string[]): string | undefined {
  const step = stepOf(hour, 24);
  const at = numberIn(minute, 59);
  if (step === undefined || at === undefined || !isEveryDay(days)) return undefined;
  return `Every ${step} hours${at === 0 ? '' : ` at :${twoDigits(at)}`}`;
}

/** One or more times of day, on every day, on days of the week, or on a day of the month. */
function clockLabel([minute = '', hour = '', dayOfMonth = '', month, weekday = '']: readonly string[]): string | undefined {
  const at = numberIn(minute, 59);
  const hours = hour.split(',').map((one) => numberIn(one, 23));
  if (at === undefined || month !== '*' || hours.some((one) => one === undefined)) return undefined;
  const times = joined(hours.map((one) => `${twoDigits(one ?? 0)}:${twoDigits(at)}`));
  const days = dayOfMonth === '*' ? weekdaysLabel(weekday) : weekday === '*' ? monthDayLabel(dayOfMonth) : undefined;
  return days === undefined ? undefined : `${days} at ${times}`;
}

function weekdaysLabel(field: string): string | undefined {
  if (field === '*') return 'Daily';
  if (field === '1-5' || field.toUpperCase() === 'MON-FRI') return 'Weekdays';
  const days = field.split(',').map((one) => numberIn(one, 7) ?? positionOf(one));
  if (days.some((day) => day === undefined)) return undefined;
  const names = days.map((day) => DAYS[(day ?? 0) % 7] ?? '');
  return names.length === 1 ? `Every ${names[0] ?? ''}` : joined(names.map((name) => name.slice(0, 3)));
}

function positionOf(name: string): number | undefined {
  const position = DAY_NAMES.indexOf(name.toUpperCase());
  return position < 0 ? undefined : position;
}

function monthDayLabel(field: string): string | undefined {
  const day = numberIn(field, 31);
  return day === undefined || day === 0 ? undefined : `Monthly on day ${day}`;
}

const isEveryDay = (days: readonly string[]): boolean => days.every((field) => field === '*');

/** `*\/n` where n divides the whole: only then is the distance between ticks always n. */
function stepOf(field: string, whole: number): number | undefined {
  const step = Number(/^(?:\*|0)\/(\d{1,2})$/.exec(field)?.[1]);
  return step > 1 && whole % step === 0 ? step : undefined;
}

function numberIn(field: string, max: number): number | undefined {
  const value = /^\d{1,2}$/.test(field) ? Number(field) : undefined;
  return value !== undefined && value <= max ? value : undefined;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const joined = (parts: readonly string[]): string =>
  parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
