// Ticks of a schedule: one run per tick and target, and none on top of one that is not finished.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getWorkflow, updateWorkflow } from '#modules/workflows';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { executeRun, listRuns, startRuns, startTick } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const HOURLY = { schedule: { cron: '0 * * * *' } };
const tickOf = (shop: Shop, workflowId: string, hour: number, targetIndex = 0) => ({
  orgId: shop.org.id,
  workflowId,
  targetIndex,
  tickAt: new Date(Date.UTC(2026, 5, 1, hour)).toISOString(),
});

test('any number of workers make one run of one tick', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(HOURLY);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => startTick(world.deps, tickOf(shop, id, 1))));
  expect(outcomes.toSorted()).toEqual([...Array.from({ length: 9 }, () => 'exists'), 'started']);
  const { rows } = await listRuns(shop.vera, {});
  expect(rows).toMatchObject([{ triggerType: 'scheduled', reason: 'schedule', status: 'pending' }]);
  expect((await getWorkflow(shop.vera, { workflowId: id })).skippedTicks).toBe(0);
});

test('a tick on top of an unfinished run is skipped and counted; after its end the next one runs', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(HOURLY);
  const { runId } = await startRuns(shop.ben, { workflowId: id });
  expect(await startTick(world.deps, tickOf(shop, id, 1))).toBe('skipped');
  expect((await getWorkflow(shop.vera, { workflowId: id })).skippedTicks).toBe(1);
  await executeRun(world.deps, runId, go);
  expect(await startTick(world.deps, tickOf(shop, id, 2))).toBe('started');
});

test("targets do not stand in each other's way", async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow({
    ...HOURLY,
    testerTargets: [
      { modelId: 'script/steps', skillMode: 'none' },
      { modelId: 'script/steps', skillMode: 'text', skillText: 'Be brief.' },
    ],
  });
  expect(await startTick(world.deps, tickOf(shop, id, 1, 0))).toBe('started');
  expect(await startTick(world.deps, tickOf(shop, id, 1, 1))).toBe('started');
});

test('a tick that comes late, when the workflow is paused, manual, smaller or gone, starts nothing', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow(HOURLY);
  expect(await startTick(world.deps, tickOf(shop, id, 1, 7))).toBe('not_scheduled');
  expect(await startTick(world.deps, tickOf(shop, 'wf_00000000000000000000000000', 1))).toBe('not_scheduled');
  expect(await startTick(world.deps, { ...tickOf(shop, id, 1), orgId: shop.eve.org.id })).toBe('not_scheduled');
  await updateWorkflow(shop.ben, { workflowId: id, state: 'paused' });
  expect(await startTick(world.deps, tickOf(shop, id, 1))).toBe('not_scheduled');
  await updateWorkflow(shop.ben, { workflowId: id, state: 'active', schedule: null });
  expect(await startTick(world.deps, tickOf(shop, id, 1))).toBe('not_scheduled');
  expect((await listRuns(shop.vera, {})).total).toBe(0);
});
