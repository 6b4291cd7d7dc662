// Deliveries through the real job engine: several workers on one database, each message sent once, and found again when its job got lost.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import { newId } from '#kernel/ids';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { createJobs } from '#platform/jobs/boss';
import type { Jobs } from '#platform/jobs/jobs';
import { silentLog } from '#platform/log';
import { alertMessage } from '#test/alert-message';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { IDLE_HANDLERS } from '#test/idle-handlers';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import { createDestination } from '../destinations/create-destination.ts';
import { deliver } from './deliver.ts';
import { listDeliveries } from './list-deliveries.ts';
import { queueDelivery } from './queue-delivery.ts';
import { reapDeliveries } from './reap-deliveries.ts';

let world: World;
let receiver: Receiver;
let destinationId: string;
const engines: Jobs[] = [];
beforeAll(async () => {
  receiver = await startReceiver();
  world = await makeWorld();
  destinationId = (await createDestination(world.ada, { name: 'Ops', kind: 'webhook', url: `${receiver.origin}/in` })).id;
});
afterAll(async () => {
  for (const engine of engines) await engine.stop(1000);
  await world.close();
  await receiver.close();
});

async function startWorker(): Promise<void> {
  const jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  engines.push(jobs);
  const deps: Deps = { ...world.deps, jobs };
  await jobs.work({ ...IDLE_HANDLERS, 'alert.deliver': { concurrency: 4, handle: (payload, signal) => deliver(deps, payload, signal) } });
}

const queue = (dedupeKey: string) =>
  inTransaction(world.deps.db, (tx) =>
    queueDelivery(tx, world.deps, {
      orgId: world.org.id,
      ruleId: null,
      destinationId,
      incidentId: null,
      dedupeKey,
      message: alertMessage(),
      address: {},
    }),
  );
const pending = async () => (await listDeliveries(world.vera, { state: 'pending' })).total;
const sentIds = () => receiver.requests.map(({ headers }) => headers['webhook-id']);

test('thirty changes told of three times each are thirty messages, whoever of three workers sends them', async () => {
  for (let i = 0; i < 3; i += 1) await startWorker();
  const keys = Array.from({ length: 30 }, () => newId('inc'));
  const ids = await Promise.all([...keys, ...keys, ...keys].map(queue));
  const made = ids.filter((id) => id !== undefined);
  expect(made).toHaveLength(30);
  // More jobs than tries: a job that comes twice finds nothing to do, or comes again when the other's time is over.
  await Promise.all(made.map((deliveryId) => world.deps.jobs.enqueue(undefined, 'alert.deliver', { deliveryId })));
  await expect.poll(pending, { timeout: 20_000 }).toBe(0);
  await expect
    .poll(
      async () =>
        (
          await sql`select 1 from pgboss.job where name = 'alert.deliver' and state in ('created', 'retry', 'active') and start_after <= now()`.execute(
            world.deps.db,
          )
        ).rows,
      { timeout: 20_000 },
    )
    .toEqual([]);
  expect(sentIds()).toHaveLength(30);
  expect(new Set(sentIds())).toEqual(new Set(made));
  expect((await listDeliveries(world.vera, { state: 'delivered', pageSize: 100 })).rows.every(({ tries }) => tries.length === 1)).toBe(
    true,
  );
});

test('a delivery whose job got lost is sent after the next look', async () => {
  const before = receiver.requests.length;
  const id =
    (await inTransaction(world.deps.db, async (tx) => {
      const made = await queueDelivery(
        tx,
        { ...world.deps, jobs: { ...world.deps.jobs, enqueue: () => Promise.resolve() } },
        {
          orgId: world.org.id,
          ruleId: null,
          destinationId,
          incidentId: null,
          dedupeKey: newId('inc'),
          message: alertMessage(),
          address: {},
        },
      );
      return made;
    })) ?? '';
  world.clock.advance(minutes(3));
  expect(await reapDeliveries(world.deps)).toBe(1);
  await expect.poll(pending, { timeout: 20_000 }).toBe(0);
  expect(sentIds().slice(before)).toEqual([id]);
});
