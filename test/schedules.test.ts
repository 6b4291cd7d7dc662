// Schedules with several workers on one database: each tick of each target makes exactly one run, in time or not at all.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import { getWorkflow, updateWorkflow, WORKFLOW_DUE_KIND } from '#modules/workflows';
import type { Deps } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createJobs } from '#platform/jobs/boss';
import { createLive } from '#platform/live/postgres-live';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { createOutbox } from '#platform/outbox/postgres-outbox';
import { killAll, startProgram } from '#test/program';
import type { Program } from '#test/program';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { startWorker } from '../src/surfaces/worker/start-worker.ts';

const WAIT = { timeout: 25_000, interval: 50 };
const WORKFLOWS = 20;
const TARGETS = [
  { modelId: 'script/steps', skillMode: 'none' },
  { modelId: 'script/steps', skillMode: 'text', skillText: 'Be brief.' },
];

let world: RunWorld;
beforeEach(async () => {
  world = await makeRunWorld();
  world.clock.moveTo(nextQuarter(minutes(1)));
});
const workers: (() => Promise<void>)[] = [];
const programs: Program[] = [];
afterEach(async () => {
  world.mcp.release();
  await stopWorkers();
  await killAll(programs.splice(0));
  await world.close();
});

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'armature-schedules-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A quarter of an hour begins; `after` it. All times of these tests are counted from there. */
function nextQuarter(after = 0): Date {
  const quarter = minutes(15);
  return new Date(Math.ceil(world.clock.now().getTime() / quarter) * quarter + after);
}

/** A worker as a process has it: its own pool, job engine, live channel and doors. Only the clock is everybody's. */
async function addWorker(): Promise<void> {
  const { clock, settings } = world.deps;
  const db = connect({ connectionString: world.databaseUrl, max: 6 });
  const live = createLive({ connectionString: world.databaseUrl, db, log: silentLog });
  const fetch = createSafeFetch(settings.addressPolicy);
  const deps: Deps = {
    ...world.deps,
    db,
    live,
    fetch,
    jobs: await createJobs({ connectionString: world.databaseUrl, clock, log: silentLog }),
    outbox: createOutbox({ db, clock, log: silentLog, live }),
    mcp: createMcpDoor({ fetch, clock, log: silentLog }),
  };
  const worker = await startWorker(deps, { instanceId: randomUUID(), roles: ['worker'] });
  workers.push(async () => {
    await worker.stop(5_000);
    await live.close();
    await fetch.close();
    await db.destroy();
  });
}

async function stopWorkers(): Promise<void> {
  await Promise.all(workers.splice(0).map((stop) => stop()));
}

const scheduled = (shop: Shop, name: string, changes: Readonly<Record<string, unknown>> = {}) =>
  shop.workflow({ name, schedule: { cron: '*/15 * * * *' }, ...changes });

async function manyWorkflows(shop: Shop, changes: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < WORKFLOWS; i += 1) ids.push((await scheduled(shop, `Workflow ${i}`, { testerTargets: TARGETS, ...changes })).id);
  return ids;
}

interface StoredRun {
  readonly workflowId: string;
  readonly slot: number;
  readonly status: string;
  /** When it was dispatched, in seconds after `since`. */
  readonly after: number;
  readonly attempts: number;
}

async function runsSince(shop: Shop, since: Date): Promise<StoredRun[]> {
  const rows = await world.deps.db
    .selectFrom('runs')
    .select(['workflow_id', 'target_index', 'status', 'created_at', 'attempt', 'trigger_type'])
    .where('org_id', '=', shop.org.id)
    .where('created_at', '>=', since)
    .orderBy('created_at')
    .execute();
  expect(rows.every((row) => row.trigger_type === 'scheduled')).toBe(true);
  return rows.map((row) => ({
    workflowId: row.workflow_id,
    slot: row.target_index,
    status: row.status,
    after: (row.created_at.getTime() - since.getTime()) / 1000,
    attempts: row.attempt,
  }));
}

