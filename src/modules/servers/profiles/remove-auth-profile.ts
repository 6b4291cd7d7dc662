// Removes an auth profile that nothing uses, and its secret (spec 01 §3).
import { z } from 'zod';
import { record } from '#modules/access';
import { AppError, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { auditedProfile } from '../audited-server.ts';
import { idField } from '../fields.ts';
import { replaceGrant } from '../grants/replace-grant.ts';
import { inUse } from '../server-usage.ts';
import type { ServerUsage } from '../server-usage.ts';
import { lockServer } from '../store.ts';
import { deleteProfile, profilesOf } from './store.ts';

const input = z.strictObject({ serverId: idField, profileId: idField });

/** Throws `conflict` for the default profile while there are others, and for one in use (`details.usedBy`). */
export async function removeAuthProfile(ctx: Ctx, raw: unknown, usage: ServerUsage): Promise<void> {
  requireRole(ctx, 'editor');
  const { serverId, profileId } = parseInput(input, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    if (!(await lockServer(tx, ctx.org.id, serverId))) throw notFound('mcp_server');
    const profiles = await profilesOf(tx, ctx.org.id, serverId);
    const profile = profiles.find(({ id }) => id === profileId);
    if (!profile) throw notFound('auth_profile');
    if (profile.isDefault && profiles.length > 1)
      throw new AppError('conflict', 'This is the default profile. Make another profile the default first.');
    const users = await usage.usersOfProfile(tx, ctx.org.id, profileId);
    if (users.length > 0) throw inUse('The auth profile', users);
    await replaceGrant(tx, ctx, { profileId, isWanted: false, isProven: false });
    await deleteProfile(tx, profileId);
    if (profile.secretId !== null) await ctx.deps.vault.remove(tx, ctx.org.id, profile.secretId);
    await record(tx, ctx, {
      action: 'auth_profile.remove',
      objectType: 'auth_profile',
      objectId: profileId,
      before: auditedProfile(profile),
    });
  });
}
