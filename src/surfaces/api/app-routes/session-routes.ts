// Routes for the dashboard alone (/api/app): they accept a signed-in person's session, never an API key.
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import { createApiKey, endSession, getOrganization, listApiKeys, listAuditLog, revokeApiKey, updateOrganization } from '#modules/access';
import type { SessionInfo } from '#modules/access';
import { modelRules } from '#modules/models';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Ctx } from '#platform/ctx';
import { z } from 'zod';
import { ctxOf, requireSession, SESSION_COOKIE } from '../authenticate.ts';
import { readJson } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { refuseMalformedIds } from '../path-ids.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { pageQuery } from '../schemas/page.ts';
import { liveRunStream } from './live-run.ts';

const IN_ORG = '/api/app/o/:slug';
/** Text here; what may stand in it the verb decides. */
const auditQuery = z.strictObject({
  ...pageQuery,
  actorId: z.string().optional(),
  objectType: z.string().optional(),
  objectId: z.string().optional(),
  action: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
});

export function sessionRoutes(app: Hono<ApiEnv>, { deps, version }: ApiOptions): void {
  const sessionOf = (c: Context<ApiEnv>): Promise<SessionInfo> => {
    refuseKeys(c);
    return requireSession(deps, c);
  };
  const inOrg = async (c: Context<ApiEnv>): Promise<Ctx> =>
    ctxOf({ deps, c, session: await sessionOf(c), slug: c.req.param('slug') ?? '' });
  /** For what takes no query. */
  const plainly = async (c: Context<ApiEnv>): Promise<Ctx> => {
    const ctx = await inOrg(c);
    parseInput(nothing, queryOf(c));
    return ctx;
  };

  app.get('/api/app/session', async (c) => {
    const { user, csrfToken, organizations } = await sessionOf(c);
    parseInput(nothing, queryOf(c));
    return c.json({
      user,
      csrfToken,
      organizations: organizations.map(({ org, role }) => ({ ...org, role })),
      singleUser: deps.settings.singleUser,
      version,
    });
  });

  app.post('/api/app/sign-out', async (c) => {
    await sessionOf(c);
    parseInput(nothing, queryOf(c));
    await endSession(deps, getCookie(c, SESSION_COOKIE) ?? '');
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.json({ ok: true });
  });

  app.get(`${IN_ORG}/settings`, async (c) => c.json(await getOrganization(await plainly(c))));
  app.patch(`${IN_ORG}/settings`, async (c) => c.json(await updateOrganization(await plainly(c), await readJson(c.req.raw), modelRules)));
  app.get(`${IN_ORG}/keys`, async (c) => c.json({ rows: await listApiKeys(await plainly(c)) }));
  app.post(`${IN_ORG}/keys`, async (c) => c.json(await createApiKey(await plainly(c), await readJson(c.req.raw)), 201));
  app.delete(`${IN_ORG}/keys/:keyId`, async (c) => {
    const ctx = await plainly(c);
    const keyId = c.req.param('keyId');
    refuseMalformedIds({ keyId });
    await revokeApiKey(ctx, { keyId });
    return c.json({ ok: true });
  });
  app.get(`${IN_ORG}/audit-log`, async (c) => c.json(await listAuditLog(await inOrg(c), parseInput(auditQuery, queryOf(c)))));
  app.get(`${IN_ORG}/runs/:runId/live`, async (c) =>
    liveRunStream(c, await inOrg(c), { runId: c.req.param('runId'), stillMay: () => inOrg(c) }),
  );
}

/** A leaked key must not be able to mint access. */
function refuseKeys(c: Context<ApiEnv>): void {
  if (c.req.header('authorization') !== undefined) {
    throw new AppError('forbidden_role', 'API keys cannot use this; sign in to the dashboard.');
  }
}
