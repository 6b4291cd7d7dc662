// From claim to record: once whatever the number of workers, never two at a time, and nothing lost with a worker that dies.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect } from '#platform/db/connect';
import { addMonitor, addServer, makeCheckWorld, newestCheck } from '#test/check-world';
import type { CheckWorld, MonitorFields } from '#test/check-world';
import { startScriptedServer } from '#test/mcp-fixtures/scripted-server';
import type { RawServer } from '#test/mcp-fixtures/raw-server';
import { startShopServer } from '#test/shop-server';
import type { ShopServer } from '#test/shop-server';
import { saveMonitor } from '../store.ts';
import { executeCheck } from './execute-check.ts';
import { claimMonitor, LEASE_MARGIN_MS, standingOf } from './store.ts';
import { tickAfter, tickAtOrBefore } from './tick-grid.ts';

let world: CheckWorld;
let shop: ShopServer;
beforeAll(async () => {
  [world, shop] = await Promise.all([makeCheckWorld(), startShopServer()]);
});
afterEach(() => {
  world.queued.length = 0;
});
afterAll(async () => {
  await shop.close();
  await world.close();
});

const never = new AbortController().signal;
const run = (monitorId: string, tickAt: Date | null = null, signal = never) =>
  executeCheck(world.deps, { monitorId, tickAt: tickAt?.toISOString() ?? null }, signal);

async function monitorOn(url: string, fields: Omit<MonitorFields, 'serverId'> = {}) {
  const { ben } = await world.newTeam();
  const serverId = await addServer(ben, url);
  const id = await addMonitor(ben, { serverId, arguments: { orderId: '1' }, ...fields });
  return { id, intervalSeconds: fields.intervalSeconds ?? 60, serverId, ben };
}

const checksOf = (monitorId: string) =>
  world.deps.db.selectFrom('monitor_checks').selectAll().where('monitor_id', '=', monitorId).orderBy('seq').execute();
const rowOf = (monitorId: string) => world.deps.db.selectFrom('monitors').selectAll().where('id', '=', monitorId).executeTakeFirstOrThrow();
const factsOf = async (monitorId: string) =>
  (await world.deps.db.selectFrom('facts').select('payload').orderBy('id').execute())
    .filter(({ payload }) => typeof payload === 'object' && payload !== null && 'monitorId' in payload && payload.monitorId === monitorId)
    .map(({ payload }) => payload);
const toNextTick = (monitor: { id: string; intervalSeconds: number }): Date => {
  const tick = tickAfter(monitor, world.clock.now());
  world.clock.moveTo(tick);
  return tick;
};

test('a scheduled check leaves its record, its sums, and a monitor that knows them', async () => {
  const monitor = await monitorOn(shop.url);
  const tick = toNextTick(monitor);
  world.clock.advance(120);
  await run(monitor.id, tick);
  const [check] = await checksOf(monitor.id);
  expect(check).toMatchObject({
    seq: 1,
    status: 'pass',
    tick_at: tick,
    at: new Date(tick.getTime() + 120),
    trigger: 'schedule',
    era: 'legacy',
    in_maintenance: false,
  });
  expect(await rowOf(monitor.id)).toMatchObject({
    seq: 1,
    status: 'pass',
    last_tick_at: tick,
    checking_until: null,
    checking_by: null,
    consecutive_failures: 0,
  });
  for (const table of ['monitor_hours', 'monitor_days'] as const) {
    const [sums] = await world.deps.db.selectFrom(table).selectAll().where('monitor_id', '=', monitor.id).execute();
    expect(sums).toMatchObject({ pass: 1, fail: 0, error: 0, excluded: 0 });
    expect(sums?.latency_counts.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(1);
  }
});

test('failures, the outage they are, and the pass that ends it are told; a pass after a pass is not', async () => {
  let isGood = true;
  const server = await startScriptedServer({
    era: 'legacy',
    answer: { 'tools/call': () => ({ content: [{ type: 'text', text: isGood ? 'ok' : 'closed' }], isError: !isGood }) },
  });
  const monitor = await monitorOn(server.url);
  for (const good of [true, true, false, false, true, true]) {
    isGood = good;
    await run(monitor.id, toNextTick(monitor));
  }
  await server.close();
  expect(await factsOf(monitor.id)).toMatchObject([
    { seq: 1, status: 'pass', serverId: monitor.serverId },
    { seq: 3, status: 'fail' },
    { seq: 4, status: 'fail' },
    { seq: 5, status: 'pass' },
  ]);
  const checks = await checksOf(monitor.id);
  expect(await world.deps.db.selectFrom('monitor_outages').selectAll().where('monitor_id', '=', monitor.id).execute()).toMatchObject([
    { started_at: checks[2]?.at, ended_at: checks[4]?.at, first_check_id: checks[2]?.id, status: 'fail', reason: 'tool_error', checks: 2 },
  ]);
  expect(await rowOf(monitor.id)).toMatchObject({ status: 'pass', seq: 6, status_since: checks[4]?.at });
});

test('many workers with connections of their own, one tick: one check', async () => {
  const pools = [connect(world.databaseUrl), connect(world.databaseUrl)];
  const monitor = await monitorOn(shop.url);
  const tick = toNextTick(monitor);
  const calls = shop.calls.length;
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      executeCheck({ ...world.deps, db: pools[i % 2] ?? world.deps.db }, { monitorId: monitor.id, tickAt: tick.toISOString() }, never),
    ),
  );
  await Promise.all(pools.map((pool) => pool.destroy()));
  expect(await checksOf(monitor.id)).toHaveLength(1);
  expect(shop.calls.length - calls).toBe(1);
});

