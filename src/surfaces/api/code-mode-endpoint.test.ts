// /product-mcp/<slug> on the wire: who gets in and under which name, what the address may say, and what holds a session together.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, revokeApiKey } from '#modules/access';
import { AppError, notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { createApi } from './app.ts';
import { ownMcpOf } from './own-mcp.ts';
import type { CodeModeAsked } from './published-place.ts';

const HOST = '127.0.0.1:4600';
const DOMAIN = 'mcp-host.example';
const ACCEPT = 'application/json, text/event-stream';
const MODERN = '2026-07-28';
const META = { 'io.modelcontextprotocol/protocolVersion': MODERN, 'io.modelcontextprotocol/clientCapabilities': {} };

let world: World;
let api: ReturnType<typeof createApi>;
let token: string;
let foreign: string;

/** What the endpoint was asked for last, and by whom. */
let asked: { readonly ctx: Ctx; readonly what: CodeModeAsked };

beforeAll(async () => {
  world = await makeWorld({ settings: { baseDomain: DOMAIN } });
  api = createApi({ deps: world.deps, webDir: undefined, version: '1', codeModeMcp: serverFor });
  token = (await createApiKey(world.ada, { name: 'agent', role: 'viewer' })).token;
  foreign = (await createApiKey(world.eve, { name: 'agent' })).token;
});
afterAll(() => world.close());

async function serverFor(ctx: Ctx, what: CodeModeAsked): Promise<HostedServer> {
  asked = { ctx, what };
  if (what.slug === 'paused') throw new AppError('source_paused', 'The source is paused.');
  if (what.environment === 'staging') throw notFound('bundle');
  if (ctx.org.id !== world.org.id || what.slug !== 'petstore') throw notFound('source');
  return {
    name: what.slug,
    title: 'Petstore',
    version: '1',
    instructions: 'Search first.',
    tools: ['fail', 'break'].map((name) => ({
      name,
      title: name,
      description: name,
      inputSchema: { type: 'object' },
      annotations: {},
      call: () =>
        Promise.reject(name === 'fail' ? new AppError('unavailable', 'No room for another script.') : new Error('password is hunter2')),
    })),
    resources: [],
    resourceTemplates: [],
    prompts: [],
    listCacheScope: 'private',
  };
}

interface Asking {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly message?: object;
  readonly body?: string;
}

const listing = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'agent', version: '1' } },
};

/** With a good key, unless the headers say otherwise. An empty header is not sent. */
async function ask({ path = '/product-mcp/petstore', method = 'POST', headers = {}, message = listing, body }: Asking = {}, app = api) {
  const all = { host: HOST, authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: ACCEPT, ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return app.request(`http://${HOST}${path}`, {
    method,
    headers: sent,
    ...(method === 'POST' ? { body: body ?? JSON.stringify(message) } : {}),
  });
}

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { error: { code: unknown } }).error.code;

describe('a key', () => {
  test('of any role opens the sources of its organization', async () => {
    const answer = await ask({ message: initialize });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ result: { serverInfo: { name: 'petstore' }, instructions: 'Search first.' } });
    expect(asked.ctx.actor).toMatchObject({ type: 'key', role: 'viewer' });
  });

  test.each(['', 'Bearer amt_x', `Bearer amt_${'x'.repeat(12)}_${'y'.repeat(40)}`, 'Bearer eyJhbGciOiJub25lIn0.e30.'])(
    'that is none gets 401: %j',
    async (authorization) => {
      const answer = await ask({ headers: { authorization } });
      expect([answer.status, answer.headers.get('www-authenticate'), await codeOf(answer)]).toEqual([401, 'Bearer', 'unauthenticated']);
    },
  );

  test('of another organization finds nothing', async () => {
    const answer = await ask({ headers: { authorization: `Bearer ${foreign}` } });
    expect([answer.status, await codeOf(answer)]).toEqual([404, 'source_not_found']);
  });

  test('in the address opens nothing', async () => {
    expect(
      (await ask({ path: `/product-mcp/petstore?access_token=${token}&api_key=${token}`, headers: { authorization: '' } })).status,
    ).toBe(401);
  });

  test('that is revoked opens nothing any more', async () => {
    const made = await createApiKey(world.ada, { name: 'short-lived' });
    const headers = { authorization: `Bearer ${made.token}` };
    expect((await ask({ headers })).status).toBe(200);
    await revokeApiKey(world.ada, { keyId: made.key.id });
    expect((await ask({ headers })).status).toBe(401);
  });

  test('has a limit of its own', async () => {
    const narrow = { ...world.deps, settings: { ...world.deps.settings, rateLimitPerMinute: 2 } };
    const app = createApi({ deps: narrow, webDir: undefined, version: '1', codeModeMcp: serverFor });
    const made = await createApiKey(world.ada, { name: 'busy' });
    const headers = { authorization: `Bearer ${made.token}` };
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await ask({ headers }, app)).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await ask({ headers }, app);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: -32000, data: { code: 'rate_limited' } } });
  });

  test('is led nowhere by metadata: there is no authorization server for it', async () => {
    for (const name of ['oauth-protected-resource', 'oauth-authorization-server', 'openid-configuration']) {
      expect((await ask({ method: 'GET', path: `/.well-known/${name}/product-mcp/petstore` })).status).toBe(404);
    }
  });
});

