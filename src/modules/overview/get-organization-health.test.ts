// How an organization is doing, over real servers and runs, and monitors and snapshots as history leaves them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, hours, minutes } from '#kernel/duration';
import { newId } from '#kernel/ids';
import { cancelRun, executeRun, startRuns } from '#modules/runs';
import { updateWorkflow } from '#modules/workflows';
import { jsonText } from '#platform/db/schema';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { getOrganizationHealth } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const BROKEN = { testerPrompt: '1. call broken', criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }] };
const GOOD = { testerPrompt: '1. call order_get with {"orderId": "1"}' };

async function run(shop: Shop, workflowId: string): Promise<string> {
  const { runId } = await startRuns(shop.ben, { workflowId, forceNewRun: true });
  await executeRun(world.deps, runId, new AbortController().signal);
  world.clock.advance(minutes(1));
  return runId;
}

async function insertMonitor(shop: Shop, changes: { status: string; state?: string; sinceMs?: number }): Promise<string> {
  const id = newId('mon');
  const at = world.clock.now();
  await world.deps.db
    .insertInto('monitors')
    .values({
      id,
      org_id: shop.org.id,
      server_id: shop.serverId,
      name: id,
      tool_name: 'order_get',
      interval_seconds: 60,
      timeout_seconds: 30,
      status: changes.status,
      state: changes.state ?? 'active',
      status_since: new Date(at.getTime() - (changes.sinceMs ?? 0)),
      created_at: at,
      updated_at: at,
    })
    .execute();
  return id;
}

test('an empty organization is all zeros', async () => {
  const shop = await world.newShop();
  expect(await getOrganizationHealth(shop.eve)).toEqual({
    organization: shop.eve.org,
    range: '24h',
    generatedAt: world.clock.now().toISOString(),
    runs: { pass: 0, partial: 0, fail: 0, error: 0, running: 0, pending: 0, passRate: null, passRateTesterKind: null },
    workflows: { active: 0, paused: 0, failing: [] },
    monitors: { pass: 0, fail: 0, error: 0, unknown: 0, paused: 0, failing: [] },
    servers: [],
    openIncidents: 0,
  });
});

test('a failing workflow is shown with its newest run, and since when it fails', async () => {
  const shop = await world.newShop();
  const { id: workflowId } = await shop.workflow(GOOD);
  await run(shop, workflowId);
  await updateWorkflow(shop.ben, { workflowId, ...BROKEN });
  await run(shop, workflowId);
  const since = world.clock.now().getTime() - minutes(1);
  const newest = await run(shop, workflowId);
  const { workflows, runs } = await getOrganizationHealth(shop.vera, {});
  expect(workflows).toEqual({
    active: 1,
    paused: 0,
    failing: [{ workflowId, name: 'Order status', runId: newest, status: 'fail', since: new Date(since).toISOString() }],
  });
  expect(runs).toMatchObject({ pass: 1, fail: 2, passRate: 1 / 3, passRateTesterKind: 'script' });
  await updateWorkflow(shop.ben, { workflowId, ...GOOD });
  await run(shop, workflowId);
  expect((await getOrganizationHealth(shop.vera, {})).workflows.failing).toEqual([]);
});

test('one that never passed fails since its first run; a paused one, a cancelled run and a trial do not count', async () => {
  const shop = await world.newShop();
  const { id: workflowId } = await shop.workflow(BROKEN);
  const first = world.clock.now();
  await run(shop, workflowId);
  const second = await run(shop, workflowId);
  const { runId: cancelled } = await startRuns(shop.ben, { workflowId, forceNewRun: true });
  await cancelRun(shop.ben, { runId: cancelled });
  await executeRun(world.deps, cancelled, new AbortController().signal);
  const trial = await run(shop, workflowId);
  await world.deps.db
    .updateTable('runs')
    .set({ proposal_id: 'prop_1', status: 'pass', classification: null })
    .where('id', '=', trial)
    .execute();
  const health = await getOrganizationHealth(shop.vera, {});
  expect(health.workflows.failing).toMatchObject([{ runId: second, since: first.toISOString() }]);
  expect(health.runs).toMatchObject({ pass: 0, fail: 2, error: 1, passRate: 0 });
  await updateWorkflow(shop.ben, { workflowId, state: 'paused' });
  expect((await getOrganizationHealth(shop.vera, {})).workflows).toEqual({ active: 0, paused: 1, failing: [] });
});

