// Ingest keys, on a server's Analytics tab.
import type { Hono } from 'hono';
import { createIngestKey, listIngestKeys, revokeIngestKey } from '#modules/access';
import { serverRules } from '#modules/servers';
import { readJson } from '../body.ts';
import type { ApiEnv } from '../environment.ts';
import { queryOf } from '../query.ts';
import { DONE } from '../schemas/page.ts';
import { readNothing } from './read-nothing.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function ingestKeyRoutes(app: Hono<ApiEnv>, { inOrg, plainly }: SessionDoor): void {
  app.get(`${IN_ORG}/ingest-keys`, async (c) => c.json({ rows: await listIngestKeys(await inOrg(c), queryOf(c), serverRules) }));
  app.post(`${IN_ORG}/ingest-keys`, async (c) =>
    c.json(await createIngestKey(await plainly(c), await readJson(c.req.raw), serverRules), 201),
  );
  app.delete(`${IN_ORG}/ingest-keys/:ingestKeyId`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await revokeIngestKey(ctx, { keyId: c.req.param('ingestKeyId') });
    return c.json(DONE);
  });
}