test('checks of one monitor never overlap: the second waits for the lease of the first', async () => {
  const monitor = await monitorOn(shop.url, { toolName: 'wait', arguments: {}, timeoutSeconds: 20 });
  const tick = toNextTick(monitor);
  const first = run(monitor.id, tick);
  await shop.waiting(1);
  await run(monitor.id);
  expect(await checksOf(monitor.id)).toHaveLength(0);
  const until = new Date(tick.getTime() + 20_000 + LEASE_MARGIN_MS);
  expect(world.queued).toMatchObject([
    { name: 'monitor.check', payload: { monitorId: monitor.id, tickAt: null }, options: { startAfter: until, group: monitor.serverId } },
  ]);
  shop.release();
  await first;
  shop.hold();
  expect(await checksOf(monitor.id)).toHaveLength(1);
});

test('what a killed worker was checking is checked by another one when the lease is over, for the tick that is current then', async () => {
  for (const { timeoutSeconds, ticksOn } of [
    { timeoutSeconds: 30, ticksOn: 0 },
    { timeoutSeconds: 60, ticksOn: 1 },
  ]) {
    const monitor = await monitorOn(shop.url, { timeoutSeconds });
    const tick = toNextTick(monitor);
    // It claims, and is never heard of again.
    await claimMonitor(world.deps.db, { monitorId: monitor.id, tickAt: tick, owner: randomUUID(), now: world.clock.now() });
    world.clock.advance(10_000);
    await run(monitor.id, tick);
    expect(await checksOf(monitor.id)).toHaveLength(0);
    const startAfter = new Date(tick.getTime() + timeoutSeconds * 1000 + LEASE_MARGIN_MS);
    const served = new Date(tick.getTime() + ticksOn * 60_000);
    expect(world.queued.splice(0)).toMatchObject([
      { payload: { monitorId: monitor.id, tickAt: served.toISOString() }, options: { startAfter, singletonKey: monitor.id } },
    ]);
    world.clock.moveTo(startAfter);
    await run(monitor.id, served);
    expect(await checksOf(monitor.id)).toMatchObject([{ seq: 1, status: 'pass', tick_at: served }]);
    // The tick itself comes late, and finds itself served.
    await run(monitor.id, served);
    expect(await checksOf(monitor.id)).toHaveLength(1);
    expect(world.queued).toEqual([]);
  }
});

test('a clock that was set back stops nothing: neither what was served later, nor a lease of later, nor an outage runs backwards', async () => {
  let isGood = false;
  const server = await startScriptedServer({
    era: 'legacy',
    answer: { 'tools/call': () => ({ content: [{ type: 'text', text: isGood ? 'ok' : 'closed' }], isError: !isGood }) },
  });
  const monitor = await monitorOn(server.url);
  const later = new Date(world.clock.now().getTime() + 6 * 3_600_000);
  const ahead = { ...world.deps, clock: { ...world.clock, now: () => later } };
  await executeCheck(ahead, { monitorId: monitor.id, tickAt: tickAtOrBefore(monitor, later).toISOString() }, never);
  expect(await claimMonitor(world.deps.db, { monitorId: monitor.id, tickAt: null, owner: randomUUID(), now: later })).toBeDefined();
  isGood = true;
  const tick = toNextTick(monitor);
  await run(monitor.id, tick);
  await run(monitor.id, tick);
  expect((await checksOf(monitor.id)).map(({ tick_at, status }) => [tick_at?.getTime() === tick.getTime(), status])).toEqual([
    [false, 'fail'],
    [true, 'pass'],
  ]);
  expect((await rowOf(monitor.id)).last_tick_at).toEqual(tick);
  const [outage] = await world.deps.db.selectFrom('monitor_outages').selectAll().where('monitor_id', '=', monitor.id).execute();
  expect(outage?.ended_at).toEqual(outage?.started_at);
  await server.close();
});

