// Begins the connection of an OAuth profile. For a signed-in person: the answer must come back to the same session.
import type { Hono } from 'hono';
import { connectProfile } from '#modules/servers';
import { parseInput } from '#kernel/parse-input';
import { ctxOf } from '../authenticate.ts';
import { readJson } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { refuseMalformedIds } from '../path-ids.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { IN_ORG, sessionDoor } from './session-door.ts';

export function connectRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  const door = sessionDoor(deps);
  app.post(`${IN_ORG}/servers/:serverId/auth-profiles/:profileId/connect`, async (c) => {
    const session = await door.sessionOf(c);
    const { slug, serverId, profileId } = c.req.param();
    const ctx = ctxOf({ deps, c, session, slug });
    refuseMalformedIds({ serverId, profileId });
    parseInput(nothing, queryOf(c));
    parseInput(nothing, await readJson(c.req.raw));
    return c.json(await connectProfile(ctx, { serverId, profileId }, { id: session.sessionId }));
  });
}
