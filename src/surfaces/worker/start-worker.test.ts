// A worker with the real queue: from dispatch to verdict, with nobody calling the verbs by hand.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getRun, startRuns } from '#modules/runs';
import { systemClock } from '#platform/clock';
import type { Ctx, Deps } from '#platform/ctx';
import { createJobs } from '#platform/jobs/boss';
import type { Jobs } from '#platform/jobs/jobs';
import { silentLog } from '#platform/log';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { startWorker } from './start-worker.ts';
import type { Worker } from './start-worker.ts';

let world: RunWorld;
let jobs: Jobs;
let deps: Deps;
const workers: Worker[] = [];

beforeAll(async () => {
  world = await makeRunWorld();
  jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  // Time is real here: the queue's own waiting is.
  deps = { ...world.deps, clock: systemClock, jobs };
  workers.push(await startWorker(deps, { instanceId: randomUUID(), roles: ['worker'] }));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop(1000)));
  await world.close();
});

/** Resolves when the run has ended, told by the live channel. */
async function ended(ctx: Ctx, runId: string): Promise<Awaited<ReturnType<typeof getRun>>> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    if ((await getRun(ctx, { runId })).endedAt !== null) resolve();
  };
  const stop = deps.live.subscribe('run', (subject) => {
    if (subject === runId) void look();
  });
  await look();
  await promise;
  stop();
  return getRun(ctx, { runId });
}

test('dispatched runs are executed, each once, and their facts are delivered', async () => {
  const shop = await world.newShop();
  const ben = { ...shop.ben, deps };
  const { id } = await shop.workflow();
  const started = await Promise.all(Array.from({ length: 6 }, () => startRuns(ben, { workflowId: id, forceNewRun: true })));
  const runs = await Promise.all(started.map(({ runId }) => ended(ben, runId)));
  expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'pass'));
  expect(runs.every(({ attempts }) => attempts.length === 1)).toBe(true);
  const undelivered = () => world.deps.db.selectFrom('facts').select('id').where('org_id', '=', shop.org.id).execute();
  await expect.poll(undelivered, { timeout: 10_000 }).toEqual([]);
});

test('a worker shows that it lives, and leaves no sign when it is gone', async () => {
  const instanceId = randomUUID();
  const signs = () => world.deps.db.selectFrom('worker_heartbeats').select('roles').where('instance_id', '=', instanceId).execute();
  const second = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  const worker = await startWorker({ ...deps, jobs: second }, { instanceId, roles: ['web', 'worker'] });
  expect(await signs()).toEqual([{ roles: ['web', 'worker'] }]);
  await worker.stop(1000);
  expect(await signs()).toEqual([]);
});
