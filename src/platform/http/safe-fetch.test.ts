// The one way out over real sockets, to loopback only; what would leave the machine is decided before a socket is opened.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { resolveVetted } from './guarded-connector.ts';
import { createSafeFetch } from './safe-fetch.ts';
import type { FetchLimits } from './safe-fetch.ts';

type Route = (request: IncomingMessage, response: ServerResponse) => void;
const MIB = 1024 * 1024;
const LOCAL = { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] };

const readAll = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

const ROUTES: Record<string, Route> = {
  '/echo': async (request, response) => {
    const body = await readAll(request);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method: request.method, headers: request.headers, body }));
  },
  '/empty': (_request, response) => response.writeHead(204).end(),
  '/big': (_request, response) => response.end(Buffer.alloc(11 * MIB)),
  '/bomb': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(12 * MIB))),
  '/headers': (_request, response) => response.writeHead(200, { 'x-big': 'a'.repeat(80 * 1024) }).end(),
  '/hang': () => undefined,
  '/half': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setImmediate(() => response.destroy());
  },
  '/silent': (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).write('begin'),
  '/events': (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    request.on('close', () => closed.resolve());
  },
  '/many-events': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < 12; i += 1) response.write(`data: ${'x'.repeat(MIB)}\r\n\r\n`);
    response.end();
  },
  '/long-event': (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${'x'.repeat(11 * MIB)}\n\n`),
  '/to-echo': (_request, response) => response.writeHead(307, { location: '/echo' }).end(),
  '/see-echo': (_request, response) => response.writeHead(303, { location: '/echo' }).end(),
  '/loop': (_request, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/to-other': (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${otherPort}/echo` }).end(),
  '/to-metadata': (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
};

let closed = Promise.withResolvers<void>();
let otherRequests = 0;
let otherPort = 0;
let port = 0;
const server = createServer((request, response) =>
  (ROUTES[request.url ?? ''] ?? ((_q, r: ServerResponse) => r.writeHead(404).end()))(request, response),
);
const other = createServer((_request, response) => {
  otherRequests += 1;
  response.end('other');
});
const opened: { close(): Promise<void> }[] = [];
const fetchWith = (limits: FetchLimits = {}, policy = LOCAL) => {
  const safeFetch = createSafeFetch(policy, limits);
  opened.push(safeFetch);
  return safeFetch;
};
const at = (path: string): string => `http://127.0.0.1:${port}${path}`;

beforeAll(async () => {
  await Promise.all([server, other].map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))));
  port = (server.address() as AddressInfo).port;
  otherPort = (other.address() as AddressInfo).port;
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  for (const one of [server, other]) {
    one.closeAllConnections();
    one.close();
  }
});

