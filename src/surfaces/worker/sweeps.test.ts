// One sweep that fails does not keep the others from theirs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days } from '#kernel/duration';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { jobHandlers } from './jobs.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test('where runs cannot be swept, the rest is, and the failure is not hidden', async () => {
  const { db } = world.deps;
  await db
    .insertInto('slack_states')
    .values({
      token_hash: 'old',
      org_id: world.org.id,
      user_id: world.ada.actor.id,
      session_hash: 's',
      expires_at: new Date(world.clock.now().getTime() - days(2)),
    })
    .execute();
  // The first of the sweeps reads organizations one way or another: it finds none of its tables.
  await db.schema.alterTable('runs').renameTo('runs_elsewhere').execute();
  await expect(jobHandlers(world.deps)['retention.sweep'].handle({}, new AbortController().signal)).rejects.toThrow('runs');
  expect(await db.selectFrom('slack_states').selectAll().execute()).toEqual([]);
});
