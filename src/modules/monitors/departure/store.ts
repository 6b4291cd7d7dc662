// The SQL that reads all of an organization's monitors and their history page by page, and that erases them.
import type { Db } from '#platform/db/connect';

export async function monitorIdsAfter(
  db: Db,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<{ readonly id: string }[]> {
  return db
    .selectFrom('monitors')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** Oldest first. */
export async function checksAfter(db: Db, monitorId: string, page: { readonly afterSeq: number; readonly limit: number }) {
  const rows = await db
    .selectFrom('monitor_checks')
    .selectAll()
    .where('monitor_id', '=', monitorId)
    .where('seq', '>', page.afterSeq)
    .orderBy('seq')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    monitorId: row.monitor_id,
    seq: row.seq,
    at: row.at.toISOString(),
    status: row.status,
    reason: row.reason,
    latencyMs: row.latency_ms,
    connectMs: row.connect_ms,
    message: row.message,
    resultExcerpt: row.result_excerpt,
    failedAssertion: row.failed_assertion,
    inMaintenance: row.in_maintenance,
    era: row.era,
    trigger: row.trigger,
  }));
}

/** All of a monitor: they are kept 400 days. */
export async function daysOf(db: Db, monitorId: string) {
  const rows = await db
    .selectFrom('monitor_days')
    .select((eb) => ['pass', 'fail', 'error', 'excluded', eb.cast<string>('day', 'text').as('day')])
    .where('monitor_id', '=', monitorId)
    .orderBy('day')
    .execute();
  return rows.map((row) => ({ monitorId, ...row }));
}

export async function outagesAfter(db: Db, monitorId: string, page: { readonly afterId: string; readonly limit: number }) {
  const rows = await db
    .selectFrom('monitor_outages')
    .selectAll()
    .where('monitor_id', '=', monitorId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    monitorId: row.monitor_id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    firstCheckId: row.first_check_id,
    status: row.status,
    reason: row.reason,
    checks: row.checks,
  }));
}

/**
 * Some checks of one monitor of the organization, and the monitor itself, with its sums and outages, once it has none left.
 * 0 when no monitor is left.
 */
export async function deleteSomeOf(db: Db, orgId: string, limit: number): Promise<number> {
  const monitor = await db.selectFrom('monitors').select('id').where('org_id', '=', orgId).orderBy('id').limit(1).executeTakeFirst();
  if (!monitor) return 0;
  const some = db.selectFrom('monitor_checks').select('id').where('monitor_id', '=', monitor.id).orderBy('seq').limit(limit);
  const checks = await db.deleteFrom('monitor_checks').where('id', 'in', some).executeTakeFirst();
  const deleted = Number(checks.numDeletedRows);
  if (deleted === limit) return deleted;
  const monitors = await db.deleteFrom('monitors').where('id', '=', monitor.id).executeTakeFirst();
  return deleted + Number(monitors.numDeletedRows);
}
