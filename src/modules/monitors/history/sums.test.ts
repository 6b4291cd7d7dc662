import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECK_STATUSES } from '../monitor.ts';
import { bucketOf, middleOf, percentile } from './latency-buckets.ts';
import { addSums, figuresOf, NO_SUMS, sumChecks } from './sums.ts';
import type { Summed } from './sums.ts';

const checks = fc.array(
  fc.record<Summed>({
    status: fc.constantFrom(...CHECK_STATUSES),
    latencyMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
    inMaintenance: fc.boolean(),
  }),
);

/** The percentile as it is defined: of the sorted list itself. */
const exact = (values: readonly number[], q: number): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)];

describe('uptime', () => {
  it('is the share of passes among all that count, and 100 only when none failed', () => {
    fc.assert(
      fc.property(checks, (all) => {
        const counted = all.filter(({ status, inMaintenance }) => !inMaintenance && status !== 'unknown');
        const passed = counted.filter(({ status }) => status === 'pass').length;
        const { uptimePercent } = figuresOf(sumChecks(all));
        expect(uptimePercent === null).toBe(counted.length === 0);
        fc.pre(uptimePercent !== null);
        expect(Math.abs(uptimePercent - (100 * passed) / counted.length)).toBeLessThanOrEqual(0.001);
        expect(uptimePercent === 100).toBe(passed === counted.length);
      }),
    );
  });

  it('of 43 199 passes and one failure is not rounded up', () => {
    expect(figuresOf({ ...NO_SUMS, pass: 43_199, fail: 1 }).uptimePercent).toBe(99.997);
    expect(figuresOf({ ...NO_SUMS, pass: 999_999, fail: 1 }).uptimePercent).toBe(99.999);
    expect(figuresOf({ ...NO_SUMS, pass: 3, fail: 1, error: 0, excluded: 50 }).uptimePercent).toBe(75);
  });
});

describe('sums', () => {
  it('of the parts are the sum of the whole, however it is cut', () => {
    fc.assert(
      fc.property(checks, fc.nat(), (all, cut) => {
        const at = all.length === 0 ? 0 : cut % all.length;
        expect(addSums([sumChecks(all.slice(0, at)), sumChecks(all.slice(at))])).toEqual(sumChecks(all));
      }),
    );
  });

  it('count every check exactly once', () => {
    fc.assert(
      fc.property(checks, (all) => {
        const { pass, fail, error, excluded } = sumChecks(all);
        expect(pass + fail + error + excluded).toBe(all.length);
      }),
    );
  });
});

describe('percentiles', () => {
  it('lie within 4 % (or half a millisecond) of the exact ones of answered checks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1 }), (latencies) => {
        const figures = figuresOf(
          sumChecks(latencies.map((latencyMs, i) => ({ latencyMs, status: i % 3 === 0 ? 'fail' : 'pass', inMaintenance: false }))),
        );
        for (const [found, q] of [
          [figures.p50Ms, 0.5],
          [figures.p95Ms, 0.95],
        ] as const) {
          const wanted = exact(latencies, q) ?? Number.NaN;
          expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThanOrEqual(0.04 * (wanted + 1) + 0.5);
        }
      }),
    );
  });

  it('leave out what was not answered, and what does not count', () => {
    const unanswered: Summed[] = [
      { status: 'error', latencyMs: 9, inMaintenance: false },
      { status: 'unknown', latencyMs: 9, inMaintenance: false },
      { status: 'pass', latencyMs: 9, inMaintenance: true },
      { status: 'pass', latencyMs: null, inMaintenance: false },
    ];
    expect(figuresOf(sumChecks(unanswered))).toMatchObject({ p50Ms: null, p95Ms: null });
    expect(percentile(new Map(), 0.5)).toBeNull();
  });

  it('buckets rise with the latency, and end at 150', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60_000 }), (ms) => {
        expect(bucketOf(ms + 1)).toBeGreaterThanOrEqual(bucketOf(ms));
        expect(bucketOf(middleOf(bucketOf(ms)))).toBeLessThanOrEqual(bucketOf(ms) + 1);
      }),
    );
    expect([bucketOf(0), middleOf(1), bucketOf(1e12)]).toEqual([1, 0, 150]);
  });
});
