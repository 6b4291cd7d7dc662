// Where Slack's consent page sends people back to, in the session that began.
import type { Hono } from 'hono';
import { finishSlackConnect } from '#modules/alerts';
import type { SlackConnectEnd } from '#modules/alerts';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { returningPerson } from './returning-person.ts';

/** Longer than any answer: a code and a state. */
const MAX_ANSWER = 16_384;

export function slackCallback(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  app.get('/slack/callback', async (c) => {
    c.header('Cache-Control', 'no-store');
    const person = await returningPerson(deps, c);
    if (!person) return c.redirect('/sign-in');
    const { search, searchParams } = new URL(c.req.url);
    const end = search.length > MAX_ANSWER ? undefined : await finishSlackConnect(person, searchParams);
    // An answer that this session did not ask for belongs to no page.
    return c.redirect(end ? pageOf(end) : '/?problem=expired');
  });
}

const pageOf = ({ orgSlug, destinationId, problem }: SlackConnectEnd): string =>
  `/o/${orgSlug}/alerts?${destinationId === null ? `problem=${problem ?? 'failed'}` : `connected=${destinationId}`}`;
