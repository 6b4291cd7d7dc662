// The run history: filters, sorts, pages, and that a page of 100 000 runs comes quickly.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertManyRuns } from '#test/run-history';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { listRuns, summarizeWorkflows } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

interface Row {
  readonly status?: string;
  readonly agoMinutes?: number;
  readonly reason?: string;
  readonly modelId?: string;
  readonly kind?: string;
  readonly durationMs?: number | null;
  readonly costUsd?: number | null;
  readonly classification?: string;
  readonly counts?: boolean;
}

/** Finished runs as history has them: nobody can wait for a month of real ones. */
async function insert(shop: Shop, workflow: Awaited<ReturnType<Shop['workflow']>>, rows: readonly Row[]): Promise<string[]> {
  const now = world.clock.now().getTime();
  const values = rows.map((row, index) => {
    const at = new Date(now - (row.agoMinutes ?? index + 1) * 60_000);
    return {
      id: `run_${crypto.randomUUID()}`,
      org_id: shop.org.id,
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      version_id: workflow.currentVersion.id,
      version_number: 1,
      server_id: shop.serverId,
      model_id: row.modelId ?? 'script/steps',
      target_index: 0,
      target_key: 'k',
      tester_kind: row.kind ?? 'script',
      status: row.status ?? 'pass',
      trigger_type: 'manual',
      reason: row.reason ?? 'manual run',
      created_at: at,
      started_at: at,
      ended_at: at,
      not_before: at,
      duration_ms: row.durationMs ?? null,
      cost_usd: row.costUsd ?? null,
      classification: row.classification ?? null,
      counts_for_pass_rate: row.counts ?? true,
    };
  });
  await world.deps.db.insertInto('runs').values(values).execute();
  return values.map(({ id }) => id);
}

test('newest first, a page at a time, within the range', async () => {
  const shop = await world.newShop();
  const ids = await insert(shop, await shop.workflow(), [
    { agoMinutes: 1 },
    { agoMinutes: 2 },
    { agoMinutes: 3 },
    { agoMinutes: 60 * 25 },
    { agoMinutes: 60 * 24 * 8 },
  ]);
  const page = async (query: object) => {
    const { rows, total } = await listRuns(shop.vera, query);
    return [rows.map(({ runId }) => ids.indexOf(runId)), total];
  };
  expect(await page({})).toEqual([[0, 1, 2], 3]);
  expect(await page({ pageSize: 2 })).toEqual([[0, 1], 3]);
  expect(await page({ pageSize: 2, page: 2 })).toEqual([[2], 3]);
  expect(await page({ range: '7d' })).toEqual([[0, 1, 2, 3], 4]);
  expect(await page({ range: '30d', sort: 'startedAt' })).toEqual([[4, 3, 2, 1, 0], 5]);
});

test('sorting by duration and cost puts what is unknown last, either way', async () => {
  const shop = await world.newShop();
  const ids = await insert(shop, await shop.workflow(), [
    { durationMs: 5, costUsd: 0.2 },
    { durationMs: null },
    { durationMs: 9, costUsd: 0.1 },
  ]);
  const sorted = async (sort: string) => (await listRuns(shop.vera, { sort })).rows.map(({ runId }) => ids.indexOf(runId));
  expect(await sorted('durationMs')).toEqual([0, 2, 1]);
  expect(await sorted('-durationMs')).toEqual([2, 0, 1]);
  expect(await sorted('costUsd')).toEqual([2, 0, 1]);
  expect(await sorted('-costUsd')).toEqual([0, 2, 1]);
});

