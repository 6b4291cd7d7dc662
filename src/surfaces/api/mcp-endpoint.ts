// What stands before every MCP endpoint of ours: Host, Origin, method, credential, rate, size, one message. Then the handler.
import type { Context, Hono } from 'hono';
import { AppError } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { refusedFields, rpcRefusal, RpcError } from '#platform/mcp/hosted-errors';
import { idOf, readMessage } from '#platform/mcp/hosted-message';
import { watchStream } from '#platform/mcp/hosted-stream';
import type { ApiEnv } from './environment.ts';
import { problemOf } from './errors.ts';
import { faultOfJson } from './json-bounds.ts';
import { bearerOf, callerOf } from './mcp-caller.ts';
import type { Caller } from './mcp-caller.ts';
import { mcpOrigins } from './mcp-origin.ts';
import type { McpPlace } from './mcp-place.ts';
import { publicOriginOf } from './public-origin.ts';
import { faultOfCount } from './value-count.ts';

const REFUSED = -32000;
const MAX_BODY_BYTES = 1024 * 1024;

interface McpEndpoint extends McpPlace {
  readonly deps: Deps;
}

export function mcpEndpoint(app: Hono<ApiEnv>, endpoint: McpEndpoint): void {
  const { path, deps, methods = ['POST'] } = endpoint;
  app.use(path, mcpOrigins({ settings: deps.settings, methods }));
  app.on([...methods], path, (c) => answer(c, endpoint));
  app.all(path, () => {
    const allow = methods.join(', ');
    throw new AppError('method_not_allowed', `Use ${allow} here.`, { details: { allow } });
  });
}

async function answer(c: Context<ApiEnv>, endpoint: McpEndpoint): Promise<Response> {
  try {
    const caller = await callerOf(c, { ...endpoint, resource: resourceOf(endpoint) });
    if (caller === undefined) return challenge(c, endpoint);
    const served = await serve(c.req.raw, caller, endpoint);
    if (await caller.isRevoked()) {
      await served.body?.cancel();
      return challenge(c, endpoint);
    }
    return guarded(served, caller);
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return tooMany(c, error);
    throw error;
  }
}

async function serve(request: Request, { ctx }: Caller, endpoint: McpEndpoint): Promise<Response> {
  if (request.method !== 'POST') return endpoint.serve(request, ctx);
  const read = await readMessage(request, MAX_BODY_BYTES);
  if (!read.ok) return read.error;
  const message = read.value;
  const fault = faultOfCount(message) ?? faultOfJson(message);
  if (fault === undefined) return endpoint.serve(request, ctx, message);
  return rpcRefusal({ status: 200, id: idOf(message), error: refusedFields([asArgument(fault)]) });
}

/** Callers know the fields of their arguments, not those of the message around them. */
const asArgument = ({ field, message }: FieldError): FieldError => ({ field: field.replace(/^params\.(arguments\.)?/, ''), message });

/** A stream ends with its credential. */
const guarded = (response: Response, caller: Caller): Response =>
  response.headers.get('content-type')?.startsWith('text/event-stream') === true
    ? watchStream(response, { mayGoOn: async () => !(await caller.isRevoked()) })
    : response;

const resourceOf = ({ deps, path }: McpEndpoint): string => `${deps.settings.publicUrl}${path}`;

/** Spec 04 §1. Where access tokens are taken, clients also learn where to get one. */
function challenge(c: Context<ApiEnv>, { deps, path, authenticateAccessToken }: McpEndpoint): Response {
  const metadata = `resource_metadata="${publicOriginOf(c, deps.settings)}/.well-known/oauth-protected-resource${path}", scope="mcp"`;
  const invalid = bearerOf(c) === undefined ? '' : ', error="invalid_token"';
  return c.json(
    { error: { code: 'unauthenticated', message: 'The API key or access token is missing, malformed, unknown, expired or revoked.' } },
    401,
    {
      'WWW-Authenticate': authenticateAccessToken === undefined ? 'Bearer' : `Bearer ${metadata}${invalid}`,
    },
  );
}

function tooMany(c: Context<ApiEnv>, error: AppError): Response {
  const { headers, body } = problemOf(error, c.get('requestId'));
  const { code, message, details } = body.error;
  return rpcRefusal({ status: 429, error: new RpcError(REFUSED, message, { code, details }), headers });
}
