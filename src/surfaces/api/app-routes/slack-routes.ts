// Connect Slack, and the channels of a connected workspace. For a signed-in person: the answer must come back to the same session.
import type { Hono } from 'hono';
import { connectSlack, listSlackChannels } from '#modules/alerts';
import { parseInput } from '#kernel/parse-input';
import { ctxOf } from '../authenticate.ts';
import { readJson, withParams } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function slackRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions, { sessionOf, inOrg }: SessionDoor): void {
  app.post(`${IN_ORG}/slack/connect`, async (c) => {
    const session = await sessionOf(c);
    const ctx = ctxOf({ deps, c, session, slug: c.req.param('slug') });
    parseInput(nothing, queryOf(c));
    return c.json(await connectSlack(ctx, await readJson(c.req.raw), { id: session.sessionId }));
  });
  app.get(`${IN_ORG}/slack/:destinationId/channels`, async (c) =>
    c.json(await listSlackChannels(await inOrg(c), withParams(queryOf(c), { destinationId: c.req.param('destinationId') }))),
  );
}
