// Migrations on a real database: once, together or not at all, and never over a mistake.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { cloneTemplate } from '#test/test-database';
import type { Clone } from '#test/test-database';
import { connect } from './connect.ts';
import type { Db } from './connect.ts';
import { MIGRATIONS_DIR, migrate, pendingMigrations, readMigrations } from './migrate.ts';

let clone: Clone;
let db: Db;
let dir: string;

beforeAll(async () => {
  clone = await cloneTemplate(inject('templateUrl'));
  db = connect(clone.url);
});
afterAll(async () => {
  await db.destroy();
  await clone.drop();
});
beforeEach(async () => {
  await sql`drop schema public cascade`.execute(db);
  await sql`create schema public`.execute(db);
  dir = mkdtempSync(join(tmpdir(), 'armature-migrations-'));
  write('0001_first.sql', 'create table first (n int); insert into first values (1);');
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
const countFirst = async () => (await sql<{ n: number }>`select count(*) as n from first`.execute(db)).rows[0]?.n;

test("the project's own migrations apply to an empty database, once", async () => {
  const names = (await readMigrations()).map(({ name }) => name);
  expect(await pendingMigrations(db, MIGRATIONS_DIR)).toEqual(names);
  expect(await migrate(db)).toEqual(names);
  expect(await migrate(db)).toEqual([]);
  expect(await pendingMigrations(db, MIGRATIONS_DIR)).toEqual([]);
});

test('eight callers at once apply each file once', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => migrate(db, dir)));
  expect(results.flat()).toEqual(['0001_first.sql']);
  expect(await countFirst()).toBe(1);
});

test('a later file is applied after the earlier ones', async () => {
  await migrate(db, dir);
  write('0002_second.sql', 'insert into first values (2);');
  expect(await migrate(db, dir)).toEqual(['0002_second.sql']);
  expect(await countFirst()).toBe(2);
});

test('when one file fails, none of the pending ones stays, and its name is told', async () => {
  write('0002_wrong.sql', 'insert into first values (2); insert into nowhere values (1);');
  await expect(migrate(db, dir)).rejects.toThrow(/0002_wrong\.sql failed and was rolled back.*nowhere/);
  expect((await sql<{ t: string | null }>`select to_regclass('first')::text as t`.execute(db)).rows).toEqual([{ t: null }]);
});

test('a file changed after it was applied is refused', async () => {
  await migrate(db, dir);
  write('0001_first.sql', 'create table other (n int);');
  await expect(migrate(db, dir)).rejects.toThrow('0001_first.sql was changed after');
});

test('a database of a newer version is refused', async () => {
  write('0002_second.sql', 'insert into first values (2);');
  await migrate(db, dir);
  rmSync(join(dir, '0002_second.sql'));
  await expect(migrate(db, dir)).rejects.toThrow('0002_second.sql, which this version of Armature does not know');
});

test('a file that sorts before an applied one is refused', async () => {
  await migrate(db, dir);
  write('0000_late.sql', 'select 1;');
  await expect(migrate(db, dir)).rejects.toThrow('0000_late.sql comes before 0001_first.sql');
});

test('a misnamed file is refused rather than skipped', async () => {
  write('2_second.sql', 'select 1;');
  await expect(migrate(db, dir)).rejects.toThrow('2_second.sql must be called like');
});
