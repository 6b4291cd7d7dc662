// What every answer carries and what no request gets past: origins, cookies, bodies, methods, redirects, caches.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, createSignInLink } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld, TEST_SETTINGS } from '#test/harness';
import type { World } from '#test/harness';
import { createApi } from './app.ts';
import { listen } from './listen.ts';
import type { Listening } from './listen.ts';

const HOST = '127.0.0.1:4600';
const SITE = `http://${HOST}`;
const V1 = '/api/armature/v1';
const MIB = 1024 * 1024;

let world: World;
let webDir: string;
let api: ReturnType<typeof createApi>;
let secure: ReturnType<typeof createApi>;
let listening: Listening;
let key: string;
let ada: Person;

interface Person {
  readonly cookie: string;
  readonly csrf: string;
  readonly slug: string;
}

beforeAll(async () => {
  world = await makeWorld();
  webDir = await mkdtemp(join(tmpdir(), 'armature-web-'));
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>Armature</title>');
  const demoStore = { path: '/demo/store', handle: () => Promise.reject(new Error('unforeseen')) };
  api = createApi({ deps: world.deps, webDir, version: '1', demoStore });
  const settings = { ...TEST_SETTINGS, publicUrl: 'https://armature.example.com' };
  secure = createApi({ deps: { ...world.deps, settings }, webDir, version: '1', demoStore });
  listening = await listen(api, { host: '127.0.0.1', port: 0 });
  key = (await createApiKey(world.ada, { name: 'guards' })).token;
  ada = await signIn(world.ada);
});
afterAll(async () => {
  await listening.close(0);
  await rm(webDir, { recursive: true, force: true });
  await world.close();
});

const ask = (path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers(init.headers);
  if (!headers.has('host')) headers.set('host', HOST);
  return Promise.resolve(api.request(`${SITE}${path}`, { ...init, headers }));
};
const askSecurely = (path: string, init: RequestInit = {}): Promise<Response> =>
  Promise.resolve(secure.request(`https://armature.example.com${path}`, { ...init, headers: { host: 'armature.example.com' } }));
const asKey = (): Record<string, string> => ({ authorization: `Bearer ${key}` });
const asAda = (): Record<string, string> => ({ cookie: ada.cookie, 'x-armature-csrf': ada.csrf, 'x-armature-organization': ada.slug });
const codeOf = async (response: Response): Promise<[number, string]> => {
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
};

async function signIn(ctx: Ctx): Promise<Person> {
  const signedIn = await ask(`/sign-in/local?token=${await createSignInLink(world.deps, { userId: ctx.actor.id })}`);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const session = (await (await ask('/api/app/session', { headers: { cookie } })).json()) as { csrfToken: string };
  return { cookie, csrf: session.csrfToken, slug: ctx.org.slug };
}

/** Sends bytes as they are and answers everything that comes back. */
const raw = (...lines: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(listening.port, '127.0.0.1', () => socket.write(lines.join('\r\n')));
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer)).on('error', () => resolve(answer));
  });

/** One of every kind of answer there is. */
const ANSWERS: readonly (readonly [what: string, status: number, path: string, init?: RequestInit])[] = [
  ['a page', 200, '/o/demo'],
  ['a missing asset', 404, '/assets/gone.js'],
  ['a document', 200, `${V1}/openapi`],
  ['health', 200, '/healthz'],
  ['nobody', 401, `${V1}/org`],
  ['no such route', 404, `${V1}/nothing`],
  ['no such method', 405, `${V1}/org`, { method: 'DELETE' }],
  [
    'too long a body',
    413,
    `${V1}/workflows`,
    { method: 'POST', body: 'x'.repeat(2 * MIB + 1), headers: { 'content-length': String(2 * MIB + 1) } },
  ],
  ['what was not foreseen', 500, '/demo/store'],
  ['a redirect', 302, '/sign-in/local?token=x'],
  ['HEAD', 200, '/o/demo', { method: 'HEAD' }],
  ['OPTIONS', 405, `${V1}/org`, { method: 'OPTIONS' }],
  ['an unknown method', 404, '/o/demo', { method: 'PROPFIND' }],
];

