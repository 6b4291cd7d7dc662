// The SQL that sums up the monitors of an organization.
import { z } from 'zod';
import type { Db } from '#platform/db/connect';
import { CHECK_STATUSES } from '../monitor.ts';
import type { CheckStatus } from '../monitor.ts';

/** Of the active ones by status; paused ones by themselves. */
export type MonitorCounts = Readonly<Record<CheckStatus | 'paused', number>>;

export async function countMonitors(db: Db, orgId: string): Promise<MonitorCounts> {
  const rows = await db
    .selectFrom('monitors')
    .select((eb) => ['state', 'status', eb.fn.countAll<number>().as('count')])
    .where('org_id', '=', orgId)
    .groupBy(['state', 'status'])
    .execute();
  const sum = (fits: (row: (typeof rows)[number]) => boolean): number => rows.filter(fits).reduce((total, { count }) => total + count, 0);
  const active = (status: CheckStatus): number => sum((row) => row.state === 'active' && row.status === status);
  return {
    pass: active('pass'),
    fail: active('fail'),
    error: active('error'),
    unknown: active('unknown'),
    paused: sum(({ state }) => state === 'paused'),
  };
}

export interface FailingMonitor {
  readonly monitorId: string;
  readonly toolName: string;
  readonly status: CheckStatus;
  readonly since: string | null;
}

const statusColumn = z.enum(CHECK_STATUSES);

/** Active ones whose newest check did not pass, longest failing first. */
export async function failingMonitors(db: Db, orgId: string, limit: number): Promise<FailingMonitor[]> {
  const rows = await db
    .selectFrom('monitors')
    .select(['id', 'tool_name', 'status', 'status_since'])
    .where('org_id', '=', orgId)
    .where('state', '=', 'active')
    .where('status', 'in', ['fail', 'error'])
    .orderBy('status_since', (order) => order.asc().nullsLast())
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    monitorId: row.id,
    toolName: row.tool_name,
    status: statusColumn.parse(row.status),
    since: row.status_since?.toISOString() ?? null,
  }));
}
