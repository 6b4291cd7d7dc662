import { describe, expect, it } from 'vitest';
import type { CheckStatus } from '../monitor.ts';
import { nextState } from './next-state.ts';
import type { StateAfter, StateBefore } from './next-state.ts';

const T0 = '2026-01-01T00:00:00.000Z';
const T1 = '2026-01-01T00:01:00.000Z';

const last = (status: CheckStatus, inMaintenance = false) => ({ status, inMaintenance });
const before = (status: CheckStatus, more: Partial<StateBefore> = {}): StateBefore => ({
  status,
  statusSince: T0,
  consecutiveFailures: 0,
  lastCheck: last(status),
  ...more,
});
const checked = (status: CheckStatus, inMaintenance = false) => ({ at: T1, status, inMaintenance });

describe('what a check makes of its monitor', () => {
  it.each<[string, StateBefore, ReturnType<typeof checked>, Partial<StateAfter>]>([
    [
      'the first pass is told, for nobody knows what was before',
      before('unknown', { lastCheck: null }),
      checked('pass'),
      { status: 'pass', statusSince: T1, isNews: true, outage: 'close' },
    ],
    [
      'a pass after a pass is no news',
      before('pass'),
      checked('pass'),
      { status: 'pass', statusSince: T0, isNews: false, outage: 'leave' },
    ],
    [
      'a failure begins a streak and an outage',
      before('pass'),
      checked('fail'),
      { status: 'fail', statusSince: T1, consecutiveFailures: 1, isNews: true, outage: 'extend' },
    ],
    [
      'another failure goes on',
      before('fail', { consecutiveFailures: 4 }),
      checked('fail'),
      { statusSince: T0, consecutiveFailures: 5, isNews: true, outage: 'extend' },
    ],
    [
      'fail to error is another status of the same streak',
      before('fail', { consecutiveFailures: 2 }),
      checked('error'),
      { status: 'error', statusSince: T1, consecutiveFailures: 3, outage: 'extend' },
    ],
    [
      'the first pass after it ends both, and is told',
      before('error', { consecutiveFailures: 3 }),
      checked('pass'),
      { status: 'pass', statusSince: T1, consecutiveFailures: 0, isNews: true, outage: 'close' },
    ],
    [
      'our own outage changes nothing',
      before('error', { consecutiveFailures: 3 }),
      checked('unknown'),
      { status: 'error', statusSince: T0, consecutiveFailures: 3, isNews: false, outage: 'leave' },
    ],
    [
      'a pass after our own outage is told: a failure may have been before it',
      before('fail', { lastCheck: last('unknown') }),
      checked('pass'),
      { isNews: true, outage: 'close' },
    ],
    ['even where the status said pass', before('pass', { lastCheck: last('unknown') }), checked('pass'), { isNews: true, outage: 'close' }],
    [
      'a failure in maintenance is told and seen, but is no outage',
      before('pass'),
      checked('error', true),
      { status: 'error', consecutiveFailures: 1, isNews: true, outage: 'leave' },
    ],
    [
      'a pass in maintenance ends no outage',
      before('fail', { consecutiveFailures: 1 }),
      checked('pass', true),
      { status: 'pass', consecutiveFailures: 0, outage: 'leave' },
    ],
    [
      'the first pass after maintenance does, and is told',
      before('pass', { lastCheck: last('pass', true) }),
      checked('pass'),
      { isNews: true, outage: 'close' },
    ],
  ])('%s', (_what, state, check, after) => {
    expect(nextState(state, check)).toMatchObject(after);
  });
});
