// Routes for the dashboard alone (/api/app): they accept a signed-in person's session, never an API key.
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import {
  createApiKey,
  endSession,
  getOrganization,
  listApiKeys,
  listAuditLog,
  revokeApiKey,
  updateOrganization,
} from '#modules/access';
import { modelRules } from '#modules/models';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Ctx } from '#platform/ctx';
import { z } from 'zod';
import { ctxOf, requireSession, SESSION_COOKIE } from '../authenticate.ts';
import { readJson, withParams } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { pageQuery } from '../schemas/page.ts';
import { liveRunStream } from './live-run.ts';

const auditQuery = z.strictObject(pageQuery);

export function sessionRoutes(app: Hono<ApiEnv>, { deps, version }: ApiOptions): void {
  const inOrg = async (c: Context<ApiEnv>): Promise<Ctx> => {
    refuseKeys(c);
    const session = await requireSession(deps, c);
    return ctxOf({ deps, c, session, slug: c.req.param('slug') ?? '' });
  };

  app.get('/api/app/session', async (c) => {
    refuseKeys(c);
    const { user, csrfToken, organizations } = await requireSession(deps, c);
    c.header('Cache-Control', 'no-store');
    return c.json({
      user,
      csrfToken,
      organizations: organizations.map(({ org, role }) => ({ ...org, role })),
      singleUser: deps.settings.singleUser,
      version,
    });
  });

  app.post('/api/app/sign-out', async (c) => {
    await requireSession(deps, c);
    await endSession(deps, getCookie(c, SESSION_COOKIE) ?? '');
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.json({ ok: true });
  });

  app.get('/api/app/o/:slug/settings', async (c) => c.json(await getOrganization(await inOrg(c))));
  app.patch('/api/app/o/:slug/settings', async (c) => c.json(await updateOrganization(await inOrg(c), await readJson(c.req.raw), modelRules)));
  app.get('/api/app/o/:slug/keys', async (c) => c.json({ rows: await listApiKeys(await inOrg(c)) }));
  app.post('/api/app/o/:slug/keys', async (c) => c.json(await createApiKey(await inOrg(c), await readJson(c.req.raw)), 201));
  app.delete('/api/app/o/:slug/keys/:keyId', async (c) => {
    await revokeApiKey(await inOrg(c), withParams({}, { keyId: c.req.param('keyId') }));
    return c.json({ ok: true });
  });
  app.get('/api/app/o/:slug/audit-log', async (c) => c.json(await listAuditLog(await inOrg(c), parseInput(auditQuery, c.req.query()))));
  app.get('/api/app/o/:slug/runs/:runId/live', async (c) => liveRunStream(c, await inOrg(c), c.req.param('runId')));
}

/** A leaked key must not be able to mint access. */
function refuseKeys(c: Context<ApiEnv>): void {
  if (c.req.header('authorization') !== undefined) {
    throw new AppError('forbidden_role', 'API keys cannot use this; sign in to the dashboard.');
  }
}
