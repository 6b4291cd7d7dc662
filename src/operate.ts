// The operator's commands that make something in the database of this machine.
import type { Config } from '#config/config';
import { invalidField } from '#kernel/errors';
import { createApiKey, createSignInLink, ensureLocalWorkspace, getOrgBySlug, systemCtx } from '#modules/access';
import { systemClock } from '#platform/clock';
import type { Deps } from '#platform/ctx';
import type { Db } from '#platform/db/connect';
import { createLog } from '#platform/log';
import { DEMO_ORG } from './surfaces/demo/demo-org.ts';
import { withDatabase } from './with-database.ts';

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
