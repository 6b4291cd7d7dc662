// Coverage of a real server by real runs: what is counted, when it changes, and who may see it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#kernel/ids';
import { removeWorkflow, updateWorkflow } from '#modules/workflows';
import { executeRun, startRuns } from '#modules/runs';
import { removeServer, syncServer } from '#modules/servers';
import { jsonText } from '#platform/db/schema';
import { insertManyRuns } from '#test/run-history';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { coverageEraser, coverageExporter, coveragePercents, getCoverage, onRunFinishedForCoverage } from './index.ts';
import type { Coverage } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const TOOLS = ['broken', 'hostile', 'order_delete', 'order_get', 'order_list', 'picture', 'wait'];

async function play(shop: Shop, changes: Readonly<Record<string, unknown>> = {}) {
  const workflow = await shop.workflow(changes);
  return { workflow, runId: await playAgain(shop, workflow.id) };
}

async function playAgain(shop: Shop, workflowId: string): Promise<string> {
  const { runId } = await startRuns(shop.ben, { workflowId, forceNewRun: true });
  await executeRun(world.deps, runId, go);
  return runId;
}

const report = (shop: Shop): Promise<Coverage> => getCoverage(shop.vera, { serverId: shop.serverId });
const covered = async (shop: Shop) => (await report(shop)).covered.map(({ tool }) => tool);
const percent = async (shop: Shop) => (await coveragePercents(shop.vera, [shop.serverId])).get(shop.serverId);

test('a server nobody tests has no coverage, and every tool is told with what it is', async () => {
  const shop = await world.newShop();
  const { uncovered, ...rest } = await report(shop);
  expect(rest).toEqual({
    mcpServerId: shop.serverId,
    generatedAt: world.clock.now().toISOString(),
    runsConsidered: 0,
    toolsConsidered: 7,
    truncated: false,
    coveragePercent: 0,
    covered: [],
  });
  expect(uncovered.map(({ tool }) => tool)).toEqual(TOOLS);
  expect(uncovered.find(({ tool }) => tool === 'order_delete')).toEqual({
    tool: 'order_delete',
    description: 'Deletes an order.',
    readOnly: false,
    destructive: true,
    lastFailedCallAt: null,
    workflows: [],
    monitors: [],
  });
});

