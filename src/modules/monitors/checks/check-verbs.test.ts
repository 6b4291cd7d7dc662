// Check now, and trying an unsaved monitor: who may, what it costs, and what is stored.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNow, executeCheck, testMonitor } from '#modules/monitors';
import { createServer } from '#modules/servers';
import { inTransaction } from '#platform/db/transaction';
import { dispatchDue } from '#platform/jobs/ticker';
import { nextDue } from '#platform/jobs/due';
import { silentLog } from '#platform/log';
import { addMonitor, makeCheckWorld } from '#test/check-world';
import type { CheckWorld, MonitorFields } from '#test/check-world';
import { startShopServer } from '#test/shop-server';
import type { ShopServer } from '#test/shop-server';
import { MONITOR_DUE_KIND } from '../monitor.ts';
import { monitorDueKind } from './monitor-due-kind.ts';
import { endChecks, planChecks } from './plan-checks.ts';
import { claimMonitor, releaseClaim } from './store.ts';
import { tickAfter } from './tick-grid.ts';

let world: CheckWorld;
let shop: ShopServer;
beforeAll(async () => {
  [world, shop] = await Promise.all([makeCheckWorld(), startShopServer()]);
});
afterAll(async () => {
  await shop.close();
  await world.close();
});

async function newShop() {
  const cast = await world.newTeam();
  const { id: serverId } = await createServer(cast.ben, { name: 'Shop', baseUrl: shop.url });
  const monitor = (fields: Omit<MonitorFields, 'serverId'> = {}) =>
    addMonitor(cast.ben, { serverId, arguments: { orderId: '1' }, ...fields });
  return { ...cast, serverId, monitor };
}
const checksOf = (monitorId: string) =>
  world.deps.db.selectFrom('monitor_checks').selectAll().where('monitor_id', '=', monitorId).execute();

describe('check now', () => {
  test('checks at once, records it as asked for by hand, and answers with the record', async () => {
    const { ben, monitor } = await newShop();
    const monitorId = await monitor();
    const check = await checkNow(ben, { monitorId });
    expect(check).toMatchObject({
      monitorId,
      status: 'pass',
      trigger: 'manual',
      inMaintenance: false,
      latencyMs: expect.any(Number),
      connectMs: expect.any(Number),
    });
    expect(await checksOf(monitorId)).toMatchObject([{ id: check.id, tick_at: null, trigger: 'manual' }]);
  });

  test('vera may not, eve cannot, and neither a paused nor an unknown monitor is checked', async () => {
    const { ben, vera, eve, monitor } = await newShop();
    const monitorId = await monitor();
    await expect(checkNow(vera, { monitorId })).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(checkNow(eve, { monitorId })).rejects.toMatchObject({ code: 'not_found', thing: 'monitor' });
    await expect(checkNow(ben, { monitorId: 'mon_none' })).rejects.toMatchObject({ code: 'not_found', thing: 'monitor' });
    await expect(checkNow(ben, { monitorId: await monitor({ state: 'paused' }) })).rejects.toMatchObject({ code: 'conflict' });
    await expect(checkNow(ben, { monitorId, force: true })).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await checksOf(monitorId)).toEqual([]);
  });

  test('waits its turn while another check runs', async () => {
    const { ben, monitor } = await newShop();
    const monitorId = await monitor();
    const held = await claimMonitor(world.deps.db, { monitorId, tickAt: null, owner: randomUUID(), now: world.clock.now() });
    const waiting = checkNow(ben, { monitorId });
    await expect.poll(() => world.clock.sleepers, { interval: 5 }).toBeGreaterThan(0);
    expect(await checksOf(monitorId)).toEqual([]);
    if (held) await releaseClaim(world.deps.db, held);
    world.clock.advance(250);
    expect(await waiting).toMatchObject({ status: 'pass' });
  });

  test('gives up when its turn does not come, and when the caller leaves', async () => {
    const { ben, monitor } = await newShop();
    const monitorId = await monitor({ timeoutSeconds: 1 });
    const hold = () =>
      claimMonitor(world.deps.db, {
        monitorId,
        tickAt: null,
        owner: randomUUID(),
        now: new Date(world.clock.now().getTime() + 60_000),
      });
    await hold();
    const waiting = checkNow(ben, { monitorId });
    const refused = expect(waiting).rejects.toMatchObject({ code: 'conflict' });
    await expect.poll(() => world.clock.sleepers, { interval: 5 }).toBeGreaterThan(0);
    world.clock.advance(10_000);
    await refused;
    const leaving = new AbortController();
    const left = checkNow({ ...ben, signal: leaving.signal }, { monitorId });
    await expect.poll(() => world.clock.sleepers, { interval: 5 }).toBeGreaterThan(0);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
  });

  test('that is left in the middle records nothing and frees the monitor', async () => {
    const { ben, monitor } = await newShop();
    const monitorId = await monitor({ toolName: 'wait', arguments: {} });
    const leaving = new AbortController();
    const checking = checkNow({ ...ben, signal: leaving.signal }, { monitorId });
    await shop.waiting(1);
    leaving.abort(new Error('gone'));
    await expect(checking).rejects.toThrow('gone');
    shop.release();
    expect(await checkNow(ben, { monitorId })).toMatchObject({ status: 'pass' });
    shop.hold();
    expect(await checksOf(monitorId)).toHaveLength(1);
  });
});

