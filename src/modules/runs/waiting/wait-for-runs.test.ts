// Waiting for runs: news ends it at once, time ends it anyway, and nothing is lost between looking and listening.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { executeRun, startRuns, waitForRuns } from '../index.ts';
import type { WaitedRun } from '../index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const until = (ms: number): number => world.clock.now().getTime() + ms;

async function started(shop: Shop, count = 1): Promise<string[]> {
  const { id } = await shop.workflow();
  const runIds: string[] = [];
  for (let i = 0; i < count; i += 1) runIds.push((await startRuns(shop.ben, { workflowId: id, forceNewRun: true })).runId);
  return runIds;
}

/** A list of what was told, and a promise of the first thing that fits. */
function listener() {
  const told: (readonly WaitedRun[])[] = [];
  const waiting = new Set<() => void>();
  return {
    told,
    hear: (runs: readonly WaitedRun[]) => {
      told.push(runs);
      for (const look of waiting) look();
    },
    until: (fits: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = () => {
          if (fits()) resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

test('ends as soon as the last run is finished, without time passing, and tells every change', async () => {
  const shop = await world.newShop();
  const runIds = await started(shop, 2);
  const { told, hear, until: heard } = listener();
  const waited = waitForRuns(shop.vera, { runIds, untilMs: until(minutes(10)), onProgress: hear });
  await heard(() => told.length === 1);
  for (const runId of runIds) await executeRun(world.deps, runId, go);
  expect(await waited).toEqual({ finished: true, runs: runIds.map((runId) => ({ runId, status: 'pass' })) });
  expect(told[0]).toEqual(runIds.map((runId) => ({ runId, status: 'pending' })));
  expect(told.at(-1)).toEqual(runIds.map((runId) => ({ runId, status: 'pass' })));
  expect(world.clock.sleepers).toBe(0);
});

test('runs that are finished already are not waited for, however they are named', async () => {
  const shop = await world.newShop();
  const [runId = ''] = await started(shop);
  await executeRun(world.deps, runId, go);
  const waited = await waitForRuns(shop.vera, { runIds: [runId.slice('run_'.length).toUpperCase()], untilMs: until(0) });
  expect(waited).toEqual({ finished: true, runs: [{ runId, status: 'pass' }] });
});

test('ends when its time is over, telling where the runs stand every 5 seconds until then', async () => {
  const shop = await world.newShop();
  const [runId = ''] = await started(shop);
  const { told, hear, until: heard } = listener();
  const waited = waitForRuns(shop.vera, { runIds: [runId], untilMs: until(seconds(12)), onProgress: hear });
  for (const [count, ms] of [
    [1, seconds(5)],
    [2, seconds(5)],
    [3, seconds(2)],
  ] as const) {
    await heard(() => told.length === count);
    await sleeping();
    world.clock.advance(ms);
  }
  expect(await waited).toEqual({ finished: false, runs: [{ runId, status: 'pending' }] });
  expect(told).toHaveLength(3);
});

test('ends when the caller leaves', async () => {
  const shop = await world.newShop();
  const runIds = await started(shop);
  const leaving = new AbortController();
  const waited = waitForRuns({ ...shop.vera, signal: leaving.signal }, { runIds, untilMs: until(minutes(10)) });
  await sleeping();
  leaving.abort();
  expect(await waited).toMatchObject({ finished: false });
  expect(world.clock.sleepers).toBe(0);
});

test('a finish that nobody was told of is found all the same', async () => {
  const shop = await world.newShop();
  const [runId = ''] = await started(shop);
  const waited = waitForRuns(shop.vera, { runIds: [runId], untilMs: until(minutes(10)) });
  await sleeping();
  await world.deps.db.updateTable('runs').set({ status: 'pass', ended_at: world.clock.now() }).where('id', '=', runId).execute();
  world.clock.advance(seconds(5));
  expect(await waited).toMatchObject({ finished: true });
});

test('eve cannot wait for it, and no list or a huge one is refused', async () => {
  const shop = await world.newShop();
  const runIds = await started(shop);
  await expect(waitForRuns(shop.eve, { runIds, untilMs: until(1) })).rejects.toMatchObject({ code: 'not_found', thing: 'run' });
  await expect(waitForRuns(shop.vera, { runIds: ['nonsense'], untilMs: until(1) })).rejects.toMatchObject({ code: 'not_found' });
  for (const bad of [[], Array.from({ length: 51 }, () => runIds[0] ?? '')]) {
    await expect(waitForRuns(shop.vera, { runIds: bad, untilMs: until(1) })).rejects.toMatchObject({ fieldErrors: [{ field: 'runIds' }] });
  }
});

/** Resolves when somebody sleeps on the clock. */
async function sleeping(): Promise<void> {
  while (world.clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
}
