// The operator's database, or the embedded one of the data folder: the first thing a start needs, with faults in the operator's words.
import type { Config } from '#config/config';
import { connect } from '#platform/db/connect';
import { startEmbedded } from '#platform/db/embedded';
import { ping } from '#platform/db/readiness';
import type { Log } from '#platform/log';

export interface OpenDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

type Where = Pick<Config, 'databaseUrl' | 'dataDir'>;

/** Resolves when it takes connections. Throws with a message for the operator, which holds no password. */
export async function openDatabase({ databaseUrl, dataDir }: Where, log: Log): Promise<OpenDatabase> {
  if (databaseUrl === undefined) return inDataDir(dataDir, () => startEmbedded({ dataDir, log }));
  await greet(databaseUrl);
  return { url: databaseUrl, stop: () => Promise.resolve() };
}

async function greet(databaseUrl: string): Promise<void> {
  const db = connect({ connectionString: databaseUrl, max: 1 });
  try {
    await ping(db);
  } catch (error) {
    throw new Error(`DATABASE_URL: the database did not let us in: ${reasonOf(error)}`, { cause: error });
  } finally {
    await db.destroy();
  }
}

const FOLDER_FAULTS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENOSPC', 'EDQUOT']);

/** Runs what reads and writes the data folder; a folder that cannot be used is named by its variable. */
export async function inDataDir<T>(dataDir: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !FOLDER_FAULTS.has(code)) throw error;
    throw new Error(`ARMATURE_DATA_DIR: ${dataDir} cannot be used: ${reasonOf(error)}`, { cause: error });
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** A host with several addresses fails once for each, in an error that has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return [...new Set(error.errors.map(reasonOf))].join('; ');
  return error instanceof Error && error.message !== '' ? error.message : (codeOf(error) ?? 'unknown reason');
}
