// One transaction, and one within another.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import type { Tx } from './connect.ts';
import { inTransaction } from './transaction.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  await sql`create table notes (word text primary key)`.execute(world.deps.db);
});
afterAll(() => world.close());

const write = (tx: Tx, word: string) => sql`insert into notes values (${word})`.execute(tx);
async function words(): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`select word from notes order by word`.execute(world.deps.db);
  await sql`delete from notes`.execute(world.deps.db);
  return rows.map(({ word }) => word);
}
const failing = async (): Promise<never> => {
  throw new Error('no');
};

test('what joins a running transaction is kept with it', async () => {
  await inTransaction(world.deps.db, async (tx) => {
    await write(tx, 'outer');
    await inTransaction(tx, (inner) => write(inner, 'inner'));
  });
  expect(await words()).toEqual(['inner', 'outer']);
});

test('what joins a running transaction is lost with it', async () => {
  const lost = inTransaction(world.deps.db, async (tx) => {
    await inTransaction(tx, (inner) => write(inner, 'inner'));
    return failing();
  });
  await expect(lost).rejects.toThrow('no');
  expect(await words()).toEqual([]);
});

test('what fails inside is undone alone when its error is caught, at any depth', async () => {
  await inTransaction(world.deps.db, async (tx) => {
    await write(tx, 'outer');
    await inTransaction(tx, async (one) => {
      await write(one, 'kept');
      await inTransaction(one, async (two) => {
        await write(two, 'undone');
        return failing();
      }).catch(() => undefined);
    });
    const again = inTransaction(tx, async (one) => {
      await inTransaction(one, (two) => write(two, 'undone too'));
      return failing();
    });
    await expect(again).rejects.toThrow('no');
  });
  expect(await words()).toEqual(['kept', 'outer']);
});

test('a statement that the database refuses leaves the outer transaction usable', async () => {
  await inTransaction(world.deps.db, async (tx) => {
    await write(tx, 'once');
    await expect(inTransaction(tx, (inner) => write(inner, 'once'))).rejects.toMatchObject({ code: '23505' });
    await write(tx, 'after');
  });
  expect(await words()).toEqual(['after', 'once']);
});