/** Nothing that is due is undone: no row waits for its dispatch, no tick for its worker, and no run is on its way. */
async function settled(shop: Shop): Promise<void> {
  const open = async () => {
    const now = world.clock.now();
    const { rows } = await sql<{ due: number; ticks: number; runs: number }>`select
      (select count(*)::integer from due where kind = ${WORKFLOW_DUE_KIND} and due_at <= ${now}) as due,
      (select count(*)::integer from pgboss.job where name = 'run.tick' and state in ('created', 'retry', 'active')) as ticks,
      (select count(*)::integer from runs where org_id = ${shop.org.id} and ended_at is null) as runs`.execute(world.deps.db);
    return rows[0];
  };
  await expect.poll(open, WAIT).toEqual({ due: 0, ticks: 0, runs: 0 });
}

const keysOf = (runs: readonly StoredRun[]): string[] => runs.map(({ workflowId, slot }) => `${workflowId} ${slot}`).toSorted();
const keysFor = (ids: readonly string[], slots: readonly number[]): string[] =>
  ids.flatMap((id) => slots.map((slot) => `${id} ${slot}`)).toSorted();

test('three workers, 20 workflows, two targets each: one run per tick and target, staggered, none for paused ones', async () => {
  const shop = await world.newShop();
  const ids = await manyWorkflows(shop);
  for (let i = 0; i < 3; i += 1) {
    const { id: workflowId } = await scheduled(shop, `Paused ${i}`, { testerTargets: TARGETS });
    await updateWorkflow(shop.ben, { workflowId, state: 'paused' });
  }
  await shop.workflow({ name: 'Manual' });
  await Promise.all([addWorker(), addWorker(), addWorker()]);
  const first = nextQuarter();

  world.clock.moveTo(new Date(first.getTime() - 1));
  await settled(shop);
  expect(await runsSince(shop, new Date(0))).toEqual([]);

  // At the tick the first targets start, 30 s later the second ones.
  world.clock.advance(1);
  await settled(shop);
  expect(keysOf(await runsSince(shop, first))).toEqual(keysFor(ids, [0]));
  world.clock.advance(seconds(30) - 1);
  await settled(shop);
  expect(await runsSince(shop, first)).toHaveLength(WORKFLOWS);
  world.clock.advance(1);
  await settled(shop);

  const runs = await runsSince(shop, first);
  expect(keysOf(runs)).toEqual(keysFor(ids, [0, 1]));
  expect(new Set(runs.map(({ slot, after }) => `${slot} after ${after} s`))).toEqual(new Set(['0 after 0 s', '1 after 30 s']));
  expect(new Set(runs.map(({ status, attempts }) => `${status} ${attempts}`))).toEqual(new Set(['pass 1']));

  // The next tick, and the one after it.
  for (const tick of [1, 2]) {
    const at = new Date(first.getTime() + tick * minutes(15));
    world.clock.moveTo(new Date(at.getTime() + seconds(30)));
    await settled(shop);
    expect(keysOf(await runsSince(shop, at))).toEqual(keysFor(ids, [0, 1]));
  }
  expect(await runsSince(shop, new Date(0))).toHaveLength(3 * 2 * WORKFLOWS);
});

test('a tick on top of an unfinished run is skipped and counted, and the next tick after its end runs', async () => {
  const shop = await world.newShop();
  world.mcp.hold();
  const { id } = await shop.workflow({
    testerPrompt: '1. call wait\nanswer done',
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
    schedule: { cron: '* * * * *' },
    limits: { timeoutSeconds: 3600 },
  });
  await Promise.all([addWorker(), addWorker(), addWorker()]);
  const skipped = async () => (await getWorkflow(shop.vera, { workflowId: id })).skippedTicks;
  const first = new Date(world.clock.now().getTime() + minutes(1));
  world.clock.moveTo(first);
  await world.mcp.waiting(1);
  for (const count of [1, 2]) {
    await passMinute(shop);
    await expect.poll(skipped, WAIT).toBe(count);
  }
  world.mcp.release();
  await settled(shop);
  expect((await runsSince(shop, first)).map(({ status, after }) => [status, after])).toEqual([['pass', 0]]);
  world.clock.advance(minutes(1));
  await settled(shop);
  expect((await runsSince(shop, first)).map(({ status, after }) => [status, after])).toEqual([
    ['pass', 0],
    ['pass', 180],
  ]);
  expect(await skipped()).toBe(2);
});

