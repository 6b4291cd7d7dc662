// The SQL that reads what checks left behind: records, sums, outages.
import { sql } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { CHECK_REASONS, CHECK_STATUSES, CHECK_TRIGGERS } from '../monitor.ts';
import type { CheckReason, CheckStatus, MonitorCheck } from '../monitor.ts';
import type { Summed, Sums } from './sums.ts';

type Conn = Db | Tx;

const checkColumns = z.object({
  status: z.enum(CHECK_STATUSES),
  reason: z.enum(CHECK_REASONS).nullable(),
  failed_assertion: z
    .object({ index: z.int(), kind: z.enum(['jsonpath', 'json_schema', 'max_latency_ms']), message: z.string() })
    .nullable(),
  era: z.enum(['modern', 'legacy']).nullable(),
  trigger: z.enum(CHECK_TRIGGERS),
});

export interface CheckFilter extends PageRequest {
  readonly monitorId: string;
  readonly from: Date;
  /** Undefined: all. */
  readonly statuses: readonly CheckStatus[] | undefined;
}

/** Newest first. */
export async function checksOf(conn: Conn, filter: CheckFilter): Promise<MonitorCheck[]> {
  let query = conn.selectFrom('monitor_checks').selectAll().where('monitor_id', '=', filter.monitorId).where('at', '>=', filter.from);
  if (filter.statuses !== undefined) query = query.where('status', 'in', filter.statuses);
  // The planner proves that the small index holds them all only when it is told.
  if (filter.statuses?.includes('pass') === false) query = query.where('status', '!=', 'pass');
  const rows = await query.orderBy('at', 'desc').orderBy('seq', 'desc').limit(filter.pageSize).offset(offsetOf(filter)).execute();
  return rows.map((row) => {
    const { failed_assertion: failedAssertion, ...parsed } = checkColumns.parse(row);
    return {
      ...parsed,
      failedAssertion,
      id: row.id,
      monitorId: row.monitor_id,
      at: row.at.toISOString(),
      latencyMs: row.latency_ms,
      connectMs: row.connect_ms,
      message: row.message,
      resultExcerpt: row.result_excerpt,
      inMaintenance: row.in_maintenance,
    };
  });
}

/** How many of a range did not pass, by status. */
export async function countNotPassed(
  conn: Conn,
  { monitorId, from }: Pick<CheckFilter, 'monitorId' | 'from'>,
): Promise<ReadonlyMap<CheckStatus, number>> {
  const rows = await conn
    .selectFrom('monitor_checks')
    .select((eb) => ['status', eb.fn.countAll<number>().as('total')])
    .where('monitor_id', '=', monitorId)
    .where('at', '>=', from)
    .where('status', '!=', 'pass')
    .groupBy('status')
    .execute();
  return new Map(rows.map(({ status, total }) => [statusColumn.parse(status), total]));
}

const statusColumn = z.enum(CHECK_STATUSES);
const reasonColumn = z.enum(CHECK_REASONS).nullable();

export interface CheckOfMonitor extends Summed {
  readonly monitorId: string;
  readonly at: Date;
}

/** Of all the monitors, `from` included, `to` not. */
export async function checksBetween(conn: Conn, monitorIds: readonly string[], { from, to }: Span): Promise<CheckOfMonitor[]> {
  if (from >= to) return [];
  const { rows } = await sql<{ monitor_id: string; at: Date; status: string; latency_ms: number | null; in_maintenance: boolean }>`
    select monitor_id, at, status, latency_ms, in_maintenance from monitor_checks
    where monitor_id = any(${monitorIds}) and at >= ${from} and at < ${to}`.execute(conn);
  return rows.map((row) => ({
    monitorId: row.monitor_id,
    at: row.at,
    status: statusColumn.parse(row.status),
    latencyMs: row.latency_ms,
    inMaintenance: row.in_maintenance,
  }));
}

export interface Span {
  readonly from: Date;
  readonly to: Date;
}

export interface HourOfMonitor extends Sums {
  readonly monitorId: string;
  readonly hour: Date;
}

/** Hours that begin at `from` or later. */
export async function hoursOf(conn: Conn, monitorIds: readonly string[], from: Date): Promise<HourOfMonitor[]> {
  const { rows } = await sql<SumsRow & { hour: Date }>`
    select hour, ${SUMS} from monitor_hours where monitor_id = any(${monitorIds}) and hour >= ${from}`.execute(conn);
  return rows.map((row) => ({ ...sumsOfRow(row), monitorId: row.monitor_id, hour: row.hour }));
}

export interface DayOfMonitor extends Sums {
  readonly monitorId: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
}

/** Both days included. */
export async function daysOf(
  conn: Conn,
  monitorIds: readonly string[],
  { first, last }: { first: string; last: string },
): Promise<DayOfMonitor[]> {
  const { rows } = await sql<SumsRow & { on_day: string }>`
    select to_char(day, 'YYYY-MM-DD') as on_day, ${SUMS} from monitor_days
    where monitor_id = any(${monitorIds}) and day between ${first}::date and ${last}::date
    order by monitor_id, day`.execute(conn);
  return rows.map((row) => ({ ...sumsOfRow(row), monitorId: row.monitor_id, day: row.on_day }));
}

