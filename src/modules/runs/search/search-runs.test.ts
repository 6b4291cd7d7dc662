// The search over runs: what it finds, how it pages, and that every combination of filters finds what a plain filter would.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { executeRun, searchRuns, startRuns } from '../index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

interface Row {
  readonly status?: string;
  /** Before now. */
  readonly agoMs?: number;
  readonly modelId?: string;
  readonly classification?: string | null;
  readonly isWaiting?: boolean;
}

type Workflow = Awaited<ReturnType<Shop['workflow']>>;

async function insert(shop: Shop, workflow: Workflow, rows: readonly Row[]): Promise<string[]> {
  const now = world.clock.now().getTime();
  const values = rows.map((row, index) => {
    const at = new Date(now - (row.agoMs ?? (index + 1) * 60_000));
    return {
      id: `run_${crypto.randomUUID()}`,
      org_id: shop.org.id,
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      version_id: workflow.currentVersion.id,
      version_number: 1,
      server_id: workflow.mcpServerId,
      model_id: row.modelId ?? 'script/steps',
      target_index: 0,
      target_key: 'k',
      tester_kind: 'script',
      status: row.status ?? 'pass',
      trigger_type: 'manual',
      reason: 'manual run',
      created_at: at,
      started_at: row.isWaiting === true ? null : at,
      ended_at: row.isWaiting === true ? null : at,
      not_before: at,
      classification: row.classification ?? null,
    };
  });
  await world.deps.db.insertInto('runs').values(values).execute();
  return values.map(({ id }) => id);
}

const iso = (agoMs: number): string => new Date(world.clock.now().getTime() - agoMs).toISOString();

test('the newest come first, and a waiting one counts from its dispatch', async () => {
  const shop = await world.newShop();
  const ids = await insert(shop, await shop.workflow(), [
    { agoMs: 3000 },
    { agoMs: 1000, status: 'pending', isWaiting: true },
    { agoMs: 2000 },
  ]);
  const { runs, nextBefore } = await searchRuns(shop.vera, {});
  expect(runs.map(({ runId }) => ids.indexOf(runId))).toEqual([1, 2, 0]);
  expect(runs[0]).toMatchObject({
    status: 'pending',
    startedAt: null,
    trial: null,
    url: expect.stringContaining(`/o/${shop.org.slug}/runs/run_`),
  });
  expect(nextBefore).toBeNull();
});

test('every combination of filters finds what a plain look at each run would', async () => {
  const shop = await world.newShop();
  const workflows = [await shop.workflow(), await shop.workflow()];
  const models = ['script/steps', 'openai/small', 'acme/Ünï'];
  const outcomes: [string, string | null][] = [
    ['pass', null],
    ['fail', 'server'],
    ['fail', 'model'],
    ['partial', 'model'],
    ['error', 'network'],
    ['error', null],
    ['running', null],
  ];
  const rows = workflows.flatMap((workflow, w) =>
    models.flatMap((modelId, m) =>
      outcomes.map(([status, classification], o) => ({ workflow, modelId, status, classification, agoMs: 1000 * (1 + o * 6 + m * 2 + w) })),
    ),
  );
  const ids: string[] = [];
  for (const { workflow, ...row } of rows) ids.push(...(await insert(shop, workflow, [row])));
  const choices = {
    workflowId: [undefined, workflows[0]?.id],
    mcpServerId: [undefined, shop.serverId],
    modelId: [undefined, 'openai/small', 'acme/Ünï', 'never/used'],
    status: [undefined, 'pass', 'fail', 'error', 'pending'],
    classification: [undefined, 'server', 'model', 'test'],
    before: [undefined, iso(9_500)],
    after: [undefined, iso(30_500)],
  };
  const queries = Object.entries(choices).reduce<Record<string, string>[]>(
    (all, [name, values]) => all.flatMap((query) => values.map((value) => (value === undefined ? query : { ...query, [name]: value }))),
    [{}],
  );
  const now = world.clock.now().getTime();
  for (const query of queries) {
    const wanted = rows
      .map((row, index) => ({ ...row, id: ids[index], at: now - row.agoMs }))
      .filter((row) => query['workflowId'] === undefined || row.workflow.id === query['workflowId'])
      .filter((row) => query['modelId'] === undefined || row.modelId === query['modelId'])
      .filter((row) => query['status'] === undefined || row.status === query['status'])
      .filter((row) => query['classification'] === undefined || row.classification === query['classification'])
      .filter((row) => query['before'] === undefined || row.at < Date.parse(query['before']))
      .filter((row) => query['after'] === undefined || row.at > Date.parse(query['after']))
      .toSorted((a, b) => b.at - a.at);
    const found = await searchRuns(shop.vera, { ...query, limit: 100 });
    expect(
      found.runs.map(({ startedAt }) => Date.parse(startedAt ?? '')),
      JSON.stringify(query),
    ).toEqual(wanted.map(({ at }) => at));
    expect(new Set(found.runs.map(({ runId }) => runId)), JSON.stringify(query)).toEqual(new Set(wanted.map(({ id }) => id)));
  }
  expect(queries).toHaveLength(2 * 2 * 4 * 5 * 4 * 2 * 2);
});

