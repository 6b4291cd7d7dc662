// The test world keeps its own promises.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { IDLE_HANDLERS } from './idle-handlers.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test('the world has a migrated database and its cast', async () => {
  const members = await world.deps.db.selectFrom('members').select(['user_id', 'role']).where('org_id', '=', world.org.id).execute();
  expect(new Map(members.map(({ user_id, role }) => [user_id, role]))).toEqual(
    new Map([
      [world.ada.actor.id, 'owner'],
      [world.ben.actor.id, 'editor'],
      [world.vera.actor.id, 'viewer'],
    ]),
  );
  expect(world.eve.org.id).not.toBe(world.org.id);
});

test('a new organization shares nobody with the first', async () => {
  const other = await world.newOrg();
  expect(other.org.id).not.toBe(world.org.id);
  expect(other.ada.actor.id).not.toBe(world.ada.actor.id);
});

test('two worlds share no rows', async () => {
  const second = await makeWorld();
  const found = await second.deps.db.selectFrom('organizations').select('id').where('id', '=', world.org.id).execute();
  await second.close();
  expect(found).toEqual([]);
});

test('the job engine and the live channel are real, and open by being used', async () => {
  const { db, jobs, live } = world.deps;
  const heard = Promise.withResolvers<string>();
  live.subscribe('run', heard.resolve, () => undefined);
  const done = Promise.withResolvers<string>();
  await jobs.work({
    ...IDLE_HANDLERS,
    'run.execute': { concurrency: 1, handle: async ({ runId }) => done.resolve(runId) },
  });
  await db.transaction().execute((tx) => jobs.enqueue(tx, 'run.execute', { runId: 'run_1' }));
  expect(await done.promise).toBe('run_1');
  await live.publish(undefined, 'run', 'run_1');
  expect(await heard.promise).toBe('run_1');
});