describe('the address', () => {
  test('names the environment and the manner, and has defaults', async () => {
    await ask();
    expect(asked.what).toMatchObject({ slug: 'petstore', environment: 'production', typechecks: true, runsCode: true });
    await ask({ path: '/product-mcp/petstore?environment=blue-2&typecheck=off&codemode=false&utm=1' });
    expect(asked.what).toMatchObject({ environment: 'blue-2', typechecks: false, runsCode: false });
  });

  test.each([
    ['environment=Production', 'environment'],
    ['environment=', 'environment'],
    [`environment=${'a'.repeat(33)}`, 'environment'],
    ['environment=a&environment=b', 'environment'],
    ['typecheck=no', 'typecheck'],
    ['codemode=0', 'codemode'],
  ])('that is wrong is refused: %s', async (query, field) => {
    const answer = await ask({ path: `/product-mcp/petstore?${query}` });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'validation_failed', details: { fieldErrors: [{ field }] } } });
  });

  test.each([
    ['/product-mcp/nothing', 404, 'source_not_found'],
    ['/product-mcp/p', 404, 'source_not_found'],
    ['/product-mcp/Pet%00store', 404, 'source_not_found'],
    [`/product-mcp/${'a'.repeat(81)}`, 404, 'source_not_found'],
    ['/product-mcp/petstore?environment=staging', 404, 'bundle_not_found'],
    ['/product-mcp/paused', 503, 'source_paused'],
    ['/product-mcp', 404, 'route_not_found'],
    ['/product-mcp/petstore/more', 404, 'route_not_found'],
  ])('%s gets %i %s', async (path, status, code) => {
    const answer = await ask({ path });
    expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
  });

  test.each(['GET', 'DELETE', 'PUT'])('takes no %s', async (method) => {
    const answer = await ask({ method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('a message', () => {
  test.each([
    ['larger than 1 MiB', 'x'.repeat(1024 * 1024 + 1), 413],
    ['that is a batch', JSON.stringify([listing]), 400],
    ['that is no JSON', '{', 400],
  ])('%s is refused', async (_what, body, status) => expect((await ask({ body })).status).toBe(status));

  test('of another kind than JSON is refused', async () =>
    expect((await ask({ headers: { 'content-type': 'text/plain' } })).status).toBe(415));

  test('from a foreign page is refused', async () => {
    const answer = await ask({ headers: { origin: 'https://evil.example' } });
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'forbidden_origin']);
  });

  test.each([
    ['fail', -32000, 'unavailable'],
    ['break', -32603, 'internal_error'],
  ])('that leads to a fault of ours is answered without our inside: %s', async (name, number, code) => {
    const answer = await (await ask({ message: { ...listing, method: 'tools/call', params: { name, arguments: {} } } })).text();
    expect(JSON.parse(answer)).toMatchObject({ error: { code: number, data: { code } } });
    expect(answer).not.toContain('hunter2');
  });
});

describe('under a name of BASE_DOMAIN', () => {
  const at = (host: string, path?: string) => ask({ headers: { host }, ...(path === undefined ? {} : { path }) });
  const portOf = (host: string) => `${host}:4600`;

  test("the organization's own sources are there", async () => {
    expect((await at(portOf(`${world.org.slug}.${DOMAIN}`))).status).toBe(200);
  });

  test.each([
    ['the name of another organization', () => `${world.eve.org.slug}.${DOMAIN}`],
    ['the name of nobody', () => `nobody.${DOMAIN}`],
    ['the name of products', () => `mcp.${world.org.slug}.${DOMAIN}`],
    ['a name that is not ours', () => 'evil.example'],
  ])('there is nothing under %s', async (_what, host) => expect((await at(portOf(host()))).status).toBe(404));

  test('nothing else is served', async () => {
    const host = portOf(`${world.org.slug}.${DOMAIN}`);
    for (const path of ['/', '/api/mcp', '/api/armature/v1/mcp-servers', '/product-mcp']) {
      expect((await ask({ method: 'GET', path, headers: { host } })).status).toBe(404);
    }
  });
});

describe('a session', () => {
  const sessionOf = async (asking: Asking): Promise<string> => {
    expect((await ask(asking)).status).toBe(200);
    return asked.what.sessionKey;
  };
  const begin = async (headers: Record<string, string> = {}): Promise<{ label: string; key: string }> => {
    const label = (await ask({ message: initialize, headers })).headers.get('mcp-session-id') ?? '';
    return { label, key: asked.what.sessionKey };
  };

  test('of a legacy client begins with initialize, and goes on with its label in every process', async () => {
    const { label, key } = await begin();
    expect(label).toMatch(/^[\x21-\x7e]{20,512}$/);
    expect(label).not.toContain(key);
    const other = createApi({ deps: { ...world.deps }, webDir: undefined, version: '1', codeModeMcp: serverFor });
    await ask({ headers: { 'mcp-session-id': label } }, other);
    expect(asked.what.sessionKey).toBe(key);
    expect((await begin()).key).not.toBe(key);
  });

  test('is not told again with later answers', async () => {
    const { label } = await begin();
    expect((await ask({ headers: { 'mcp-session-id': label } })).headers.get('mcp-session-id')).toBeNull();
  });

  test('belongs to its key and its source; a label that is forged or foreign groups nothing', async () => {
    const { label, key } = await begin();
    const fallback = await sessionOf({});
    expect(fallback).toMatch(/^fallback:key_\w+:\d{4}-\d\d-\d\d$/);
    for (const forged of [`${label}A`, label.slice(4), 'x'.repeat(4000), key]) {
      expect(await sessionOf({ headers: { 'mcp-session-id': forged } })).toBe(fallback);
    }
    const colleague = (await createApiKey(world.ben, { name: 'colleague' })).token;
    expect(await sessionOf({ headers: { authorization: `Bearer ${colleague}`, 'mcp-session-id': label } })).not.toBe(key);
  });

  test('of a modern client is that of its key, its name and the day; it gets no label', async () => {
    const modern = (name: string): Asking => ({
      headers: { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/list' },
      message: { ...listing, params: { _meta: { ...META, 'io.modelcontextprotocol/clientInfo': { name, version: '1' } } } },
    });
    const first = await sessionOf(modern('claude'));
    expect(first).toMatch(/^client:key_\w+:[0-9a-f]{12}:\d{4}-\d\d-\d\d$/);
    expect(await sessionOf(modern('claude'))).toBe(first);
    expect(await sessionOf(modern('cursor'))).not.toBe(first);
    expect((await ask(modern('claude'))).headers.get('mcp-session-id')).toBeNull();
  });

  test('begins with no refusal', async () => {
    const answer = await ask({ path: '/product-mcp/nothing', message: initialize });
    expect([answer.status, answer.headers.get('mcp-session-id')]).toEqual([404, null]);
  });
});

describe('from inside the process', () => {
  const inside = async ({ org }: Pick<Cast, 'org'>, path = '/product-mcp/petstore', init: RequestInit = {}) =>
    ownMcpOf(api, world.deps.settings)({ org }, `http://somewhere.else${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: ACCEPT },
      body: JSON.stringify(listing),
      ...init,
    });

  test('it is an editor of the organization, without a key', async () => {
    expect((await inside(world)).status).toBe(200);
    expect(asked.ctx).toMatchObject({ org: world.org, actor: { type: 'system', role: 'editor' } });
  });

  test('it finds nothing of another organization', async () => expect((await inside(world.eve)).status).toBe(404));

  test('it meets the guards that the network meets', async () => {
    const headers = { 'content-type': 'application/json', accept: ACCEPT };
    expect((await inside(world, undefined, { headers: { ...headers, origin: 'https://evil.example' } })).status).toBe(403);
    const rebound = ownMcpOf(api, world.deps.settings)(world, `http://${HOST}/product-mcp/petstore`, {
      method: 'POST',
      headers,
      foreignHost: 'evil.example',
    });
    expect((await rebound).status).toBe(404);
  });

  test('it is let in nowhere else', async () => {
    const listServers = ownMcpOf(api, world.deps.settings)(world, `http://${HOST}/api/armature/v1/mcp-servers`);
    expect((await listServers).status).toBe(401);
  });

  test('it is not asked for once it is given up', async () => {
    await expect(inside(world, undefined, { signal: AbortSignal.abort(new Error('given up')) })).rejects.toThrow('given up');
  });
});
