// The numbers of the last 24 hours that a monitor is listed with.
import type { Db } from '#platform/db/connect';
import type { MonitorNumbers } from '../monitor.ts';
import { rangeStart } from '../history/range.ts';
import { sumsSince } from '../history/sums-since.ts';
import { figuresOf } from '../history/sums.ts';

/** A monitor without a check in that time is not in it. */
export async function numbersOf(db: Db, monitorIds: readonly string[], now: Date): Promise<Map<string, MonitorNumbers>> {
  const sums = await sumsSince(db, monitorIds, rangeStart('24h', now));
  return new Map(
    [...sums].map(([monitorId, own]) => {
      const { uptimePercent, p50Ms, p95Ms } = figuresOf(own);
      return [monitorId, { uptime24h: uptimePercent, p50Ms, p95Ms }];
    }),
  );
}
