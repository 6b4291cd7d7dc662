// Begins the connection of an OAuth profile: where the person must go. The answer comes to finishConnect, in the same session.
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { minutes } from '#kernel/duration';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { authorizationUrl, newSecret, stateHash } from '#platform/oauth/authorization-request';
import { idField } from '../fields.ts';
import { requireActiveServer } from '../get-server.ts';
import { profilesOf } from '../profiles/store.ts';
import { sealPending } from './pending-authorization.ts';
import { planAuthorization } from './plan-authorization.ts';
import type { AuthorizationPlan } from './plan-authorization.ts';
import type { Grant } from './grant.ts';
import { redacted } from './settle-grant.ts';
import { insertState } from './states/store.ts';
import { findGrant } from './store.ts';

const input = z.strictObject({ serverId: idField, profileId: idField });

const STATE_LIVES_MS = minutes(10);

/** `session`: the only one that may bring the answer. Throws `conflict` when the profile cannot be connected, with the reason. */
export async function connectProfile(
  ctx: Ctx,
  raw: unknown,
  session: { readonly id: string },
): Promise<{ readonly authorizationUrl: string }> {
  requireRole(ctx, 'editor');
  const { serverId, profileId } = parseInput(input, raw);
  const server = await requireActiveServer(ctx, serverId);
  const profile = (await profilesOf(ctx.deps.db, ctx.org.id, server.id)).find(({ id }) => id === profileId);
  if (!profile) throw notFound('auth_profile');
  const grant = await findGrant(ctx.deps.db, ctx.org.id, profileId);
  if (!grant || grant.kind !== 'oauth_authorization_code')
    throw new AppError('conflict', 'Only profiles of kind oauth_authorization_code are connected by a person.');
  const plan = await planAuthorization(ctx, server, grant);
  if (!plan.ok) throw new AppError('conflict', await redacted(ctx.deps, ctx.org.id, plan.error));
  return { authorizationUrl: await begin(ctx, { grant, plan: plan.value, sessionId: session.id }) };
}

async function begin(ctx: Ctx, { grant, plan, sessionId }: { grant: Grant; plan: AuthorizationPlan; sessionId: string }): Promise<string> {
  const { clock } = ctx.deps;
  const state = newSecret();
  const verifier = newSecret();
  const hash = stateHash(state);
  const sealed = await sealPending(ctx.deps, hash, { verifier, plan });
  await inTransaction(ctx.deps.db, (tx) =>
    insertState(tx, {
      stateHash: hash,
      orgId: ctx.org.id,
      profileId: grant.profileId,
      sessionId,
      sealed,
      expiresAt: new Date(clock.now().getTime() + STATE_LIVES_MS),
    }),
  );
  return authorizationUrl({ ...plan, clientId: plan.client.id, redirectUri: plan.client.redirectUri, state, verifier });
}
