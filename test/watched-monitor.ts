// A monitor with a past, written straight into the tables: nobody can wait for 90 days of real checks.
import { newId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import { jsonText } from '#platform/db/schema';
import { insertServer } from './workflow-factory.ts';

export interface PastDay {
  /** Days before today; 0 is today. */
  readonly ago: number;
  readonly pass?: number | undefined;
  readonly fail?: number | undefined;
  readonly error?: number | undefined;
  readonly excluded?: number | undefined;
}

export interface PastOutage {
  readonly startedAt: Date;
  /** Null while it lasts. */
  readonly endedAt: Date | null;
  readonly status: 'fail' | 'error';
  readonly checks: number;
}

export interface MonitorPast {
  readonly serverId?: string | undefined;
  readonly name?: string | undefined;
  readonly state?: 'active' | 'paused' | undefined;
  readonly status?: 'pass' | 'fail' | 'error' | 'unknown' | undefined;
  readonly lastCheckAt?: Date | undefined;
  readonly days?: readonly PastDay[] | undefined;
  readonly outages?: readonly PastOutage[] | undefined;
}

/** Names, tool, arguments and messages of it hold the word "internal", which no stranger may read. */
export async function insertWatchedMonitor(
  ctx: Ctx,
  past: MonitorPast = {},
): Promise<{ readonly monitorId: string; readonly serverId: string }> {
  const { db, clock } = ctx.deps;
  const serverId = past.serverId ?? (await insertServer(ctx)).serverId;
  const monitorId = newId('mon');
  const at = clock.now();
  const lastCheck = past.lastCheckAt && {
    id: newId('chk'),
    monitorId,
    at: past.lastCheckAt.toISOString(),
    status: past.status ?? 'pass',
    reason: null,
    latencyMs: 120,
    connectMs: 30,
    message: 'internal message',
    resultExcerpt: 'internal result',
    failedAssertion: null,
    inMaintenance: false,
    era: 'modern',
    trigger: 'schedule',
  };
  await db
    .insertInto('monitors')
    .values({
      id: monitorId,
      org_id: ctx.org.id,
      server_id: serverId,
      name: past.name ?? 'internal name',
      tool_name: 'internal_tool',
      arguments: jsonText({ internal: 'argument' }),
      interval_seconds: 60,
      timeout_seconds: 30,
      state: past.state ?? 'active',
      status: past.status ?? 'unknown',
      last_check: lastCheck === undefined ? null : jsonText(lastCheck),
      created_at: at,
      updated_at: at,
    })
    .execute();
  await insertDays(ctx, monitorId, past.days ?? []);
  for (const outage of past.outages ?? []) await insertOutage(ctx, monitorId, outage);
  return { monitorId, serverId };
}

async function insertDays({ deps: { db, clock } }: Ctx, monitorId: string, days: readonly PastDay[]): Promise<void> {
  if (days.length === 0) return;
  const dayOf = (ago: number) => new Date(clock.now().getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  await db
    .insertInto('monitor_days')
    .values(
      days.map(({ ago, pass = 0, fail = 0, error = 0, excluded = 0 }) => ({
        monitor_id: monitorId,
        day: dayOf(ago),
        pass,
        fail,
        error,
        excluded,
      })),
    )
    .execute();
}

async function insertOutage({ deps: { db }, org }: Ctx, monitorId: string, outage: PastOutage): Promise<void> {
  await db
    .insertInto('monitor_outages')
    .values({
      id: newId('out'),
      monitor_id: monitorId,
      org_id: org.id,
      started_at: outage.startedAt,
      ended_at: outage.endedAt,
      first_check_id: newId('chk'),
      status: outage.status,
      reason: 'http_status',
      checks: outage.checks,
    })
    .execute();
}
