// Servers that give back every credential they are sent, wherever a server can put a text: MCP over HTTP, an OAuth token endpoint, SMTP.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { json, rpcError, rpcResult, startRawServer } from './mcp-fixtures/raw-server.ts';
import type { Received } from './mcp-fixtures/raw-server.ts';

export interface EchoServer {
  /** `mode`: which way every answer goes wrong; left out: it is an MCP server that works. */
  url(mode?: Mode): string;
  /** How many requests brought a credential: what is never received cannot be given back. */
  readonly credentials: ReadonlySet<string>;
  close(): Promise<void>;
}

export const MODES = ['http_500', 'unauthorized', 'forbidden', 'html', 'redirect', 'rpc_error', 'broken_json', 'session'] as const;
export type Mode = (typeof MODES)[number];

/** Tools that answer, in the order of a script that plays them all; the last ones end it with an error. */
export const ECHO_TOOLS = [
  'echo_text',
  'echo_structured',
  'echo_blocks',
  'echo_base64',
  'echo_url',
  'echo_hex',
  'echo_lines',
  'echo_json',
  'echo_progress',
  'echo_tool_error',
  'echo_rpc_error',
  'echo_http_error',
] as const;

const CREDENTIAL_HEADERS = ['authorization', 'x-extra', 'x-api-key'] as const;

export async function startEchoServer(): Promise<EchoServer> {
  const credentials = new Set<string>();
  const server = await startRawServer(
    (request, response) => {
      const sent = CREDENTIAL_HEADERS.map((name) => request.headers[name]).filter((value) => typeof value === 'string');
      for (const value of sent) credentials.add(value);
      answer(request, response, sent);
    },
    { path: '/mcp' },
  );
  return {
    url: (mode) => (mode === undefined ? server.url : `${server.url}?mode=${mode}`),
    credentials,
    close: () => server.close(),
  };
}

function answer(request: Received, response: ServerResponse, sent: readonly string[]): void {
  const all = sent.join(' | ');
  const bare = sent.map((value) => value.replace(/^Bearer /, ''));
  const mode = new URL(request.path, 'http://x').searchParams.get('mode');
  if (mode !== null && mode !== 'session') {
    wrong(mode, { request, response, all });
    return;
  }
  if (mode === 'session') response.setHeader('mcp-session-id', bare.join('.'));
  const { id, method = '' } = request.message;
  if (request.method !== 'POST') response.writeHead(405).end(all);
  else if (id === undefined) response.writeHead(202).end();
  else if (method === 'tools/call') callTool(request, response, { all, bare });
  else json(response, rpcResult(id, listed(method, { all, bare }) ?? {}));
}

function wrong(mode: string, { request, response, all }: { request: Received; response: ServerResponse; all: string }): void {
  const { id } = request.message;
  if (mode === 'http_500') json(response, { error: all, stack: `Error: ${all}` }, 500);
  else if (mode === 'unauthorized')
    response.writeHead(401, { 'www-authenticate': `Bearer error="invalid_token", error_description="${all}"` }).end(`not you: ${all}`);
  else if (mode === 'forbidden') response.writeHead(403, { 'content-type': 'text/plain' }).end(all);
  else if (mode === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end(`<html><title>${all}</title></html>`);
  else if (mode === 'redirect') response.writeHead(302, { location: `http://127.0.0.1:1/?sent=${encodeURIComponent(all)}` }).end();
  else if (mode === 'broken_json') response.writeHead(200, { 'content-type': 'application/json' }).end(`{"jsonrpc":"2.0","oops":"${all}`);
  else json(response, rpcError(id ?? null, { code: -32603, message: `failed with ${all}`, data: { sent: all } }));
}

interface Sent {
  readonly all: string;
  readonly bare: readonly string[];
}

function listed(method: string, { all, bare }: Sent): unknown {
  const name = bare.join('_');
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {}, resources: {}, prompts: {}, logging: {} },
        serverInfo: { name: `echo ${all}`, title: all, version: all },
        instructions: `You sent ${all}.`,
      };
    case 'tools/list':
      return { tools: [...ECHO_TOOLS.map((tool) => toolOf(tool, all)), toolOf(`named_${name}`, all)] };
    case 'resources/list':
      return {
        resources: [{ uri: `note://a/?key=${encodeURIComponent(name)}`, name, title: all, description: all, mimeType: 'text/plain' }],
      };
    case 'resources/templates/list':
      return { resourceTemplates: [{ uriTemplate: `note://{id}?key=${name}`, name, description: all }] };
    case 'resources/read':
      return { contents: [{ uri: `note://a/?key=${name}`, mimeType: 'text/plain', text: all }] };
    case 'prompts/list':
      return { prompts: [{ name, title: all, description: all, arguments: [{ name: 'a', description: all }] }] };
    case 'prompts/get':
      return { description: all, messages: [{ role: 'user', content: { type: 'text', text: all } }] };
    default:
      return undefined;
  }
}

const toolOf = (name: string, all: string) => ({
  name,
  title: all,
  description: `Gives back ${all}`,
  inputSchema: {
    type: 'object',
    title: all,
    properties: { [`key ${all}`]: { type: 'string', description: all, default: all, enum: [all], examples: [all] } },
  },
  outputSchema: { type: 'object', properties: { sent: { type: 'string', const: all } } },
  annotations: { title: all },
  _meta: { sent: all },
});

