// The operator's commands that work straight on the database of this machine.
import type { Config } from '#config/config';
import { invalidField } from '#kernel/errors';
import { createApiKey, createSignInLink, ensureLocalWorkspace, getOrgBySlug, systemCtx } from '#modules/access';
import { systemClock } from '#platform/clock';
import type { Deps } from '#platform/ctx';
import { connect } from '#platform/db/connect';
import type { Db } from '#platform/db/connect';
import { migrate } from '#platform/db/migrate';
import { createLog } from '#platform/log';
import { openDatabase } from './open-database.ts';
import { DEMO_ORG } from './surfaces/demo/seed-demo.ts';

export const migrateDatabase = (config: Config): Promise<readonly string[]> => withDatabase(config, {}, (db) => migrate(db));

/** Prints nothing but what it returns: the token, which is stored nowhere. */
export async function createKey(config: Config, { org: slug, name, role }: { org: string; name: string; role: string }): Promise<string> {
  return withDatabase(config, {}, async (db) => {
    const deps = databaseOnly(db, config);
    const org = await getOrgBySlug(deps, slug);
    if (org === undefined) throw invalidField('org', `no organization has the slug "${slug}"`);
    const ctx = systemCtx(deps, org, { name: 'operator', signal: new AbortController().signal });
    return (await createApiKey(ctx, { name, role })).token;
  });
}

export async function newSignInLink(config: Config): Promise<string> {
  return withDatabase(config, {}, async (db) => {
    const deps = databaseOnly(db, config);
    const { user } = await ensureLocalWorkspace(deps, DEMO_ORG);
    return `${config.settings.publicUrl}/sign-in/local?token=${await createSignInLink(deps, { userId: user.id })}`;
  });
}

/** `applicationName`: what its sessions are called in the database, when they must be told from a process of the instance. */
export async function withDatabase<T>(
  config: Config,
  { applicationName }: { readonly applicationName?: string },
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const log = createLog({ level: 'warn', format: 'text' });
  const database = await openDatabase(config, log);
  const db = connect({ connectionString: database.url, max: 2, ...(applicationName && { application_name: applicationName }) });
  try {
    await migrate(db);
    return await work(db);
  } finally {
    await db.destroy();
    await database.stop();
  }
}

/** These commands touch nothing but tables; a door they do not have must not be opened by surprise. */
function databaseOnly(db: Db, config: Config): Deps {
  const own: Partial<Deps> = { db, clock: systemClock, settings: config.settings, log: createLog({ level: 'warn', format: 'text' }) };
  return new Proxy(own, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name);
      throw new Error(`this command has no door "${String(name)}"`);
    },
  }) as Deps;
}
