// Which servers are read again by themselves, and when: planned with the server, one job a tick, none for an archived one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hours } from '#kernel/duration';
import type { Ctx, Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { clearDue, nextDue } from '#platform/jobs/due';
import type { JobRequest, Jobs } from '#platform/jobs/jobs';
import { dispatchDue } from '#platform/jobs/ticker';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { createServer, getServer, planMissingSyncs, removeServer, SYNC_DUE_KIND, syncDueKind, updateServer } from '../index.ts';
import { LONGEST_REST, restMs, shareOf } from './sync-interval.ts';

let world: World;
let mcp: ListingServer;
beforeAll(async () => {
  world = await makeWorld();
  mcp = await startListingServer();
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

/** The harness's interval, in minutes. */
const SIX_HOURS = 360;
const LONGEST_MS = hours(6) * LONGEST_REST;

const nobody = () => Promise.resolve([]);
const UNUSED = { usersOf: nobody, usersOfProfile: nobody, pauseUsers: () => Promise.resolve() };
const addServer = async (ctx: Ctx, name = 'Shop') => (await createServer(ctx, { name, baseUrl: mcp.url })).id;
const dueOf = (serverId: string) => nextDue(world.deps.db, SYNC_DUE_KIND, serverId);
const every = (ctx: Ctx, catalogSyncHours: number): Ctx => ({ ...ctx, deps: withHours(catalogSyncHours) });
const withHours = (catalogSyncHours: number): Deps => ({ ...world.deps, settings: { ...world.deps.settings, catalogSyncHours } });

/** Everything due now, as the ticker of one worker sees it; the jobs of one server are returned. */
async function tick(serverId: string, catalogSyncHours = 6): Promise<JobRequest[]> {
  const requests: JobRequest[] = [];
  const jobs = {
    enqueueAll: async (_tx: unknown, more: readonly JobRequest[]) => void requests.push(...more),
    poke: () => {},
  } as unknown as Jobs;
  const kinds = { [SYNC_DUE_KIND]: syncDueKind({ catalogSyncHours }) };
  const { db, clock, log } = world.deps;
  for (let i = 0; i < 20 && (await dispatchDue({ db, jobs, clock, log, kinds })) > 0; i += 1);
  return requests.filter(({ payload }) => 'serverId' in payload && payload.serverId === serverId);
}

test('a server rests close to the interval, always the same time, and others rest differently', () => {
  const ids = Array.from({ length: 500 }, (_, i) => `mcp_${i}`);
  const rests = ids.map((id) => restMs(id, SIX_HOURS));
  expect(Math.min(...rests)).toBeGreaterThanOrEqual(hours(6) * 0.95);
  expect(Math.max(...rests)).toBeLessThanOrEqual(LONGEST_MS);
  expect(LONGEST_REST).toBeLessThanOrEqual(1.05);
  expect(new Set(rests).size).toBeGreaterThan(490);
  expect(restMs('mcp_7', SIX_HOURS)).toBe(restMs('mcp_7', SIX_HOURS));
  expect(ids.every((id) => shareOf(id) >= 0 && shareOf(id) < 1)).toBe(true);
});

test('a new server is planned with it, and each time comes one job and the next plan', async () => {
  const { ben, org } = await world.newOrg();
  const serverId = await addServer(ben);
  const planned = await dueOf(serverId);
  expect(planned).toMatchObject({ orgId: org.id, slot: 0, dueAt: new Date(world.clock.now().getTime() + restMs(serverId, SIX_HOURS)) });
  world.clock.advance(restMs(serverId, SIX_HOURS) - 1);
  expect(await tick(serverId)).toEqual([]);
  world.clock.advance(1);
  expect(await tick(serverId)).toEqual([
    { name: 'server.sync', payload: { orgId: org.id, serverId }, options: { singletonKey: serverId } },
  ]);
  expect(await tick(serverId)).toEqual([]);
  expect((await dueOf(serverId))?.dueAt).toEqual(new Date(world.clock.now().getTime() + restMs(serverId, SIX_HOURS)));
});

test('after three days without a worker there is one sync, not twelve', async () => {
  const { ben } = await world.newOrg();
  const serverId = await addServer(ben);
  world.clock.advance(hours(72));
  expect(await tick(serverId)).toHaveLength(1);
  expect((await dueOf(serverId))?.dueAt).toEqual(new Date(world.clock.now().getTime() + restMs(serverId, SIX_HOURS)));
});

test('a server that is not saved is not planned, and an edit leaves the plan alone', async () => {
  const { ben } = await world.newOrg();
  const serverId = await addServer(ben);
  const planned = await dueOf(serverId);
  const count = () =>
    world.deps.db
      .selectFrom('due')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
  const before = await count();
  await expect(createServer(ben, { name: 'Shop', baseUrl: mcp.url })).rejects.toMatchObject({ code: 'conflict' });
  await expect(createServer(ben, { name: 'Gone', baseUrl: 'http://127.0.0.1:9/mcp' })).rejects.toMatchObject({ code: 'probe_failed' });
  expect(await count()).toEqual(before);
  world.clock.advance(hours(1));
  await updateServer(ben, { serverId, name: 'Store', connectionConfig: { extraHeaders: { 'X-Tenant': 'acme' } } });
  expect(await dueOf(serverId)).toEqual(planned);
});

test('archiving ends the plan, and a plan that was on its way makes no job', async () => {
  const { ben } = await world.newOrg();
  const serverId = await addServer(ben);
  const planned = await dueOf(serverId);
  await removeServer(ben, { serverId }, UNUSED);
  expect(await dueOf(serverId)).toBeUndefined();
  expect((await getServer(ben, { serverId })).state).toBe('archived');
  if (planned) {
    const { kind, subjectId, slot, orgId, tickAt, dueAt } = planned;
    await world.deps.db
      .insertInto('due')
      .values({ kind, subject_id: subjectId, slot, org_id: orgId, tick_at: tickAt, due_at: dueAt })
      .execute();
  }
  world.clock.advance(hours(7));
  expect(await tick(serverId)).toEqual([]);
  expect(await dueOf(serverId)).toBeUndefined();
});

test('0 hours: nothing is planned, and what was planned before ends', async () => {
  const { ben } = await world.newOrg();
  const never = await addServer(every(ben, 0), 'Never');
  expect(await dueOf(never)).toBeUndefined();
  const serverId = await addServer(ben);
  await planMissingSyncs(withHours(0));
  expect(await dueOf(never)).toBeUndefined();
  world.clock.advance(hours(7));
  expect(await tick(serverId, 0)).toEqual([]);
  expect(await dueOf(serverId)).toBeUndefined();
});

test('servers without a plan are spread over one interval; what is planned, archived or planned twice stays as it is', async () => {
  const { ben } = await world.newOrg();
  await planMissingSyncs(world.deps);
  const ids: string[] = [];
  for (const name of ['A', 'B', 'C', 'D']) ids.push(await addServer(every(ben, 0), name));
  const [gone = '', ...left] = ids;
  await removeServer(ben, { serverId: gone }, UNUSED);
  const planned = await addServer(ben, 'Planned');
  const before = await dueOf(planned);
  const now = world.clock.now().getTime();
  expect(await planMissingSyncs(world.deps)).toBe(3);
  const waits = await Promise.all(left.map(async (id) => ((await dueOf(id))?.dueAt.getTime() ?? Number.NaN) - now));
  expect(waits.every((wait) => wait >= 0 && wait < LONGEST_MS)).toBe(true);
  expect(new Set(waits).size).toBe(3);
  expect(await dueOf(gone)).toBeUndefined();
  expect(await dueOf(planned)).toEqual(before);
  expect(await planMissingSyncs(world.deps)).toBe(0);
});

test('a shorter interval reaches servers that were planned with a longer one', async () => {
  const { ben } = await world.newOrg();
  const serverId = await addServer(every(ben, 720));
  expect((await dueOf(serverId))?.dueAt.getTime()).toBeGreaterThan(world.clock.now().getTime() + hours(600));
  expect(await planMissingSyncs(withHours(6))).toBeGreaterThanOrEqual(1);
  expect((await dueOf(serverId))?.dueAt.getTime()).toBeLessThanOrEqual(world.clock.now().getTime() + LONGEST_MS);
});

test('a server with an interval of its own keeps to it, whatever the instance says', async () => {
  const { ben, org } = await world.newOrg();
  const never = every(ben, 0);
  const { id: serverId } = await createServer(never, { name: 'Own', baseUrl: mcp.url, syncIntervalMinutes: 5 });
  expect(await getServer(ben, { serverId })).toMatchObject({ syncIntervalMinutes: 5 });
  expect((await dueOf(serverId))?.dueAt).toEqual(new Date(world.clock.now().getTime() + restMs(serverId, 5)));
  world.clock.advance(restMs(serverId, 5));
  expect(await tick(serverId, 0)).toEqual([
    { name: 'server.sync', payload: { orgId: org.id, serverId }, options: { singletonKey: serverId } },
  ]);
  expect((await dueOf(serverId))?.dueAt).toEqual(new Date(world.clock.now().getTime() + restMs(serverId, 5)));
});

test('a changed interval counts from now on; 0 ends the plan, and null goes back to that of the instance', async () => {
  const { ben } = await world.newOrg();
  const serverId = await addServer(ben);
  const dueIn = async () => ((await dueOf(serverId))?.dueAt.getTime() ?? Number.NaN) - world.clock.now().getTime();
  world.clock.advance(hours(1));
  await updateServer(ben, { serverId, syncIntervalMinutes: 30 });
  expect(await dueIn()).toBe(restMs(serverId, 30));
  expect((await updateServer(ben, { serverId, syncIntervalMinutes: 0 })).syncIntervalMinutes).toBe(0);
  expect(await dueOf(serverId)).toBeUndefined();
  await planMissingSyncs(world.deps);
  expect(await dueOf(serverId)).toBeUndefined();
  expect((await updateServer(ben, { serverId, syncIntervalMinutes: null })).syncIntervalMinutes).toBeNull();
  expect(await dueIn()).toBe(restMs(serverId, SIX_HOURS));
});

test('a server with an interval of its own is planned when it has no plan, also where the instance reads none', async () => {
  const { ben } = await world.newOrg();
  const { id: serverId } = await createServer(ben, { name: 'Own', baseUrl: mcp.url, syncIntervalMinutes: 60 });
  await inTransaction(world.deps.db, (tx) => clearDue(tx, SYNC_DUE_KIND, serverId));
  await planMissingSyncs(withHours(0));
  const dueAt = (await dueOf(serverId))?.dueAt.getTime();
  expect(dueAt).toBeLessThan(world.clock.now().getTime() + hours(1) * LONGEST_REST);
  await planMissingSyncs(withHours(6));
  expect((await dueOf(serverId))?.dueAt.getTime()).toBe(dueAt);
});

test.each([4, 10_081, 1.5, -1, '60'])('an interval of %s is refused', async (syncIntervalMinutes) => {
  const { ben } = await world.newOrg();
  await expect(createServer(ben, { name: 'Own', baseUrl: mcp.url, syncIntervalMinutes })).rejects.toMatchObject({
    code: 'validation_failed',
    fieldErrors: [{ field: 'syncIntervalMinutes' }],
  });
});

test('more servers than one batch are all planned, by two workers at once too', async () => {
  const { ben, org } = await world.newOrg();
  await planMissingSyncs(world.deps);
  await world.deps.db
    .insertInto('mcp_servers')
    .values(
      Array.from({ length: 1_100 }, (_, i) => ({
        id: `mcp_many_${i}`,
        org_id: org.id,
        name: `Many ${i}`,
        transport_type: 'streamable_http',
        base_url: mcp.url,
      })),
    )
    .execute();
  await Promise.all([planMissingSyncs(world.deps), planMissingSyncs(world.deps)]);
  const rows = await world.deps.db
    .selectFrom('due')
    .select('subject_id')
    .where('kind', '=', SYNC_DUE_KIND)
    .where('org_id', '=', ben.org.id)
    .execute();
  expect(rows).toHaveLength(1_100);
  for (const { subject_id: id } of rows) await inTransaction(world.deps.db, (tx) => clearDue(tx, SYNC_DUE_KIND, id));
  await world.deps.db.deleteFrom('mcp_servers').where('org_id', '=', org.id).execute();
});
