// The HTTP application: public REST API, the dashboard's session routes, health, and the built dashboard.
import { Hono } from 'hono';
import type { Context } from 'hono';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { sessionRoutes } from './app-routes/session-routes.ts';
import { authenticate } from './authenticate.ts';
import { readJson } from './body.ts';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { problemOf } from './errors.ts';
import { originGuard, requestId, securityHeaders } from './guards.ts';
import { healthRoutes } from './health.ts';
import { openApiDocument } from './openapi.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Route } from './route.ts';
import { ALL_ROUTES } from './routes/all-routes.ts';
import { emptyQuery } from './schemas/empty-query.ts';
import { signInRoutes } from './sign-in.ts';
import { dashboardRoutes } from './static-files.ts';

export const API_BASE = '/api/armature/v1';

export function createApi(options: ApiOptions): Hono<ApiEnv> {
  const { deps, version } = options;
  const app = new Hono<ApiEnv>();
  const rateLimit = createRateLimit(deps.clock, deps.settings.rateLimitPerMinute);

  app.use(requestId, securityHeaders(deps.settings));
  healthRoutes(app, options);
  app.use(originGuard(deps.settings));
  app.get(`${API_BASE}/openapi`, (c) => c.json(openApiDocument(ALL_ROUTES, new URL(c.req.url).origin, version)));
  for (const route of ALL_ROUTES) {
    app.on(route.method.toUpperCase(), honoPath(route.path), (c) => serve({ c, route, options, rateLimit }));
  }
  refuseOtherMethods(app);
  sessionRoutes(app, options);
  signInRoutes(app, options);
  if (options.demoStore !== undefined) {
    const { path, handle } = options.demoStore;
    app.all(path, (c) => handle(c.req.raw));
  }
  app.all('/api/*', () => {
    throw new AppError('not_found', 'No such route.', { thing: 'route' });
  });
  dashboardRoutes(app, options);
  app.onError((error, c) => answerError(error, c, options));
  return app;
}

/** One request: who are they, may they, what did they ask, what is returned. */
async function serve({ c, route, options, rateLimit }: { c: Context<ApiEnv>; route: Route; options: ApiOptions; rateLimit: RateLimit }): Promise<Response> {
  const ctx = await authenticate(options.deps, c);
  rateLimit(ctx.actor.id);
  requireRole(ctx, route.role);
  const query = parseInput(route.query ?? emptyQuery, queryOf(c));
  const body = route.method === 'get' || route.method === 'delete' ? {} : await readJson(c.req.raw);
  const result = await route.handle(ctx, { params: c.req.param(), query, body });
  if (options.checkResults === true) route.result.parse(result);
  const headers = route.location === undefined ? {} : { Location: `${API_BASE}${route.location(result)}` };
  return c.json(result as object, route.status, headers);
}

/** A query parameter given twice is refused, so that no two readers can see different values. */
function queryOf(c: Context<ApiEnv>): Record<string, string> {
  const entries = Object.entries(c.req.queries());
  return Object.fromEntries(entries.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values.join(',')]));
}

const honoPath = (path: string): string => `${API_BASE}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;

function refuseOtherMethods(app: Hono<ApiEnv>): void {
  const byPath = Map.groupBy(ALL_ROUTES, (route) => route.path);
  for (const [path, routes] of byPath) {
    const allow = routes.map((route) => route.method.toUpperCase()).join(', ');
    app.all(honoPath(path), () => {
      throw new AppError('method_not_allowed', `Use ${allow} here.`, { details: { allow } });
    });
  }
}

function answerError(error: Error, c: Context<ApiEnv>, { deps }: ApiOptions): Response {
  const requestIdText = c.get('requestId');
  const known = error instanceof AppError ? error : new AppError('internal_error', error.message, { cause: error });
  if (known.code === 'internal_error') {
    deps.log.error({ requestId: requestIdText, path: c.req.path, err: error }, 'request failed');
  }
  const { status, body, headers } = problemOf(known, requestIdText);
  return c.json(body, status, headers);
}