interface SumsRow {
  readonly monitor_id: string;
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly excluded: number;
  /** One number a bucket, empty for none: text is split faster than an array is parsed. */
  readonly latencies: string;
}

const SUMS = sql.raw(`monitor_id, pass, fail, error, excluded, array_to_string(latency_counts, ',', '') as latencies`);

function sumsOfRow({ pass, fail, error, excluded, latencies: text }: SumsRow): Sums {
  const latencies = new Map<number, number>();
  text.split(',').forEach((count, index) => {
    if (count !== '') latencies.set(index + 1, Number(count));
  });
  return { pass, fail, error, excluded, latencies };
}

/** A stretch of failing checks outside maintenance. */
export interface Outage {
  readonly id: string;
  readonly monitorId: string;
  readonly startedAt: string;
  /** Null while it lasts. */
  readonly endedAt: string | null;
  /** Of the check that began it. */
  readonly status: CheckStatus;
  readonly reason: CheckReason | null;
  /** Failing checks in it. */
  readonly checks: number;
}

/** Those that lasted at `since` or began later, oldest first. */
export async function outagesOf(conn: Conn, monitorIds: readonly string[], since: Date): Promise<readonly Outage[]> {
  if (monitorIds.length === 0) return [];
  const rows = await conn
    .selectFrom('monitor_outages')
    .selectAll()
    .where('monitor_id', 'in', [...monitorIds])
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>=', since)]))
    .orderBy('started_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    monitorId: row.monitor_id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    status: statusColumn.parse(row.status),
    reason: reasonColumn.parse(row.reason),
    checks: row.checks,
  }));
}

/** A check as alerts see it. */
export interface CheckOutcome {
  readonly seq: number;
  readonly checkId: string;
  readonly at: string;
  readonly status: CheckStatus;
  readonly reason: CheckReason | null;
  readonly message: string | null;
  readonly inMaintenance: boolean;
}

/** In the order of the checks. */
export async function outcomesAfter(
  conn: Conn,
  at: { readonly orgId: string; readonly monitorId: string; readonly afterSeq: number; readonly limit: number },
): Promise<readonly CheckOutcome[]> {
  const rows = await conn
    .selectFrom('monitor_checks')
    .select(['seq', 'id', 'at', 'status', 'reason', 'message', 'in_maintenance'])
    .where('org_id', '=', at.orgId)
    .where('monitor_id', '=', at.monitorId)
    .where('seq', '>', at.afterSeq)
    .orderBy('seq')
    .limit(at.limit)
    .execute();
  return rows.map((row) => ({
    seq: row.seq,
    checkId: row.id,
    at: row.at.toISOString(),
    status: statusColumn.parse(row.status),
    reason: reasonColumn.parse(row.reason),
    message: row.message,
    inMaintenance: row.in_maintenance,
  }));
}

/** Number of the first check after `afterSeq` that did not pass; undefined when all did. Few do not, and they have an index. */
export async function firstNotPassed(
  conn: Conn,
  { monitorId, afterSeq }: { readonly monitorId: string; readonly afterSeq: number },
): Promise<number | undefined> {
  const row = await conn
    .selectFrom('monitor_checks')
    .select((eb) => eb.fn.min<number | null>('seq').as('first'))
    .where('monitor_id', '=', monitorId)
    .where('seq', '>', afterSeq)
    .where('status', '!=', 'pass')
    .executeTakeFirst();
  return row?.first ?? undefined;
}

/**
 * What is older goes, `limit` rows of a table at a time. Returns how many went. Monitor by monitor, along the index that reads
 * its history: one over all of them by time would send each sweep through every page that was ever emptied.
 */
export async function deleteChecks(db: Db, before: Date, limit: number): Promise<number> {
  return deleted(
    await sql`delete from monitor_checks where ctid = any(array(
    select old.ctid from monitors, lateral (
      select ctid from monitor_checks where monitor_id = monitors.id and at < ${before} limit ${limit}) old limit ${limit}))`.execute(db),
  );
}
export async function deleteHours(db: Db, before: Date, limit: number): Promise<number> {
  return deleted(
    await sql`delete from monitor_hours where ctid = any(array(
    select old.ctid from monitors, lateral (
      select ctid from monitor_hours where monitor_id = monitors.id and hour < ${before} limit ${limit}) old limit ${limit}))`.execute(db),
  );
}
export async function deleteDays(db: Db, before: Date, limit: number): Promise<number> {
  return deleted(
    await sql`delete from monitor_days where ctid = any(array(
    select ctid from monitor_days where day < (${before}::timestamptz at time zone 'UTC')::date limit ${limit}))`.execute(db),
  );
}
export async function deleteOutages(db: Db, before: Date, limit: number): Promise<number> {
  return deleted(
    await sql`delete from monitor_outages where ctid = any(array(
    select ctid from monitor_outages where ended_at < ${before} limit ${limit}))`.execute(db),
  );
}

const deleted = ({ numAffectedRows }: { readonly numAffectedRows?: bigint | undefined }): number => Number(numAffectedRows ?? 0);
