// The HTTP application: public REST API, the dashboard's session routes, health, and the built dashboard.
import { Hono } from 'hono';
import type { Context } from 'hono';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { accountRoutes } from './app-routes/account-routes.ts';
import { authRoutes } from './app-routes/auth-routes.ts';
import { sessionRoutes } from './app-routes/session-routes.ts';
import { authorizationServer } from './authorization-server.ts';
import { authenticate, refuseRevoked } from './authenticate.ts';
import { readJson } from './body.ts';
import { codeModeEndpoint } from './code-mode-endpoint.ts';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { asAppError, problemOf, wireCode } from './errors.ts';
import { boundedBodies, originGuard, identifyRequest, securityHeaders } from './guards.ts';
import { healthRoutes } from './health.ts';
import { mcpEndpoint } from './mcp-endpoint.ts';
import { oauthRoutes } from './oauth-callback.ts';
import { documentedCodes, openApiDocument } from './openapi.ts';
import { refuseMalformedIds } from './path-ids.ts';
import { productEndpoint } from './product-endpoint.ts';
import { queryOf } from './query.ts';
import { limitStrangers } from './rate-limit.ts';
import { repairEndpoint } from './repair-endpoint.ts';
import { ROUTE_BASES } from './route.ts';
import type { Route } from './route.ts';
import { ALL_ROUTES } from './routes/all-routes.ts';
import { uploadRoute } from './routes/bundles.ts';
import { nothing } from './schemas/nothing.ts';
import { signInRoutes } from './sign-in.ts';
import { slackCallback } from './slack-callback.ts';
import { dashboardRoutes } from './static-files.ts';
import { uploadEndpoint } from './upload-endpoint.ts';

const [API_BASE] = ROUTE_BASES;
const DOCUMENT_PATH = `${API_BASE}/openapi`;

export function createApi(options: ApiOptions): Hono<ApiEnv> {
  const { deps, statusPages } = options;
  const app = new Hono<ApiEnv>();

  app.use(identifyRequest(deps.settings), securityHeaders(deps.settings), limitStrangers(deps));
  healthRoutes(app, options);
  // before the guards of our own origin: pages elsewhere show its badges
  if (statusPages !== undefined) app.all('/status/*', (c) => statusPages(c.req.raw));
  // they have guards of their own: pages elsewhere may be let in, with a key and never with a cookie
  repairEndpoint(app, options);
  for (const endpoint of options.mcpEndpoints ?? []) mcpEndpoint(app, { ...endpoint, deps });
  codeModeEndpoint(app, options);
  productEndpoint(app, options);
  authorizationServer(app, options);
  uploadEndpoint(app, options);
  app.use(originGuard(deps.settings), boundedBodies());
  documentRoute(app, options);
  for (const route of ALL_ROUTES) {
    if (route === uploadRoute) continue;
    app.on(route.method.toUpperCase(), honoPath(route), (c) => serve({ c, route, options }));
  }
  refuseOtherMethods(app);
  sessionRoutes(app, options);
  signInRoutes(app, options);
  oauthRoutes(app, options);
  slackCallback(app, options);
  authRoutes(app, options);
  accountRoutes(app, options);
  if (options.demoStore !== undefined) {
    const { path, handle } = options.demoStore;
    app.all(path, (c) => handle(c.req.raw));
  }
  app.all('/api/*', noSuchRoute);
  dashboardRoutes(app, options);
  app.notFound(noSuchRoute);
  app.onError((error, c) => answerError(error, c, options));
  return app;
}

/** One request: who are they, may they, what did they ask, what is returned. */
async function serve({ c, route, options }: { c: Context<ApiEnv>; route: Route; options: ApiOptions }): Promise<Response> {
  const ctx = await authenticate(options.deps, c);
  requireRole(ctx, route.role);
  const params: Readonly<Record<string, string>> = c.req.param();
  refuseMalformedIds(params);
  const query = parseInput(route.query ?? nothing, queryOf(c));
  const answer = route.handle(ctx, { params, query, body: await bodyOf(c, route) });
  const result = await (options.checkResults === true ? answer.catch((error: unknown) => refuseUndocumented(route, error)) : answer);
  refuseRevoked(ctx);
  if (options.checkResults === true) route.result.parse(result);
  const headers = route.location === undefined ? {} : { Location: `${route.base}${route.location(result)}` };
  return c.json(result as object, route.statusOf(result), headers);
}

/** In tests an error that the document does not name is a fault of ours. */
function refuseUndocumented(route: Route, error: unknown): never {
  if (!(error instanceof AppError) || documentedCodes(route).has(wireCode(error))) throw error;
  throw new Error(`${route.operationId} answered ${wireCode(error)}, which its documentation does not name: ${error.message}`);
}

/** A route without a documented body takes none: what a caller sends is never silently ignored. */
async function bodyOf(c: Context<ApiEnv>, route: Route): Promise<unknown> {
  if (route.method === 'get') return {};
  const body = await readJson(c.req.raw);
  return route.body === undefined ? parseInput(nothing, body) : body;
}

function noSuchRoute(): never {
  throw new AppError('not_found', 'No such route.', { thing: 'route' });
}

const honoPath = ({ base, path }: Pick<Route, 'base' | 'path'>): string => `${base}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;

/** The document is the same for everyone but for the origin, so it is made once. */
function documentRoute(app: Hono<ApiEnv>, { version, deps }: ApiOptions): void {
  const { origin, protocol } = new URL(deps.settings.publicUrl);
  let made: ReturnType<typeof openApiDocument> | undefined;
  app.get(DOCUMENT_PATH, (c) => {
    parseInput(nothing, queryOf(c));
    made ??= openApiDocument(ALL_ROUTES, origin, version);
    // behind a proxy that ends TLS, only the public URL knows the scheme
    return c.json({ ...made, servers: [{ url: `${protocol}//${c.req.header('host')}${API_BASE}` }] });
  });
}

function refuseOtherMethods(app: Hono<ApiEnv>): void {
  const byPath = Map.groupBy(ALL_ROUTES, honoPath);
  const methods = new Map([...byPath].map(([path, routes]) => [path, routes.map((route) => route.method.toUpperCase())]));
  for (const [path, served] of [...methods, [DOCUMENT_PATH, ['GET']] as const]) {
    const allow = [...served, ...(served.includes('GET') ? ['HEAD'] : [])].join(', ');
    app.all(path, () => {
      throw new AppError('method_not_allowed', `Use ${allow} here.`, { details: { allow } });
    });
  }
}

function answerError(error: Error, c: Context<ApiEnv>, { deps }: ApiOptions): Response {
  const requestIdText = c.get('requestId');
  const known = asAppError(error);
  // whoever hung up in the middle caused the failure and will not read the answer
  if (known.code === 'internal_error' && !c.req.raw.signal.aborted) {
    deps.log.error({ requestId: requestIdText, path: loggedPath(c.req.path), err: error }, 'request failed');
  }
  const { status, body, headers } = problemOf(known, requestIdText);
  return c.json(body, status, headers);
}

/** The token of an invitation is as good as the invitation. */
const loggedPath = (path: string): string => path.replace(/(?<=\/invitations\/)[\w-]{20,}/, '…');
