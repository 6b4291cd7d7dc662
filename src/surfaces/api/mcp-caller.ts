// Who calls an MCP endpoint: an API key, or an OAuth access token that was issued for this very endpoint. Cookies are never looked at.
import type { Context } from 'hono';
import { authenticateKey, isKeyRevoked } from '#modules/access';
import type { Ctx, Deps } from '#platform/ctx';
import { limitRequests } from '#platform/rate-limit/limit-requests';
import { requestOf } from './authenticate.ts';
import type { ApiEnv } from './environment.ts';
import type { Admitted } from './mcp-guards.ts';
import type { AuthenticateAccessToken } from './mcp-place.ts';

interface Door {
  readonly deps: Deps;
  /** The endpoint's address, where access tokens are taken. */
  readonly resource?: string | undefined;
  readonly authenticateAccessToken?: AuthenticateAccessToken | undefined;
}

/** Undefined without a good credential. Throws `rate_limited`. */
export async function callerOf(c: Context<ApiEnv>, door: Door): Promise<Admitted<Ctx> | undefined> {
  const token = bearerOf(c);
  if (token === undefined) return undefined;
  const { deps } = door;
  const admitted = token.startsWith('amt_') ? await byKey(c, deps, token) : await byAccessToken(c, door, token);
  if (admitted === undefined) return undefined;
  await limitRequests(deps, askerOf(admitted.caller));
  return admitted;
}

/** An app has a limit of its own, as a key has: one that asks without end must not keep its person from disconnecting it. */
function askerOf({ actor }: Ctx): Parameters<typeof limitRequests>[1] {
  if (actor.app !== undefined) return `app:${actor.app.id}`;
  return actor.type === 'key' ? `key:${actor.id}` : `user:${actor.id}`;
}

export const bearerOf = (c: Context<ApiEnv>): string | undefined => /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];

async function byKey(c: Context<ApiEnv>, deps: Deps, token: string): Promise<Admitted<Ctx> | undefined> {
  const who = await authenticateKey(deps, token, { ip: c.get('address') });
  if (who === undefined) return undefined;
  return { caller: { ...requestOf(deps, c), ...who }, isRevoked: () => isKeyRevoked(deps, who.actor.id) };
}

async function byAccessToken(c: Context<ApiEnv>, { deps, resource, ...door }: Door, token: string): Promise<Admitted<Ctx> | undefined> {
  if (resource === undefined) return undefined;
  const authenticate = async (isKnown: boolean) => door.authenticateAccessToken?.(deps, token, { resource, ip: c.get('address'), isKnown });
  const who = await authenticate(false);
  return who && { caller: { ...requestOf(deps, c), ...who }, isRevoked: async () => (await authenticate(true)) === undefined };
}
