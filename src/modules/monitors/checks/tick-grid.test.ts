import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#kernel/ids';
import { INTERVALS } from '../monitor.ts';
import { offsetMs, tickAfter, tickAtOrBefore } from './tick-grid.ts';

const monitors = fc.record({ id: fc.string({ minLength: 1 }), intervalSeconds: fc.constantFrom(...INTERVALS) });
const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

describe('the grid of a monitor', () => {
  it('has its ticks exactly one interval apart, on the offset of the monitor', () => {
    fc.assert(
      fc.property(monitors, times, (monitor, at) => {
        const intervalMs = monitor.intervalSeconds * 1000;
        const before = tickAtOrBefore(monitor, at).getTime();
        const after = tickAfter(monitor, at).getTime();
        expect(before <= at.getTime() && at.getTime() < after).toBe(true);
        expect(after - before).toBe(intervalMs);
        expect(before % intervalMs).toBe(offsetMs(monitor));
        expect(tickAfter(monitor, new Date(before)).getTime()).toBe(after);
      }),
    );
  });

  it('does not drift: whatever is late, the next tick is the one the grid says', () => {
    const monitor = { id: 'mon_a', intervalSeconds: 60 };
    let tick = tickAfter(monitor, new Date('2026-01-01T00:00:00.000Z'));
    const first = tick.getTime();
    for (let round = 1; round <= 1_000; round += 1) tick = tickAfter(monitor, new Date(tick.getTime() + ((round * 7_919) % 59_000)));
    expect(tick.getTime()).toBe(first + 1_000 * 60_000);
  });

  it('makes up nothing: after hours of silence one tick follows', () => {
    const monitor = { id: 'mon_a', intervalSeconds: 60 };
    const now = new Date('2026-01-01T05:00:30.000Z');
    expect(tickAfter(monitor, now).getTime() - now.getTime()).toBeLessThanOrEqual(60_000);
  });

  it('spreads monitors that are made together over the interval', () => {
    const at = Date.now();
    const offsets = Array.from({ length: 600 }, () => offsetMs({ id: newId('mon', at), intervalSeconds: 60 }));
    const seconds = Map.groupBy(offsets, (offset) => Math.floor(offset / 1000));
    expect(seconds.size).toBeGreaterThan(50);
    expect(Math.max(...[...seconds.values()].map(({ length }) => length))).toBeLessThan(30);
  });
});
