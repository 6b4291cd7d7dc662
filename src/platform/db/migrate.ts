// Brings the tables to the version of this code: plain SQL files, forward only, once, with any number of callers.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Db, Tx } from './connect.ts';
import { inTransaction } from './transaction.ts';

export const MIGRATIONS_DIR = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/** Any constant: all our processes must agree on it. */
const LOCK_KEY = 4_600_000_001;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Applies what is pending and returns the names of what it applied. All pending files commit together or not at all.
 * Throws when the database is newer than this code, or when an applied file was edited afterwards.
 */
export async function migrate(db: Db, dir: string = MIGRATIONS_DIR): Promise<string[]> {
  const known = await readMigrations(dir);
  return inTransaction(db, async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK_KEY)})`.execute(tx);
    const pending = pendingOf(known, await readApplied(tx));
    for (const migration of pending) await apply(tx, migration);
    return pending.map(({ name }) => name);
  });
}

/** Names not applied yet; an empty list means the database is ready for this code. Changes nothing. */
export async function pendingMigrations(db: Db, dir: string = MIGRATIONS_DIR): Promise<string[]> {
  const known = await readMigrations(dir);
  const table = await sql<{ found: boolean }>`select to_regclass('schema_migrations') is not null as found`.execute(db);
  const applied = table.rows[0]?.found === true ? await listApplied(db) : [];
  return pendingOf(known, applied).map(({ name }) => name);
}

/** In the order in which they apply. */
export async function readMigrations(dir: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).toSorted();
  const misnamed = names.find((name) => !FILE_NAME.test(name));
  if (misnamed !== undefined) throw new Error(`Migration ${misnamed} must be called like 0002_what_it_does.sql.`);
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(`${dir}/${name}`, 'utf8');
      return { name, sql: text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Pure: which of the known ones are still to do, given what the database says it has. */
function pendingOf(known: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  for (const [i, done] of applied.entries()) {
    const ours = known[i];
    if (ours === undefined || ours.name > done.name) {
      throw new Error(
        `The database has migration ${done.name}, which this version of Armature does not know. Start the version that made it, or a newer one.`,
      );
    }
    if (ours.name < done.name)
      throw new Error(`Migration ${ours.name} comes before ${done.name}, which is already applied. Give it a later number.`);
    if (ours.checksum !== done.checksum) {
      throw new Error(
        `Migration ${done.name} was changed after it had been applied to this database. Put the file back and write a new migration.`,
      );
    }
  }
  return known.slice(applied.length);
}

async function readApplied(tx: Tx): Promise<Applied[]> {
  await sql`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now()
  )`.execute(tx);
  return listApplied(tx);
}

async function listApplied(db: Db | Tx): Promise<Applied[]> {
  const { rows } = await sql<Applied>`select name, checksum from schema_migrations order by name`.execute(db);
  return rows;
}

async function apply(tx: Tx, migration: Migration): Promise<void> {
  try {
    await sql.raw(migration.sql).execute(tx);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${reason}`, { cause: error });
  }
  await sql`insert into schema_migrations (name, checksum) values (${migration.name}, ${migration.checksum})`.execute(tx);
}
