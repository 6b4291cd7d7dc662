// Who is asking: an API key, or a signed-in person's session on the same origin.
import { getCookie } from 'hono/cookie';
import type { Context } from 'hono';
import { timingSafeEqual } from 'node:crypto';
import { authenticateKey, authenticateSession, isKeyRevoked } from '#modules/access';
import type { SessionInfo } from '#modules/access';
import { AppError } from '#kernel/errors';
import type { Ctx, Deps } from '#platform/ctx';
import { limitRequests } from '#platform/rate-limit/limit-requests';
import type { ApiEnv } from './environment.ts';
import { limitNetwork } from './rate-limit.ts';

export const SESSION_COOKIE = 'armature_session';

const SAFE_METHODS = new Set(['GET', 'HEAD']);
const unauthenticated = (message: string): AppError => new AppError('unauthenticated', message);

/** For the public REST API: `Authorization: Bearer amt_…`, or the session with its organization and CSRF headers. */
export async function authenticate(deps: Deps, c: Context<ApiEnv>): Promise<Ctx> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) return byKey(deps, c, authorization);
  const session = await requireSession(deps, c);
  const slug = c.req.header('x-armature-organization');
  if (slug === undefined) throw unauthenticated('Name the organization in X-Armature-Organization.');
  return ctxOf({ deps, c, session, slug });
}

async function byKey(deps: Deps, c: Context<ApiEnv>, authorization: string): Promise<Ctx> {
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const found = token === undefined ? undefined : await authenticateKey(deps, token, { ip: c.get('address') });
  if (found === undefined) throw noSuchKey();
  await limitRequests(deps, `key:${found.actor.id}`);
  return { ...requestOf(deps, c), org: found.org, actor: found.actor };
}

/** The last look before the answer: a key that was revoked while its request was served gets none (spec 09 §5). */
export function refuseRevoked({ deps, actor }: Ctx): void {
  if (actor.type === 'key' && isKeyRevoked(deps, actor.id)) throw noSuchKey();
}

const noSuchKey = (): AppError => unauthenticated('The API key is missing, malformed, unknown or revoked.');

/** A valid session; changing requests must also carry its CSRF token. */
export async function requireSession(deps: Deps, c: Context<ApiEnv>): Promise<SessionInfo> {
  const token = getCookie(c, SESSION_COOKIE);
  const session = token === undefined ? undefined : await authenticateSession(deps, token);
  if (session === undefined) {
    // each guess costs a query
    if (token !== undefined) await limitNetwork(deps, c.get('address'));
    throw unauthenticated('Sign in, or send an API key.');
  }
  await limitRequests(deps, `user:${session.user.id}`);
  if (!SAFE_METHODS.has(c.req.method) && !sameText(c.req.header('x-armature-csrf') ?? '', session.csrfToken)) {
    throw new AppError('csrf_failed', 'The page is out of date. Reload it and try again.');
  }
  return session;
}

/** The context of a signed-in person in one organization. Not a member: the same answer as no such organization. */
export function ctxOf({ deps, c, session, slug }: { deps: Deps; c: Context<ApiEnv>; session: SessionInfo; slug: string }): Ctx {
  const membership = session.organizations.find(({ org }) => org.slug === slug);
  if (membership === undefined) throw new AppError('not_found', 'No such organization.', { thing: 'route' });
  const { id, name, email } = session.user;
  return { ...requestOf(deps, c), org: membership.org, actor: { type: 'user', id, name, email, role: membership.role } };
}

/** What a context knows of the request itself. */
export const requestOf = (deps: Deps, c: Context<ApiEnv>) => ({
  deps,
  signal: c.req.raw.signal,
  requestId: c.get('requestId'),
  ip: c.get('address'),
  userAgent: c.req.header('user-agent')?.slice(0, 300),
});

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
