// A call that waits for a person, with the real queue: people are told, one decides, a worker goes on, and a second one takes over.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { createDestination, createRule, listDeliveries } from '#modules/alerts';
import { decideApproval, resumeExecution } from '#modules/codemode';
import { systemClock } from '#platform/clock';
import type { Ctx, Deps } from '#platform/ctx';
import { createJobs } from '#platform/jobs/boss';
import { silentLog } from '#platform/log';
import { makeCodeWorld } from '#test/code-mode-world';
import type { CodeWorld } from '#test/code-mode-world';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import { startWorker } from './start-worker.ts';
import type { Worker } from './start-worker.ts';

const STORY_MS = 90_000;

let world: CodeWorld;
let deps: Deps;
let people: Receiver;
const workers: Worker[] = [];

async function newWorker(): Promise<Deps> {
  const jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  // Time is real here: the queue's own waiting is.
  const own: Deps = { ...world.deps, clock: systemClock, jobs };
  workers.push(await startWorker(own, { instanceId: randomUUID(), roles: ['worker'] }));
  return own;
}

beforeAll(async () => {
  world = await makeCodeWorld();
  people = await startReceiver();
  deps = await newWorker();
  await newWorker();
}, STORY_MS);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop(seconds(1))));
  await people.close();
  await world.close();
});

test('people are told what waits, where to look and not with what; a decision is carried out once', { timeout: STORY_MS }, async () => {
  const stage = await world.newStage({ manifest: { policy: [{ match: 'removePet', action: 'ask' }] } });
  const [ada, ben] = [stage.ada, stage.ben].map((ctx): Ctx => ({ ...ctx, deps }));
  if (!ada || !ben) throw new Error('nobody is there');
  const { id: destinationId } = await createDestination(ada, { kind: 'webhook', name: 'Ops', url: people.origin });
  await createRule(ben, { name: 'Shop', targetType: 'server', targetId: stage.source.id, destinationId });
  const asked = await stage.run('const id = "p-4711";\nawait shop.removePet({ petId: id });\nreturn "removed";', { as: ben });
  const approvalId = asked.error?.approvalId ?? '';
  await people.arrived(1);
  const told = people.requests[0]?.json;
  expect(told).toMatchObject({
    type: 'approval.requested',
    data: { url: `http://127.0.0.1:4600/o/${stage.org.slug}/approvals/${approvalId}` },
  });
  expect(told.data.cause.message).toMatch(
    /^A script of Ben waits for approval to call removePet of Source \S+ \(production\)\. Decide before /,
  );
  expect(JSON.stringify(told)).not.toContain('p-4711');
  const page = { page: 1, pageSize: 10 };
  await expect
    .poll(async () => (await listDeliveries(ben, page)).rows.map(({ state }) => state), { timeout: 20_000 })
    .toEqual(['delivered']);

  await decideApproval(ada, { approvalId, decision: 'approve' });
  await expect.poll(async () => (await resumeExecution(ben, { approvalId })).ok, { timeout: 20_000 }).toBe(true);
  expect(await resumeExecution(ben, { approvalId })).toMatchObject({
    result: 'removed',
    calls: [{ operationId: 'removePet', status: 204 }],
  });
  expect(stage.api.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});
