// Not waiting for the disk is of one statement: the connection goes back to the pool as careful as it was.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { connect } from './connect.ts';
import { commitsWithoutWaiting } from './relaxed-commit.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

test('the statement does its work, with the relaxed commit, and the next one waits again', async () => {
  const db = connect({ connectionString: world.databaseUrl, max: 1 });
  await sql`set synchronous_commit = on`.execute(db);
  const renamed = await sql<{ name: string; mode: string }>`
    update organizations set name = 'Renamed' where id = ${world.org.id} and ${commitsWithoutWaiting}
    returning name, current_setting('synchronous_commit') as mode`.execute(db);
  expect(renamed.rows).toEqual([{ name: 'Renamed', mode: 'off' }]);
  const after = await sql`select current_setting('synchronous_commit') as mode, name from organizations where id = ${world.org.id}`.execute(
    db,
  );
  expect(after.rows).toEqual([{ mode: 'on', name: 'Renamed' }]);
  await db.destroy();
});
