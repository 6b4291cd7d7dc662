// A receiver of messages on loopback that answers as it is told: well, badly, somewhere else, endlessly, or never.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface ReceivedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of a JSON body, untyped on purpose: tests reach deep into many shapes. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object becomes JSON; default `ok`. */
  readonly body?: string | object;
}

/** `hang`: never answers. `drop`: closes the connection. `endless`: status 200 and a body without an end. `half`: stops in the middle. */
export type Behaviour = Reply | 'hang' | 'drop' | 'endless' | 'half';

export interface Receiver {
  /** Such as `http://127.0.0.1:1234`. */
  readonly origin: string;
  /** All of them, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** What the next requests are answered, one each; after them `otherwise`. */
  play(...behaviours: readonly Behaviour[]): void;
  /** What a request is answered that nothing was played for; default: status 200 and `ok`. */
  otherwise(answer: (request: ReceivedRequest) => Behaviour): void;
  /** Resolves when this many requests have arrived in all. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const played: Behaviour[] = [];
  const waiting = new Set<() => void>();
  let answer: (request: ReceivedRequest) => Behaviour = () => ({});
  const server = createServer((incoming, response) => {
    readRequest(incoming).then(
      (request) => {
        requests.push(request);
        for (const look of waiting) look();
        behave(response, played.shift() ?? answer(request));
      },
      // The sender hung up while it was still sending.
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    play: (...behaviours) => void played.push(...behaviours),
    otherwise: (given) => {
      answer = given;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks).toString('utf8');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers, body, json: isJson ? JSON.parse(body) : undefined };
}

function behave(response: ServerResponse, behaviour: Behaviour): void {
  if (behaviour === 'hang') return;
  if (behaviour === 'drop') {
    response.destroy();
    return;
  }
  if (behaviour === 'endless') {
    pourInto(response);
    return;
  }
  if (behaviour === 'half') {
    response.writeHead(200, { 'content-length': '1000' }).write('{"ok":', () => response.destroy());
    return;
  }
  const { status = 200, headers = {}, body = 'ok' } = behaviour;
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

const CHUNK = Buffer.alloc(64 * 1024, ' ');

/** As fast as it is taken, until the other side hangs up. */
function pourInto(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const pour = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', pour);
  // A reset by the reader is the end that is waited for.
  response.on('error', () => undefined);
  pour();
}
