// The sums of whole days, for status pages: uptime bars of up to 400 days.
import type { Db } from '#platform/db/connect';
import { daysOf } from '../history/store.ts';
import { figuresOf } from '../history/sums.ts';
import type { Counts, Figures } from '../history/sums.ts';

export type DailySums = Counts &
  Figures & {
    readonly monitorId: string;
    /** `YYYY-MM-DD` in UTC. */
    readonly day: string;
  };

/** Both days included, in order; a day without a check is not in it. */
export async function dailySums(db: Db, monitorIds: readonly string[], fromDay: string, toDay: string): Promise<readonly DailySums[]> {
  if (monitorIds.length === 0) return [];
  const days = await daysOf(db, monitorIds, { first: fromDay, last: toDay });
  return days.map((sums) => {
    const { latencies: _, ...counts } = sums;
    return { ...counts, ...figuresOf(sums) };
  });
}
