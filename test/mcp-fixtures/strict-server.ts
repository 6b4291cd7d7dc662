// An MCP server of either era that keeps every rule we examine, and leaves out exactly what a test tells it to.
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json, rpcError, rpcResult, startRawServer } from './raw-server.ts';
import type { RawServer, Received } from './raw-server.ts';

export interface Laxity {
  readonly era: 'modern' | 'legacy';
  /** Rules it does not keep. */
  readonly ignores?: readonly ('origin' | 'host' | 'method' | 'version' | 'session' | 'accept' | 'json' | 'tool' | 'delete')[];
  /** Answers first; true when it has. */
  readonly instead?: (request: Received, response: ServerResponse) => boolean;
  readonly tools?: () => readonly unknown[];
  readonly capabilities?: Record<string, unknown>;
}

const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';
const IDENTITY = { name: 'strict', version: '1.0.0' };
const HINTS = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
const TOOLS = [
  { name: 'one', description: 'The first', inputSchema: { type: 'object' } },
  { name: 'two', description: 'The second', inputSchema: { type: 'object' } },
];

interface Call {
  readonly request: Received;
  readonly response: ServerResponse;
  readonly laxity: Laxity;
  readonly sessions: Set<string>;
}

export function startStrictServer(laxity: Laxity): Promise<RawServer> {
  const sessions = new Set<string>();
  return startRawServer((request, response) => {
    if (laxity.instead?.(request, response)) return;
    const call = { request, response, laxity, sessions };
    if (!isWelcome(call)) json(response, rpcError(null, { code: -32000, message: 'Forbidden' }), 403);
    else if (request.method === 'DELETE') endSession(call);
    else if (request.method === 'POST') answerPost(call);
    else response.writeHead(405).end();
  });
}

const keeps = ({ laxity }: Call, rule: NonNullable<Laxity['ignores']>[number]): boolean => !laxity.ignores?.includes(rule);

function isWelcome(call: Call): boolean {
  const { origin, host = '' } = call.request.headers;
  if (keeps(call, 'origin') && origin !== undefined) return false;
  return !keeps(call, 'host') || /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host);
}

function endSession(call: Call): void {
  const { request, response, sessions, laxity } = call;
  const id = String(request.headers['mcp-session-id']);
  if (laxity.era === 'modern') response.writeHead(405).end();
  else if (sessions.has(id) && !keeps(call, 'delete')) response.writeHead(200).end();
  else response.writeHead(sessions.delete(id) ? 200 : 404).end();
}

function answerPost(call: Call): void {
  const { request, response } = call;
  const accepts = String(request.headers.accept);
  if (request.message.method === undefined && keeps(call, 'json')) {
    json(response, rpcError(null, { code: -32700, message: 'Parse error' }), 400);
  } else if (keeps(call, 'accept') && !(accepts.includes('application/json') && accepts.includes('text/event-stream'))) {
    json(response, rpcError(null, { code: -32000, message: 'Not acceptable' }), 406);
  } else if (call.laxity.era === 'modern') answerModern(call);
  else answerLegacy(call);
}

function answerModern(call: Call): void {
  const { request, response } = call;
  const { id, method = '' } = request.message;
  const { 'mcp-protocol-version': version, 'mcp-method': named } = request.headers;
  const isOther = (keeps(call, 'version') && version !== MODERN) || (keeps(call, 'method') && named !== method);
  if (isOther) json(response, rpcError(id, { code: -32020, message: 'Header mismatch' }), 400);
  else if (method === 'server/discover') {
    const meta = { 'io.modelcontextprotocol/serverInfo': IDENTITY };
    reply(call, { ...HINTS, supportedVersions: [MODERN], capabilities: call.laxity.capabilities ?? { tools: {} }, _meta: meta });
  } else answerTools(call, HINTS);
}

function answerLegacy(call: Call): void {
  const { request, response, sessions, laxity } = call;
  const { id, method = '' } = request.message;
  const { 'mcp-session-id': session, 'mcp-protocol-version': version } = request.headers;
  if (method === 'initialize') {
    const opened = randomUUID();
    sessions.add(opened);
    response.setHeader('mcp-session-id', opened);
    reply(call, { protocolVersion: LEGACY, capabilities: laxity.capabilities ?? { tools: {} }, serverInfo: IDENTITY });
  } else if (session === undefined) json(response, rpcError(id, { code: -32000, message: 'No session' }), 400);
  else if (keeps(call, 'session') && !sessions.has(String(session))) {
    json(response, rpcError(id, { code: -32001, message: 'Session not found' }), 404);
  } else if (keeps(call, 'version') && version !== LEGACY) {
    json(response, rpcError(id, { code: -32000, message: 'Unsupported protocol version' }), 400);
  } else answerTools(call, {});
}

function answerTools(call: Call, hints: object): void {
  const { request, response, laxity } = call;
  const { id, method } = request.message;
  if (id === undefined && method !== undefined) response.writeHead(202).end();
  else if (method === 'tools/list' || method === undefined) reply(call, { ...hints, tools: laxity.tools?.() ?? TOOLS });
  else if (method === 'tools/call' && !keeps(call, 'tool')) reply(call, { ...hints, content: [{ type: 'text', text: 'done' }] });
  else if (method === 'tools/call') json(response, rpcError(id, { code: -32602, message: 'Unknown tool' }));
  else json(response, rpcError(id, { code: -32601, message: 'Method not found' }), laxity.era === 'modern' ? 404 : 200);
}

/** An event stream only for who accepts one, unless that rule is not kept. */
function reply(call: Call, result: unknown): void {
  const { request, response } = call;
  const body = rpcResult(request.message.id ?? 1, result);
  if (keeps(call, 'accept')) json(response, body);
  else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(body)}\n\n`);
}
