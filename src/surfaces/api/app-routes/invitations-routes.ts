// Invitations: what admins do with them on the members page, and what whoever holds a token sees and accepts.
import type { Hono } from 'hono';
import { acceptInvitation, createInvitation, findInvitation, listInvitations, resendInvitation, revokeInvitation } from '#modules/access';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { readJson } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { DONE } from '../schemas/page.ts';
import { readNothing } from './read-nothing.ts';
import { IN_ORG, refuseKeys } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function invitationRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions, { plainly, sessionOf }: SessionDoor): void {
  app.get(`${IN_ORG}/invitations`, async (c) => c.json({ rows: await listInvitations(await plainly(c)) }));
  app.post(`${IN_ORG}/invitations`, async (c) => c.json(await createInvitation(await plainly(c), await readJson(c.req.raw)), 201));
  app.post(`${IN_ORG}/invitations/:invitationId/resend`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    return c.json(await resendInvitation(ctx, { invitationId: c.req.param('invitationId') }));
  });
  app.delete(`${IN_ORG}/invitations/:invitationId`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await revokeInvitation(ctx, { invitationId: c.req.param('invitationId') });
    return c.json(DONE);
  });

  // No session: the token is the credential.
  app.get('/api/app/invitations/:token', async (c) => {
    refuseKeys(c);
    parseInput(nothing, queryOf(c));
    const invitation = await findInvitation(deps, c.req.param('token'));
    if (!invitation) throw notFound('invitation');
    return c.json(invitation);
  });
  app.post('/api/app/invitations/:token/accept', async (c) => {
    const { user } = await sessionOf(c);
    parseInput(nothing, queryOf(c));
    await readNothing(c);
    const from = { requestId: c.get('requestId'), ip: c.get('address'), userAgent: c.req.header('user-agent') };
    return c.json(await acceptInvitation(deps, { token: c.req.param('token'), user, ...from }));
  });
}
