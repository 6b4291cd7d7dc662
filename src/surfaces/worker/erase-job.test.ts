// The job that erases a deleted organization: comes again when it is too early, and is found again when it got lost.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import { deleteOrganization } from '#modules/access';
import { runStopper } from '#modules/runs';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { jobHandlers } from './jobs.ts';
import { startWorker } from './start-worker.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const erase = (orgId: string) => jobHandlers(world.deps)['organization.erase'].handle({ orgId }, go);
const stateOf = async (orgId: string) =>
  (await world.deps.db.selectFrom('organizations').select('state').where('id', '=', orgId).executeTakeFirstOrThrow()).state;
const waiting = async (orgId: string) =>
  (
    await sql`select 1 from pgboss.job where name = 'organization.erase' and state < 'active' and data->>'orgId' = ${orgId}`.execute(
      world.deps.db,
    )
  ).rows.length;

test('is enqueued with the closing, comes again after the quiet minutes, and then buries the organization', async () => {
  const { ada, org } = await world.newOrg();
  await deleteOrganization(ada, { slug: org.slug }, runStopper);
  expect(await waiting(org.id)).toBe(1);
  await sql`delete from pgboss.job where name = 'organization.erase'`.execute(world.deps.db);
  await erase(org.id);
  expect([await stateOf(org.id), await waiting(org.id)]).toEqual(['deleting', 1]);
  world.clock.advance(minutes(10));
  await erase(org.id);
  expect(await stateOf(org.id)).toBe('deleted');
  await erase(org.id);
  expect(await stateOf(org.id)).toBe('deleted');
});

test('that got lost is sent again by any worker that starts', async () => {
  const { ada, org } = await world.newOrg();
  await deleteOrganization(ada, { slug: org.slug }, runStopper);
  await sql`delete from pgboss.job where name = 'organization.erase'`.execute(world.deps.db);
  world.clock.advance(minutes(10));
  const worker = await startWorker(world.deps, { instanceId: 'w1', roles: ['worker'] });
  await expect.poll(() => stateOf(org.id), { timeout: 20_000 }).toBe('deleted');
  await worker.stop(0);
});
