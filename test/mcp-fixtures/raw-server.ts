// A loopback HTTP server whose every answer a test writes itself: for faults no library would produce.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The JSON-RPC message, or an empty object. */
  readonly message: RpcMessage;
  /** The body as it came. */
  readonly body: string;
}

export interface RpcMessage {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface RawServer {
  readonly url: string;
  /** Everything that arrived, oldest first. */
  readonly received: readonly Received[];
  close(): Promise<void>;
}

type Answer = (request: Received, response: ServerResponse) => void | Promise<void>;

export async function startRawServer(
  answer: Answer,
  { tls = false, path = '/mcp' }: { tls?: boolean; path?: string } = {},
): Promise<RawServer> {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    const body = await bodyOf(request);
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, message: messageOf(body), body };
    received.push(one);
    await answer(one, response);
  };
  const server = tls
    ? createTlsServer({ key: pem('self-signed-key.pem'), cert: pem('self-signed-cert.pem') }, listener)
    : createServer(listener);
  const port = await listening(server);
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}${path}`, received, close: () => closed(server) };
}

const pem = (file: string): Buffer => readFileSync(join(import.meta.dirname, file));

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function messageOf(body: string): RpcMessage {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    // GET and DELETE carry no body.
    return {};
  }
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Sends one JSON body. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export const rpcResult = (id: unknown, result: unknown): unknown => ({ jsonrpc: '2.0', id, result });
export const rpcError = (id: unknown, error: { readonly code: number; readonly message: string; readonly data?: unknown }): unknown => ({
  jsonrpc: '2.0',
  id,
  error,
});
