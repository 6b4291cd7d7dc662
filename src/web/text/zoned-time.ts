// Wall clocks: what a clock in a time zone shows at a moment, and the moment at which it shows something.
// `wall` is the text of a date-and-time control: `2026-01-31T09:30`.

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the clock in `zone` shows at this moment. */
export function wallClock(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(iso));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/**
 * The moment at which the clock in `zone` shows `wall`, as ISO text; undefined when `wall` is no time. An hour that a change of
 * clocks leaves out is taken as the hour after it, one that comes twice as its first coming.
 */
export function momentOf(wall: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${wall}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) || Number.isNaN(asUtc)) return undefined;
  const offsetAt = (moment: number): number => Date.parse(`${wallClock(new Date(moment).toISOString(), zone)}Z`) - floorMinute(moment);
  // The offset a day before and a day after: a change of clocks lies between them, or they are one.
  const candidates = [asUtc - DAY, asUtc + DAY].map((around) => asUtc - offsetAt(around)).toSorted((a, b) => a - b);
  const exact = candidates.find((moment) => wallClock(new Date(moment).toISOString(), zone) === wall);
  const moment = exact ?? candidates.at(-1);
  return moment === undefined ? undefined : new Date(moment).toISOString();
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const floorMinute = (moment: number): number => Math.floor(moment / MINUTE) * MINUTE;