describe('paging', () => {
  async function pages(shop: Shop, query: object): Promise<string[][]> {
    const all: string[][] = [];
    let before: string | null = null;
    do {
      const { runs, nextBefore } = await searchRuns(shop.vera, { ...query, ...(before === null ? {} : { before }) });
      all.push(runs.map(({ runId }) => runId));
      before = nextBefore;
    } while (before !== null && all.length < 20);
    return all;
  }

  test.each([
    ['nothing in common', [1, 2, 3, 4, 5], 2, [2, 2, 1]],
    ['a page that is just full', [1, 2, 3, 4], 2, [2, 2]],
    ['three of one millisecond, across the end of a page', [1, 2, 2, 2, 3], 2, [4, 1]],
    ['all of one millisecond', [7, 7, 7], 1, [3]],
    ['two milliseconds of two each', [1, 1, 2, 2], 2, [2, 2]],
    ['one of two milliseconds begins a page', [1, 2, 2], 1, [1, 2]],
  ])('%s', async (_what, ago, limit, sizes) => {
    const shop = await world.newShop();
    const workflow = await shop.workflow();
    const ids = await insert(
      shop,
      workflow,
      ago.map((agoMs) => ({ agoMs, status: 'fail', classification: 'server' })),
    );
    for (const query of [{ limit }, { limit, status: 'fail' }, { limit, workflowId: workflow.id, classification: 'server' }]) {
      const found = await pages(shop, query);
      expect(found.map((page) => page.length)).toEqual(sizes);
      expect(new Set(found.flat())).toEqual(new Set(ids));
      expect(found.flat()).toHaveLength(ids.length);
    }
  });

  test('what is finer than a millisecond is neither lost nor shown twice', async () => {
    const shop = await world.newShop();
    const ids = await insert(shop, await shop.workflow(), [{ agoMs: 5000 }, { agoMs: 5000 }, { agoMs: 5000 }, { agoMs: 6000 }]);
    for (const [index, id] of ids.entries()) {
      await world.deps.db
        .updateTable('runs')
        .set(() => ({ started_at: sql<Date>`started_at + ${index * 200} * interval '1 microsecond'` }))
        .where('id', '=', id)
        .execute();
    }
    expect((await pages(shop, { limit: 1 })).map((page) => page.length)).toEqual([3, 1]);
  });
});

test.each([
  ['limit', { limit: 0 }],
  ['limit', { limit: 101 }],
  ['limit', { limit: '20' }],
  ['status', { status: 'failed' }],
  ['classification', { classification: 'luck' }],
  ['before', { before: 'yesterday' }],
  ['after', { after: '2026-02-30T00:00:00Z' }],
  ['after', { after: '2026-01-02T00:00:00Z', before: '2026-01-01T00:00:00Z' }],
  ['after', { after: '2026-01-01T01:00:00+01:00', before: '2026-01-01T00:00:00Z' }],
  ['page', { page: 2 }],
])('refuses a bad %s', async (field, query) => {
  const shop = await world.newShop();
  await expect(searchRuns(shop.vera, query)).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
});

test('a workflow or a server that is not there says so; one of each that do not belong together finds nothing', async () => {
  const shop = await world.newShop();
  const workflow = await shop.workflow();
  await insert(shop, workflow, [{}]);
  const other = await world.newShop();
  await expect(searchRuns(shop.vera, { workflowId: 'wf_none' })).rejects.toMatchObject({ code: 'not_found', thing: 'workflow' });
  await expect(searchRuns(shop.vera, { mcpServerId: other.serverId })).rejects.toMatchObject({ code: 'not_found', thing: 'mcp_server' });
  await expect(searchRuns(shop.eve, { workflowId: workflow.id })).rejects.toMatchObject({ code: 'not_found', thing: 'workflow' });
  expect((await searchRuns(shop.vera, { workflowId: workflow.id, mcpServerId: shop.serverId })).runs).toHaveLength(1);
});

test('eve sees none of it, and a real run is found by what it came to', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow();
  const { runId } = await startRuns(shop.ben, { workflowId: id });
  expect((await searchRuns(shop.vera, { status: 'pending' })).runs).toMatchObject([{ runId }]);
  await executeRun(world.deps, runId, new AbortController().signal);
  expect((await searchRuns(shop.vera, { status: 'pending' })).runs).toEqual([]);
  expect((await searchRuns(shop.vera, { status: 'pass', modelId: 'script/steps', workflowId: id })).runs).toMatchObject([
    { runId, status: 'pass' },
  ]);
  expect((await searchRuns(shop.eve, {})).runs).toEqual([]);
});