describe('every answer', () => {
  test.each(ANSWERS.map((answer) => [answer[0], answer] as const))(
    'that is %s carries the headers of safety, and HSTS only over https',
    async (_what, answer) => {
      const [, status, path, init] = answer;
      for (const [call, hsts] of [
        [ask, null],
        [askSecurely, 'max-age=31536000'],
      ] as const) {
        const { status: given, headers } = await call(path, init);
        expect(given).toBe(status);
        expect(headers.get('strict-transport-security')).toBe(hsts);
        expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f-]{36}$/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('referrer-policy')).toBe('same-origin');
        expect(headers.get('x-frame-options')).toBe('DENY');
        expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
        const policy = headers.get('content-security-policy') ?? '';
        for (const rule of ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
          expect(policy.split('; ')).toContain(rule);
        expect(policy).not.toMatch(/unsafe|\*|https?:|nonce|data:.*script/);
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    },
  );

  test('is kept by nobody, but for the files of the dashboard', async () => {
    for (const [what, , path, init] of ANSWERS) {
      const kept = (await ask(path, init)).headers.get('cache-control');
      expect([what, kept]).toEqual([what, path === '/o/demo' && init?.method !== 'PROPFIND' ? 'no-cache' : 'no-store']);
    }
    for (const [path, headers] of [
      [`${V1}/org`, asKey()],
      [`${V1}/org`, asAda()],
      ['/api/app/session', asAda()],
      [`/api/app/o/${ada.slug}/keys`, asAda()],
    ] as const) {
      const answer = await ask(path, { headers });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  });

  test('in HTML has no script of its own: the page loads all of them', async () => {
    const page = await readFile(new URL('../../web/index.html', import.meta.url), 'utf8');
    expect(page.match(/<script/g)?.length).toBeGreaterThan(0);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|javascript:|\sstyle=/i);
  });
});

describe('a Host', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', '127.0.0.1:4600@evil.example', 'evil.example:4600', '0.0.0.0:4600', ''])(
    'that is %j is no address of ours',
    async (host) => {
      for (const path of ['/', `${V1}/openapi`, `${V1}/org`]) {
        expect((await ask(path, { headers: { host, ...asKey() } })).status).toBe(404);
      }
    },
  );
});

describe('a request of another site', () => {
  const change = (headers: Record<string, string>, method = 'POST') =>
    ask('/api/app/sign-out', { method, headers: { ...asAda(), ...headers } });

  test.each([
    'null',
    'https://evil.example',
    'http://127.0.0.1.evil.example',
    'https://127.0.0.1:4600',
    'file://',
    'http://evil.example@127.0.0.1:4601.evil.example',
    'chrome-extension://abcdef',
    '',
    SITE.toUpperCase().replace('HTTP', 'ftp'),
  ])('with the Origin %j changes nothing, whatever else it carries', async (origin) => {
    expect(await codeOf(await change({ origin }))).toEqual([403, 'csrf_failed']);
    expect((await ask('/api/app/session', { headers: asAda() })).status).toBe(200);
  });

  test.each([
    ['cross-site', undefined, 403],
    ['same-site', undefined, 403],
    ['cross-site', 'navigate', 403],
    ['nonsense', undefined, 403],
  ] as const)('that is %s (%s) and has no Origin changes nothing', async (site, mode, status) => {
    const headers = { 'sec-fetch-site': site, ...(mode === undefined ? {} : { 'sec-fetch-mode': mode }) };
    expect((await change(headers)).status).toBe(status);
    expect((await ask(`${V1}/workflows`, { method: 'POST', headers: { ...asAda(), ...headers } })).status).toBe(status);
    expect((await ask('/api/app/session', { headers: asAda() })).status).toBe(200);
  });

  test.each([
    ['cross-site', 'no-cors', 403],
    ['cross-site', 'cors', 403],
    ['same-site', 'no-cors', 403],
    ['cross-site', 'navigate', 200],
    ['same-origin', 'cors', 200],
    ['none', 'navigate', 200],
  ] as const)('that is %s in the mode %s reads with %i', async (site, mode, status) => {
    const headers = { ...asAda(), 'sec-fetch-site': site, 'sec-fetch-mode': mode };
    expect((await ask('/api/app/session', { headers })).status).toBe(status);
    expect((await ask('/', { headers })).status).toBe(status);
  });

  test('is told from one of our own pages, and from a program, which has no Origin', async () => {
    for (const headers of [{ origin: SITE }, { origin: 'http://localhost:4600' }, { origin: SITE, 'sec-fetch-site': 'same-origin' }, {}]) {
      const person = await signIn(world.ben);
      const left = await ask('/api/app/sign-out', {
        method: 'POST',
        headers: { cookie: person.cookie, 'x-armature-csrf': person.csrf, ...headers },
      });
      expect(left.status).toBe(200);
    }
  });

  test.each([
    ['none', () => ({})],
    ['an empty one', () => ({ 'x-armature-csrf': '' })],
    ['a wrong one of the same length', () => ({ 'x-armature-csrf': `${ada.csrf.slice(0, -1)}${ada.csrf.endsWith('A') ? 'B' : 'A'}` })],
    ['a longer one', () => ({ 'x-armature-csrf': `${ada.csrf}x` })],
    ['the session token itself', () => ({ 'x-armature-csrf': ada.cookie.split('=')[1] ?? '' })],
  ])('with the right Origin and cookie but %s as CSRF token changes nothing', async (_what, token) => {
    for (const [method, path] of [
      ['POST', '/api/app/sign-out'],
      ['POST', `/api/app/o/${ada.slug}/keys`],
      ['PATCH', `/api/app/o/${ada.slug}/settings`],
      ['POST', `${V1}/workflows`],
      ['DELETE', `${V1}/workflows/wf_x`],
    ] as const) {
      const headers = { cookie: ada.cookie, 'x-armature-organization': ada.slug, origin: SITE, ...token() };
      expect(await codeOf(await ask(path, { method, headers }))).toEqual([403, 'csrf_failed']);
    }
  });

  test("with another person's CSRF token changes nothing", async () => {
    const ben = await signIn(world.ben);
    expect(await codeOf(await change({ 'x-armature-csrf': ben.csrf }))).toEqual([403, 'csrf_failed']);
  });
});

