// When windows are open: tables for the changes of the clocks, and a naive model for everything else.
import { describe, expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#kernel/duration';
import { isOpen, occurrenceAt } from './occurrence.ts';
import type { MaintenanceTime } from './window.ts';

type Weekly = Extract<MaintenanceTime, { kind: 'weekly' }>;
const weekly = (fields: Partial<Weekly>): Weekly => ({
  kind: 'weekly',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  startTime: '02:30',
  durationMinutes: 60,
  timezone: 'UTC',
  ...fields,
});
const openAt = (window: MaintenanceTime, ...times: readonly string[]) => times.map((time) => isOpen(window, new Date(time)));

describe('a window for once', () => {
  const once: MaintenanceTime = { kind: 'once', startsAt: '2026-01-31T10:00:00.000Z', endsAt: '2026-01-31T11:00:00.000Z' };

  test('is open from its beginning to just before its end', () => {
    expect(openAt(once, '2026-01-31T09:59:59.999Z', '2026-01-31T10:00:00Z', '2026-01-31T10:59:59.999Z', '2026-01-31T11:00:00Z')).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('comes until it is over', () => {
    expect(occurrenceAt(once, new Date('2026-01-01T00:00:00Z'))).toEqual({ startsAt: once.startsAt, endsAt: once.endsAt });
    expect(occurrenceAt(once, new Date('2026-01-31T11:00:00Z'))).toBeNull();
  });
});

describe('a weekly window', () => {
  test('begins on its days only, on the wall clock of its zone', () => {
    const window = weekly({ weekdays: [1], startTime: '22:00', timezone: 'America/New_York' });
    // Monday 22:00 in New York is Tuesday 03:00 in winter.
    expect(openAt(window, '2026-01-06T02:59:59Z', '2026-01-06T03:00:00Z', '2026-01-06T03:59:59Z', '2026-01-06T04:00:00Z')).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isOpen(window, new Date('2026-01-07T03:30:00Z'))).toBe(false);
  });

  test('crosses midnight and the end of the week', () => {
    const window = weekly({ weekdays: [7], startTime: '23:00', durationMinutes: 180 });
    expect(openAt(window, '2026-01-04T22:59:00Z', '2026-01-04T23:00:00Z', '2026-01-05T01:59:00Z', '2026-01-05T02:00:00Z')).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('of a whole week is always open', () => {
    const window = weekly({ weekdays: [3], durationMinutes: 10_080 });
    for (let hour = 0; hour < 24 * 8; hour += 1) expect(isOpen(window, new Date(Date.UTC(2026, 0, 10, hour, 17)))).toBe(true);
  });

  test('that the clocks skip begins right after the gap', () => {
    // 29 March 2026 in Berlin: after 01:59 CET comes 03:00 CEST, which is 01:00 UTC.
    const window = weekly({ timezone: 'Europe/Berlin' });
    expect(occurrenceAt(window, new Date('2026-03-29T00:59:00Z'))).toEqual({
      startsAt: '2026-03-29T01:00:00.000Z',
      endsAt: '2026-03-29T02:00:00.000Z',
    });
  });

  test('that comes twice on one day is open once', () => {
    // 25 October 2026 in Berlin: 02:30 is 00:30 UTC and again 01:30 UTC.
    const window = weekly({ timezone: 'Europe/Berlin', durationMinutes: 15 });
    expect(openAt(window, '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z')).toEqual([true, false]);
  });

  test('keeps its length when the clocks change inside it', () => {
    const window = weekly({ timezone: 'Europe/Berlin', startTime: '01:00', durationMinutes: 120 });
    expect(occurrenceAt(window, new Date('2026-03-28T23:59:00Z'))).toEqual({
      startsAt: '2026-03-29T00:00:00.000Z',
      endsAt: '2026-03-29T02:00:00.000Z',
    });
  });

  test('that is open is the occurrence of now, and of two that overlap the earlier one', () => {
    const window = weekly({ startTime: '00:00', durationMinutes: 36 * 60 });
    expect(occurrenceAt(window, new Date('2026-01-10T06:00:00Z'))?.startsAt).toBe('2026-01-09T00:00:00.000Z');
  });
});

/** Minute by minute: a window begins in a minute that the wall clock of the zone shows, the first time it does on that day. */
function naivelyOpen(window: Weekly, at: Date): boolean {
  const minute = Math.floor(at.getTime() / MS_PER_MINUTE);
  const first = minute - window.durationMinutes - 24 * 60;
  const begun = new Set<string>();
  let isNow = false;
  for (let m = first; m <= minute; m += 1) {
    const { day, weekday, time } = wallClock(window.timezone, m);
    const before = wallClock(window.timezone, m - 1);
    const isTime = time === window.startTime || (before.day === day && before.time < window.startTime && time > window.startTime);
    if (!isTime || begun.has(day)) continue;
    begun.add(day);
    if (!window.weekdays.includes(weekday)) continue;
    const start = m * MS_PER_MINUTE;
    isNow ||= start <= at.getTime() && at.getTime() < start + window.durationMinutes * MS_PER_MINUTE;
  }
  return isNow;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const shown = new Map<string, { day: string; weekday: number; time: string }>();
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
function wallClock(timeZone: string, minute: number): { day: string; weekday: number; time: string } {
  const key = `${timeZone} ${minute}`;
  const known = shown.get(key);
  if (known) return known;
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(minute * MS_PER_MINUTE).map(({ type, value }) => [type, value]));
  const made = {
    day: `${parts['year']}-${parts['month']}-${parts['day']}`,
    weekday: DAYS.indexOf(parts['weekday'] ?? '') + 1,
    time: `${parts['hour']}:${parts['minute']}`,
  };
  shown.set(key, made);
  return made;
}

/** The same numbers in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test('100 random windows are open exactly when a walk along the wall clock says so', () => {
  const roll = dice(7);
  // Around the changes of the clocks of 2026, where they have any; Lord Howe moves by half an hour, Kathmandu is off by a quarter.
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Pacific/Apia'];
  const days = ['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04', '2026-06-15', '2026-12-31'];
  const two = (n: number) => String(n).padStart(2, '0');
  for (let i = 0; i < 100; i += 1) {
    const around = Date.parse(`${days[roll(days.length)]}T00:00:00Z`);
    const window = weekly({
      weekdays: [1, 2, 3, 4, 5, 6, 7].filter(() => roll(2) === 0),
      startTime: `${two(roll(24))}:${two(roll(4) * 15)}`,
      durationMinutes: [1, 30, 90, 24 * 60, 2 * 24 * 60][roll(5)] ?? 1,
      timezone: zones[roll(zones.length)] ?? 'UTC',
    });
    if (window.weekdays.length === 0) continue;
    for (let k = 0; k < 5; k += 1) {
      const at = new Date(around + roll(3 * 24 * 60) * MS_PER_MINUTE - 24 * 60 * MS_PER_MINUTE + roll(60_000));
      expect({ window, at, open: isOpen(window, at) }).toEqual({ window, at, open: naivelyOpen(window, at) });
    }
  }
});
