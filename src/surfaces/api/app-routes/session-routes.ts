// Routes for the dashboard alone (/api/app): they accept a signed-in person's session, never an API key. Each area has its own file.
import type { Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import { endSession } from '#modules/access';
import { hasLocalInbox } from '#modules/alerts';
import { parseInput } from '#kernel/parse-input';
import { SESSION_COOKIE } from '../authenticate.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { auditRoutes } from './audit-routes.ts';
import { connectedAppRoutes } from './connected-app-routes.ts';
import { connectRoutes } from './connect-route.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { ingestKeyRoutes } from './ingest-key-routes.ts';
import { invitationRoutes } from './invitations-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { liveRunStream } from './live-run.ts';
import { memberRoutes } from './members-routes.ts';
import { organizationRoutes } from './organization-routes.ts';
import { IN_ORG, sessionDoor } from './session-door.ts';
import type { SessionDoor } from './session-door.ts';
import { slackRoutes } from './slack-routes.ts';

export function sessionRoutes(app: Hono<ApiEnv>, options: ApiOptions): void {
  const door = sessionDoor(options.deps);
  currentSessionRoutes(app, options, door);
  organizationRoutes(app, door);
  memberRoutes(app, door);
  invitationRoutes(app, options, door);
  keyRoutes(app, door);
  ingestKeyRoutes(app, door);
  connectedAppRoutes(app, door);
  auditRoutes(app, door);
  connectRoutes(app, options);
  slackRoutes(app, options, door);
  inboxRoutes(app, door);
  app.get(`${IN_ORG}/runs/:runId/live`, async (c) =>
    liveRunStream(c, await door.inOrg(c), { runId: c.req.param('runId'), stillMay: () => door.inOrg(c) }),
  );
}

function currentSessionRoutes(app: Hono<ApiEnv>, { deps, version }: ApiOptions, { sessionOf }: SessionDoor): void {
  app.get('/api/app/session', async (c) => {
    const { user, csrfToken, organizations } = await sessionOf(c);
    parseInput(nothing, queryOf(c));
    return c.json({
      user,
      csrfToken,
      organizations: organizations.map(({ org, role }) => ({ ...org, role })),
      singleUser: deps.settings.singleUser,
      features: {
        stdio: deps.settings.allowStdio,
        slack: deps.slack?.client !== undefined,
        inbox: hasLocalInbox(deps),
      },
      version,
    });
  });
  app.post('/api/app/sign-out', async (c) => {
    await sessionOf(c);
    parseInput(nothing, queryOf(c));
    const from = { requestId: c.get('requestId'), ip: c.get('address'), userAgent: c.req.header('user-agent')?.slice(0, 300) };
    await endSession(deps, getCookie(c, SESSION_COOKIE) ?? '', from);
    deleteCookie(c, SESSION_COOKIE, { path: '/' });
    return c.json({ ok: true });
  });
}
