// The dashboard's side of connected apps: the decision on one that asks, and the lists of those that were let in.
import type { Hono } from 'hono';
import { decideAuthorization, disconnectApp, disconnectOwnApp, listConnectedApps, listOwnApps, reviewAuthorization } from '#modules/access';
import { parseInput } from '#kernel/parse-input';
import { readJson } from '../body.ts';
import type { ApiEnv } from '../environment.ts';
import { refuseMalformedIds } from '../path-ids.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { DONE } from '../schemas/page.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

const OWN = '/api/app/account/apps';

export function connectedAppRoutes(app: Hono<ApiEnv>, { personOf, plainly }: SessionDoor): void {
  // the query is the application's, word for word: what is wrong with it is for the page to show
  app.get('/api/app/authorize', async (c) => c.json(await reviewAuthorization(await personOf(c), new URL(c.req.url).search)));
  app.post('/api/app/authorize', async (c) => {
    const person = await personOf(c);
    parseInput(nothing, queryOf(c));
    return c.json(await decideAuthorization(person, await readJson(c.req.raw)));
  });

  app.get(OWN, async (c) => {
    const person = await personOf(c);
    parseInput(nothing, queryOf(c));
    return c.json({ rows: await listOwnApps(person) });
  });
  app.delete(`${OWN}/:appId`, async (c) => {
    const person = await personOf(c);
    const appId = c.req.param('appId');
    refuseMalformedIds({ appId });
    await disconnectOwnApp(person, { appId });
    return c.json(DONE);
  });

  app.get(`${IN_ORG}/apps`, async (c) => c.json({ rows: await listConnectedApps(await plainly(c)) }));
  app.delete(`${IN_ORG}/apps/:appId`, async (c) => {
    await disconnectApp(await plainly(c), { appId: c.req.param('appId') });
    return c.json(DONE);
  });
}
