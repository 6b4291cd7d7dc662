// The sums of monitors since a moment: whole hours as they were added up, and the part of an hour before them check by check.
import { MS_PER_HOUR } from '#kernel/duration';
import type { Db } from '#platform/db/connect';
import { addSums, sumChecks } from './sums.ts';
import type { Sums } from './sums.ts';
import { ceilTo } from './range.ts';
import { checksBetween, hoursOf } from './store.ts';

/** Exact to the check, in two statements however many monitors there are; one without a check is not in it. */
export async function sumsSince(db: Db, monitorIds: readonly string[], from: Date): Promise<ReadonlyMap<string, Sums>> {
  if (monitorIds.length === 0) return new Map();
  const firstHour = ceilTo(MS_PER_HOUR, from);
  const [hours, checks] = await Promise.all([hoursOf(db, monitorIds, firstHour), checksBetween(db, monitorIds, { from, to: firstHour })]);
  const parts = [
    ...hours,
    ...[...Map.groupBy(checks, ({ monitorId }) => monitorId)].map(([monitorId, own]) => ({ ...sumChecks(own), monitorId })),
  ];
  return new Map([...Map.groupBy(parts, ({ monitorId }) => monitorId)].map(([monitorId, own]) => [monitorId, addSums(own)]));
}