function callTool({ message: { id, params } }: Received, response: ServerResponse, { all, bare }: Sent): void {
  const name = String(params?.['name']);
  const text = (value: string) => ({ content: [{ type: 'text', text: value }] });
  const each = (encode: (value: string) => string) => text(bare.map(encode).join(' '));
  const answers: Readonly<Record<string, () => unknown>> = {
    echo_structured: () => ({ ...text(JSON.stringify({ sent: all })), structuredContent: { sent: all, [all]: 1, list: bare } }),
    echo_blocks: () => ({
      content: [
        { type: 'text', text: all, annotations: { audience: ['user'] }, _meta: { all } },
        { type: 'resource_link', uri: `note://b/?key=${encodeURIComponent(all)}`, name: all, description: all },
        { type: 'resource', resource: { uri: 'note://c', mimeType: 'text/plain', text: all } },
        { type: 'image', data: Buffer.from(all).toString('base64'), mimeType: 'image/png' },
      ],
      _meta: { all },
    }),
    echo_base64: () => each((value) => Buffer.from(`user:${value}`).toString('base64')),
    echo_url: () => each((value) => `https://a.example/?q=${encodeURIComponent(value)}`),
    echo_hex: () => each((value) => Buffer.from(value).toString('hex')),
    echo_lines: () => each((value) => `${value.slice(0, 12)}\n  ${value.slice(12)}`),
    echo_json: () => each((value) => JSON.stringify(JSON.stringify({ nested: JSON.stringify({ value }) }))),
    echo_tool_error: () => ({ ...text(`failed: ${all}`), isError: true }),
  };
  if (name === 'echo_rpc_error') json(response, rpcError(id, { code: -32000, message: all, data: { sent: all, bare } }));
  else if (name === 'echo_http_error') response.writeHead(502, { 'content-type': 'text/plain' }).end(all);
  else if (name === 'echo_progress') progress(response, { id, params, all });
  else json(response, rpcResult(id, answers[name]?.() ?? text(all)));
}

function progress(response: ServerResponse, { id, params, all }: { id: unknown; params: unknown; all: string }): void {
  const { _meta: meta } = (params ?? {}) as { _meta?: { progressToken?: unknown } };
  const notice = (method: string, values: object) => ({ jsonrpc: '2.0', method, params: values });
  const messages = [
    notice('notifications/progress', { progressToken: meta?.progressToken ?? 'none', progress: 1, total: 2, message: all }),
    notice('notifications/message', { level: 'error', logger: all, data: { sent: all } }),
    notice('notifications/tools/list_changed', { _meta: { all } }),
    rpcResult(id, { content: [{ type: 'text', text: all }] }),
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(messages.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join(''));
}

export interface TokenServer {
  /** Gives a token; with `?fails` it refuses, quoting what it was sent. */
  url(fails?: boolean): string;
  /** Everything it was sent, forms decoded and Basic opened. */
  received(): string;
  close(): Promise<void>;
}

export async function startTokenServer(tokens: { readonly accessToken: string; readonly refreshToken: string }): Promise<TokenServer> {
  const server = await startRawServer(
    ({ path, headers, body }, response) => {
      const all = `${headers.authorization ?? ''} ${body}`;
      if (path.includes('fails'))
        json(response, { error: 'invalid_client', error_description: all, error_uri: `https://a.example/?${all}` }, 401);
      else
        json(response, {
          access_token: tokens.accessToken,
          refresh_token: tokens.refreshToken,
          token_type: 'Bearer',
          expires_in: 3600,
          scope: 'read',
          note: all,
        });
    },
    { path: '/token' },
  );
  return {
    url: (fails = false) => (fails ? `${server.url}?fails` : server.url),
    received: () =>
      server.received
        .map(({ headers, body }) => `${basicOf(headers.authorization)} ${[...new URLSearchParams(body).values()].join(' ')}`)
        .join('\n'),
    close: () => server.close(),
  };
}

const basicOf = (header = ''): string => decodeURIComponent(Buffer.from(header.replace(/^Basic /, ''), 'base64').toString());

export interface RefusingMailServer {
  readonly port: number;
  /** What it was given. */
  readonly passwords: readonly string[];
  close(): Promise<void>;
}

/** A mail server that lets nobody in, and repeats the password it was given. */
export async function startRefusingMailServer(): Promise<RefusingMailServer> {
  const passwords: string[] = [];
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.write('220 mail.test\r\n');
    socket.on('data', (chunk: string) => {
      const [command = '', ...rest] = chunk.trim().split(' ');
      if (/^ehlo$/i.test(command)) socket.write('250-mail.test\r\n250 AUTH PLAIN LOGIN\r\n');
      else if (/^auth$/i.test(command)) {
        const sent = Buffer.from(rest[1] ?? '', 'base64')
          .toString()
          .split('\0');
        passwords.push(...sent.slice(2));
        socket.write(`535 5.7.8 refused ${sent.join(' ')} ${rest[1] ?? ''}\r\n`);
      } else socket.write('221 bye\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passwords,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
