// A data folder whose embedded database is made and migrated, and empty: for tests of the real program that are not about its first start.
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from '#platform/db/connect';
import { startEmbedded } from '#platform/db/embedded';
import { migrate } from '#platform/db/migrate';
import { withProcessLock } from '#platform/db/process-lock';
import { createJobs } from '#platform/jobs/boss';
import { silentLog } from '#platform/log';
import { stateOfMigrations } from './test-database.ts';

const run = promisify(execFile);

/** Kept between runs: making it costs seconds, a copy of it a tenth of one. */
const PREPARED = fileURLToPath(new URL('../.cache/prepared-data/', import.meta.url));

/** The program waits for the disk, so that what it keeps survives a crash of the machine. No test crashes the machine. */
const NO_WAIT_FOR_THE_DISK = '\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n';

/** Fills `dataDir`, which is not there yet. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  const state = await stateOfMigrations();
  mkdirSync(PREPARED, { recursive: true });
  await withProcessLock(join(PREPARED, 'lock'), async () => {
    const prepared = join(PREPARED, state);
    if (!existsSync(prepared)) await make(prepared);
    mkdirSync(dataDir, { mode: 0o700 });
    // -p: the server refuses a folder that others may read
    await run('cp', ['-pR', join(prepared, 'postgres'), join(dataDir, 'postgres')]);
  });
}

async function make(prepared: string): Promise<void> {
  for (const name of readdirSync(PREPARED)) if (name !== 'lock') rmSync(join(PREPARED, name), { recursive: true });
  const draft = `${prepared}.new`;
  const server = await startEmbedded({ dataDir: draft, log: silentLog, isDisposable: true });
  try {
    const db = connect({ connectionString: server.url, max: 1 });
    await migrate(db);
    await db.destroy();
    const jobs = await createJobs({ connectionString: server.url, log: silentLog });
    await jobs.stop(0);
  } finally {
    await server.stop();
  }
  appendFileSync(join(draft, 'postgres/postgresql.conf'), NO_WAIT_FOR_THE_DISK);
  renameSync(draft, prepared);
}