describe('safe fetch', () => {
  it('sends method, headers and body, and answers with a standard Response', async () => {
    const response = await fetchWith()(at('/echo'), { method: 'POST', headers: { 'x-a': 'b' }, body: '{"n":1}' });
    expect(response).toBeInstanceOf(Response);
    expect(response.url).toBe(at('/echo'));
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.body).toBeInstanceOf(ReadableStream);
    expect(await response.json()).toMatchObject({ method: 'POST', body: '{"n":1}', headers: { 'x-a': 'b' } });
  });

  it.each([
    ['a form', () => new URLSearchParams({ a: '1' }), 'a=1', 'application/x-www-form-urlencoded'],
    ['a blob', () => new Blob(['hi'], { type: 'text/css' }), 'hi', 'text/css'],
    ['bytes', () => new TextEncoder().encode('hi'), 'hi', undefined],
    ['a stream', () => new Blob(['hi']).stream(), 'hi', undefined],
  ])('sends %s', async (_name, body, text, type) => {
    const answer = (await (await fetchWith()(at('/echo'), { method: 'POST', body: body() })).json()) as {
      body: string;
      headers: Record<string, string>;
    };
    expect(answer.body).toBe(text);
    expect(answer.headers['content-type']?.split(';')[0]).toBe(type);
  });

  it('sends the type of a blob also where the web server has replaced Response', async () => {
    class WithoutTypes extends Response {
      constructor(body: Blob) {
        super(body);
        Object.defineProperty(this, 'headers', { value: new Headers() });
      }
    }
    vi.stubGlobal('Response', WithoutTypes);
    try {
      const body = new Blob(['hi'], { type: 'text/css' });
      const answer = await fetchWith()(at('/echo'), { method: 'POST', body });
      expect(JSON.parse(await answer.text())).toMatchObject({ body: 'hi', headers: { 'content-type': 'text/css' } });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('answers 204 with a null body', async () => {
    const response = await fetchWith()(at('/empty'));
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('stops an announced body over 10 MiB before reading it', async () => {
    await expect(fetchWith()(at('/big'))).rejects.toMatchObject({ code: 'too_large' });
  });

  it('counts decompressed bytes', async () => {
    const response = await fetchWith()(at('/bomb'));
    await expect(response.arrayBuffer()).rejects.toMatchObject({ code: 'too_large' });
  });

  it('refuses a header block over 64 KiB', async () => {
    await expect(fetchWith()(at('/headers'))).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('header') });
  });

  it('gives up when no header comes', async () => {
    await expect(fetchWith({ headersTimeoutMs: 100 })(at('/hang'))).rejects.toMatchObject({ code: 'timeout' });
  });

  it('calls a time-out signal of the caller a time-out, and any other reason by itself', async () => {
    await expect(fetchWith()(at('/hang'), { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: 'timeout' });
    const reason = new Error('the caller left');
    await expect(fetchWith()(at('/hang'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('reports a connection that breaks inside the body', async () => {
    const response = await fetchWith()(at('/half'));
    await expect(response.text()).rejects.toMatchObject({ code: 'connect_failed' });
  });

  it('gives up on a body that falls silent', async () => {
    const response = await fetchWith({ bodyIdleMs: 50 })(at('/silent'));
    await expect(response.text()).rejects.toMatchObject({ code: 'timeout' });
  });

  it('reports a refused connection and an unknown name', async () => {
    const resolver = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port: closedPort } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    await expect(fetchWith()(`http://127.0.0.1:${closedPort}/`)).rejects.toMatchObject({ code: 'connect_failed', detail: 'ECONNREFUSED' });
    await expect(fetchWith()('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'connect_failed',
      message: expect.stringContaining('port'),
    });
    await expect(fetchWith({ resolver })('https://nowhere.example/')).rejects.toMatchObject({ code: 'dns_failed' });
  });

  it('reports a peer that does not speak TLS', async () => {
    await expect(fetchWith()(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'tls_failed' });
  });
});

describe('event streams', () => {
  it('stream as they arrive, survive silence, and end with the caller', async () => {
    closed = Promise.withResolvers<void>();
    const stop = new AbortController();
    const response = await fetchWith({ bodyIdleMs: 1 })(at('/events'), { signal: stop.signal });
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
    const pending = reader?.read();
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await closed.promise;
  });

  it('end when the reader cancels', async () => {
    closed = Promise.withResolvers<void>();
    const response = await fetchWith()(at('/events'));
    await response.body?.cancel();
    await closed.promise;
    expect(response.bodyUsed).toBe(true);
  });

  it('are bounded per event, not in all', async () => {
    expect((await (await fetchWith()(at('/many-events'))).arrayBuffer()).byteLength).toBeGreaterThan(12 * MIB);
    await expect((await fetchWith()(at('/long-event'))).text()).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('redirects', () => {
  it('follows one within the origin and repeats the body', async () => {
    const response = await fetchWith()(at('/to-echo'), { method: 'POST', headers: { authorization: 'Bearer x' }, body: 'again' });
    expect(response.redirected).toBe(true);
    expect(await response.json()).toMatchObject({ method: 'POST', body: 'again', headers: { authorization: 'Bearer x' } });
  });

  it('turns 303 into a GET without a body', async () => {
    expect(await (await fetchWith()(at('/see-echo'), { method: 'POST', body: 'x' })).json()).toMatchObject({ method: 'GET', body: '' });
  });

  it('stops after five', async () => {
    await expect(fetchWith()(at('/loop'))).rejects.toMatchObject({ code: 'connect_failed', message: expect.stringContaining('circle') });
  });

  it.each(['/to-other', '/to-metadata'])('hands back %s unfollowed: nothing goes to another origin', async (path) => {
    const response = await fetchWith()(at(path), { headers: { authorization: 'Bearer x' } });
    expect(response.status).toBe(302);
    expect(otherRequests).toBe(0);
  });

  it('leaves all of them to a caller that asked for it', async () => {
    expect((await fetchWith()(at('/to-echo'), { redirect: 'manual' })).status).toBe(307);
    await expect(fetchWith()(at('/to-echo'), { redirect: 'error' })).rejects.toMatchObject({ code: 'connect_failed' });
  });
});

describe('the guard', () => {
  const strict = { allowLoopback: false, allowInsecureHttp: true, allowedPrivateHosts: [] };

  it('refuses a literal before anything is resolved or opened', async () => {
    const resolver = () => Promise.reject(new Error('must not be asked'));
    await expect(fetchWith({ resolver }, strict)(at('/echo'))).rejects.toMatchObject({ code: 'blocked_address' });
  });

  it('refuses a name that resolves to loopback, without naming the address', async () => {
    const resolver = () => Promise.resolve(['127.0.0.1']);
    const attempt = fetchWith({ resolver }, strict)(`http://rebind.example:${port}/echo`);
    await expect(attempt).rejects.toMatchObject({ code: 'blocked_address', message: expect.not.stringContaining('127.0.0.1') });
  });

  it('refuses a mixed answer as a whole', async () => {
    await expect(resolveVetted('mixed.example', strict, () => Promise.resolve(['8.8.8.8', '10.0.0.1']))).rejects.toMatchObject({
      code: 'blocked_address',
    });
    await expect(resolveVetted('fine.example', strict, () => Promise.resolve(['8.8.8.8']))).resolves.toEqual(['8.8.8.8']);
  });

  it('connects to the address that was vetted: the name is resolved once and sent as Host', async () => {
    let asked = 0;
    const resolver = () => Promise.resolve((asked += 1) === 1 ? ['127.0.0.1'] : ['10.0.0.1']);
    const response = await fetchWith({ resolver })(`http://once.example:${port}/echo`);
    expect(await response.json()).toMatchObject({ headers: { host: `once.example:${port}` } });
    expect(asked).toBe(1);
  });

  it('writes another Host only where it is asked to, and connects where the URL leads', async () => {
    const response = await fetchWith()(at('/echo'), { headers: { host: 'ignored.example' }, foreignHost: 'evil.example' });
    expect(await response.json()).toMatchObject({ headers: { host: 'evil.example' } });
    const plain = await fetchWith()(at('/echo'), { headers: { host: 'ignored.example' } });
    expect(await plain.json()).toMatchObject({ headers: { host: `127.0.0.1:${port}` } });
    await expect(fetchWith({}, strict)(at('/echo'), { foreignHost: 'evil.example' })).rejects.toMatchObject({ code: 'blocked_address' });
  });

  it('tries the next vetted address when the first does not answer', async () => {
    const resolver = () => Promise.resolve(['::1', '127.0.0.1']);
    expect((await fetchWith({ resolver })(`http://localhost:${port}/empty`)).status).toBe(204);
  });
});
