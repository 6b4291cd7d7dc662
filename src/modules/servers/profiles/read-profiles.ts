// Auth profiles as answers show them: settings and the state of their grants, never any part of a secret.
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { NO_GRANT, statusOf } from '../grants/grant-warning.ts';
import { grantsOf } from '../grants/store.ts';
import type { AuthProfile } from '../server.ts';
import { profilesOf } from './store.ts';
import type { ProfileRecord } from './store.ts';

/** The default one first, then by name. */
export async function readProfiles(db: Db | Tx, ctx: Ctx, serverId: string): Promise<readonly AuthProfile[]> {
  const [profiles, grants] = [await profilesOf(db, ctx.org.id, serverId), await grantsOf(db, ctx.org.id, serverId)];
  const now = ctx.deps.clock.now();
  return profiles.map((record) => {
    const { secretId: _, ...profile } = record;
    const grant = grants.find(({ profileId }) => profileId === profile.id);
    return { ...profile, ...(grant ? statusOf(grant, now) : NO_GRANT) };
  });
}

export async function readProfile(db: Db | Tx, ctx: Ctx, { id, mcpServerId }: ProfileRecord): Promise<AuthProfile> {
  const found = (await readProfiles(db, ctx, mcpServerId)).find((profile) => profile.id === id);
  if (!found) throw new Error('a profile is gone in the transaction that wrote it');
  return found;
}
