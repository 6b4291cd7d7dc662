// The public status as it is put together: days, uptime, states, the one word for all.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeStatus, shownRange, uptimeOf } from './compose-status.ts';
import type { StatusFacts, WatchedMonitor } from './compose-status.ts';

const NOW = new Date('2026-01-31T09:30:00.000Z');

const monitor = (changes: Partial<WatchedMonitor> = {}): WatchedMonitor => ({
  id: 'mon_1',
  label: 'Orders',
  state: 'active',
  status: 'pass',
  lastCheckAt: '2026-01-31T09:29:00.000Z',
  isInMaintenance: false,
  ...changes,
});

const facts = (changes: Partial<StatusFacts> = {}): StatusFacts => ({
  page: { slug: 'acme', title: 'Acme', description: '', showsLatency: false },
  monitors: [monitor()],
  sums: [],
  outages: [],
  latencies: new Map(),
  now: NOW,
  ...changes,
});

const statusOf = (...monitors: readonly Partial<WatchedMonitor>[]) =>
  composeStatus(facts({ monitors: monitors.map((changes, index) => monitor({ id: `mon_${index}`, ...changes })) }));

test('90 days of UTC end with today, and a day without checks has no uptime', () => {
  const sum = { monitorId: 'mon_1', pass: 1439, fail: 0, error: 1, excluded: 5 };
  const { monitors } = composeStatus(
    facts({
      sums: [
        { ...sum, day: '2026-01-31' },
        { ...sum, day: '2025-11-03', pass: 0, error: 0 },
      ],
    }),
  );
  const days = monitors[0]?.days ?? [];
  expect(days).toHaveLength(90);
  expect([days[0], days[1], days[89]]).toEqual([
    { day: '2025-11-03', checks: 0, failedChecks: 0, uncountedChecks: 5, uptimePercent: null },
    { day: '2025-11-04', checks: 0, failedChecks: 0, uncountedChecks: 0, uptimePercent: null },
    { day: '2026-01-31', checks: 1440, failedChecks: 1, uncountedChecks: 5, uptimePercent: 99.93 },
  ]);
  expect(shownRange(NOW)).toEqual({ from: '2025-11-03', to: '2026-01-31' });
  expect(days.map(({ day }) => day)).toEqual([...new Set(days.map(({ day }) => day))].toSorted());
});

test.each([
  [0, 0, null],
  [3, 0, 100],
  [3, 3, 0],
  [100_000, 1, 99.99],
  [1_000_000, 1, 99.99],
  [3, 1, 66.66],
])('of %i checks %i failed ones are %s percent: rounded down, so that 100 is said only of 100', (checks, failedChecks, percent) => {
  expect(uptimeOf([{ checks, failedChecks }])).toBe(percent);
});

test('uptime lies between 0 and 100, is 100 only without a failure, and does not depend on how checks fall on days', () => {
  const day = fc
    .record({ checks: fc.nat(5_000), failed: fc.nat(5_000) })
    .map(({ checks, failed }) => ({ checks, failedChecks: Math.min(checks, failed) }));
  fc.assert(
    fc.property(fc.array(day, { minLength: 1, maxLength: 90 }), (days) => {
      const uptime = uptimeOf(days);
      const checks = days.reduce((sum, one) => sum + one.checks, 0);
      const failedChecks = days.reduce((sum, one) => sum + one.failedChecks, 0);
      expect(uptime).toBe(uptimeOf([{ checks, failedChecks }]));
      if (uptime === null) {
        expect(checks).toBe(0);
        return;
      }
      expect(uptime >= 0 && uptime <= 100 && uptime <= 100 * (1 - failedChecks / checks) + 1e-9).toBe(true);
      expect(uptime === 100).toBe(failedChecks === 0);
    }),
  );
});

describe('the state of one', () => {
  test.each([
    [{ status: 'pass' }, 'operational'],
    [{ status: 'fail' }, 'failing'],
    [{ status: 'error' }, 'unreachable'],
    [{ status: 'unknown' }, 'unchecked'],
    [{ lastCheckAt: '2026-01-31T07:00:00.000Z' }, 'operational'],
    [{ lastCheckAt: '2026-01-31T06:59:59.000Z' }, 'unchecked'],
    [{ status: 'error', lastCheckAt: '2026-01-30T09:30:00.000Z' }, 'unchecked'],
    [{ status: 'unknown', lastCheckAt: null }, 'unchecked'],
    [{ isInMaintenance: true, lastCheckAt: null }, 'maintenance'],
    [{ status: 'fail', isInMaintenance: true }, 'maintenance'],
    [{ status: 'fail', isInMaintenance: true, state: 'paused' }, 'paused'],
  ] as const)('%j is %s', (changes, state) => {
    expect(statusOf(changes).monitors[0]?.state).toBe(state);
  });
});

describe('the one word for all', () => {
  test.each([
    ['nothing is shown', [], 'unchecked', 'Nothing was checked lately'],
    ['all are well', [{}, {}], 'operational', 'Everything is working'],
    ['one is not checked yet', [{}, { status: 'unknown' }], 'operational', 'Everything that is checked is working'],
    ['one is paused', [{}, { state: 'paused' }], 'operational', 'Everything that is checked is working'],
    ['none was checked', [{ status: 'unknown' }], 'unchecked', 'Nothing was checked lately'],
    ['one is in maintenance', [{}, { isInMaintenance: true, status: 'error' }], 'maintenance', 'Maintenance is under way'],
    ['one fails beside it', [{ status: 'fail' }, { isInMaintenance: true }], 'degraded', '1 of 2 is not working'],
    ['two of three fail', [{ status: 'fail' }, { status: 'error' }, {}], 'degraded', '2 of 3 are not working'],
    ['all fail', [{ status: 'fail' }, { status: 'error' }], 'down', 'None of 2 is working'],
    ['the only one fails', [{ status: 'error' }], 'down', 'It is not working'],
  ] as const)('%s', (...[, monitors, state, summary]) => {
    expect(statusOf(...monitors)).toMatchObject({ state, summary });
  });
});

test('latency is told only where the page shows it, and the newest check of all is', () => {
  const latencies = new Map([['mon_1', { p50Ms: 120.4, p95Ms: 340.6 }]]);
  expect(composeStatus(facts({ latencies })).monitors[0]?.latency).toBeNull();
  const page = { slug: 'acme', title: 'Acme', description: '', showsLatency: true };
  expect(composeStatus(facts({ latencies, page })).monitors[0]?.latency).toEqual({ p50Ms: 120, p95Ms: 341 });
  expect(composeStatus(facts({ page })).monitors[0]?.latency).toBeNull();
  expect(statusOf({ lastCheckAt: '2026-01-31T09:28:00.000Z' }, {}, { lastCheckAt: null }).checkedAt).toBe('2026-01-31T09:29:00.000Z');
  expect(statusOf({ lastCheckAt: null }).checkedAt).toBeNull();
});
