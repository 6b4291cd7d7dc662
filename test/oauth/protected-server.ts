// An MCP server that lets nobody in without a live token of its authorization server, and says how to get one.
import { json, rpcError, rpcResult, startRawServer } from '#test/mcp-fixtures/raw-server';
import type { RawServer } from '#test/mcp-fixtures/raw-server';
import type { AuthorizationServer } from './authorization-server.ts';

export interface ProtectedServer extends Pick<RawServer, 'url' | 'received' | 'close'> {
  /** The bearer tokens of requests, oldest first. */
  readonly tokens: readonly string[];
  /** Calls of tools are answered 403 until the token has these scopes; undefined: no longer. */
  needScopes(scope: string | undefined): void;
  /** Refuses every token with 401 from now on. */
  refuseAll(refuses: boolean): void;
}

export interface ProtectedOptions {
  /** False: 401 without a word, and no metadata at all. */
  readonly advertises?: boolean;
  readonly scopesSupported?: readonly string[];
  /** The resource its metadata names, when it is another one. */
  readonly resource?: string;
}

export async function startProtectedServer(authority: AuthorizationServer, options: ProtectedOptions = {}): Promise<ProtectedServer> {
  const state: { scope: string | undefined; refusesAll: boolean } = { scope: undefined, refusesAll: false };
  const tokens: string[] = [];
  const server: RawServer = await startRawServer((request, response) => {
    const { origin } = new URL(server.url);
    const isMetadata = request.path === '/.well-known/oauth-protected-resource/mcp';
    if (isMetadata && options.advertises !== false) {
      return json(response, {
        resource: options.resource ?? server.url,
        authorization_servers: [authority.issuer],
        ...(options.scopesSupported ? { scopes_supported: options.scopesSupported } : {}),
      });
    }
    if (request.path !== '/mcp') return void response.writeHead(404).end();
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) tokens.push(token);
    const scope = token === undefined || state.refusesAll ? undefined : authority.scopeOf(token);
    if (scope === undefined) {
      const challenge = `Bearer error="invalid_token", resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
      return void response.writeHead(401, options.advertises === false ? {} : { 'www-authenticate': challenge }).end();
    }
    const { id, method = '' } = request.message;
    const lacks = state.scope !== undefined && !state.scope.split(' ').every((one) => scope.split(' ').includes(one));
    if (method === 'tools/call' && lacks)
      return void response.writeHead(403, { 'www-authenticate': `Bearer error="insufficient_scope", scope="${state.scope}"` }).end();
    if (request.method !== 'POST') return void response.writeHead(405).end();
    if (id === undefined) return void response.writeHead(202).end();
    const result = answerOf(method);
    return json(response, result === undefined ? rpcError(id, { code: -32601, message: 'Method not found' }) : rpcResult(id, result));
  });
  return {
    url: server.url,
    received: server.received,
    tokens,
    close: server.close,
    needScopes: (scope) => void (state.scope = scope),
    refuseAll: (refuses) => void (state.refusesAll = refuses),
  };
}

function answerOf(method: string): unknown {
  if (method === 'initialize')
    return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'protected', version: '1.0.0' } };
  if (method === 'tools/list') return { tools: [{ name: 'whoami', description: 'Who you are.', inputSchema: { type: 'object' } }] };
  if (method === 'tools/call') return { content: [{ type: 'text', text: 'it is you' }] };
  return undefined;
}
