// 20 000 monitors due at one instant: how fast they drain, and what a run and an alert wait meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { seconds } from '#kernel/duration';
import { createDestination, testDestination } from '#modules/alerts';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { getRun, startRuns } from '#modules/runs';
import { createWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { startWorker } from '../src/surfaces/worker/start-worker.ts';
import { openBenchInstance } from './bench-instance.ts';
import { timed } from './row.ts';
import type { Row } from './row.ts';
import { seedMonitors } from './seed-monitors.ts';
import { startStore } from './store-process.ts';

const CROWD = 20_000;
const REAL = 200;
const GIVE_UP_MS = seconds(300);

export async function measureDueCrowd(scope: AsyncDisposableStack): Promise<Row[]> {
  const url = await startStore(scope);
  const { ctx } = await openBenchInstance(scope);
  const { serverId, monitorIds } = await seedMonitors(ctx, { url, count: REAL, intervalSeconds: 3600 });
  const workflow = await createWorkflow(ctx, {
    name: 'Meanwhile',
    mcpServerId: serverId,
    testerPrompt: '1. call list_products\nanswer done',
    testerModelId: SCRIPT_MODEL_ID,
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  const destination = await createDestination(ctx, { kind: 'webhook', name: 'Nobody', url: 'http://127.0.0.1:9/hook' });
  await multiply(ctx, monitorIds);
  const worker = await startWorker(ctx.deps, { instanceId: 'bench', roles: ['worker'] });
  scope.defer(() => worker.stop(1000));
  await sleep(seconds(3));
  await sql`update due set due_at = now() where kind = 'monitor'`.execute(ctx.deps.db);
  const startedAt = performance.now();
  const sent = timed(() => until(async () => (await dueNow(ctx)) === 0));
  const { runId } = await startRuns(ctx, { workflowId: workflow.id, forceNewRun: true });
  const run = await timed(() => until(async () => (await getRun(ctx, { runId })).endedAt !== null));
  const delivery = await timed(() => testDestination(ctx, { destinationId: destination.id }));
  const dispatched = await sent;
  await until(async () => (await waiting(ctx)) === 0);
  const drained = performance.now() - startedAt;
  return [
    { what: '20 000 monitors due at one instant: all sent to the queue after', value: dispatched / 1000, unit: 's' },
    { what: '20 000 monitors due at one instant: all checked after', value: drained / 1000, unit: 's' },
    { what: 'meanwhile: a run from its dispatch to its verdict', value: run / 1000, unit: 's', atMost: 5 },
    { what: 'meanwhile: the first try of a delivery', value: delivery / 1000, unit: 's', atMost: 5 },
  ];
}

/** Copies of the made monitors, more than an organization may have: it is the queue that is measured. */
async function multiply({ deps: { db } }: Ctx, monitorIds: readonly string[]): Promise<void> {
  await sql`
    insert into monitors (id, org_id, server_id, name, tool_name, arguments, interval_seconds, timeout_seconds, created_at, updated_at)
    select 'mon_' || lpad(n::text, 26, '0'), m.org_id, m.server_id, m.name, m.tool_name, m.arguments, m.interval_seconds, m.timeout_seconds, now(), now()
    from generate_series(1, ${CROWD - monitorIds.length}::integer) as n join monitors m on m.id = (${monitorIds}::text[])[1 + n % ${monitorIds.length}::integer]`.execute(
    db,
  );
  await sql`
    insert into due (kind, subject_id, slot, org_id, tick_at, due_at)
    select 'monitor', id, 0, org_id, now() + interval '1 hour', now() + interval '1 hour' from monitors on conflict do nothing`.execute(db);
}

async function until(isReached: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + GIVE_UP_MS;
  while (!(await isReached())) {
    if (performance.now() > end) throw new Error('not drained in time');
    await sleep(50);
  }
}

const count = async (query: ReturnType<typeof sql<{ count: number }>>, { deps: { db } }: Ctx): Promise<number> =>
  (await query.execute(db)).rows[0]?.count ?? 0;
const dueNow = (ctx: Ctx) =>
  count(sql<{ count: number }>`select count(*)::integer as count from due where kind = 'monitor' and due_at <= now()`, ctx);
const waiting = (ctx: Ctx) =>
  count(
    sql<{
      count: number;
    }>`select count(*)::integer as count from pgboss.job where name = 'monitor.check' and state in ('created', 'retry', 'active')`,
    ctx,
  );
