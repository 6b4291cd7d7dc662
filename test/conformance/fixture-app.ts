// The suite's own fixtures behind the guards of our MCP endpoints.
import { InMemoryServerEventBus, isLegacyRequest } from '@modelcontextprotocol/server';
import type { Hono } from 'hono';
import type { Ctx, Deps } from '#platform/ctx';
import { mcpExchange } from '#platform/mcp/hosted-exchange';
import { createApi } from '../../src/surfaces/api/app.ts';
import type { ApiEnv } from '../../src/surfaces/api/environment.ts';
import { fixtureServer } from './fixtures/fixture-server.ts';
import { createLegacySessions } from './fixtures/legacy-sessions.ts';
import type { Announcements } from './fixtures/plain-tools.ts';

export const FIXTURES_PATH = '/product-mcp/__conformance';

/** Modern clients meet our own exchange; legacy ones get sessions, because these fixtures ask them things. */
export function fixtureApp(deps: Deps): Hono<ApiEnv> {
  const bus = new InMemoryServerEventBus();
  const announce: Announcements = {
    toolsChanged: () => bus.publish({ kind: 'tools_list_changed' }),
    promptsChanged: () => bus.publish({ kind: 'prompts_list_changed' }),
  };
  const exchange = mcpExchange<Ctx>(() => fixtureServer(announce), { bus });
  const sessions = createLegacySessions(() => fixtureServer(announce));
  const endpoint = {
    path: FIXTURES_PATH,
    methods: ['GET', 'POST', 'DELETE'],
    serve: async (request: Request, ctx: Ctx, message?: Readonly<Record<string, unknown>>) =>
      (await isOfSession(request, message)) ? sessions(request, message) : exchange(request, ctx, message),
  };
  return createApi({ deps, webDir: undefined, version: '0.0.0-test', mcpEndpoints: [endpoint] });
}

const isOfSession = async (request: Request, message: unknown): Promise<boolean> =>
  request.headers.has('mcp-session-id') || (request.method === 'POST' && (await isLegacyRequest(request, message)));
