// Schedules: the error texts of spec 02 §4, and ticks through clock changes in four zones.
import { describe, expect, it } from 'vitest';
import { intervalMs, nextTick, parseCron } from './cron.ts';

const ticks = (cron: string, timezone: string, from: string, count: number): string[] => {
  const found: string[] = [];
  let at: Date | null = new Date(from);
  while (found.length < count) {
    at = nextTick({ cron, timezone }, at);
    if (!at) return found;
    found.push(at.toISOString().slice(0, 16));
  }
  return found;
};

describe('parseCron', () => {
  it.each([
    '* * * * *',
    '*/15 * * * *',
    '0 * * * *',
    '0 9 * * *',
    '0 9 * * MON-FRI',
    '0 9 * * mon,WED,5',
    '0,30 8-18/2 1,15 JAN-MAR,dec *',
    '0 0 * * 7',
    '0 0 * * FRI-SUN',
    '59 23 31 12 6',
    '  0   9  *  *  *  ',
    '0 0 1-31/5 */3 *',
  ])('accepts %s', (cron) => {
    expect(parseCron(cron, 'Europe/Paris')).toMatchObject({ ok: true });
  });

  it.each([
    ['0 25 * * *', 'field 2 (hour) 25 is not within 0-23'],
    ['60 * * * *', 'field 1 (minute) 60 is not within 0-59'],
    ['0 0 0 * *', 'field 3 (day) 0 is not within 1-31'],
    ['0 0 * 13 *', 'field 4 (month) 13 is not within 1-12'],
    ['0 0 * * 8', 'field 5 (weekday) 8 is not within 0-7'],
    ['0 0 * FOO *', 'field 4 (month) FOO is not within 1-12'],
    ['0 0 * * MONDAY', 'field 5 (weekday) MONDAY is not within 0-7'],
    ['MON 0 * * *', 'field 1 (minute) MON is not within 0-59'],
    ['*/0 * * * *', 'field 1 (minute) step 0 is not within 1-59'],
    ['*/60 * * * *', 'field 1 (minute) step 60 is not within 1-59'],
    ['*/x * * * *', 'field 1 (minute) step X is not within 1-59'],
    ['5/15 * * * *', 'field 1 (minute) 5/15 has a step without * or a range'],
    ['0 18-8 * * *', 'field 2 (hour) 18-8 runs backwards'],
    ['0, * * * *', 'field 1 (minute) has an empty entry'],
    ['0 -1 * * *', 'field 2 (hour) an empty value is not within 0-23'],
    ['0 1-2-3 * * *', 'field 2 (hour) 1-2-3 is not understood'],
    ['1.5 * * * *', 'field 1 (minute) 1.5 is not within 0-59'],
    ['0 0 L * *', 'field 3 (day) L is not within 1-31'],
    ['0 0 15W * *', 'field 3 (day) 15W is not within 1-31'],
    ['0 0 * * FRI#2', 'field 5 (weekday) FRI#2 is not within 0-7'],
    ['0 0 ? * *', 'field 3 (day) ? is not within 1-31'],
    ['0 0 * * * *', 'must have five fields (minute hour day month weekday), not 6'],
    ['* * * *', 'must have five fields (minute hour day month weekday), not 4'],
    ['', 'must have five fields (minute hour day month weekday), not 0'],
    ['@daily', '@daily is not accepted; write five fields: minute hour day month weekday'],
    [`0 ${'1,'.repeat(120)}1 * * *`, 'is longer than 200 characters'],
  ])('%s: %s', (cron, error) => {
    expect(parseCron(cron, 'UTC')).toEqual({ ok: false, error });
  });

  it.each(['Mars/Olympus', '+01:00', '', 'Europe/', 'UTC; drop'])('refuses the zone %j', (zone) => {
    expect(parseCron('0 0 * * *', zone)).toMatchObject({ ok: false, error: expect.stringContaining('is not an IANA time zone') });
  });
});

