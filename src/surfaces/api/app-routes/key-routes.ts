// The dashboard's API keys page.
import type { Hono } from 'hono';
import { createApiKey, listApiKeys, revokeApiKey } from '#modules/access';
import { readJson } from '../body.ts';
import type { ApiEnv } from '../environment.ts';
import { DONE } from '../schemas/page.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function keyRoutes(app: Hono<ApiEnv>, { plainly }: SessionDoor): void {
  app.get(`${IN_ORG}/keys`, async (c) => c.json({ rows: await listApiKeys(await plainly(c)) }));
  app.post(`${IN_ORG}/keys`, async (c) => c.json(await createApiKey(await plainly(c), await readJson(c.req.raw)), 201));
  app.delete(`${IN_ORG}/keys/:keyId`, async (c) => {
    await revokeApiKey(await plainly(c), { keyId: c.req.param('keyId') });
    return c.json(DONE);
  });
}
