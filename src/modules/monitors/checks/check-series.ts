// The checks of a range summed up for a chart: at most 300 points, and the outages beside them.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { MS_PER_HOUR } from '#kernel/duration';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Db } from '#platform/db/connect';
import { findMonitor } from '../store.ts';
import { ceilTo, floorTo, RANGE_RULES, rangeStart } from '../history/range.ts';
import type { Range } from '../history/range.ts';
import { rangeField } from '../history/range-field.ts';
import { checksBetween, hoursOf, outagesOf } from '../history/store.ts';
import type { Outage } from '../history/store.ts';
import { addSums, figuresOf, NO_SUMS, sumChecks } from '../history/sums.ts';
import type { Counts, Figures, Sums } from '../history/sums.ts';

const checkSeriesInput = z.strictObject({ monitorId: z.string('must be text'), range: rangeField });

/** `at` is its beginning. */
export type SeriesPoint = Counts & Omit<Figures, 'uptimePercent'> & { readonly at: string };

export interface CheckSeries {
  /** One after the other without a gap, those without a check too. */
  readonly points: readonly SeriesPoint[];
  /** That lasted at some time of the range, oldest first. */
  readonly outages: readonly Omit<Outage, 'monitorId'>[];
}

/** `range` is 24h unless given. */
export async function checkSeries(ctx: Ctx, raw: unknown): Promise<CheckSeries> {
  requireRole(ctx, 'viewer');
  const { monitorId, range } = parseInput(checkSeriesInput, raw);
  const { db, clock } = ctx.deps;
  if (!(await findMonitor(db, ctx.org.id, monitorId))) throw notFound('monitor');
  const now = clock.now();
  const { stepMs } = RANGE_RULES[range];
  const first = ceilTo(stepMs, rangeStart(range, now));
  const [sums, outages] = await Promise.all([
    sumsByStep(db, { monitorId, range, first, now }),
    outagesOf(db, [monitorId], rangeStart(range, now)),
  ]);
  const count = (floorTo(stepMs, now).getTime() - first.getTime()) / stepMs + 1;
  const points = Array.from({ length: count }, (_, index) => {
    const at = first.getTime() + index * stepMs;
    return pointOf(new Date(at), sums.get(at) ?? NO_SUMS);
  });
  return { points, outages: outages.map(withoutMonitor) };
}

function withoutMonitor(outage: Outage): Omit<Outage, 'monitorId'> {
  const { monitorId: _, ...shown } = outage;
  return shown;
}

interface Stretch {
  readonly monitorId: string;
  readonly range: Range;
  readonly first: Date;
  readonly now: Date;
}

/** By the beginning of each step. Steps of whole hours are made of the hours' sums, shorter ones of the checks. */
async function sumsByStep(db: Db, { monitorId, range, first, now }: Stretch): Promise<ReadonlyMap<number, Sums>> {
  const { stepMs } = RANGE_RULES[range];
  const stepOf = (at: Date): number => floorTo(stepMs, at).getTime();
  if (stepMs < MS_PER_HOUR) {
    const checks = await checksBetween(db, [monitorId], { from: first, to: new Date(now.getTime() + stepMs) });
    return new Map([...Map.groupBy(checks, ({ at }) => stepOf(at))].map(([step, own]) => [step, sumChecks(own)]));
  }
  const hours = await hoursOf(db, [monitorId], first);
  return new Map([...Map.groupBy(hours, ({ hour }) => stepOf(hour))].map(([step, own]) => [step, addSums(own)]));
}

function pointOf(at: Date, sums: Sums): SeriesPoint {
  const { pass, fail, error, excluded } = sums;
  const { p50Ms, p95Ms } = figuresOf(sums);
  return { at: at.toISOString(), pass, fail, error, excluded, p50Ms, p95Ms };
}
