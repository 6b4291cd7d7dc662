// Monitors every minute, all roles in one process: how late checks begin, whether any is missed, and what it costs.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { minutes, seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { startWorker } from '../src/surfaces/worker/start-worker.ts';
import { openBenchInstance } from './bench-instance.ts';
import { cpuNow } from './process-cost.ts';
import type { Row } from './row.ts';
import { seedMonitors } from './seed-monitors.ts';
import { startStore } from './store-process.ts';
import { serveWeb } from './web-server.ts';

/** First checks, and the caches of all kinds. */
const SETTLE_MS = seconds(90);
/** For the checks of the last ticks. */
const LAST_MS = seconds(10);

export const measureMonitors1000 = (scope: AsyncDisposableStack): Promise<Row[]> => measure(scope, { count: 1_000, forMinutes: 10 });
export const measureMonitors5000 = (scope: AsyncDisposableStack): Promise<Row[]> => measure(scope, { count: 5_000, forMinutes: 4 });

async function measure(scope: AsyncDisposableStack, { count, forMinutes }: { count: number; forMinutes: number }): Promise<Row[]> {
  const url = await startStore(scope);
  const instance = await openBenchInstance(scope);
  const { ctx } = instance;
  await serveWeb(scope, instance);
  const worker = await startWorker(ctx.deps, { instanceId: 'bench', roles: ['web', 'worker'] });
  scope.defer(() => worker.stop(1000));
  await seedMonitors(ctx, { url, count });
  await sleep(SETTLE_MS);
  const from = new Date();
  const before = cpuNow();
  await sleep(minutes(forMinutes));
  const after = cpuNow();
  const to = new Date(from.getTime() + minutes(forMinutes));
  await sleep(LAST_MS);
  const seen = await ticksBetween(ctx, from, to);
  const name = `${count.toLocaleString('en').replace(',', ' ')} monitors every minute for ${forMinutes} min`;
  const share = (now: number, then: number) => ((now - then) / (forMinutes * 60)) * 100;
  return [
    { what: `${name}: check begins after its tick, p50`, value: seen.p50, unit: 'ms', atMost: 100 },
    { what: `${name}: p99`, value: seen.p99, unit: 'ms', atMost: 1_000 },
    { what: `${name}: the latest`, value: seen.latest, unit: 'ms' },
    { what: `${name}: ticks missed`, value: count * forMinutes - seen.ticks, unit: '', atMost: 0, note: `of ${count * forMinutes}` },
    { what: `${name}: checks that did not pass`, value: seen.bad, unit: '', atMost: 0 },
    { what: `${name}: CPU of a core, Node`, value: share(after.node, before.node), unit: '%' },
    { what: `${name}: CPU of a core, PostgreSQL`, value: share(after.database, before.database), unit: '%' },
  ];
}

interface Seen {
  readonly ticks: number;
  readonly p50: number;
  readonly p99: number;
  readonly latest: number;
  readonly bad: number;
}

async function ticksBetween(ctx: Ctx, from: Date, to: Date): Promise<Seen> {
  const { rows } = await sql<Seen>`
    select count(distinct (monitor_id, tick_at))::integer as ticks,
      percentile_cont(0.5) within group (order by late)::float8 as p50,
      percentile_cont(0.99) within group (order by late)::float8 as p99,
      max(late)::float8 as latest, count(*) filter (where status <> 'pass')::integer as bad
    from (select *, extract(epoch from at - tick_at) * 1000 as late from monitor_checks where tick_at >= ${from} and tick_at < ${to}) as seen`.execute(
    ctx.deps.db,
  );
  const [seen] = rows;
  if (!seen) throw new Error('no check was seen');
  return seen;
}
