// An MCP server of either era over the raw server: the handshake is right, and a test decides what each other method answers.
import type { ServerResponse } from 'node:http';
import { json, rpcError, rpcResult, startRawServer } from './raw-server.ts';
import type { RawServer, Received } from './raw-server.ts';

export interface Script {
  readonly era: 'modern' | 'legacy';
  readonly capabilities?: Record<string, unknown>;
  /** Gives the result of a method, or writes the answer itself and gives `undefined`. Default: −32601. */
  readonly answer: Partial<Record<string, (request: Received, response: ServerResponse) => unknown>>;
  /** The session id a legacy server issues. */
  readonly sessionId?: string;
}

const MODERN = '2026-07-28';
const MODERN_FIELDS = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
const IDENTITY = { name: 'scripted', version: '1.0.0' };

export const startScriptedServer = (script: Script): Promise<RawServer> =>
  startRawServer(async (request, response) => {
    if (request.method === 'POST') await answerPost(script, request, response);
    else response.writeHead(request.method === 'DELETE' && script.sessionId ? 200 : 405).end();
  });

async function answerPost(script: Script, request: Received, response: ServerResponse): Promise<void> {
  const { id, method = '' } = request.message;
  if (script.sessionId !== undefined) response.setHeader('mcp-session-id', script.sessionId);
  if (id === undefined) {
    response.writeHead(202).end();
    return;
  }
  const own = script.answer[method];
  const result = own ? await own(request, response) : handshake(script, method);
  if (result !== undefined) json(response, rpcResult(id, result));
  // A test that gives nothing has written the answer itself, or means never to.
  else if (!own) json(response, rpcError(id, { code: -32601, message: 'Method not found' }), script.era === 'modern' ? 404 : 200);
}

function handshake(script: Script, method: string): unknown {
  const capabilities = script.capabilities ?? { tools: {} };
  if (script.era === 'modern' && method === 'server/discover') {
    return { ...MODERN_FIELDS, supportedVersions: [MODERN], capabilities, _meta: { 'io.modelcontextprotocol/serverInfo': IDENTITY } };
  }
  if (script.era === 'legacy' && method === 'initialize') return { protocolVersion: '2025-11-25', capabilities, serverInfo: IDENTITY };
  return undefined;
}

/** A result as a well-behaved modern server writes it. */
export const modern = (fields: Record<string, unknown>): Record<string, unknown> => ({ ...MODERN_FIELDS, ...fields });
