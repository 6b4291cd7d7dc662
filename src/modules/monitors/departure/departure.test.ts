// An organization's monitors leave with it, and can be told in full before.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exported } from '#modules/access';
import { jsonText } from '#platform/db/schema';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { insertServer } from '#test/workflow-factory';
import { createMonitors, monitorEraser, monitorExporter } from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** Two monitors, the first with `checks` checks, a day's sums and an outage. */
async function stage(checks: number): Promise<Cast & { readonly first: string; readonly second: string }> {
  const cast = await world.newOrg();
  const { serverId } = await insertServer(cast.ben);
  const body = { mcpServerId: serverId, toolName: 'order_get', state: 'paused' };
  const [first = '', second = ''] = (await createMonitors(cast.ben, { monitors: [body, body] })).map(({ id }) => id);
  const { db } = world.deps;
  const at = world.clock.now();
  const rows = Array.from({ length: checks }, (_, index) => ({
    id: `chk_${first}_${index}`,
    monitor_id: first,
    org_id: cast.org.id,
    seq: index,
    at,
    status: 'fail',
    reason: 'assertion',
    failed_assertion: jsonText({ index: 0, kind: 'max_latency_ms', message: 'too slow' }),
    trigger: 'schedule',
  }));
  for (let i = 0; i < rows.length; i += 2_000)
    await db
      .insertInto('monitor_checks')
      .values(rows.slice(i, i + 2_000))
      .execute();
  await db.insertInto('monitor_days').values({ monitor_id: first, day: '2026-01-31', fail: 2 }).execute();
  const outage = {
    id: `out_${first}`,
    monitor_id: first,
    org_id: cast.org.id,
    started_at: at,
    first_check_id: `chk_${first}_0`,
    status: 'fail',
  };
  await db.insertInto('monitor_outages').values(outage).execute();
  return { ...cast, first, second };
}

async function all(objects: AsyncIterable<Exported>): Promise<Exported[]> {
  const list: Exported[] = [];
  for await (const object of objects) list.push(object);
  return list;
}

test('everything of a monitor is told, in its order, and nothing of another organization', async () => {
  const { ada, eve, first, second } = await stage(1_200);
  const objects = await all(monitorExporter.objects(ada));
  expect(objects.map(({ kind }) => kind)).toEqual([
    'monitor',
    'monitor_day',
    'monitor_outage',
    ...Array.from({ length: 1_200 }, () => 'monitor_check'),
    'monitor',
  ]);
  const [monitor, day, outage, check] = objects;
  expect(monitor).toMatchObject({ id: first, toolName: 'order_get', arguments: {}, intervalSeconds: 300 });
  expect(monitor).not.toHaveProperty('orgId');
  expect(day).toEqual({ kind: 'monitor_day', monitorId: first, day: '2026-01-31', pass: 0, fail: 2, error: 0, excluded: 0 });
  expect(outage).toMatchObject({ monitorId: first, endedAt: null, checks: 1 });
  expect(check).toMatchObject({ monitorId: first, seq: 0, failedAssertion: { message: 'too slow' } });
  expect(objects.at(-1)).toMatchObject({ id: second });
  expect(await all(monitorExporter.objects(eve))).toEqual([]);
});

test('is forgotten in batches until nothing is left, and nothing of another organization', async () => {
  const { org, first } = await stage(6_000);
  const other = await stage(1);
  const batches: number[] = [];
  for (let size = -1; size !== 0;) {
    size = await monitorEraser.eraseBatch(world.deps.db, org.id);
    batches.push(size);
  }
  expect(batches).toEqual([5_000, 1_001, 1, 0]);
  const rowsOf = async (table: 'monitor_checks' | 'monitor_days' | 'monitor_outages', id: string) =>
    (await world.deps.db.selectFrom(table).select('monitor_id').where('monitor_id', '=', id).execute()).length;
  expect(await Promise.all([rowsOf('monitor_checks', first), rowsOf('monitor_days', first), rowsOf('monitor_outages', first)])).toEqual([
    0, 0, 0,
  ]);
  expect(await rowsOf('monitor_checks', other.first)).toBe(1);
  expect(await all(monitorExporter.objects(other.ada))).toHaveLength(5);
});
