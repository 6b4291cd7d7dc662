// Live notices between connections of a real database.
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { inTransaction } from '#platform/db/transaction';
import { silentLog } from '#platform/log';
import { createLive } from './postgres-live.ts';

let world: World;
const opened: ReturnType<typeof createLive>[] = [];
beforeAll(async () => {
  world = await makeWorld();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((live) => live.close()));
});
afterAll(() => world.close());

async function open() {
  const live = createLive({ connectionString: world.databaseUrl, db: world.deps.db, log: silentLog });
  opened.push(live);
  await live.ready();
  return live;
}

/** Resolves with what was heard when `last` was. */
function heard(last: string): { listen: (subject: string) => void; all: Promise<string[]> } {
  const subjects: string[] = [];
  const { promise: all, resolve } = Promise.withResolvers<string[]>();
  return {
    all,
    listen: (subject) => {
      subjects.push(subject);
      if (subject === last) resolve(subjects);
    },
  };
}

it('brings a notice to every process that listens to its channel, when the transaction commits', async () => {
  const [here, there] = [await open(), await open()];
  const [a, b] = [heard('end'), heard('end')];
  here.subscribe('run', a.listen);
  there.subscribe('run', b.listen);
  there.subscribe('key_revoked', () => {
    throw new Error('wrong channel');
  });
  await inTransaction(world.deps.db, async (tx) => {
    await here.publish(tx, 'run', 'never');
    throw new Error('rolled back');
  }).catch(() => undefined);
  await inTransaction(world.deps.db, (tx) => here.publish(tx, 'run', 'run_1:with:colons'));
  await here.publish(undefined, 'run', 'end');
  expect(await a.all).toEqual(['run_1:with:colons', 'end']);
  expect(await b.all).toEqual(['run_1:with:colons', 'end']);
});

it('stops telling who has stopped listening, and survives a listener that throws', async () => {
  const live = await open();
  const [left, stayed] = [heard('end'), heard('end')];
  live.subscribe('run', () => {
    throw new Error('mine');
  });
  const stop = live.subscribe('run', left.listen);
  live.subscribe('run', stayed.listen);
  stop();
  await live.publish(undefined, 'run', 'end');
  expect(await stayed.all).toEqual(['end']);
  expect(await Promise.race([left.all, Promise.resolve('nothing')])).toBe('nothing');
});

it('connects again when its connection is cut, and says that notices may be missing', async () => {
  const live = await open();
  const after = heard('after');
  const { promise: gap, resolve } = Promise.withResolvers<void>();
  live.subscribe('key_revoked', after.listen, resolve);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'armature-live' and datname = current_database()`.execute(
    world.deps.db,
  );
  await gap;
  await live.publish(undefined, 'key_revoked', 'after');
  expect(await after.all).toEqual(['after']);
});

it('refuses a long subject, and closes when it never connected', async () => {
  const live = await open();
  await expect(live.publish(undefined, 'run', 'x'.repeat(201))).rejects.toThrow('200');
  const lost = createLive({ connectionString: 'postgres://nobody@127.0.0.1:1/none', db: world.deps.db, log: silentLog });
  await lost.close();
  await expect(lost.ready()).rejects.toThrow('stopping');
});