describe('nextTick', () => {
  it.each([
    ['plain', '*/15 * * * *', 'UTC', '2026-05-01T10:00:00Z', ['2026-05-01T10:15', '2026-05-01T10:30']],
    ['exclusive of the moment itself', '0 9 * * *', 'UTC', '2026-05-01T09:00:00Z', ['2026-05-02T09:00']],
    ['one millisecond before', '0 9 * * *', 'UTC', '2026-05-01T08:59:59.999Z', ['2026-05-01T09:00']],
    ['in a zone', '0 9 * * *', 'America/New_York', '2026-05-01T00:00:00Z', ['2026-05-01T13:00']],
    [
      'day or weekday when both are given',
      '0 0 13 * FRI',
      'UTC',
      '2026-05-01T12:00:00Z',
      ['2026-05-08T00:00', '2026-05-13T00:00', '2026-05-15T00:00'],
    ],
    ['Sunday as 7', '0 0 * * 7', 'UTC', '2026-05-01T00:00:00Z', ['2026-05-03T00:00']],
    ['to Sunday', '0 0 * * SAT-SUN', 'UTC', '2026-05-01T00:00:00Z', ['2026-05-02T00:00', '2026-05-03T00:00', '2026-05-09T00:00']],
    ['a leap day', '0 0 29 2 *', 'UTC', '2026-05-01T00:00:00Z', ['2028-02-29T00:00']],
    // Paris springs forward on 2026-03-29 at 01:00Z (02:00 → 03:00) and back on 2026-10-25 at 01:00Z (03:00 → 02:00)
    ['a skipped time right after the gap', '30 2 * * *', 'Europe/Paris', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['skipped times of one hour once', '*/15 2 * * *', 'Europe/Paris', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['a repeated time once', '30 2 * * *', 'Europe/Paris', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    [
      'repeated times of one hour once',
      '0,30 2 * * *',
      'Europe/Paris',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-26T01:00'],
    ],
    [
      'wildcard hours through the gap',
      '30 * * * *',
      'Europe/Paris',
      '2026-03-29T00:00:00Z',
      ['2026-03-29T00:30', '2026-03-29T01:30', '2026-03-29T02:30'],
    ],
    [
      'wildcard hours through the repeated hour',
      '30 * * * *',
      'Europe/Paris',
      '2026-10-24T23:00:00Z',
      ['2026-10-24T23:30', '2026-10-25T00:30', '2026-10-25T01:30', '2026-10-25T02:30'],
    ],
    [
      'every 15 minutes in real time, in autumn',
      '*/15 * * * *',
      'Europe/Paris',
      '2026-10-25T00:30:00Z',
      ['2026-10-25T00:45', '2026-10-25T01:00', '2026-10-25T01:15'],
    ],
    // New York: 2026-03-08 at 07:00Z (02:00 → 03:00), 2026-11-01 at 06:00Z (02:00 → 01:00)
    ['New York, skipped', '30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
    ['New York, repeated', '30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    [
      'New York, wildcard hours',
      '0 * * * *',
      'America/New_York',
      '2026-11-01T04:30:00Z',
      ['2026-11-01T05:00', '2026-11-01T06:00', '2026-11-01T07:00'],
    ],
    ['a gap of half an hour', '15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
  ])('%s', (_name, cron, zone, from, expected) => {
    expect(ticks(cron, zone, from, expected.length)).toEqual(expected);
  });

  it('is null for a day that never comes, without a long search', () => {
    const started = performance.now();
    expect(nextTick({ cron: '0 0 31 2 *', timezone: 'UTC' }, new Date('2026-01-01T00:00:00Z'))).toBeNull();
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('ascends strictly through a year of every minute pattern it is given', () => {
    for (const cron of ['*/7 * * * *', '5 */3 * * *', '0,59 0-5 * * *', '30 2 * * SUN']) {
      let at = new Date('2026-03-28T00:00:00Z');
      for (let i = 0; i < 200; i += 1) {
        const next = nextTick({ cron, timezone: 'Europe/Paris' }, at);
        expect(next && next.getTime() > at.getTime()).toBe(true);
        at = next ?? at;
      }
    }
  });
});

it.each([
  ['*/15 * * * *', '2026-05-01T10:00:00Z', 15 * 60_000],
  ['0 9 * * *', '2026-05-01T09:00:00Z', 86_400_000],
  ['0 9 * * *', '2026-05-01T10:00:00Z', 86_400_000],
  ['0 9,10 * * *', '2026-05-01T09:00:00Z', 3_600_000],
  ['0 0 31 2 *', '2026-05-01T09:00:00Z', Infinity],
])('the interval of %s at %s is %d ms', (cron, at, expected) => {
  expect(intervalMs({ cron, timezone: 'UTC' }, new Date(at))).toBe(expected);
});
