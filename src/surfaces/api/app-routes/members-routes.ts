// The dashboard's members page.
import type { Hono } from 'hono';
import { changeRole, leaveOrganization, listMembers, removeMember } from '#modules/access';
import { readJson, withParams } from '../body.ts';
import type { ApiEnv } from '../environment.ts';
import { DONE } from '../schemas/page.ts';
import { readNothing } from './read-nothing.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function memberRoutes(app: Hono<ApiEnv>, { plainly }: SessionDoor): void {
  app.get(`${IN_ORG}/members`, async (c) => {
    const ctx = await plainly(c);
    const members = await listMembers(ctx);
    return c.json({ rows: members.map((member) => ({ ...member, isYou: member.userId === ctx.actor.id })) });
  });
  app.patch(`${IN_ORG}/members/:userId`, async (c) => {
    const ctx = await plainly(c);
    const member = await changeRole(ctx, withParams(await readJson(c.req.raw), { userId: c.req.param('userId') }));
    return c.json({ ...member, isYou: member.userId === ctx.actor.id });
  });
  app.delete(`${IN_ORG}/members/:userId`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await removeMember(ctx, { userId: c.req.param('userId') });
    return c.json(DONE);
  });
  app.post(`${IN_ORG}/leave`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await leaveOrganization(ctx);
    return c.json(DONE);
  });
}
