// Receivers that hang hold up messages of their own organization at most, and never those of another one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDestination, onCheckRecorded } from '#modules/alerts';
import { createJobs } from '#platform/jobs/boss';
import type { Jobs } from '#platform/jobs/jobs';
import { silentLog } from '#platform/log';
import { makeAlertWorld } from '#test/alert-world';
import type { AlertWorld } from '#test/alert-world';
import { IDLE_HANDLERS } from '#test/idle-handlers';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import { jobHandlers } from './jobs.ts';

let world: AlertWorld;
let receiver: Receiver;
let jobs: Jobs;
beforeAll(async () => {
  receiver = await startReceiver();
  world = await makeAlertWorld();
  jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
});
afterAll(async () => {
  await jobs.stop(0);
  await world.close();
  await receiver.close();
});

/** So many monitors of a new organization fail, which is to be told at this path of the receiver. */
async function failing(monitors: number, path: string): Promise<void> {
  const stage = await world.newStage();
  const { id: destinationId } = await createDestination(stage.ada, { kind: 'webhook', name: 'Here', url: `${receiver.origin}${path}` });
  await stage.rule({ type: 'server', id: stage.serverId }, { destinationId });
  for (let i = 0; i < monitors; i += 1) {
    const monitorId = await stage.monitor();
    const seq = await stage.recordCheck({ monitorId, status: 'fail' });
    await onCheckRecorded(world.deps, stage.org.id, { monitorId, serverId: stage.serverId, seq, status: 'fail' });
  }
}

test('a receiver that hangs takes its share of the senders and no more', async () => {
  receiver.otherwise(({ path }) => (path === '/dead' ? 'hang' : {}));
  await failing(12, '/dead');
  await failing(1, '/well');
  await jobs.enqueueAll(undefined, world.queued);
  await jobs.work({ ...IDLE_HANDLERS, 'alert.deliver': jobHandlers({ ...world.deps, jobs })['alert.deliver'] });
  const count = (path: string) => receiver.requests.filter((request) => request.path === path).length;
  await expect.poll(() => count('/well'), { timeout: 20_000 }).toBe(1);
  await expect.poll(() => count('/dead'), { timeout: 20_000 }).toBe(4);
});
