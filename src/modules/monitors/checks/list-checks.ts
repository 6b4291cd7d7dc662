// The checks of a monitor in the last 24 hours, 7 or 30 days, newest first, with what they sum up to (spec 03 §2).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { CHECK_STATUSES } from '../monitor.ts';
import type { CheckStatus, MonitorCheck } from '../monitor.ts';
import { findMonitor } from '../store.ts';
import { rangeField } from '../history/range-field.ts';
import { rangeStart } from '../history/range.ts';
import { checksOf, countNotPassed } from '../history/store.ts';
import { sumsSince } from '../history/sums-since.ts';
import { figuresOf, NO_SUMS } from '../history/sums.ts';
import type { Counts, Figures } from '../history/sums.ts';

/** `failing`: fail or error. */
const FILTERS = [...CHECK_STATUSES, 'failing'] as const;
type Filter = (typeof FILTERS)[number];

const listChecksInput = z.strictObject({
  monitorId: z.string('must be text'),
  range: rangeField,
  status: z.enum(FILTERS, `must be one of ${FILTERS.join(', ')}`).optional(),
  ...pageFields,
});

/** Of the whole range, whatever the filter. Checks in maintenance and of status `unknown` are in none of the counts. */
export type CheckSummary = Figures & Pick<Counts, 'pass' | 'fail' | 'error'>;

/** `range` is 24h unless given; `status` leaves out the others. */
export async function listChecks(ctx: Ctx, raw: unknown): Promise<Page<MonitorCheck> & { readonly summary: CheckSummary }> {
  requireRole(ctx, 'viewer');
  const { monitorId, range, status, page, pageSize } = parseInput(listChecksInput, raw);
  const { db, clock } = ctx.deps;
  if (!(await findMonitor(db, ctx.org.id, monitorId))) throw notFound('monitor');
  const from = rangeStart(range, clock.now());
  const statuses = status && statusesOf(status);
  const [rows, sums, notPassed] = await Promise.all([
    checksOf(db, { monitorId, from, statuses, page, pageSize }),
    sumsSince(db, [monitorId], from),
    statuses && countNotPassed(db, { monitorId, from }),
  ]);
  const own = sums.get(monitorId) ?? NO_SUMS;
  const { pass, fail, error, excluded } = own;
  const total = totalOf(pass + fail + error + excluded, statuses, notPassed);
  return { page, pageSize, total, rows, summary: { ...figuresOf(own), pass, fail, error } };
}

const statusesOf = (filter: Filter): readonly CheckStatus[] => (filter === 'failing' ? ['fail', 'error'] : [filter]);

/** Most checks pass, so those are what is left when the others are counted. */
function totalOf(
  all: number,
  statuses: readonly CheckStatus[] | undefined,
  notPassed: ReadonlyMap<CheckStatus, number> = new Map(),
): number {
  if (statuses === undefined) return all;
  if (statuses.includes('pass')) return all - notPassed.values().reduce((sum, count) => sum + count, 0);
  return statuses.reduce((sum, status) => sum + (notPassed.get(status) ?? 0), 0);
}
