// An MCP endpoint that is opened by an API key, and where it says so by an access token: its credential, and how it is refused.
import type { Context, Hono } from 'hono';
import type { Deps } from '#platform/ctx';
import type { ApiEnv } from './environment.ts';
import { bearerOf, callerOf } from './mcp-caller.ts';
import { guardPlace } from './mcp-guards.ts';
import type { McpPlace } from './mcp-place.ts';
import { publicOriginOf } from './public-origin.ts';

interface McpEndpoint extends McpPlace {
  readonly deps: Deps;
}

export function mcpEndpoint(app: Hono<ApiEnv>, endpoint: McpEndpoint): void {
  const { path, deps, methods = ['POST'] } = endpoint;
  guardPlace(app, {
    path,
    methods,
    settings: deps.settings,
    admit: (c) => callerOf(c, { ...endpoint, resource: `${deps.settings.publicUrl}${path}` }),
    challenge: (c) => refuseStranger(c, challengeOf(c, endpoint)),
    serve: (c, ctx, message) => endpoint.serve(c.req.raw, ctx, message),
  });
}

/** Spec 04 §1. Where access tokens are taken, clients also learn where to get one. */
function challengeOf(c: Context<ApiEnv>, { deps, path, authenticateAccessToken }: McpEndpoint): string {
  if (authenticateAccessToken === undefined) return 'Bearer';
  const metadata = `resource_metadata="${publicOriginOf(c, deps.settings)}/.well-known/oauth-protected-resource${path}", scope="mcp"`;
  return `Bearer ${metadata}${bearerOf(c) === undefined ? '' : ', error="invalid_token"'}`;
}

/** The answer to a caller without a good key. */
export const refuseStranger = (c: Context<ApiEnv>, challenge = 'Bearer'): Response =>
  c.json(
    { error: { code: 'unauthenticated', message: 'The API key or access token is missing, malformed, unknown, expired or revoked.' } },
    401,
    { 'WWW-Authenticate': challenge },
  );