test('runs are those of the range', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(GOOD);
  const runIds = [await run(shop, id), await run(shop, id), await run(shop, id)];
  const now = world.clock.now().getTime();
  for (const [index, ago] of [hours(25), days(8), days(31)].entries()) {
    const at = new Date(now - ago);
    await world.deps.db
      .updateTable('runs')
      .set({ created_at: at, started_at: at, ended_at: at })
      .where('id', '=', runIds[index] ?? '')
      .execute();
  }
  const passed = async (range?: string) => (await getOrganizationHealth(shop.vera, range === undefined ? {} : { range })).runs.pass;
  expect([await passed(), await passed('24h'), await passed('7d'), await passed('30d')]).toEqual([0, 0, 1, 2]);
  await expect(getOrganizationHealth(shop.vera, { range: '1y' })).rejects.toMatchObject({ fieldErrors: [{ field: 'range' }] });
});

test('monitors are counted by status, paused ones apart, and those that fail longest come first', async () => {
  const shop = await world.newShop();
  await insertMonitor(shop, { status: 'pass' });
  await insertMonitor(shop, { status: 'unknown' });
  await insertMonitor(shop, { status: 'fail', state: 'paused' });
  const newer = await insertMonitor(shop, { status: 'error', sinceMs: 1_000 });
  const older = await insertMonitor(shop, { status: 'fail', sinceMs: 2_000 });
  const { monitors } = await getOrganizationHealth(shop.vera, {});
  expect(monitors).toMatchObject({ pass: 1, fail: 1, error: 1, unknown: 1, paused: 1 });
  expect(monitors.failing.map(({ monitorId, toolName, status }) => [monitorId, toolName, status])).toEqual([
    [older, 'order_get', 'fail'],
    [newer, 'order_get', 'error'],
  ]);
  expect(monitors.failing[0]?.since).toBe(new Date(world.clock.now().getTime() - 2_000).toISOString());
});

test('servers show coverage and the breaking changes of the last week', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(GOOD);
  await run(shop, id);
  for (const [breaking, ago] of [
    [2, days(1)],
    [1, days(2)],
    [4, days(8)],
  ] as const) {
    const diff = { fromSnapshotId: null, toSnapshotId: null, breakingCount: breaking, added: [], removed: [], changed: [] };
    await world.deps.db
      .insertInto('catalog_snapshots')
      .values({
        id: newId('snap'),
        org_id: shop.org.id,
        server_id: shop.serverId,
        at: new Date(world.clock.now().getTime() - ago),
        era: 'legacy',
        content_hash: newId('snap'),
        catalog: jsonText({ tools: [], resources: [], resourceTemplates: [], prompts: [] }),
        counts: jsonText({ tools: 0, resources: 0, resourceTemplates: 0, prompts: 0 }),
        diff: jsonText(diff),
        breaking_count: breaking,
      })
      .execute();
  }
  const { servers } = await getOrganizationHealth(shop.vera, {});
  expect(servers).toMatchObject([{ mcpServerId: shop.serverId, name: 'Shop', health: 'healthy', breakingChanges7d: 3 }]);
  expect(servers[0]?.coveragePercent).toBeGreaterThan(0);
  expect(servers[0]?.lastSyncedAt).not.toBeNull();
});

test('it asks the same few questions whatever the size', async () => {
  const shop = await world.newShop();
  for (let i = 0; i < 12; i += 1) await run(shop, (await shop.workflow({ ...BROKEN, name: `W${i}` })).id);
  const statements: string[] = [];
  const counted = {
    ...world.deps,
    db: world.deps.db.withPlugin({
      transformQuery: ({ node }) => (statements.push(node.kind), node),
      transformResult: ({ result }) => Promise.resolve(result),
    }),
  };
  const { workflows } = await getOrganizationHealth({ ...shop.vera, deps: counted }, {});
  expect(workflows.failing).toHaveLength(12);
  // the first look also reads the traces of new runs for coverage
  statements.length = 0;
  await getOrganizationHealth({ ...shop.vera, deps: counted }, {});
  expect(statements.length).toBeLessThan(25);
});
