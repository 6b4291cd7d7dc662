// Where authorization servers of target servers meet us: the person who comes back, and our client metadata document.
import type { Hono } from 'hono';
import { clientDocument, finishConnect } from '#modules/servers';
import type { ConnectEnd } from '#modules/servers';
import { AppError } from '#kernel/errors';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { returningPerson } from './returning-person.ts';

/** Longer than any answer: a code and a state, perhaps an issuer and an error. */
const MAX_ANSWER = 16_384;

export function oauthRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  app.get('/oauth/callback', async (c) => {
    c.header('Cache-Control', 'no-store');
    const person = await returningPerson(deps, c);
    if (!person) return c.redirect('/sign-in');
    const { search, searchParams } = new URL(c.req.url);
    const end = search.length > MAX_ANSWER ? undefined : await finishConnect(person, searchParams);
    // An answer that this session did not ask for belongs to no page.
    return c.redirect(end ? pageOf(end) : '/?problem=expired');
  });
  app.get('/oauth/client.json', (c) => {
    const document = clientDocument(deps.settings);
    if (!document) throw new AppError('not_found', 'No such route.', { thing: 'route' });
    return c.json(document, 200, { 'Cache-Control': 'public, max-age=3600' });
  });
}

const pageOf = ({ orgSlug, serverId, profileId, problem }: ConnectEnd): string =>
  `/o/${orgSlug}/servers/${serverId}?tab=auth&${problem === null ? `connected=${profileId}` : `problem=${problem}`}`;
