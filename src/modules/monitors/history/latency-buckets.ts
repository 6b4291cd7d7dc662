// Latencies counted in buckets that grow by 8 %, so that hours and days can be added up and still know their percentiles. Pure.
const GROWTH = 1.08;
const LAST_BUCKET = 150;

/** 1 to 150; a minute is in 143. */
export const bucketOf = (ms: number): number => Math.min(LAST_BUCKET, 1 + Math.floor(Math.log(ms + 1) / Math.log(GROWTH)));

/** The millisecond that stands for a bucket: within 4 % of all in it, or half a millisecond. */
export const middleOf = (bucket: number): number => Math.max(0, Math.round(GROWTH ** (bucket - 0.5) - 1));

/** How many checks lie in each bucket. */
export type BucketCounts = ReadonlyMap<number, number>;

/** The least latency that the share `q` of all checks does not exceed; null without a check. */
export function percentile(counts: BucketCounts, q: number): number | null {
  const sorted = [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of sorted) {
    seen += count;
    if (seen >= q * total) return middleOf(bucket);
  }
  return null;
}
