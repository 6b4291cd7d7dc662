// Many short jobs: each group within its share over all processes, a slow group in nobody's way, what ended written once.
import { sql } from 'kysely';
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { IDLE_HANDLERS } from '#test/idle-handlers';
import { silentLog } from '#platform/log';
import { createJobs } from './boss.ts';
import type { JobHandler, JobRequest, Jobs } from './jobs.ts';

let world: World;
const opened: Jobs[] = [];
beforeAll(async () => {
  world = await makeWorld();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((jobs) => jobs.stop(0)));
  await sql`delete from pgboss.job`.execute(world.deps.db);
});
afterAll(() => world.close());

async function worker(handle: JobHandler<'monitor.check'>, bounds: { concurrency?: number; perGroup?: number } = {}): Promise<Jobs> {
  const jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  opened.push(jobs);
  await jobs.work({ ...IDLE_HANDLERS, 'monitor.check': { concurrency: bounds.concurrency ?? 64, perGroup: bounds.perGroup ?? 4, handle } });
  return jobs;
}

const wanted = (group: string, count: number): JobRequest[] =>
  Array.from({ length: count }, (_, i) => ({
    name: 'monitor.check' as const,
    payload: { monitorId: `${group}-${i}`, tickAt: null },
    options: { singletonKey: `${group}-${i}`, group },
  }));

const states = async () => {
  const { rows } = await sql<{ state: string; count: number }>`
    select state::text, count(*)::integer as count from pgboss.job where name = 'monitor.check' group by 1 order by 1`.execute(
    world.deps.db,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
};

test('a hanging group takes its share and no more, also when another process joins, and the others go on', async () => {
  const gate = Promise.withResolvers<void>();
  const hanging = new Set<string>();
  const done = new Set<string>();
  const handle: JobHandler<'monitor.check'> = async ({ monitorId }) => {
    if (!monitorId.startsWith('hang')) return void done.add(monitorId);
    hanging.add(monitorId);
    await gate.promise;
  };
  const one = await worker(handle);
  await one.enqueueAll(undefined, wanted('hang', 30));
  one.poke();
  await expect.poll(() => hanging.size, { timeout: 10_000 }).toBe(4);
  await worker(handle);
  await one.enqueueAll(undefined, [...wanted('fine', 40), ...wanted('good', 40)]);
  one.poke();
  await expect.poll(() => done.size, { timeout: 10_000 }).toBe(80);
  expect(hanging.size).toBe(4);
  gate.resolve();
  await expect.poll(() => hanging.size, { timeout: 10_000 }).toBe(30);
  await expect.poll(states, { timeout: 10_000 }).toEqual({ completed: 110 });
});

test('a crowd of one group that is never done with its share hides nobody behind it', async () => {
  let crowd = 0;
  const fine: number[] = [];
  const handle: JobHandler<'monitor.check'> = async ({ monitorId }) => {
    if (monitorId.startsWith('fine')) fine.push(crowd);
    else crowd += 1;
  };
  const jobs = await worker(handle);
  await jobs.enqueueAll(undefined, wanted('crowd', 300));
  await jobs.enqueueAll(undefined, wanted('fine', 4));
  jobs.poke();
  await expect.poll(() => fine.length, { timeout: 20_000 }).toBe(4);
  expect(Math.max(...fine)).toBeLessThan(100);
});

test('a process works on no more than its bound at a time', async () => {
  let active = 0;
  let most = 0;
  let count = 0;
  const jobs = await worker(
    async () => {
      active += 1;
      most = Math.max(most, active);
      await new Promise(setImmediate);
      active -= 1;
      count += 1;
    },
    { concurrency: 5, perGroup: 100 },
  );
  await jobs.enqueueAll(undefined, wanted('busy', 60));
  jobs.poke();
  await expect.poll(() => count, { timeout: 10_000 }).toBe(60);
  expect(most).toBeLessThanOrEqual(5);
});

test('one that fails is tried again by its rule, and the rest of its handful is finished', async () => {
  const tries: string[] = [];
  const jobs = await worker(async ({ monitorId }) => {
    tries.push(monitorId);
    if (monitorId === 'mixed-1' && tries.filter((id) => id === monitorId).length === 1) throw new Error('the first try fails');
  });
  await jobs.enqueueAll(undefined, wanted('mixed', 3));
  jobs.poke();
  await expect.poll(() => tries.toSorted(), { timeout: 10_000 }).toEqual(['mixed-0', 'mixed-1', 'mixed-1', 'mixed-2']);
  await expect.poll(states, { timeout: 10_000 }).toEqual({ completed: 3 });
});

test('a process that stops leaves what it did not finish to the others', async () => {
  const seen: string[] = [];
  const jobs = await worker(async ({ monitorId }, signal) => {
    seen.push(monitorId);
    const { promise, reject } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    await promise;
  });
  await jobs.enqueueAll(undefined, wanted('left', 2));
  jobs.poke();
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(2);
  await jobs.stop(0);
  const again: string[] = [];
  await worker(async ({ monitorId }) => void again.push(monitorId));
  await expect.poll(() => again.toSorted(), { timeout: 10_000 }).toEqual(['left-0', 'left-1']);
});
