// A world with a signed-in session and the way through an authorization: what a browser would do, without one.
import { randomUUID } from 'node:crypto';
import { connectProfile, createAuthProfile, createServer, finishConnect, listAuthProfiles } from '#modules/servers';
import type { ConnectEnd } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import type { AuthorizationServer } from './authorization-server.ts';

/** A session of the person, straight into the table. */
export async function sessionOf(ctx: Ctx): Promise<{ readonly id: string }> {
  const id = `sid_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const now = ctx.deps.clock.now();
  await ctx.deps.db
    .insertInto('sessions')
    .values({
      id,
      token_hash: randomUUID(),
      user_id: ctx.actor.id,
      csrf_token: randomUUID(),
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + 86_400_000),
    })
    .execute();
  return { id };
}

/** A server with an authorization-code profile that waits to be connected. */
export async function pendingProfile(ctx: Ctx, url: string, fields: object = {}): Promise<{ serverId: string; profileId: string }> {
  const { id: serverId } = await createServer(ctx, { name: `S ${randomUUID().slice(0, 8)}`, baseUrl: url, skipProbe: true });
  const { id: profileId } = await createAuthProfile(ctx, {
    serverId,
    name: 'OAuth',
    kind: 'oauth_authorization_code',
    isDefault: true,
    ...fields,
  });
  return { serverId, profileId };
}

/** The whole way: begin, consent, answer. */
export async function connected(
  ctx: Ctx,
  authority: AuthorizationServer,
  profile: { serverId: string; profileId: string },
): Promise<ConnectEnd | undefined> {
  const session = await sessionOf(ctx);
  const { authorizationUrl } = await connectProfile(ctx, profile, session);
  return finishConnect(personOf(ctx, session), await authority.visit(authorizationUrl));
}

export const personOf = (ctx: Ctx, session: { readonly id: string }) => ({
  deps: ctx.deps,
  sessionId: session.id,
  ctxIn: (orgId: string) => (orgId === ctx.org.id ? ctx : undefined),
});

export async function profileOf(ctx: Ctx, { serverId, profileId }: { serverId: string; profileId: string }) {
  const found = (await listAuthProfiles(ctx, { serverId })).find(({ id }) => id === profileId);
  if (!found) throw new Error('no such profile');
  return found;
}
