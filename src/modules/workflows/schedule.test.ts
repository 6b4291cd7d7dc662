// Schedules in words, and when each target is due.
import { describe, expect, test } from 'vitest';
import { describeSchedule } from './describe-schedule.ts';
import { advanceTick, planTick, staggerMs } from './plan-ticks.ts';
import { scheduleLabel } from './schedule-label.ts';

const one = [{ modelId: 'a/1' }];
const three = [{ modelId: 'a/1' }, { modelId: 'a/2' }, { modelId: 'a/3' }];

describe('the label of', () => {
  test.each([
    ['* * * * *', 'UTC', 'Every minute'],
    ['*/15 * * * *', 'Europe/Paris', 'Every 15 minutes'],
    ['*/30 * * * *', 'UTC', 'Every 30 minutes'],
    ['*/7 * * * *', 'UTC', 'Cron */7 * * * * (UTC)'],
    ['0 * * * *', 'UTC', 'Hourly'],
    ['5 * * * *', 'UTC', 'Hourly at :05'],
    ['0 */6 * * *', 'UTC', 'Every 6 hours (UTC)'],
    ['30 */6 * * *', 'Asia/Tokyo', 'Every 6 hours at :30 (Asia/Tokyo)'],
    ['0 */5 * * *', 'UTC', 'Cron 0 */5 * * * (UTC)'],
    ['0 9 * * *', 'Europe/Paris', 'Daily at 09:00 (Europe/Paris)'],
    ['15 9,17 * * *', 'UTC', 'Daily at 09:15 and 17:15 (UTC)'],
    ['0 9 * * 1-5', 'UTC', 'Weekdays at 09:00 (UTC)'],
    ['0 9 * * MON-FRI', 'UTC', 'Weekdays at 09:00 (UTC)'],
    ['0 9 * * 1', 'UTC', 'Every Monday at 09:00 (UTC)'],
    ['0 9 * * sun', 'UTC', 'Every Sunday at 09:00 (UTC)'],
    ['0 9 * * 7', 'UTC', 'Every Sunday at 09:00 (UTC)'],
    ['0 9 * * 1,3,5', 'UTC', 'Mon, Wed and Fri at 09:00 (UTC)'],
    ['0 9 1 * *', 'UTC', 'Monthly on day 1 at 09:00 (UTC)'],
    ['5 4 * * 2-4', 'UTC', 'Cron 5 4 * * 2-4 (UTC)'],
    ['5 4 1 1 *', 'UTC', 'Cron 5 4 1 1 * (UTC)'],
    ['0 9 1 * 1', 'UTC', 'Cron 0 9 1 * 1 (UTC)'],
  ])('%s in %s is %s', (cron, timezone, label) => expect(scheduleLabel({ cron, timezone }, one)).toBe(label));

  test('a workflow without schedule is Manual', () => expect(scheduleLabel(null, one)).toBe('Manual'));
  test('several models says how many', () =>
    expect(scheduleLabel({ cron: '0 * * * *', timezone: 'UTC' }, three)).toBe('Hourly · across 3 models'));
  test('one model with several skills counts targets', () =>
    expect(scheduleLabel(null, [{ modelId: 'a/1' }, { modelId: 'a/1' }])).toBe('Manual · across 2 targets'));
});

test('a description shows the next three ticks, in UTC', () => {
  const schedule = { cron: '0 9 * * *', timezone: 'Europe/Paris' };
  expect(describeSchedule(schedule, one, new Date('2026-03-27T12:00:00Z'))).toEqual({
    label: 'Daily at 09:00 (Europe/Paris)',
    nextRuns: ['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z', '2026-03-30T07:00:00.000Z'],
  });
  expect(describeSchedule(null, one, new Date())).toEqual({ label: 'Manual', nextRuns: [] });
});

describe('the stagger', () => {
  test.each([
    [0, 8, 60_000, 0],
    [1, 8, 60_000, 3_750],
    [7, 8, 60_000, 26_250],
    [1, 2, 900_000, 30_000],
    [7, 8, 900_000, 210_000],
    [1, 2, Infinity, 30_000],
  ])('of target %i of %i every %i ms is %i ms', (slot, count, interval, expected) =>
    expect(staggerMs(slot, count, interval)).toBe(expected),
  );

  test('is a fact of planning', () => {
    const tick = planTick({ cron: '*/15 * * * *', timezone: 'UTC' }, { slot: 2, count: 3 }, new Date('2026-01-01T00:00:01Z'));
    expect(tick).toEqual({ tickAt: new Date('2026-01-01T00:15:00Z'), dueAt: new Date('2026-01-01T00:16:00Z') });
  });
});

describe('a due target', () => {
  const schedule = { cron: '*/5 * * * *', timezone: 'UTC' };
  const at = (time: string) => new Date(`2026-01-01T${time}Z`);
  const due = { slot: 1, count: 2, tickAt: at('00:05:00'), dueAt: at('00:05:30') };
  const advance = (now: string) => advanceTick(schedule, due, at(now));

  test.each([
    ['in time', '00:05:30', true, '00:10:00'],
    ['a minute late', '00:06:30', true, '00:10:00'],
    ['more than a minute late is missed', '00:06:31', false, '00:10:00'],
    ['late, and the next tick has come but not its stagger', '00:10:10', false, '00:10:00'],
    ['overtaken by the next', '00:10:30', false, '00:15:00'],
    ['hours late is not made up', '03:07:00', false, '03:10:00'],
  ])('%s', (_name, now, isServed, nextTickAt) => {
    const next = { tickAt: at(nextTickAt), dueAt: new Date(at(nextTickAt).getTime() + 30_000) };
    expect(advance(now)).toEqual({ isServed, next });
  });

  test('every minute is overtaken exactly when it is a minute late', () => {
    const everyMinute = { cron: '* * * * *', timezone: 'UTC' };
    const tick = { slot: 0, count: 1, tickAt: at('00:05:00'), dueAt: at('00:05:00') };
    const served = (now: string) => advanceTick(everyMinute, tick, at(now)).isServed;
    expect([served('00:05:59'), served('00:06:00')]).toEqual([true, false]);
  });
});
