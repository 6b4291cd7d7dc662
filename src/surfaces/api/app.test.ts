// The edges of the application: what is unforeseen, half written or hostile, through the handler and over a real socket.
import { HTTPException } from 'hono/http-exception';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '#modules/access';
import type { Log } from '#platform/log';
import { makeWorld, TEST_SETTINGS } from '#test/harness';
import type { World } from '#test/harness';
import { createApi } from './app.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';

let world: World;
let webDir: string;
let listening: Listening;
let api: ReturnType<typeof createApi>;
let fail: () => Promise<Response>;
const logged: { readonly fields: Readonly<Record<string, unknown>>; readonly message: string }[] = [];

const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => logged.push({ fields, message }),
};

beforeAll(async () => {
  world = await makeWorld({ log });
  webDir = await mkdtemp(join(tmpdir(), 'armature-web-'));
  await mkdir(join(webDir, 'assets'));
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>Armature</title>');
  await writeFile(join(webDir, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(webDir, '..', 'armature-outside.txt'), 'not yours');
  api = createApi({ deps: world.deps, webDir, version: '1.2.3', demoStore: { path: '/demo/store', handle: () => fail() } });
  listening = await listen(api, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await listening.close(0);
  await rm(webDir, { recursive: true, force: true });
  await rm(join(webDir, '..', 'armature-outside.txt'), { force: true });
  await world.close();
});

const get = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers(init.headers);
  headers.set('host', '127.0.0.1:4600');
  return api.request(`http://127.0.0.1:4600${path}`, { ...init, headers });
};

/** Sends bytes as they are and answers everything that comes back. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(listening.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
    // a server that stops reading resets the connection; what it said before counts
    socket.on('close', () => resolve(answer)).on('error', () => resolve(answer));
  });
const statusLine = (answer: string): string => answer.split('\r\n', 1)[0] ?? '';

describe('what was not foreseen', () => {
  test('is 500 with the request id alone; the log has the rest', async () => {
    fail = () => Promise.reject(new Error('the password is hunter2'));
    const response = await get('/demo/store');
    expect(response.status).toBe(500);
    const text = await response.text();
    const requestId = response.headers.get('x-request-id') ?? '';
    expect(JSON.parse(text).error).toMatchObject({ code: 'internal_error', details: { requestId } });
    expect(text).not.toContain('hunter2');
    expect(logged.at(-1)).toMatchObject({ message: 'request failed', fields: { requestId, path: '/demo/store' } });
  });

  test('is not logged as a fault of ours when the caller hung up', async () => {
    const before = logged.length;
    const gone = new AbortController();
    fail = () => {
      gone.abort();
      return Promise.reject(new Error('aborted'));
    };
    await get('/demo/store', { signal: gone.signal });
    expect(logged.length).toBe(before);
  });

  test.each([
    [400, 400, 'validation_failed'],
    [401, 401, 'unauthenticated'],
    [404, 404, 'route_not_found'],
    [413, 413, 'payload_too_large'],
    [415, 415, 'unsupported_media_type'],
    [418, 500, 'internal_error'],
  ] as const)("the framework's own refusal %i becomes %i %s, without its message", async (thrown, status, code) => {
    fail = () => Promise.reject(new HTTPException(thrown, { message: 'inner words' }));
    const response = await get('/demo/store');
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.code]).toEqual([status, code]);
    expect(text).not.toContain('inner words');
  });
});

describe('the dashboard', () => {
  test('serves its files, and its shell for every page', async () => {
    const asset = await get('/assets/app-1a2b.js');
    expect([asset.status, asset.headers.get('content-type'), asset.headers.get('cache-control')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    for (const path of ['/', '/o/demo/runs/run_1', '/index.html', '/%E0%A4%A', '/%00', '/%']) {
      const page = await get(path);
      expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      expect(await page.text()).toContain('<title>Armature</title>');
      expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
    expect((await get('/assets/gone.js')).status).toBe(404);
  });

  test.each([
    '/../armature-outside.txt',
    '/..%2Farmature-outside.txt',
    '/%2e%2e/armature-outside.txt',
    '/assets/..%2F..%2Farmature-outside.txt',
    '/assets/%2e%2e/%2e%2e/armature-outside.txt',
    '/..%5Carmature-outside.txt',
  ])('lets nobody out of its folder by %s', async (path) => {
    expect(await (await get(path)).text()).not.toContain('not yours');
    expect(await raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:4600\r\nConnection: close\r\n\r\n`)).not.toContain('not yours');
  });

  test('answers HEAD with the length and no body, and anything but reading with 404', async () => {
    const head = await get('/assets/app-1a2b.js', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    const post = await get('/o/demo', { method: 'POST' });
    expect([post.status, ((await post.json()) as { error: { code: string } }).error.code]).toEqual([404, 'route_not_found']);
  });
});

describe('health', () => {
  test('is told to whoever asks, by whatever name', async () => {
    const up = await api.request('http://10.0.0.7/healthz');
    expect([up.status, await up.json()]).toEqual([200, { ok: true, version: '1.2.3' }]);
    const ready = await api.request('http://10.0.0.7/readyz');
    const body = (await ready.json()) as { ok: boolean; sandbox: { missing: string[] } };
    expect(ready.status).toBe(body.ok ? 200 : 503);
    expect(body.sandbox).toMatchObject({ engine: 'quickjs', engineVersion: expect.any(String), bubblewrap: expect.any(Boolean) });
  });

  test('says which walls scripts have, and is ready without any', async () => {
    const { sandbox } = world.deps;
    const bare = { ...sandbox.isolation, bubblewrap: false, ownNetwork: false, missing: ['Bubblewrap is not installed.'] };
    const standing = createApi({ deps: { ...world.deps, sandbox: { ...sandbox, isolation: bare } }, webDir, version: '1.2.3' });
    await world.deps.db
      .insertInto('worker_heartbeats')
      .values({ instance_id: 'w', roles: ['worker'], at: world.clock.now() })
      .execute();
    const ready = await standing.request('http://10.0.0.7/readyz');
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, database: true, migrations: true, worker: true, sandbox: bare }]);
  });
});

describe('over a real socket', () => {
  const request = (path: string, headers: readonly string[] = [], method = 'GET'): Promise<string> =>
    raw([`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1:4600', 'Connection: close', ...headers, '', ''].join('\r\n'));

  test.each([
    ['a URL of 12 000 characters', () => request(`/api/armature/v1/runs/${'x'.repeat(12_000)}`), /^HTTP\/1\.1 401 /],
    ['a URL without end', () => request(`/api/armature/v1/runs/${'x'.repeat(100_000)}`), /^HTTP\/1\.1 431 |^$/],
    ['a header without end', () => request('/healthz', [`X-Long: ${'x'.repeat(100_000)}`]), /^HTTP\/1\.1 431 |^$/],
    ['two different Hosts', () => request('/api/armature/v1/org', ['Host: evil.example']), /^HTTP\/1\.1 4\d\d /],
    ['no Host', () => raw('GET /api/armature/v1/org HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /],
    ['a Host that is none', () => raw('GET /api/armature/v1/org HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 4\d\d /],
    ['half an encoding', () => request('/api/armature/v1/runs/%E0%A4%A'), /^HTTP\/1\.1 401 /],
    ['a query of broken encodings', () => request('/api/armature/v1/runs?search=%E0%A4%A&%=%'), /^HTTP\/1\.1 401 /],
    ['a full URL as path', () => request('http://evil.example/api/armature/v1/org'), /^HTTP\/1\.1 4\d\d /],
    [
      'a body longer than it says',
      () =>
        raw(
          'POST /api/armature/v1/workflows HTTP/1.1\r\nHost: 127.0.0.1:4600\r\nConnection: close\r\nContent-Length: 5\r\n\r\n{"a":1}{"b":2}',
        ),
      /^HTTP\/1\.1 401 /,
    ],
    [
      'two lengths',
      () =>
        raw(
          'POST /api/armature/v1/workflows HTTP/1.1\r\nHost: 127.0.0.1:4600\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        ),
      /^HTTP\/1\.1 400 /,
    ],
    ['TRACE', () => request('/api/armature/v1/org', [], 'TRACE'), /^HTTP\/1\.1 (405|501|404) /],
    ['CONNECT', () => request('evil.example:443', [], 'CONNECT'), /^HTTP\/1\.1 [45]|^$/],
    ['nonsense', () => raw('\x16\x03\x01\x02\x00\x01\r\n\r\n'), /^HTTP\/1\.1 400 /],
  ] as const)('%s is refused and harms nobody', async (_what, ask, expected) => {
    const before = logged.length;
    expect(statusLine(await ask())).toMatch(expected);
    expect(statusLine(await request('/healthz'))).toBe('HTTP/1.1 200 OK');
    expect(logged.slice(before)).toEqual([]);
  });

  test('a slash in a model id survives the way', async () => {
    const { token } = await createApiKey(world.ada, { name: 'socket', role: 'owner' });
    const answer = await request('/api/armature/v1/models/openai%2Fgpt-x', [`Authorization: Bearer ${token}`], 'DELETE');
    expect(answer).toContain('"model_not_found"');
    expect(await request('/api/armature/v1/models/openai/gpt-x', [`Authorization: Bearer ${token}`], 'DELETE')).toContain(
      '"route_not_found"',
    );
  });

  test('the name of the Host may be written in capitals', async () => {
    expect(statusLine(await raw('GET /api/armature/v1/openapi HTTP/1.1\r\nHost: LOCALHOST:4600\r\nConnection: close\r\n\r\n'))).toBe(
      'HTTP/1.1 200 OK',
    );
  });
});

describe('limits', () => {
  const limited = () => {
    const app = createApi({
      deps: { ...world.deps, settings: { ...TEST_SETTINGS, rateLimitPerMinute: 3 } },
      webDir: undefined,
      version: '1',
    });
    return (token: string) =>
      app.request('http://127.0.0.1:4600/api/armature/v1/org', { headers: { host: '127.0.0.1:4600', authorization: `Bearer ${token}` } });
  };

  test('a key that asks too often is told when to come back; another key is not touched', async () => {
    const { ada } = await world.newOrg();
    const [busy, calm] = [(await createApiKey(ada, { name: 'busy' })).token, (await createApiKey(ada, { name: 'calm' })).token];
    const ask = limited();
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await ask(busy)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask(busy);
    expect(refused.headers.get('retry-after')).toBe('20');
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } });
    expect((await ask(calm)).status).toBe(200);
    world.clock.advance(20_000);
    expect((await ask(busy)).status).toBe(200);
  });

  test('an address that guesses keys is stopped before any of them is looked at', async () => {
    const ask = limited();
    const answers = [];
    for (let i = 0; i < 61; i += 1) answers.push(await ask(`amt_${String(i).padStart(12, '0')}_${'a'.repeat(40)}`));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 60 }, () => 401), 429]);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    world.clock.advance(60_000);
  });
});

describe('a public origin', () => {
  const settings = { ...TEST_SETTINGS, publicUrl: 'https://armature.example.com' };
  const call = (host: string, headers: Record<string, string> = {}) =>
    createApi({ deps: { ...world.deps, settings }, webDir: undefined, version: '1' }).request(`http://${host}/api/armature/v1/openapi`, {
      headers: { host, ...headers },
    });

  test('is the only Host, and its own pages over https the only Origin', async () => {
    expect((await call('armature.example.com')).status).toBe(200);
    expect((await call('armature.example.com', { origin: 'https://armature.example.com' })).status).toBe(200);
    for (const host of ['127.0.0.1:4600', 'localhost', 'armature.example.com.evil.example', 'armature.example.com:8443'])
      expect([host, (await call(host)).status]).toEqual([host, 404]);
    for (const origin of [
      'http://armature.example.com',
      'https://armature.example.com:8443',
      'https://evil.example',
      'null',
      'https://armature.example.com.evil.example',
    ]) {
      expect([origin, (await call('armature.example.com', { origin })).status]).toEqual([origin, 403]);
    }
  });

  test('is named by the document, and asks browsers to keep to https', async () => {
    const response = await call('armature.example.com');
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(((await response.json()) as { servers: unknown }).servers).toEqual([{ url: 'https://armature.example.com/api/armature/v1' }]);
  });
});
