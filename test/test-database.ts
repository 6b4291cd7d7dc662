// The database server of the tests, its migrated template, and clones of it: one per test file, made in about 0.1 s.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { connect } from '#platform/db/connect';
import { startEmbedded } from '#platform/db/embedded';
import { migrate, readMigrations } from '#platform/db/migrate';
import { createJobs } from '#platform/jobs/boss';
import { silentLog } from '#platform/log';

const ON_DISK = fileURLToPath(new URL('../.cache/', import.meta.url));
/** Kept between runs, because making it takes a second; runs at the same time share one server. */
const DATA_DIR = 'test-database';
const MAX_CONNECTIONS = 300;
/** Any constant: the runs at one time must agree on it. */
const LOCK_KEY = 4_600_000_002;

export interface TestServer {
  readonly templateUrl: string;
  stop(): Promise<void>;
}

/** Joins or starts the server; ARMATURE_TEST_DATABASE names one to use instead (its user must be allowed to create databases). */
export async function startTestServer(folder: string = ON_DISK): Promise<TestServer> {
  const given = process.env['ARMATURE_TEST_DATABASE'];
  const server =
    given === undefined
      ? await startEmbedded({ dataDir: join(folder, DATA_DIR), log: silentLog, isDisposable: true, maxConnections: MAX_CONNECTIONS })
      : { url: given, stop: async () => undefined };
  const templateUrl = await ensureTemplate(server.url);
  return { templateUrl, stop: () => server.stop() };
}

/** A template per state of the migrations, so that two versions of the tree can test side by side. */
async function ensureTemplate(serverUrl: string): Promise<string> {
  const template = `ready_${await stateOfMigrations()}`;
  await withAdmin(serverUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    await dropLeftovers(admin);
    if (await exists(admin, template)) return;
    const draft = `${template}_draft`;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await admin.query(`create database ${draft}`);
    const db = connect({ connectionString: withDatabase(serverUrl, draft), max: 1 });
    await migrate(db);
    await db.destroy();
    // The job engine makes tables of its own when it starts; having them in the template saves every clone that time.
    const jobs = await createJobs({ connectionString: withDatabase(serverUrl, draft), log: silentLog });
    await jobs.stop(0);
    await admin.query(`alter database ${draft} rename to ${template}`);
  });
  return withDatabase(serverUrl, template);
}

/** A word that changes with any of them. */
export async function stateOfMigrations(): Promise<string> {
  const migrations = await readMigrations();
  return createHash('sha256')
    .update(migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n'))
    .digest('hex')
    .slice(0, 12);
}

/** Clones of runs that were killed: older than an hour by their name, and nobody connected. */
async function dropLeftovers(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database d where datname like 'clone\\_%' and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
  );
  const hourAgo = Date.now() - 3_600_000;
  for (const { datname } of rows) {
    if (Number.parseInt(datname.split('_')[1] ?? '', 36) < hourAgo) await admin.query(`drop database if exists ${datname}`);
  }
}

export interface Clone {
  readonly url: string;
  drop(): Promise<void>;
}

export async function cloneTemplate(templateUrl: string): Promise<Clone> {
  const template = new URL(templateUrl).pathname.slice(1);
  const name = `clone_${Date.now().toString(36)}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  await withAdmin(templateUrl, (admin) => admin.query(`create database ${name} template ${template} strategy file_copy`));
  return {
    url: withDatabase(templateUrl, name),
    drop: () =>
      withAdmin(templateUrl, async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

const exists = async (admin: Client, database: string): Promise<boolean> =>
  (await admin.query('select from pg_database where datname = $1', [database])).rowCount === 1;

async function withAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: withDatabase(url, 'postgres') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
