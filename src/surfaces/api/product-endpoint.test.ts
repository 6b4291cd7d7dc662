// /mcp/<org>/<slug> on the wire: under which names it is found, what its door is handed, and how refusals look.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError, notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { createApi } from './app.ts';
import { ownMcpOf } from './own-mcp.ts';
import type { ProductAdmitted, ProductAsked } from './published-place.ts';

const HOST = '127.0.0.1:4600';
const DOMAIN = 'mcp-host.example';
const FRIEND = 'https://inspector.example.com';
const ACCEPT = 'application/json, text/event-stream';

let world: World;
let api: ReturnType<typeof createApi>;
let asked: ProductAsked | undefined;
let refusal: AppError | undefined;
let sessions: string[];

beforeAll(async () => {
  world = await makeWorld({ settings: { baseDomain: DOMAIN, mcpAllowedOrigins: [FRIEND] } });
  api = createApi({ deps: world.deps, webDir: undefined, version: '1', productMcp: admit });
});
afterAll(() => world.close());
beforeEach(() => {
  asked = undefined;
  refusal = undefined;
  sessions = [];
});

async function admit(_deps: Deps, what: ProductAsked): Promise<ProductAdmitted> {
  asked = what;
  if (refusal !== undefined) throw refusal;
  return {
    callerId: 'caller_1',
    serverFor: (sessionKey) => {
      sessions.push(sessionKey);
      return shop;
    },
  };
}

const shop: HostedServer = {
  name: 'shop',
  title: 'Shop',
  version: '1',
  instructions: '',
  tools: [],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  listCacheScope: 'private',
};

interface Asking {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

const ask = ({ path = `/mcp/${world.org.slug}/shop`, method = 'POST', headers = {} }: Asking = {}, rpc = 'tools/list') =>
  api.request(`http://${HOST}${path}`, {
    method,
    headers: { host: HOST, 'content-type': 'application/json', accept: ACCEPT, ...headers },
    ...(method === 'POST'
      ? { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: rpc, params: rpc === 'initialize' ? HELLO : {} }) }
      : {}),
  });
const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'agent', version: '1' } };

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { error: { code: unknown } }).error.code;

test('the door is handed names, headers and query as they came, and no key of ours opens it', async () => {
  const answer = await ask({ path: `/mcp/${world.org.slug}/shop?api_key=s%20ecret`, headers: { 'x-api-key': 'mine' } });
  expect(answer.status).toBe(200);
  expect(asked).toMatchObject({ orgSlug: world.org.slug, slug: 'shop', own: undefined });
  expect([asked?.headers.get('x-api-key'), asked?.query.get('api_key')]).toEqual(['mine', 's ecret']);
});

test.each([
  [new AppError('unauthenticated', 'The credential is missing.'), [401, 'unauthenticated'], { 'www-authenticate': 'Bearer' }],
  [notFound('source'), [404, 'source_not_found'], {}],
  [new AppError('source_paused', 'The source is paused.'), [503, 'source_paused'], {}],
  [new AppError('upstream_unavailable', 'The product could not tell.'), [503, 'upstream_unavailable'], { 'retry-after': '5' }],
  [new AppError('rate_limited', 'Too many.', { details: { retryAfterSeconds: 7 } }), [429, -32000], { 'retry-after': '7' }],
])('a refusal is its answer: %s', async (error, told, headers) => {
  refusal = error;
  const answer = await ask();
  expect([answer.status, await codeOf(answer)]).toEqual(told);
  for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value);
});

test.each(['/mcp/Shop/x', '/mcp/a%2Fb/shop', '/mcp/shop/Pet%00store', `/mcp/shop/${'a'.repeat(81)}`])(
  'nobody is asked for what cannot be: %s',
  async (path) => {
    const answer = await ask({ path });
    expect([answer.status, await codeOf(answer), asked]).toEqual([404, 'source_not_found', undefined]);
  },
);

test.each([notFound('source'), new AppError('unauthenticated', 'The credential is missing.')])(
  'whoever tries without end is stopped: %s',
  async (error) => {
    const narrow = { ...world.deps, settings: { ...world.deps.settings, rateLimitPerMinute: 3 } };
    const app = createApi({ deps: narrow, webDir: undefined, version: '1', productMcp: admit });
    refusal = error;
    const guess = () =>
      app.request(
        `http://${HOST}/mcp/shop/x${crypto.randomUUID()}`,
        { method: 'POST', headers: { host: HOST }, body: '{}' },
        {
          incoming: { socket: { remoteAddress: error.code === 'not_found' ? '192.0.2.77' : '192.0.2.78' } },
        },
      );
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await guess()).status);
    const status = error.code === 'not_found' ? 404 : 401;
    expect(statuses).toEqual([status, status, status, 429]);
  },
);

test.each(['GET', 'DELETE'])('takes no %s', async (method) => {
  const answer = await ask({ method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});

test('a session belongs to its caller', async () => {
  const label = (await ask({}, 'initialize')).headers.get('mcp-session-id') ?? '';
  await ask({ headers: { 'mcp-session-id': label } });
  await ask({ headers: { 'mcp-session-id': 'nonsense' } });
  expect(sessions[1]).toBe(sessions[0]);
  expect(sessions[2]).toMatch(/^fallback:caller_1:/);
});

describe('a page of an allowed origin', () => {
  test('may send the header that the credential is in', async () => {
    const answer = await ask({
      method: 'OPTIONS',
      headers: {
        origin: FRIEND,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, X-Shop-Key, bad header',
      },
    });
    expect(answer.status).toBe(204);
    const allowed = (answer.headers.get('access-control-allow-headers') ?? '').split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['x-shop-key', 'mcp-session-id']));
    expect(allowed).not.toContain('bad header');
  });

  test('of another origin may not', async () => expect((await ask({ headers: { origin: 'https://evil.example' } })).status).toBe(403));
});

describe('under a name of BASE_DOMAIN', () => {
  const at = (host: string, path: string) => ask({ path, headers: { host: `${host}.${DOMAIN}:4600` } });

  test('mcp.<org> leads to its sources by their slug alone', async () => {
    expect((await at(`mcp.${world.org.slug}`, '/shop')).status).toBe(200);
    expect(asked).toMatchObject({ orgSlug: world.org.slug, slug: 'shop' });
  });

  test('<org> leads to its own by the whole path', async () => {
    const path = `/mcp/${world.org.slug}/shop`;
    expect((await at(world.org.slug, path)).status).toBe(200);
    expect((await at('another', path)).status).toBe(404);
  });

  test.each(['/shop', '/readyz', '/'])('a slug alone leads nowhere under other names: %s', async (path) => {
    expect((await at(world.org.slug, path)).status).toBe(404);
    await ask({ path });
    expect(asked).toBeUndefined();
  });
});

describe('from inside the process', () => {
  const inside = (org: World['org'], path: string) =>
    ownMcpOf(api, world.deps.settings)({ org, credential: 'theirs' }, `http://somewhere.else${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: ACCEPT },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  test("the profile's credential stands for a caller's", async () => {
    expect((await inside(world.org, `/mcp/${world.org.slug}/shop`)).status).toBe(200);
    expect(asked?.own).toEqual({ org: world.org, credential: 'theirs' });
  });

  test('nothing of another organization is found', async () => {
    expect((await inside(world.org, `/mcp/${world.eve.org.slug}/shop`)).status).toBe(404);
    expect(asked).toBeUndefined();
  });
});
