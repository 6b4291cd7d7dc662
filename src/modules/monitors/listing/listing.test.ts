// Lists of monitors: filters, search, order, pages, and that thousands of them stay quick.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonText } from '#platform/db/schema';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { insertServer } from '#test/workflow-factory';
import { listMonitors } from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

interface Given {
  readonly name: string;
  readonly tool?: string;
  readonly status?: string;
  readonly state?: string;
  /** Minutes before now. */
  readonly checked?: number;
}

let made = 0;

/** Monitors in the order they were made, a second apart. */
async function insertMonitors(cast: Cast, serverId: string, given: readonly Given[]): Promise<void> {
  const now = world.clock.now().getTime();
  const rows = given.map(({ name, tool = 'order_get', status = 'pass', state = 'active', checked }) => {
    made += 1;
    const id = `mon_${String(made).padStart(8, '0')}`;
    const at = new Date(now - (checked ?? 0) * 60_000).toISOString();
    const check = {
      id: `chk_${id}`,
      monitorId: id,
      at,
      status,
      reason: null,
      latencyMs: 1,
      connectMs: 1,
      message: null,
      resultExcerpt: null,
    };
    return {
      id,
      org_id: cast.org.id,
      server_id: serverId,
      name,
      tool_name: tool,
      interval_seconds: 300,
      timeout_seconds: 30,
      status,
      state,
      last_check:
        checked === undefined
          ? null
          : jsonText({ ...check, failedAssertion: null, inMaintenance: false, era: 'modern', trigger: 'schedule' }),
      created_at: new Date(now + made * 1_000),
      updated_at: new Date(now + made * 1_000),
    };
  });
  for (let i = 0; i < rows.length; i += 500)
    await world.deps.db
      .insertInto('monitors')
      .values(rows.slice(i, i + 500))
      .execute();
}

async function stage(given: readonly Given[]): Promise<Cast & { readonly serverId: string }> {
  const cast = await world.newOrg();
  const { serverId } = await insertServer(cast.ben);
  await insertMonitors(cast, serverId, given);
  return { ...cast, serverId };
}

const SOME: readonly Given[] = [
  { name: 'beta', status: 'pass', checked: 3 },
  { name: 'Alpha', status: 'error', checked: 1, tool: 'order_list' },
  { name: 'gamma', status: 'unknown', state: 'paused' },
  { name: 'delta 100%', status: 'fail', checked: 2 },
];

describe('a list', () => {
  test.each([
    ['newest first', {}, ['delta 100%', 'gamma', 'Alpha', 'beta']],
    ['oldest first', { sort: 'createdAt' }, ['beta', 'Alpha', 'gamma', 'delta 100%']],
    ['by name, case ignored', { sort: 'name' }, ['Alpha', 'beta', 'delta 100%', 'gamma']],
    ['by name backwards', { sort: '-name' }, ['gamma', 'delta 100%', 'beta', 'Alpha']],
    ['the worst first', { sort: 'status' }, ['delta 100%', 'Alpha', 'gamma', 'beta']],
    ['the best first', { sort: '-status' }, ['beta', 'gamma', 'Alpha', 'delta 100%']],
    ['longest unchecked first, those never checked last', { sort: 'lastCheckAt' }, ['beta', 'delta 100%', 'Alpha', 'gamma']],
    ['last checked first, those never checked last', { sort: '-lastCheckAt' }, ['Alpha', 'delta 100%', 'beta', 'gamma']],
    ['with a status', { status: 'fail' }, ['delta 100%']],
    ['active ones', { state: 'active', sort: 'name' }, ['Alpha', 'beta', 'delta 100%']],
    ['paused ones', { state: 'paused' }, ['gamma']],
    ['found by name', { search: 'ALPH' }, ['Alpha']],
    ['found by tool', { search: 'order_l' }, ['Alpha']],
    ['found by the server', { search: 'shop', sort: 'name' }, ['Alpha', 'beta', 'delta 100%', 'gamma']],
    ['found by a sign that means something to the database', { search: '100%' }, ['delta 100%']],
    ['by nothing that means any letter to the database', { search: 'a_pha' }, []],
    ['not found', { search: 'omega' }, []],
    ['a page', { sort: 'name', page: 2, pageSize: 3 }, ['gamma']],
    ['a page behind the end', { page: 9 }, []],
  ])('%s', async (_what, query, names) => {
    const { vera } = await stage(SOME);
    const page = await listMonitors(vera, query);
    expect(page.rows.map(({ name }) => name)).toEqual(names);
    const isPaged = 'page' in query;
    expect(page.total).toBe(isPaged ? SOME.length : names.length);
  });

  test('of one server leaves out the others', async () => {
    const cast = await stage([{ name: 'here' }]);
    const { serverId: other } = await insertServer(cast.ben);
    await insertMonitors(cast, other, [{ name: 'there' }]);
    expect((await listMonitors(cast.vera, { mcpServerId: other })).rows.map(({ name }) => name)).toEqual(['there']);
  });

  test('shows the newest check and whether the server is in maintenance', async () => {
    const { vera, serverId } = await stage([{ name: 'a', checked: 1, status: 'fail' }]);
    const [row] = (await listMonitors(vera, {})).rows;
    expect(row).toMatchObject({ mcpServerId: serverId, lastCheck: { status: 'fail', inMaintenance: false }, inMaintenance: false });
  });
});

test('a page of 5 000 monitors is read in a few statements and in time', async () => {
  const cast = await stage(Array.from({ length: 5_000 }, (_, index) => ({ name: `monitor ${index}`, checked: index % 60 })));
  await listMonitors(cast.vera, { pageSize: 100 });
  const queries = [{ sort: 'name' }, { sort: '-lastCheckAt', page: 50 }, { search: '4999' }, { status: 'fail' }];
  const started = performance.now();
  const pages = await Promise.all(queries.map((query) => listMonitors(cast.vera, { pageSize: 100, ...query })));
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(pages.map(({ rows, total }) => [rows.length, total])).toEqual([
    [100, 5_000],
    [100, 5_000],
    [1, 1],
    [0, 0],
  ]);
});