describe('trying an unsaved monitor', () => {
  test('answers with what a check would say, and stores nothing', async () => {
    const { ben, serverId } = await newShop();
    const body = { mcpServerId: serverId, toolName: 'order_get', arguments: { orderId: '7' } };
    const tested = await testMonitor(ben, { ...body, assertions: [{ kind: 'jsonpath', path: '$.status', equals: 'open' }] });
    expect(tested).toMatchObject({
      status: 'fail',
      reason: 'assertion',
      failedAssertion: { index: 0 },
      trigger: 'manual',
      resultExcerpt: '{"status":"paid","orderId":"7"}',
    });
    expect(tested).not.toHaveProperty('id');
    expect(await testMonitor(ben, { ...body, toolName: 'broken', arguments: {} })).toMatchObject({ status: 'fail', reason: 'tool_error' });
    expect(await world.deps.db.selectFrom('monitors').select('id').where('org_id', '=', ben.org.id).execute()).toEqual([]);
    expect(await world.deps.db.selectFrom('monitor_checks').select('id').where('org_id', '=', ben.org.id).execute()).toEqual([]);
  });

  test('refuses what creating it would refuse; vera may not, eve cannot', async () => {
    const { ben, vera, eve, serverId } = await newShop();
    const body = { mcpServerId: serverId, toolName: 'order_get', arguments: { orderId: '7' } };
    await expect(testMonitor(ben, { ...body, toolName: 'nothing' })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'toolName' }],
    });
    await expect(testMonitor(ben, { ...body, toolName: 'order_delete' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'allowDestructive' }],
    });
    await expect(testMonitor(vera, body)).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(testMonitor(eve, body)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field: 'mcpServerId' }] });
    expect(shop.calls).not.toContain('order_delete');
  });
});

describe('the ticker', () => {
  const tick = () =>
    dispatchDue({
      db: world.deps.db,
      jobs: world.deps.jobs,
      clock: world.clock,
      log: silentLog,
      kinds: { [MONITOR_DUE_KIND]: monitorDueKind },
    });
  const take = () => world.queued.splice(0);
  const plan = (monitor: { id: string; orgId: string; intervalSeconds: number }, now: boolean) =>
    inTransaction(world.deps.db, (tx) => planChecks(tx, world.deps, monitor, { now }));

  test('makes one job of each tick, on the grid, and one check at once where that is wanted', async () => {
    const { ben, serverId, monitor } = await newShop();
    const planned = { id: await monitor(), orgId: ben.org.id, intervalSeconds: 60, mcpServerId: serverId };
    take();
    await plan(planned, true);
    expect(take()).toMatchObject([
      { name: 'monitor.check', payload: { monitorId: planned.id, tickAt: null }, options: { group: serverId } },
    ]);
    let tickAt = tickAfter(planned, world.clock.now());
    for (let round = 0; round < 3; round += 1) {
      expect(await nextDue(world.deps.db, MONITOR_DUE_KIND, planned.id)).toMatchObject({ tickAt, dueAt: tickAt });
      world.clock.moveTo(new Date(tickAt.getTime() - 1));
      await tick();
      expect(take()).toEqual([]);
      // late by more each time: the grid does not move
      world.clock.moveTo(new Date(tickAt.getTime() + round * 9_000));
      await tick();
      expect(take()).toEqual([
        {
          name: 'monitor.check',
          payload: { monitorId: planned.id, tickAt: tickAt.toISOString() },
          options: { singletonKey: planned.id, group: serverId },
        },
      ]);
      tickAt = new Date(tickAt.getTime() + 60_000);
    }
  });

  test('makes up nothing after hours without a worker, and the one check is of the newest tick', async () => {
    const { ben, monitor } = await newShop();
    const planned = { id: await monitor({ intervalSeconds: 300 }), orgId: ben.org.id, intervalSeconds: 300 };
    await plan(planned, false);
    world.clock.advance(3 * 3_600_000);
    await tick();
    const [job, ...others] = take().filter(({ payload }) => 'monitorId' in payload && payload.monitorId === planned.id);
    expect(others).toEqual([]);
    const next = tickAfter(planned, world.clock.now());
    expect(job?.payload).toEqual({ monitorId: planned.id, tickAt: new Date(next.getTime() - 300_000).toISOString() });
    expect(await nextDue(world.deps.db, MONITOR_DUE_KIND, planned.id)).toMatchObject({ dueAt: next });
    await tick();
    expect(take().some(({ payload }) => 'monitorId' in payload && payload.monitorId === planned.id)).toBe(false);
    if (job?.name === 'monitor.check') await executeCheck(world.deps, job.payload, new AbortController().signal);
    expect(await checksOf(planned.id)).toMatchObject([{ tick_at: new Date(next.getTime() - 300_000) }]);
  });

  test('forgets a monitor that is paused or gone, also one whose plan was on its way', async () => {
    const { ben, monitor } = await newShop();
    const paused = { id: await monitor({ state: 'paused' }), orgId: ben.org.id, intervalSeconds: 60 };
    const ended = { id: await monitor(), orgId: ben.org.id, intervalSeconds: 60 };
    for (const one of [paused, ended]) await plan(one, false);
    await inTransaction(world.deps.db, (tx) => endChecks(tx, ended.id));
    take();
    world.clock.advance(60_000);
    await tick();
    expect(take().filter(({ payload }) => 'monitorId' in payload && [paused.id, ended.id].includes(payload.monitorId))).toEqual([]);
    for (const { id } of [paused, ended]) expect(await nextDue(world.deps.db, MONITOR_DUE_KIND, id)).toBeUndefined();
  });
});
