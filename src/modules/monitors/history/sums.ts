// Checks summed up: how many of each kind, and how fast those that were answered. Sums of parts are the sum of the whole. Pure.
import type { CheckStatus } from '../monitor.ts';
import { bucketOf, percentile } from './latency-buckets.ts';
import type { BucketCounts } from './latency-buckets.ts';

export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  /** In maintenance, or about our own network: for nothing and against nothing. */
  readonly excluded: number;
}

export interface Sums extends Counts {
  readonly latencies: BucketCounts;
}

/** What sums need to know of a check. */
export interface Summed {
  readonly status: CheckStatus;
  readonly latencyMs: number | null;
  readonly inMaintenance: boolean;
}

export interface Figures {
  /** Rounded down to a thousandth, so that 100 says that none failed. Null without a check that counts. */
  readonly uptimePercent: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export const NO_SUMS: Sums = { pass: 0, fail: 0, error: 0, excluded: 0, latencies: new Map() };

export type Column = keyof Counts;

export const columnOf = ({ status, inMaintenance }: Pick<Summed, 'status' | 'inMaintenance'>): Column =>
  inMaintenance || status === 'unknown' ? 'excluded' : status;

/** The bucket a check counts in: of answered ones only. */
export const countedBucket = (check: Summed): number | null => {
  const column = columnOf(check);
  return (column === 'pass' || column === 'fail') && check.latencyMs !== null ? bucketOf(check.latencyMs) : null;
};

export function sumChecks(checks: Iterable<Summed>): Sums {
  const counts = { pass: 0, fail: 0, error: 0, excluded: 0 };
  const latencies = new Map<number, number>();
  for (const check of checks) {
    counts[columnOf(check)] += 1;
    const bucket = countedBucket(check);
    if (bucket !== null) latencies.set(bucket, (latencies.get(bucket) ?? 0) + 1);
  }
  return { ...counts, latencies };
}

export function addSums(parts: Iterable<Sums>): Sums {
  const counts = { pass: 0, fail: 0, error: 0, excluded: 0 };
  const latencies = new Map<number, number>();
  for (const part of parts) {
    counts.pass += part.pass;
    counts.fail += part.fail;
    counts.error += part.error;
    counts.excluded += part.excluded;
    for (const [bucket, count] of part.latencies) latencies.set(bucket, (latencies.get(bucket) ?? 0) + count);
  }
  return { ...counts, latencies };
}

const THOUSANDTHS = 1000;

export function figuresOf({ pass, fail, error, latencies }: Sums): Figures {
  const counted = pass + fail + error;
  return {
    uptimePercent: counted === 0 ? null : Math.floor((100 * THOUSANDTHS * pass) / counted) / THOUSANDTHS,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
  };
}
