// An instance as the command line meets it over HTTP, saying what a test needs it to say: also what a real one says rarely.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** Below `/api/armature/v1`, with its query. */
  readonly path: string;
  readonly body: ReturnType<typeof JSON.parse>;
  readonly authorization: string | undefined;
}

export interface Reply {
  readonly status: number;
  /** Text is sent as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StubInstance {
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

export async function startStubInstance(answer: (asked: Asked) => Reply): Promise<StubInstance> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const one: Asked = {
        method: request.method ?? '',
        path: (request.url ?? '').replace('/api/armature/v1', ''),
        // what is packed is not looked at
        body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
        authorization: request.headers.authorization,
      };
      asked.push(one);
      const { status, body = {}, headers } = answer(one);
      response
        .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
}

export const problem = (status: number, code: string): Reply => ({
  status,
  body: { error: { code, message: 'as the test wants it', details: { fieldErrors: [], warnings: [] } } },
});
