// The pool: exact numbers, and a broken connection that ends nothing.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { connect } from './connect.ts';
import { inTransaction } from './transaction.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test('bigint is read as a number, and one too large for that is an error', async () => {
  const { rows } = await sql<{ n: number }>`select 9007199254740991::int8 as n`.execute(world.deps.db);
  expect(rows).toEqual([{ n: Number.MAX_SAFE_INTEGER }]);
  await expect(sql`select 9007199254740993::int8 as n`.execute(world.deps.db)).rejects.toThrow('beyond exact numbers');
});

test('an idle connection cut by the server is reported, and the next query has a new one', async () => {
  const told = Promise.withResolvers<Error>();
  const db = connect({ connectionString: world.databaseUrl, max: 1 }, { onIdleError: told.resolve });
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(world.deps.db);
  expect((await told.promise).message).toMatch(/terminating connection|Connection terminated/);
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
});

test('a connection cut at work fails that work alone, and the next query has a new one', async () => {
  const db = connect({ connectionString: world.databaseUrl, max: 1 });
  await expect(inTransaction(db, (tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx))).rejects.toThrow(/terminat/);
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
});

test('work that throws leaves nothing behind', async () => {
  const slug = `gone-${world.org.id.slice(-8)}`;
  const work = inTransaction(world.deps.db, async (tx) => {
    await tx
      .insertInto('organizations')
      .values({ id: `org_${slug}`, slug, name: 'Gone' })
      .execute();
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await world.deps.db.selectFrom('organizations').where('slug', '=', slug).select('id').execute()).toEqual([]);
});
