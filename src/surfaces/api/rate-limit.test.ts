// Limits as a client meets them, with two processes of the API on one database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, createSignInLink, revokeApiKey } from '#modules/access';
import type { Ctx, Deps } from '#platform/ctx';
import { silentLog } from '#platform/log';
import { createLimits } from '#platform/rate-limit/postgres-limits';
import { makeWorld, TEST_SETTINGS } from '#test/harness';
import type { World } from '#test/harness';
import { createApi } from './app.ts';

const HOST = '127.0.0.1:4600';
const V1 = '/api/armature/v1';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

interface From {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  /** Of the socket. */
  readonly address?: string;
}
type Ask = (path: string, from?: From) => Promise<Response>;

const process = (perMinute: number, more: Partial<Deps['settings']> = {}): Ask => {
  const limits = createLimits({ db: world.deps.db, clock: world.clock, log: silentLog });
  const deps = { ...world.deps, limits, settings: { ...TEST_SETTINGS, rateLimitPerMinute: perMinute, ...more } };
  const api = createApi({ deps, webDir: undefined, version: '1' });
  return (path, { headers = {}, method = 'GET', address = '192.0.2.1' } = {}) =>
    Promise.resolve(
      api.request(
        `http://${HOST}${path}`,
        { method, headers: { host: HOST, ...headers } },
        { incoming: { socket: { remoteAddress: address } } },
      ),
    );
};
const statuses = async (count: number, ask: (i: number) => Promise<Response>): Promise<Record<number, number>> => {
  const counts: Record<number, number> = {};
  for (let i = 0; i < count; i += 1) {
    const { status } = await ask(i);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
};
const keyOf = async (ctx: Ctx): Promise<Record<string, string>> => ({
  authorization: `Bearer ${(await createApiKey(ctx, { name: crypto.randomUUID() })).token}`,
});

describe('a key', () => {
  test('has one minute for all processes and all routes, and learns when to come back', async () => {
    const { ada } = await world.newOrg();
    const [a, b, headers] = [process(10), process(10), await keyOf(ada)];
    const paths = [`${V1}/org`, `${V1}/workflows`, `${V1}/nothing-at-all`, `${V1}/models`];
    expect(await statuses(12, (i) => (i % 2 === 0 ? a : b)(paths[i % 2 === 0 ? 0 : 3] ?? '', { headers }))).toEqual({ 200: 10, 429: 2 });
    const refused = await b(`${V1}/org`, { headers });
    expect([
      refused.status,
      refused.headers.get('retry-after'),
      ((await refused.json()) as { error: { code: string } }).error.code,
    ]).toEqual([429, '6', 'rate_limited']);
    world.clock.advance(6_000);
    expect((await a(`${V1}/org`, { headers })).status).toBe(200);
    expect((await a(`${V1}/org`, { headers: await keyOf(ada) })).status).toBe(200);
  });

  test('may use all of a large minute from one process', async () => {
    const { ada } = await world.newOrg();
    const [ask, headers] = [process(600), await keyOf(ada)];
    expect(await statuses(605, () => ask(`${V1}/org`, { headers }))).toEqual({ 200: 600, 429: 5 });
  });

  test('that is revoked while its request is served gets no answer', async () => {
    const { ada } = await world.newOrg();
    const { token, key } = await createApiKey(ada, { name: 'k' });
    const api = createApi({ deps: world.deps, webDir: undefined, version: '1' });
    const headers = { host: HOST, authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': '2' };
    /** A check of an unsaved workflow; its body ends when `middle` has. */
    const answerAfter = async (middle: () => Promise<unknown>) => {
      const [reading, sent] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
        reading.resolve();
        await sent.promise;
        controller.enqueue(new TextEncoder().encode('{}'));
        controller.close();
      };
      const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
      const answer = api.request(`http://${HOST}${V1}/workflows/check`, { method: 'POST', headers, body, duplex: 'half' });
      await reading.promise;
      await middle();
      sent.resolve();
      return (await answer).status;
    };
    expect(await answerAfter(() => Promise.resolve())).toBe(200);
    expect(await answerAfter(() => revokeApiKey(ada, { keyId: key.id }))).toBe(401);
  });
});

describe('a person', () => {
  test('has one minute for all sessions, for the dashboard and the REST API', async () => {
    const { ada } = await world.newOrg();
    const ask = process(10);
    const cookieOf = async () => {
      const token = await createSignInLink(world.deps, { userId: ada.actor.id });
      return (await ask(`/sign-in/local?token=${token}`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    };
    const [one, two] = [await cookieOf(), await cookieOf()];
    const asked = await statuses(12, (i) =>
      i % 2 === 0
        ? ask('/api/app/session', { headers: { cookie: one } })
        : ask(`${V1}/org`, { headers: { cookie: two, 'x-armature-organization': ada.org.slug } }),
    );
    expect(asked).toEqual({ 200: 10, 429: 2 });
    world.clock.advance(60_000);
  });
});

describe('a stranger', () => {
  test.each(['/sign-in/local?token=x', `${V1}/openapi`, '/readyz'])(
    'has one minute per network for %s, and another network is not touched',
    async (path) => {
      const ask = process(5);
      const from = `2001:db8:${path.length}:1::`;
      const asked = await statuses(7, (i) => ask(path, { address: `${from}${i}` }));
      expect(asked[429]).toBe(2);
      expect((await ask(path, { address: '198.51.100.1' })).status).not.toBe(429);
      world.clock.advance(60_000);
    },
  );

  test('who guesses sessions is stopped', async () => {
    const ask = process(5);
    const guess = (i: number) => ask('/api/app/session', { headers: { cookie: `armature_session=guess${i}` }, address: '198.51.100.2' });
    expect(await statuses(8, guess)).toEqual({ 401: 5, 429: 3 });
    expect((await ask('/api/app/session', { address: '198.51.100.3' })).status).toBe(401);
  });

  test('who guesses keys is stopped in every process, before anything is looked up', async () => {
    const [a, b] = [process(600), process(600)];
    const guess = (i: number) =>
      (i % 2 === 0 ? a : b)(`${V1}/org`, {
        headers: { authorization: `Bearer amt_${String(i).padStart(12, '0')}_${'a'.repeat(40)}` },
        address: '198.51.100.4',
      });
    expect(await statuses(66, guess)).toEqual({ 401: 60, 429: 6 });
    world.clock.advance(60_000);
  });

  test('cannot name an address of his own, but a trusted proxy can', async () => {
    const [open, behind] = [process(3), process(3, { trustedProxies: ['192.0.2.0/24'] })];
    const claim = (ask: Ask) => (i: number) =>
      ask(`${V1}/openapi`, { headers: { 'x-forwarded-for': `203.0.113.${i}` }, address: '192.0.2.77' });
    expect(await statuses(5, claim(open))).toEqual({ 200: 3, 429: 2 });
    expect(await statuses(5, claim(behind))).toEqual({ 200: 5 });
    const one = () => behind(`${V1}/openapi`, { headers: { 'x-forwarded-for': '10.0.0.1, 203.0.113.200' }, address: '192.0.2.77' });
    expect(await statuses(5, one)).toEqual({ 200: 3, 429: 2 });
  });

  test('is served the liveness of the process without limit', async () => {
    expect(await statuses(20, () => process(3)('/healthz'))).toEqual({ 200: 20 });
  });
});