/** A minute in steps that leave the worker of the held run its time to renew the lease: it must outlast the next step. */
async function passMinute(shop: Shop): Promise<void> {
  const leaseLeft = async () => {
    const row = await world.deps.db
      .selectFrom('runs')
      .select('lease_until')
      .where('org_id', '=', shop.org.id)
      .where('status', '=', 'running')
      .executeTakeFirstOrThrow();
    return (row.lease_until?.getTime() ?? 0) - world.clock.now().getTime();
  };
  for (let step = 0; step < 6; step += 1) {
    world.clock.advance(seconds(10));
    await expect.poll(leaseLeft, WAIT).toBeGreaterThan(seconds(15));
  }
}

test('ticks missed while no worker ran are not made up; a tick that is a little late is', async () => {
  const shop = await world.newShop();
  const ids = await manyWorkflows(shop);
  const first = nextQuarter();
  // Three hours without a worker; the last missed tick is five minutes ago.
  world.clock.moveTo(new Date(first.getTime() + minutes(185)));
  await Promise.all([addWorker(), addWorker(), addWorker()]);
  await settled(shop);
  expect(await runsSince(shop, new Date(0))).toEqual([]);
  const next = new Date(first.getTime() + minutes(195));
  const planned = await world.deps.db.selectFrom('due').select('tick_at').where('kind', '=', WORKFLOW_DUE_KIND).execute();
  expect(new Set(planned.map(({ tick_at: at }) => at.toISOString()))).toEqual(new Set([next.toISOString()]));

  // The workers stop just before the next tick, and come back half a minute after it.
  await stopWorkers();
  world.clock.moveTo(new Date(next.getTime() + seconds(30)));
  await Promise.all([addWorker(), addWorker()]);
  await settled(shop);
  expect(keysOf(await runsSince(shop, new Date(0)))).toEqual(keysFor(ids, [0, 1]));
  expect((await getWorkflow(shop.vera, { workflowId: ids[0] ?? '' })).skippedTicks).toBe(0);
});

test('two real worker processes make one run per tick and target', async () => {
  const shop = await world.newShop();
  // Once a year: only the tick that is set below comes in this test.
  const ids = await manyWorkflows(shop, { schedule: { cron: '0 0 1 1 *' } });
  const masterKey = randomBytes(32).toString('base64');
  for (let i = 0; i < 2; i += 1) {
    programs.push(
      startProgram({
        args: ['serve', '--roles=worker'],
        env: {
          DATABASE_URL: world.databaseUrl,
          ARMATURE_SECRET_KEY: masterKey,
          ARMATURE_DATA_DIR: dataDir,
          ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
        },
      }),
    );
  }
  await Promise.all(programs.map((program) => program.prints(' is ready as a worker')));
  await sql`update due set tick_at = date_trunc('minute', now()), due_at = now() where kind = ${WORKFLOW_DUE_KIND}`.execute(world.deps.db);
  const ended = async () => (await runsSince(shop, new Date(0))).filter(({ status }) => status === 'pass').length;
  await expect.poll(ended, WAIT).toBe(2 * WORKFLOWS);
  const ticks = await sql<{ state: string; count: number }>`
    select state::text, count(*)::integer as count from pgboss.job where name = 'run.tick' group by 1`.execute(world.deps.db);
  expect(ticks.rows).toEqual([{ state: 'completed', count: 2 * WORKFLOWS }]);
  const runs = await runsSince(shop, new Date(0));
  expect(keysOf(runs)).toEqual(keysFor(ids, [0, 1]));
  expect(runs.every(({ attempts }) => attempts === 1)).toBe(true);
});
