// The dashboard's settings page of an organization: settings, ownership, export and end.
import type { Hono } from 'hono';
import {
  acceptOwnership,
  deleteOrganization,
  exportOrganization,
  getOrganization,
  getOwnershipOffer,
  offerOwnership,
  updateOrganization,
  withdrawOwnershipOffer,
} from '#modules/access';
import { modelRules } from '#modules/models';
import { runStopper } from '#modules/runs';
import { requireRole } from '#kernel/role';
import { readJson } from '../body.ts';
import type { ApiEnv } from '../environment.ts';
import { ndjsonDownload } from '../ndjson.ts';
import { DONE } from '../schemas/page.ts';
import { EXPORTERS } from './exporters.ts';
import { readNothing } from './read-nothing.ts';
import { IN_ORG } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';

export function organizationRoutes(app: Hono<ApiEnv>, door: SessionDoor): void {
  const { plainly } = door;
  // Other verbs read the default models for any member; the settings as such are for admins.
  app.get(`${IN_ORG}/settings`, async (c) => {
    const ctx = await plainly(c);
    requireRole(ctx, 'admin');
    return c.json(await getOrganization(ctx));
  });
  app.patch(`${IN_ORG}/settings`, async (c) => c.json(await updateOrganization(await plainly(c), await readJson(c.req.raw), modelRules)));
  app.get(`${IN_ORG}/export`, async (c) => {
    const ctx = await plainly(c);
    requireRole(ctx, 'owner');
    return ndjsonDownload(c, ctx, { fileName: `${ctx.org.slug}.ndjson`, open: () => exportOrganization(ctx, EXPORTERS) });
  });
  app.delete(IN_ORG, async (c) => {
    await deleteOrganization(await plainly(c), await readJson(c.req.raw), runStopper);
    return c.json(DONE);
  });
  ownershipRoutes(app, door);
}

function ownershipRoutes(app: Hono<ApiEnv>, { plainly }: SessionDoor): void {
  app.get(`${IN_ORG}/ownership`, async (c) => c.json({ offer: await getOwnershipOffer(await plainly(c)) }));
  app.post(`${IN_ORG}/ownership`, async (c) => c.json({ offer: await offerOwnership(await plainly(c), await readJson(c.req.raw)) }, 201));
  app.delete(`${IN_ORG}/ownership`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await withdrawOwnershipOffer(ctx);
    return c.json(DONE);
  });
  app.post(`${IN_ORG}/ownership/accept`, async (c) => {
    const ctx = await plainly(c);
    await readNothing(c);
    await acceptOwnership(ctx);
    return c.json(DONE);
  });
}
