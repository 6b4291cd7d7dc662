// Three workers watch 500 monitors every minute while one of them is killed each minute: no tick is lost, and everybody is told once.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDestination, createRule } from '#modules/alerts';
import { createMonitors } from '#modules/monitors';
import { createServer } from '#modules/servers';
import { systemClock } from '#platform/clock';
import type { Ctx } from '#platform/ctx';
import { createVault } from '#platform/secrets/envelope-vault';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { killAll, startProgram } from '#test/program';
import type { Program } from '#test/program';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';

const MINUTES = 10;
const STEADY = 250;
/** Their checks take a second and a half: kills hit some of them in the middle. */
const SLOW = 150;
const FLAPPING = 100;
const MONITORS = STEADY + SLOW + FLAPPING;
const WORKERS = 3;
const MINUTE = 60_000;
/** The flapping server fails in minutes 2–3, 6–7, and so on: every monitor of it sees each time of failing once at least. */
const isFailingAt = (elapsedMs: number): boolean => Math.floor(elapsedMs / (2 * MINUTE)) % 2 === 1;
const MAX_MS = (MINUTES + 8) * MINUTE;

let world: World;
let dataDir: string;
const masterKey = randomBytes(32);
const programs: Program[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  world = await makeWorld();
  dataDir = mkdtempSync(join(tmpdir(), 'armature-watching-'));
});
afterAll(async () => {
  await killAll(programs);
  for (const server of servers) server.close();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function startWorker(): Promise<Program> {
  const worker = startProgram({
    args: ['serve', '--roles=worker'],
    env: {
      DATABASE_URL: world.databaseUrl,
      ARMATURE_SECRET_KEY: masterKey.toString('base64'),
      ARMATURE_DATA_DIR: dataDir,
      ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      CATALOG_SYNC_HOURS: '0',
      LOG_LEVEL: 'warn',
    },
  });
  programs.push(worker);
  await worker.prints(' is ready as a worker');
  return worker;
}

function startStore(isFailing: () => boolean): Promise<string> {
  const store = createAcmeStore();
  const answer = async (request: Request) => (isFailing() ? new Response('down for the test', { status: 503 }) : store(request));
  return new Promise((resolve) => {
    const server = serve({ fetch: answer, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}/mcp`),
    ) as Server;
    servers.push(server);
  });
}

/** Every message that arrived: its id and its type with the object it is about. */
async function startReceiver(): Promise<{ url: string; received: { id: string; what: string }[] }> {
  const received: { id: string; what: string }[] = [];
  const server = createHttpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const message = JSON.parse(body) as { type: string; data: { incident: { id: string } } };
      received.push({ id: String(request.headers['webhook-id']), what: `${message.type} ${message.data.incident.id}` });
      response.end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

const QUICK = { toolName: 'get_product', arguments: { productId: 'P-100' } };

async function watch(
  ctx: Ctx,
  { url, count, name, call = QUICK }: { url: string; count: number; name: string; call?: object },
): Promise<string> {
  const server = await createServer(ctx, { name, baseUrl: url });
  for (let made = 0; made < count; made += 50) {
    const monitors = Array.from({ length: Math.min(50, count - made) }, (_, i) => ({
      name: `${name} ${made + i}`,
      mcpServerId: server.id,
      ...call,
      intervalSeconds: 60,
    }));
    await createMonitors(ctx, { monitors });
  }
  return server.id;
}

interface Transitions {
  readonly monitors: number;
  readonly down: number;
  readonly incidents: number;
  readonly opened: number;
  readonly recovered: number;
  readonly double: number;
}

test(
  `${WORKERS} workers, one killed with -9 every minute for ${MINUTES} minutes: no tick lost, no incident and no message twice`,
  { timeout: MAX_MS },
  async () => {
    const deps = { ...world.deps, clock: systemClock, vault: createVault({ masterKey, db: world.deps.db, clock: systemClock }) };
    const ada: Ctx = { ...world.ada, deps };
    let startedAt = Infinity;
    const steady = await startStore(() => false);
    const flapping = await startStore(() => isFailingAt(Date.now() - startedAt));
    const receiver = await startReceiver();
    await watch(ada, { url: steady, count: STEADY, name: 'Steady' });
    await watch(ada, { url: steady, count: SLOW, name: 'Slow', call: { toolName: 'export_report' } });
    const flappingId = await watch(ada, { url: flapping, count: FLAPPING, name: 'Flapping' });
    const destination = await createDestination(ada, { kind: 'webhook', name: 'Receiver', url: receiver.url });
    await createRule(ada, { name: 'Flapping', targetType: 'server', targetId: flappingId, destinationId: destination.id });
    const workers = await Promise.all(Array.from({ length: WORKERS }, startWorker));
    await expect
      .poll(
        async () =>
          (await sql<{ count: number }>`select count(*)::integer as count from monitors where status = 'pass'`.execute(deps.db)).rows[0]
            ?.count,
        {
          timeout: 2 * MINUTE,
          interval: 500,
        },
      )
      .toBe(MONITORS);

    const from = new Date();
    startedAt = from.getTime();
    for (let minute = 1; minute <= MINUTES; minute += 1) {
      await sleep(MINUTE - 5_000);
      const index = minute % WORKERS;
      workers[index]?.send('SIGKILL');
      await sleep(5_000);
      workers[index] = await startWorker();
    }
    const to = new Date(from.getTime() + MINUTES * MINUTE);
    // For what the last killed one held, and the last messages.
    await sleep(45_000);

    const ticks = await sql<{ due: number; recorded: number; late: number; twice: number }>`
    select ${MONITORS * MINUTES}::integer as due, count(distinct (monitor_id, tick_at))::integer as recorded,
      count(*) filter (where at - tick_at > interval '5 seconds')::integer as late,
      (count(*) - count(distinct (monitor_id, tick_at)))::integer as twice
    from monitor_checks where tick_at >= ${from} and tick_at < ${to}`.execute(deps.db);
    // What the checks themselves say: how often a monitor went from good to failing.
    const seen = await sql<Transitions>`
    with flips as (
      select monitor_id, status in ('fail', 'error') as failing, lag(status in ('fail', 'error'), 1, false) over (partition by monitor_id order by seq) as before
      from monitor_checks where status <> 'unknown' and monitor_id in (select id from monitors where server_id = ${flappingId}))
    select (select count(*)::integer from monitors) as monitors,
      (select count(*)::integer from flips where failing and not before) as down,
      (select count(*)::integer from incidents) as incidents,
      (select count(*)::integer from alert_deliveries where type = 'incident.opened') as opened,
      (select count(*)::integer from alert_deliveries where type = 'incident.recovered') as recovered,
      (select count(*)::integer from (select incident_id, type from alert_deliveries group by 1, 2 having count(*) > 1) as twice) as double`.execute(
      deps.db,
    );
    const [tick, told] = [ticks.rows[0], seen.rows[0]];
    const messages = new Map(
      Map.groupBy(receiver.received, ({ what }) => what)
        .entries()
        .map(([what, all]) => [what, new Set(all.map(({ id }) => id)).size]),
    );
    const undelivered = await deps.db.selectFrom('alert_deliveries').select('id').where('state', '<>', 'delivered').execute();
    console.log(
      `ticks due ${tick?.due}, recorded ${tick?.recorded}, twice ${tick?.twice}, more than 5 s late ${tick?.late} (killed in the middle); ` +
        `kills ${MINUTES}; went down ${told?.down}, incidents ${told?.incidents}, opened ${told?.opened}, recovered ${told?.recovered}, doubled ${told?.double}; ` +
        `messages received ${receiver.received.length}, of ${messages.size} transitions`,
    );
    expect(tick).toMatchObject({ recorded: MONITORS * MINUTES, twice: 0 });
    expect(told?.down).toBeGreaterThanOrEqual(FLAPPING * 2);
    expect(told).toMatchObject({ incidents: told?.down, opened: told?.down, double: 0 });
    expect([...messages.values()].filter((ids) => ids !== 1)).toEqual([]);
    expect(messages.size).toBe((told?.opened ?? 0) + (told?.recovered ?? 0));
    expect(undelivered).toEqual([]);
  },
);
