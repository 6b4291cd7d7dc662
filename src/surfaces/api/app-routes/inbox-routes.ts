// The local inbox of an instance for one person that has no mail server; elsewhere there is nothing here.
import type { Hono } from 'hono';
import { clearMails, listMails, readMail } from '#modules/alerts';
import type { ApiEnv } from '../environment.ts';
import { queryOf } from '../query.ts';
import { DONE } from '../schemas/page.ts';
import { readNothing } from './read-nothing.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function inboxRoutes(app: Hono<ApiEnv>, { inOrg, plainly }: SessionDoor): void {
  app.get(`${IN_ORG}/inbox`, async (c) => c.json(await listMails(await inOrg(c), queryOf(c))));
  app.get(`${IN_ORG}/inbox/:mailId`, async (c) => c.json(await readMail(await plainly(c), { mailId: c.req.param('mailId') })));
  app.delete(`${IN_ORG}/inbox`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await clearMails(ctx);
    return c.json(DONE);
  });
}
