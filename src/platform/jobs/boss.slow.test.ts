// A worker killed without a word: takes as long as its heartbeat lasts.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { silentLog } from '#platform/log';
import { createJobs } from './boss.ts';
import { IDLE_HANDLERS } from '#test/idle-handlers';

const WORKER = fileURLToPath(new URL('../../../test/job-worker.ts', import.meta.url));

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

it('gives the job of a killed worker to a living one within about ten seconds', async () => {
  const child = fork(WORKER, [world.databaseUrl], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  const jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  await jobs.enqueue(undefined, 'run.execute', { runId: 'orphan' });
  await once(child, 'message');
  child.kill('SIGKILL');
  const killedAt = performance.now();
  const { promise: recovered, resolve } = Promise.withResolvers<string>();
  await jobs.work({
    ...IDLE_HANDLERS,
    'run.execute': { concurrency: 1, handle: async ({ runId }) => resolve(runId) },
  });
  expect(await recovered).toBe('orphan');
  expect(performance.now() - killedAt).toBeLessThan(20_000);
  await jobs.stop(0);
});