test('a tick that is served or older than an interval is dropped, and the newest one takes its place', async () => {
  const monitor = await monitorOn(shop.url);
  const tick = toNextTick(monitor);
  world.clock.advance(150_000);
  await run(monitor.id, tick);
  expect(await checksOf(monitor.id)).toEqual([]);
  const newest = tickAtOrBefore(monitor, world.clock.now());
  expect(newest).not.toEqual(tick);
  expect(world.queued.splice(0)).toMatchObject([{ payload: { monitorId: monitor.id, tickAt: newest.toISOString() } }]);
  await run(monitor.id, newest);
  for (const served of [newest, tick]) await run(monitor.id, served);
  expect(await checksOf(monitor.id)).toHaveLength(1);
  expect(world.queued).toEqual([]);
});

test('a process that stops gives the claim back, records nothing, and leaves the job to another', async () => {
  const monitor = await monitorOn(shop.url, { toolName: 'wait', arguments: {} });
  const stopping = new AbortController();
  const running = run(monitor.id, toNextTick(monitor), stopping.signal);
  await shop.waiting(1);
  stopping.abort(new Error('The process is stopping.'));
  await expect(running).rejects.toThrow('The process is stopping.');
  expect(await standingOf(world.deps.db, monitor.id)).toMatchObject({ checkingUntil: null, lastTickAt: null });
  expect(await checksOf(monitor.id)).toEqual([]);
  const [server] = await world.deps.db.selectFrom('mcp_servers').select('health').where('id', '=', monitor.serverId).execute();
  expect(server?.health).toBe('healthy');
  shop.release();
  shop.hold();
});

test('what was found about the monitor as it was is not recorded once it is another', async () => {
  const monitor = await monitorOn(shop.url, { toolName: 'wait', arguments: {} });
  const running = run(monitor.id, toNextTick(monitor));
  await shop.waiting(1);
  const spec = { ...specOf(monitor.serverId), toolName: 'wait', arguments: { orderId: '2' } };
  await world.deps.db.transaction().execute((tx) => saveMonitor(tx, monitor.id, { spec, at: world.clock.now(), isNewQuestion: true }));
  shop.release();
  await running;
  shop.hold();
  expect(await checksOf(monitor.id)).toEqual([]);
  expect(await rowOf(monitor.id)).toMatchObject({ status: 'unknown', seq: 0, last_check: null });
});

const specOf = (mcpServerId: string) => ({
  name: 'Monitor',
  mcpServerId,
  authProfileId: null,
  toolName: 'order_get',
  arguments: {},
  intervalSeconds: 60 as const,
  timeoutSeconds: 30,
  assertions: [],
  validateOutputSchema: false,
  allowDestructive: false,
  protocolEra: 'auto' as const,
  state: 'active' as const,
});

test('paused and deleted ones are left alone', async () => {
  const monitor = await monitorOn(shop.url, { state: 'paused' });
  await run(monitor.id, toNextTick(monitor));
  await run('mon_gone', null);
  expect(await checksOf(monitor.id)).toEqual([]);
  expect(world.queued).toEqual([]);
});

test('in maintenance checks go on and are seen, but are no outage and count for nothing', async () => {
  const server: RawServer = await startScriptedServer({ era: 'legacy', answer: { 'tools/call': () => ({ content: [], isError: true }) } });
  const monitor = await monitorOn(server.url);
  const now = world.clock.now().getTime();
  await world.deps.db
    .insertInto('maintenance_windows')
    .values({
      id: `mnt_${monitor.serverId}`,
      org_id: monitor.ben.org.id,
      server_id: monitor.serverId,
      title: 'Upgrade',
      kind: 'once',
      starts_at: new Date(now - 1000),
      ends_at: new Date(now + 600_000),
      created_by_name: 'Ben',
      created_at: new Date(now),
    })
    .execute();
  await run(monitor.id, toNextTick(monitor));
  await server.close();
  expect(await newestCheck(world.deps, monitor.id)).toMatchObject({ status: 'fail', inMaintenance: true });
  expect(await rowOf(monitor.id)).toMatchObject({ status: 'fail', consecutive_failures: 1 });
  expect(await world.deps.db.selectFrom('monitor_outages').select('id').where('monitor_id', '=', monitor.id).execute()).toEqual([]);
  expect(await world.deps.db.selectFrom('monitor_hours').selectAll().where('monitor_id', '=', monitor.id).execute()).toMatchObject([
    { pass: 0, fail: 0, excluded: 1, latency_counts: [] },
  ]);
});
