// The database of this machine, brought to this version, for one command of the operator: no module is loaded for it.
import type { Config } from '#config/config';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import { migrate } from '#platform/db/migrate';
import { createLog } from '#platform/log';
import { openDatabase } from './open-database.ts';

export const migrateDatabase = (config: Config): Promise<readonly string[]> => withDatabase(config, {}, async (_db, applied) => applied);

/** `applicationName`: what its sessions are called in the database, when they must be told from a process of the instance. */
export async function withDatabase<T>(
  config: Config,
  { applicationName }: { readonly applicationName?: string },
  work: (db: Db, applied: readonly string[]) => Promise<T>,
): Promise<T> {
  const log = createLog({ level: 'warn', format: 'text' });
  const database = await openDatabase(config, log);
  const db = connect({ connectionString: database.url, max: 2, ...(applicationName && { application_name: applicationName }) });
  try {
    return await work(db, await migrate(db));
  } finally {
    await db.destroy();
    await database.stop();
  }
}