describe('the cookie', () => {
  test('is out of reach for scripts and other sites, and Secure over https', async () => {
    const link = () => createSignInLink(world.deps, { userId: world.ada.actor.id });
    const plain = (await ask(`/sign-in/local?token=${await link()}`)).headers.get('set-cookie') ?? '';
    const overTls = (await askSecurely(`/sign-in/local?token=${await link()}`)).headers.get('set-cookie') ?? '';
    for (const cookie of [plain, overTls]) {
      for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag);
      expect(cookie).not.toContain('Domain');
    }
    expect([plain.includes('Secure'), overTls.includes('Secure')]).toEqual([false, true]);
  });

  test('given twice, or as a query or header, is not believed', async () => {
    const token = ada.cookie.split('=')[1] ?? '';
    for (const path of [`/api/app/session?armature_session=${token}`, `/api/app/session?session=${token}`])
      expect((await ask(path)).status).toBe(401);
    expect((await ask('/api/app/session', { headers: { 'x-armature-session': token } })).status).toBe(401);
    expect((await ask('/api/app/session', { headers: { cookie: `armature_session=nonsense; armature_session=${token}` } })).status).toBe(
      401,
    );
  });
});

describe('a body', () => {
  const chunked = (bytes: number, path = `${V1}/workflows`) =>
    raw(
      `POST ${path} HTTP/1.1`,
      `Host: ${HOST}`,
      `Authorization: Bearer ${key}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      'Connection: close',
      '',
      bytes.toString(16),
      `"${'x'.repeat(bytes - 2)}"`,
      '0',
      '',
      '',
    );

  test.each([
    ['one byte too long', 2 * MIB + 1, 'HTTP/1.1 413 '],
    ['twice too long', 4 * MIB, 'HTTP/1.1 413 '],
    ['as long as it may be', 2 * MIB, 'HTTP/1.1 400 '],
  ])('without a length that is %s', async (_what, bytes, expected) => {
    expect((await chunked(bytes)).slice(0, expected.length)).toBe(expected);
  });

  test('without a length that never ends is cut off, for handlers that read by themselves too', async () => {
    for (const path of [`${V1}/workflows`, '/demo/store', '/api/app/sign-out']) {
      expect((await chunked(3 * MIB, path)).slice(0, 13)).toBe('HTTP/1.1 413 ');
    }
  });

  test('with a length is refused before it is read', async () => {
    const answer = raw(`POST ${V1}/workflows HTTP/1.1`, `Host: ${HOST}`, `Content-Length: ${3 * MIB}`, 'Connection: close', '', '{');
    expect((await answer).slice(0, 13)).toBe('HTTP/1.1 413 ');
  });

  test.each([
    ['nested a million deep', '['.repeat(MIB)],
    ['nested a million deep and closed', '['.repeat(MIB - 1) + ']'.repeat(MIB - 1)],
    ['nested 65 deep', '{"name":'.repeat(65) + '1' + '}'.repeat(65)],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['with a prototype', '{"__proto__":{"role":"owner"}}'],
  ])('%s is 400', async (_what, body) => {
    const headers = { ...asKey(), 'content-type': 'application/json' };
    expect(await codeOf(await ask(`${V1}/workflows`, { method: 'POST', headers, body }))).toEqual([400, 'validation_failed']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', ''])(
    'sent as %j, as a form of another site can, is 415',
    async (type) => {
      const headers = { ...asKey(), 'content-type': type };
      expect(await codeOf(await ask(`${V1}/workflows`, { method: 'POST', headers, body: '{}' }))).toEqual([415, 'unsupported_media_type']);
    },
  );
});

describe('a method', () => {
  test('is the one of the request line, whatever headers or the query say', async () => {
    for (const name of ['x-http-method-override', 'x-method-override', 'x-http-method']) {
      const answer = await ask(`${V1}/org`, { headers: { ...asKey(), [name]: 'DELETE' } });
      expect(answer.status).toBe(200);
      expect(await codeOf(await ask(`${V1}/org`, { method: 'POST', headers: { ...asKey(), [name]: 'GET' } }))).toEqual([
        405,
        'method_not_allowed',
      ]);
    }
    expect(await codeOf(await ask(`${V1}/org?_method=DELETE`, { headers: asKey() }))).toEqual([400, 'validation_failed']);
  });

  test('HEAD answers as GET does, without a body, and changes nothing', async () => {
    const head = await ask(`${V1}/org`, { method: 'HEAD', headers: asKey() });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await ask(`${V1}/org`, { method: 'HEAD' })).status).toBe(401);
    expect((await ask('/api/app/sign-out', { method: 'HEAD', headers: asAda() })).status).toBe(404);
    expect((await ask('/api/app/session', { headers: asAda() })).status).toBe(200);
  });

  test('OPTIONS grants nobody anything', async () => {
    const preflight = await ask(`${V1}/org`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(403);
    const own = await ask(`${V1}/org`, { method: 'OPTIONS', headers: { origin: SITE } });
    expect([own.status, own.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each(['TRACE', 'TRACK', 'CONNECT', 'DEBUG', 'PROPFIND', 'get'])('%s gives nothing back of what was sent', async (method) => {
    const answer = await raw(
      `${method} ${V1}/org HTTP/1.1`,
      `Host: ${HOST}`,
      'Connection: close',
      `Authorization: Bearer ${key}`,
      'X-Echo: hello',
      '',
      '',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d |^$/);
    expect(answer).not.toContain(key);
    expect(answer).not.toContain('hello');
  });
});

describe('a redirect', () => {
  test.each(['next', 'redirect', 'returnTo', 'url', 'continue'])('leads nowhere that ?%s= names', async (name) => {
    for (const target of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/%5Cevil.example',
      '%2F%2Fevil.example',
    ]) {
      for (const path of ['/sign-in/local', '/sign-in/local/', '/sign-in', '/']) {
        const answer = await ask(`${path}?token=x&${name}=${target}`);
        const location = answer.headers.get('location');
        if (location !== null) expect(location).toBe('/sign-in?link=invalid');
      }
    }
  });

  test('after a good link is the dashboard, whatever else the link names', async () => {
    const token = await createSignInLink(world.deps, { userId: world.ada.actor.id });
    const answer = await ask(`/sign-in/local?token=${token}&next=https://evil.example`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
  });
});

