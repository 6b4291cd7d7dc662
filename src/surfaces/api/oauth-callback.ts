// Where authorization servers of target servers meet us: the person who comes back, and our client metadata document.
import type { Context, Hono } from 'hono';
import { clientDocument, finishConnect } from '#modules/servers';
import type { ConnectEnd } from '#modules/servers';
import type { SessionInfo } from '#modules/access';
import { AppError } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { ctxOf, requireSession } from './authenticate.ts';
import type { ApiEnv, ApiOptions } from './environment.ts';

/** Longer than any answer: a code and a state, perhaps an issuer and an error. */
const MAX_ANSWER = 16_384;

export function oauthRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  app.get('/oauth/callback', async (c) => {
    c.header('Cache-Control', 'no-store');
    const session = await sessionOf(deps, c);
    if (!session) return c.redirect('/sign-in');
    const { search, searchParams } = new URL(c.req.url);
    const end = search.length > MAX_ANSWER ? undefined : await finishConnect(personOf(deps, c, session), searchParams);
    // An answer that this session did not ask for belongs to no page.
    return c.redirect(end ? pageOf(end) : '/?problem=expired');
  });
  app.get('/oauth/client.json', (c) => {
    const document = clientDocument(deps.settings);
    if (!document) throw new AppError('not_found', 'No such route.', { thing: 'route' });
    return c.json(document, 200, { 'Cache-Control': 'public, max-age=3600' });
  });
}

async function sessionOf(deps: Deps, c: Context<ApiEnv>): Promise<SessionInfo | undefined> {
  try {
    return await requireSession(deps, c);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}

const personOf = (deps: Deps, c: Context<ApiEnv>, session: SessionInfo) => ({
  deps,
  sessionId: session.sessionId,
  ctxIn: (orgId: string) => {
    const slug = session.organizations.find(({ org }) => org.id === orgId)?.org.slug;
    return slug === undefined ? undefined : ctxOf({ deps, c, session, slug });
  },
});

const pageOf = ({ orgSlug, serverId, profileId, problem }: ConnectEnd): string =>
  `/o/${orgSlug}/servers/${serverId}?tab=auth&${problem === null ? `connected=${profileId}` : `problem=${problem}`}`;