test('a run covers what it called well, whatever its verdict; what failed stays uncovered with the time', async () => {
  const shop = await world.newShop();
  const { workflow } = await play(shop, {
    testerPrompt: '1. call order_get with {"orderId": "4711", "verbose": true}\n2. call broken\nanswer done',
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  const { covered: rows, uncovered, runsConsidered, coveragePercent } = await report(shop);
  expect({ runsConsidered, coveragePercent }).toEqual({ runsConsidered: 1, coveragePercent: 14 });
  expect(rows).toEqual([
    {
      tool: 'order_get',
      by: ['run'],
      callCount: 1,
      errorCount: 0,
      lastCalledAt: world.clock.now().toISOString(),
      workflows: [{ id: workflow.id, name: 'Order status' }],
      monitors: [],
      depth: {
        optionalArguments: { seen: 1, total: 1, missing: [] },
        enumValues: [],
        errorPaths: { exercised: false, last: null },
      },
    },
  ]);
  const broken = uncovered.find(({ tool }) => tool === 'broken');
  expect(broken).toMatchObject({ lastFailedCallAt: world.clock.now().toISOString(), workflows: [{ id: workflow.id }] });
});

test('a call that was blocked is no call', async () => {
  const shop = await world.newShop();
  await play(shop, {
    testerPrompt: '1. call order_delete with {"orderId": "1"}\nanswer done',
    toolPolicy: { denied_tools: ['order_delete'] },
  });
  const { covered: rows, uncovered } = await report(shop);
  expect(rows).toEqual([]);
  expect(uncovered.find(({ tool }) => tool === 'order_delete')).toMatchObject({ lastFailedCallAt: null, workflows: [] });
});

test('a policy covers by name and not by glob, and only the current version of an active workflow', async () => {
  const shop = await world.newShop();
  const workflow = await shop.workflow({ toolPolicy: { allowed_tools: ['order_list', 'pict*'] } });
  expect((await report(shop)).covered).toMatchObject([{ tool: 'order_list', by: ['policy'], callCount: 0, lastCalledAt: null }]);
  await updateWorkflow(shop.ben, { workflowId: workflow.id, toolPolicy: { allowed_tools: ['wait'] } });
  expect(await covered(shop)).toEqual(['wait']);
  await updateWorkflow(shop.ben, { workflowId: workflow.id, state: 'paused' });
  expect(await covered(shop)).toEqual([]);
});

test('runs of a workflow that is paused or archived do not count, and count again when it is back', async () => {
  const shop = await world.newShop();
  const { workflow } = await play(shop);
  expect(await covered(shop)).toEqual(['order_get']);
  await updateWorkflow(shop.ben, { workflowId: workflow.id, state: 'paused' });
  expect(await report(shop)).toMatchObject({ runsConsidered: 0, covered: [] });
  expect(await percent(shop)).toBe(0);
  await updateWorkflow(shop.ben, { workflowId: workflow.id, state: 'active' });
  expect(await covered(shop)).toEqual(['order_get']);
  await removeWorkflow(shop.ben, { workflowId: workflow.id });
  expect(await report(shop)).toMatchObject({ runsConsidered: 0, covered: [] });
});

test('only the 50 newest finished runs are considered', async () => {
  const shop = await world.newShop();
  const { workflow } = await play(shop);
  const later = (minutes: number) => new Date(world.clock.now().getTime() + minutes * 60_000);
  await insertManyRuns(world.deps.db, { orgId: shop.org.id, workflow, now: later(60), count: 49 });
  expect(await report(shop)).toMatchObject({ runsConsidered: 50, covered: [{ tool: 'order_get' }] });
  await insertManyRuns(world.deps.db, { orgId: shop.org.id, workflow, now: later(120), count: 1 });
  expect(await report(shop)).toMatchObject({ runsConsidered: 50, covered: [] });
  expect(await percent(shop)).toBe(0);
});

test('the fact run.finished may come twice, at once, late or never: the report is the same', async () => {
  const shop = await world.newShop();
  const { workflow, runId } = await play(shop);
  await Promise.all([1, 2, 3].map(() => onRunFinishedForCoverage(world.deps, shop.org.id, { runId })));
  await Promise.all([report(shop), report(shop), percent(shop)]);
  const uses = () => world.deps.db.selectFrom('tool_uses').selectAll().where('org_id', '=', shop.org.id).execute();
  expect(await uses()).toHaveLength(1);
  const other = await playAgain(shop, workflow.id);
  await onRunFinishedForCoverage(world.deps, shop.eve.org.id, { runId: other });
  await onRunFinishedForCoverage(world.deps, shop.org.id, { runId: 'run_gone' });
  expect(await uses()).toHaveLength(1);
  expect((await report(shop)).covered).toMatchObject([{ tool: 'order_get', callCount: 2 }]);
  expect(await uses()).toHaveLength(2);
});

test('what was read once stays when the trace is gone', async () => {
  const shop = await world.newShop();
  const { runId } = await play(shop);
  await onRunFinishedForCoverage(world.deps, shop.org.id, { runId });
  await world.deps.db.deleteFrom('run_events').where('run_id', '=', runId).execute();
  expect(await covered(shop)).toEqual(['order_get']);
});

test('a tool that left the catalog is not considered, and cards tell the same number as the report', async () => {
  const shop = await world.newShop();
  await play(shop);
  const { db } = world.deps;
  const leave = (names: readonly string[]) =>
    db
      .updateTable('catalog_entries')
      .set({ active: false })
      .where('server_id', '=', shop.serverId)
      .where('name', 'in', [...names])
      .execute();
  await leave(['wait', 'picture', 'hostile']);
  expect(await report(shop)).toMatchObject({ toolsConsidered: 4, coveragePercent: 25 });
  expect(await percent(shop)).toBe(25);
  await leave(['order_get']);
  expect(await percent(shop)).toBe(0);
  await leave(TOOLS);
  expect(await report(shop)).toMatchObject({ toolsConsidered: 0, coveragePercent: null });
  expect(await percent(shop)).toBeNull();
  await syncServer(shop.ada, { serverId: shop.serverId });
  expect(await report(shop)).toMatchObject({ toolsConsidered: 7, coveragePercent: 14 });
});

test('of more than 100 tools the first 100 by name are considered, hostile names and schemas among them', async () => {
  const shop = await world.newShop();
  const at = world.clock.now();
  const names = ['__proto__', 'constructor', '"><script>', ...Array.from({ length: 100 }, (_, i) => `z_${i}`)];
  await world.deps.db
    .insertInto('catalog_entries')
    .values(
      names.map((name) => ({
        id: newId('tool'),
        org_id: shop.org.id,
        server_id: shop.serverId,
        kind: 'tool',
        name,
        definition: jsonText({
          name,
          description: { not: 'text' },
          inputSchema: { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { $ref: '#/$defs/a' } } },
          annotations: 'none',
        }),
        active: true,
        first_seen_at: at,
        last_seen_at: at,
      })),
    )
    .execute();
  await shop.workflow({ toolPolicy: { allowed_tools: ['__proto__', 'constructor', 'z_99'] } });
  const { covered: rows, ...rest } = await report(shop);
  expect(rest).toMatchObject({ toolsConsidered: 100, truncated: true, coveragePercent: 2 });
  expect(rows.map(({ tool, depth }) => [tool, depth.optionalArguments.missing])).toEqual([
    ['__proto__', ['a']],
    ['constructor', ['a']],
  ]);
  expect(await percent(shop)).toBe(2);
});

test('monitors of a tool are named and cover nothing', async () => {
  const shop = await world.newShop();
  const at = world.clock.now();
  const id = newId('mon');
  await world.deps.db
    .insertInto('monitors')
    .values({
      id,
      org_id: shop.org.id,
      server_id: shop.serverId,
      name: 'Every minute',
      tool_name: 'order_get',
      interval_seconds: 60,
      timeout_seconds: 30,
      created_at: at,
      updated_at: at,
    })
    .execute();
  const { covered: rows, uncovered } = await report(shop);
  expect(rows).toEqual([]);
  expect(uncovered.find(({ tool }) => tool === 'order_get')?.monitors).toEqual([{ id, name: 'Every minute' }]);
});

test('eve finds nothing of it, neither by report nor by percent', async () => {
  const shop = await world.newShop();
  await play(shop);
  await expect(getCoverage(shop.eve, { serverId: shop.serverId })).rejects.toMatchObject({ code: 'not_found', thing: 'mcp_server' });
  expect(await coveragePercents(shop.eve, [shop.serverId])).toEqual(new Map([[shop.serverId, null]]));
  await expect(
    coveragePercents(
      shop.vera,
      Array.from({ length: 101 }, () => 'mcp_1'),
    ),
  ).rejects.toMatchObject({ code: 'validation_failed' });
});

test('an archived server can still be looked at', async () => {
  const shop = await world.newShop();
  await play(shop);
  await removeServer(
    shop.ben,
    { serverId: shop.serverId, force: true },
    { usersOf: async () => [], usersOfProfile: async () => [], pauseUsers: async () => {} },
  );
  expect(await report(shop)).toMatchObject({ coveragePercent: 14 });
});

test('an export tells every use, and erasing forgets them', async () => {
  const shop = await world.newShop();
  const { runId } = await play(shop);
  await report(shop);
  const objects = await Array.fromAsync(coverageExporter.objects(shop.ada));
  expect(objects).toMatchObject([{ kind: 'tool_use', runId, tool: 'order_get', okCount: 1 }]);
  expect(await coverageEraser.eraseBatch(world.deps.db, shop.org.id)).toBe(2);
  expect(await coverageEraser.eraseBatch(world.deps.db, shop.org.id)).toBe(0);
  expect(await Array.fromAsync(coverageExporter.objects(shop.ada))).toEqual([]);
});