test('every filter narrows, and a search takes its characters literally', async () => {
  const shop = await world.newShop();
  const [one, two] = [await shop.workflow({ name: 'Pay 100%' }), await shop.workflow({ name: 'Refund_all' })];
  const ids = [
    ...(await insert(shop, one, [{ status: 'fail', classification: 'server', reason: 'nightly' }])),
    ...(await insert(shop, two, [{ modelId: 'openai/small', kind: 'model' }])),
  ];
  const found = async (query: object) =>
    (await listRuns(shop.vera, query)).rows.map(({ runId }) => ids.indexOf(runId)).toSorted((a, b) => a - b);
  expect(await found({ workflowId: one.id })).toEqual([0]);
  expect(await found({ mcpServerId: shop.serverId })).toEqual([0, 1]);
  await expect(found({ mcpServerId: 'mcp_other' })).rejects.toMatchObject({ fieldErrors: [{ field: 'mcpServerId' }] });
  expect(await found({ modelId: 'openai/small' })).toEqual([1]);
  expect(await found({ status: 'fail' })).toEqual([0]);
  expect(await found({ classification: 'server' })).toEqual([0]);
  expect(await found({ search: '100%' })).toEqual([0]);
  expect(await found({ search: '%' })).toEqual([0]);
  expect(await found({ search: '_ALL' })).toEqual([1]);
  expect(await found({ search: 'NIGHT' })).toEqual([0]);
  expect(await found({ search: 'openai/s' })).toEqual([1]);
  expect(await found({ search: ids[1]?.slice(0, 12) })).toEqual([1]);
  expect(await found({ search: ids[1]?.slice(4, 12) })).toEqual([1]);
  expect(await found({ search: String.raw`\ ' ; --` })).toEqual([]);
});

test.each([
  ['range', '1y'],
  ['sort', 'name'],
  ['status', 'done'],
  ['pageSize', 101],
  ['page', 0],
  ['search', 'x'.repeat(201)],
  ['colour', 'red'],
])('a bad %s is refused', async (field, value) => {
  const shop = await world.newShop();
  await expect(listRuns(shop.vera, { [field]: value })).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
});

test('eve sees none of them', async () => {
  const shop = await world.newShop();
  const workflow = await shop.workflow();
  await insert(shop, workflow, [{}]);
  expect((await listRuns(shop.eve, {})).total).toBe(0);
  await expect(listRuns(shop.eve, { workflowId: workflow.id })).rejects.toMatchObject({ fieldErrors: [{ field: 'workflowId' }] });
  expect((await summarizeWorkflows(shop.eve, [workflow.id])).get(workflow.id)).toEqual({ passRate7d: null, lastRun: null });
});

test('the pass rate counts graded runs of the kind of the latest run, and never mixes kinds', async () => {
  const shop = await world.newShop();
  const [mixed, fresh] = [await shop.workflow(), await shop.workflow()];
  const ids = await insert(shop, mixed, [
    { status: 'pass', kind: 'script' },
    { status: 'fail', kind: 'script' },
    { status: 'partial', kind: 'script' },
    { status: 'pass', kind: 'script' },
    { status: 'error', kind: 'script' },
    { status: 'fail', kind: 'model' },
    { status: 'fail', kind: 'script', agoMinutes: 60 * 24 * 8 },
    { status: 'fail', kind: 'script', counts: false },
  ]);
  const summary = await summarizeWorkflows(shop.vera, [mixed.id, fresh.id]);
  expect(summary.get(mixed.id)).toMatchObject({ passRate7d: 0.5, lastRun: { runId: ids[0], status: 'pass' } });
  expect(summary.get(fresh.id)).toEqual({ passRate7d: null, lastRun: null });
});

test('the first page of 100 000 runs comes without reading them one by one', async () => {
  const shop = await world.newShop();
  await insertManyRuns(world.deps.db, { workflow: await shop.workflow(), orgId: shop.org.id, now: world.clock.now(), count: 100_000 });
  expect((await listRuns(shop.vera, { range: '30d' })).total).toBe(100_000);
  const times: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const begin = performance.now();
    const { rows } = await listRuns(shop.vera, { range: '30d' });
    times.push(performance.now() - begin);
    expect(rows).toHaveLength(25);
  }
  // The benchmark holds it to 50 ms on a quiet machine; tests share theirs with other tests.
  expect(Math.min(...times)).toBeLessThan(150);
});