describe('a header of ours', () => {
  test.each(['%0d%0aSet-Cookie:%20evil=1', '%0aX-Evil:%201', '%E5%98%8D%E5%98%8ASet-Cookie:evil=1', '\u0000'])(
    'cannot be written by %j in a path, query or token',
    async (text) => {
      for (const path of [
        `/sign-in/local?token=${text}`,
        `${V1}/workflows/${text}`,
        `/api/app/o/${text}/keys`,
        `/o/${text}`,
        `/assets/${text}`,
      ]) {
        const { headers } = await ask(path, { headers: asAda() });
        expect(headers.get('set-cookie')).toBeNull();
        expect(headers.get('x-evil')).toBeNull();
      }
    },
  );

  test('names no request id but our own', async () => {
    const answer = await ask('/healthz', { headers: { 'x-request-id': 'req_mine', 'x-armature-request-id': 'req_mine' } });
    expect(answer.headers.get('x-request-id')).not.toBe('req_mine');
  });
});

describe('what does not exist', () => {
  const bare = async (response: Response): Promise<unknown> => [response.status, await response.json()];

  test("is answered as another organization's", async () => {
    for (const path of ['keys', 'settings', 'audit-log', 'runs/run_00000000-0000-4000-8000-000000000000/live']) {
      const theirs = await bare(await ask(`/api/app/o/${world.eve.org.slug}/${path}`, { headers: asAda() }));
      const nobodys = await bare(await ask(`/api/app/o/no-such-organization/${path}`, { headers: asAda() }));
      expect(theirs).toEqual(nobodys);
      expect(theirs).toMatchObject([404, { error: { code: 'route_not_found' } }]);
    }
    const header = (slug: string) => ask(`${V1}/org`, { headers: { ...asAda(), 'x-armature-organization': slug } });
    expect(await bare(await header(world.eve.org.slug))).toEqual(await bare(await header('no-such-organization')));
  });
});
