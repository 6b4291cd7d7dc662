// What applications ask without a person: who we are, an id for themselves, tokens, and to take them back. No cookie is looked at here.
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  exchangeToken,
  MCP_PATH,
  REGISTER_PATH,
  registerClient,
  resourceMetadata,
  REVOKE_PATH,
  revokeToken,
  serverMetadata,
  TOKEN_PATH,
} from '#modules/access';
import type { VisitorCtx } from '#modules/access';
import { AppError } from '#kernel/errors';
import { requestOf } from './authenticate.ts';
import { readJson } from './body.ts';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { problemOf } from './errors.ts';
import { mcpOrigins } from './mcp-origin.ts';
import { publicOriginOf } from './public-origin.ts';

const MAX_BODY_BYTES = 16 * 1024;
const WELL_KNOWN = '/.well-known';
/** Clients look below the root, and some below the path of what is protected. */
const PLACES = ['', MCP_PATH];
/** It says the same for as long as the instance runs. */
const KEEP = { 'Cache-Control': 'public, max-age=300' };

type OAuthContext = Context<ApiEnv>;

export function authorizationServer(app: Hono<ApiEnv>, options: ApiOptions): void {
  metadataRoutes(app, options);
  endpoint(app, options, { path: REGISTER_PATH, answer: register });
  endpoint(app, options, { path: TOKEN_PATH, answer: token });
  endpoint(app, options, { path: REVOKE_PATH, answer: revoke });
  // a page is no answer to who looks for a document
  app.all(`${WELL_KNOWN}/*`, () => {
    throw new AppError('not_found', 'No such route.', { thing: 'route' });
  });
}

function metadataRoutes(app: Hono<ApiEnv>, { deps: { settings } }: ApiOptions): void {
  const documents = {
    'oauth-protected-resource': (c: OAuthContext) => resourceMetadata(settings, publicOriginOf(c, settings)),
    'oauth-authorization-server': () => serverMetadata(settings),
    'openid-configuration': () => serverMetadata(settings),
  };
  for (const [name, documentFor] of Object.entries(documents)) {
    for (const place of PLACES) {
      const path = `${WELL_KNOWN}/${name}${place}`;
      app.use(path, mcpOrigins({ settings, methods: ['GET'] }));
      app.get(path, (c) => c.json(documentFor(c), 200, KEEP));
      refuseOthers(app, path, 'GET, HEAD');
    }
  }
}

interface Endpoint {
  readonly path: string;
  answer(c: OAuthContext, ctx: VisitorCtx): Promise<Response>;
}

function endpoint(app: Hono<ApiEnv>, { deps }: ApiOptions, { path, answer }: Endpoint): void {
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => refusal(c, { status: 413, error: 'invalid_request', description: 'the body is larger than 16 KiB' }),
  });
  app.use(path, mcpOrigins({ settings: deps.settings, methods: ['POST'] }), limit);
  app.post(path, async (c) => {
    try {
      return await answer(c, requestOf(deps, c));
    } catch (error) {
      return inTheirWords(c, error);
    }
  });
  refuseOthers(app, path, 'POST');
}

function refuseOthers(app: Hono<ApiEnv>, path: string, allow: string): void {
  app.all(path, () => {
    throw new AppError('method_not_allowed', `Use ${allow} here.`, { details: { allow } });
  });
}

async function register(c: OAuthContext, ctx: VisitorCtx): Promise<Response> {
  const registered = await registerClient(ctx, await readJson(c.req.raw));
  if (!registered.ok) return refusal(c, registered.error);
  const { clientId, name, redirectUris, mayRefresh } = registered.value;
  return c.json(
    {
      client_id: clientId,
      client_id_issued_at: Math.floor(ctx.deps.clock.now().getTime() / 1000),
      client_name: name,
      redirect_uris: redirectUris,
      grant_types: mayRefresh ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    201,
  );
}

async function token(c: OAuthContext, ctx: VisitorCtx): Promise<Response> {
  const form = await readForm(c);
  if (form === undefined) return notAForm(c);
  const exchanged = await exchangeToken(ctx, form);
  if (exchanged.ok) return c.json(exchanged.value, 200, { Pragma: 'no-cache' });
  return refusal(c, { ...exchanged.error, status: exchanged.error.error === 'invalid_client' ? 401 : 400 });
}

async function revoke(c: OAuthContext, ctx: VisitorCtx): Promise<Response> {
  const form = await readForm(c);
  if (form === undefined) return notAForm(c);
  await revokeToken(ctx, form);
  return c.json({});
}

/** Never from a query: addresses are written down by many. */
async function readForm(c: OAuthContext): Promise<URLSearchParams | undefined> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded' ? new URLSearchParams(await c.req.raw.text()) : undefined;
}

const notAForm = (c: OAuthContext): Response =>
  refusal(c, { error: 'invalid_request', description: 'send the parameters as application/x-www-form-urlencoded' });

/** Our refusals as an OAuth client reads them; what is nobody's fault but ours stays what it is. */
function inTheirWords(c: OAuthContext, error: unknown): Response {
  if (!(error instanceof AppError) || error.code === 'internal_error') throw error;
  const { status, headers } = problemOf(error, c.get('requestId'));
  const code = error.code === 'rate_limited' ? 'temporarily_unavailable' : 'invalid_request';
  return refusal(c, { error: code, description: error.message, status, headers });
}

interface Refusal {
  readonly error: string;
  readonly description: string;
  /** Default 400. */
  readonly status?: ReturnType<typeof problemOf>['status'] | undefined;
  readonly headers?: Record<string, string> | undefined;
}

const refusal = (c: Context, { error, description, status = 400, headers = {} }: Refusal): Response =>
  c.json({ error, error_description: described(description) }, status, headers);

/** RFC 6749 §5.2 allows these characters alone. */
const described = (text: string): string => text.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '’').slice(0, 500);
