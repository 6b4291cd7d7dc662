// /api/mcp on the wire: who gets in, from where, how much, how often; what streams, and what a revoked key still gets.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey, revokeApiKey } from '#modules/access';
import { seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { RpcError } from '#platform/mcp/define-tool';
import type { HostedServer, HostedTool, ToolContext } from '#platform/mcp/define-tool';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { createApi } from './app.ts';
import type { AuthenticateAccessToken } from './mcp-place.ts';

const HOST = '127.0.0.1:4600';
const SITE = `http://${HOST}`;
const FRIEND = 'https://inspector.example.com';
const MIB = 1024 * 1024;
const ACCEPT = 'application/json, text/event-stream';
const MODERN = '2026-07-28';
const META = { 'io.modelcontextprotocol/protocolVersion': MODERN, 'io.modelcontextprotocol/clientCapabilities': {} };

let world: World;
let api: ReturnType<typeof createApi>;
let ada: Ctx;
let token: string;
let keyId: string;

/** What stands open in `wait`, and how it ends. */
let waiting: PromiseWithResolvers<ToolContext>;
let release: PromiseWithResolvers<string>;

beforeAll(async () => {
  world = await makeWorld({ settings: { mcpAllowedOrigins: [FRIEND] } });
  api = createApi({ deps: world.deps, webDir: undefined, version: '1', repairMcp: serverFor });
  ({ ada } = world);
  await useFreshKey();
});
afterAll(() => world.close());
beforeEach(() => {
  waiting = Promise.withResolvers();
  release = Promise.withResolvers();
});

async function useFreshKey(): Promise<void> {
  const made = await createApiKey(ada, { name: `agent ${crypto.randomUUID()}` });
  token = made.token;
  keyId = made.key.id;
}

const tool = (name: string, call: HostedTool['call']): HostedTool => ({
  name,
  title: name,
  description: name,
  inputSchema: { type: 'object' },
  annotations: {},
  call,
});

const serverFor = ({ actor, org }: Ctx): HostedServer => ({
  name: 'repair',
  title: 'Repair',
  version: '1',
  instructions: '',
  tools: [
    tool('who', async () => ({ content: [{ type: 'text', text: `${actor.id} of ${org.slug} as ${actor.role}` }] })),
    tool('wait', async (_args, context) => {
      waiting.resolve(context);
      return { content: [{ type: 'text', text: await release.promise }] };
    }),
    tool('missing', () => Promise.reject(new RpcError(-32002, 'No such run.', { code: 'run_not_found', details: {} }))),
    tool('break', () => Promise.reject(new Error('password is hunter2'))),
  ],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  listCacheScope: 'private',
});

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** With a good key, unless the headers say otherwise. An empty header is not sent. */
async function ask({ method = 'POST', headers = {}, body = listing(), signal }: Asking = {}, app = api): Promise<Response> {
  const all = { host: HOST, authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: ACCEPT, ...headers };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return app.request(`${SITE}/api/mcp`, {
    method,
    headers: sent,
    ...(method === 'POST' ? { body } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
}

const listing = (): string => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

const legacyCall = (name: string, meta: object = {}): Asking => ({
  headers: { 'mcp-protocol-version': '2025-11-25' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: {}, _meta: meta } }),
});
const modernCall = (name: string, meta: object = {}): Asking => ({
  headers: { 'mcp-protocol-version': MODERN, 'mcp-method': 'tools/call', 'mcp-name': name },
  body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: {}, _meta: { ...META, ...meta } } }),
});
const ERAS = [
  ['legacy', legacyCall],
  ['modern', modernCall],
] as const;

interface Answer {
  readonly result?: { readonly content: readonly { readonly text: string }[] };
  readonly error?: { readonly code: unknown; readonly message: string; readonly data?: unknown };
  readonly id?: unknown;
}
const read = async (response: Response): Promise<Answer> => (await response.json()) as Answer;
const messagesOf = (text: string): Record<string, unknown>[] =>
  [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) => JSON.parse(json) as Record<string, unknown>);

describe('a key', () => {
  test.each(ERAS)('opens it for a %s client, in its organization and role', async (_era, call) => {
    const answer = await ask(call('who'));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect((await read(answer)).result?.content[0]?.text).toBe(`${keyId} of ${ada.org.slug} as owner`);
  });

  test.each([
    ['missing', ''],
    ['of another scheme', 'Basic YTpi'],
    ['malformed', 'Bearer amt_x'],
    ['unknown', `Bearer amt_${'x'.repeat(12)}_${'y'.repeat(40)}`],
    ['an OAuth token, where none is taken', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ])('that is %s gets 401 and nothing else', async (_what, authorization) => {
    const answer = await ask({ headers: { authorization } });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await answer.json()).toEqual({ error: { code: 'unauthenticated', message: expect.stringMatching(/API key/) } });
  });

  test('in a cookie, in the address or in a header of its own opens nothing', async () => {
    const elsewhere = await api.request(`${SITE}/api/mcp?access_token=${token}&apiKey=${token}`, {
      method: 'POST',
      headers: { host: HOST, 'content-type': 'application/json', accept: ACCEPT, cookie: `armature_session=${token}`, 'x-api-key': token },
      body: listing(),
    });
    expect(elsewhere.status).toBe(401);
  });

  test('is nowhere in an answer', async () => {
    for (const asking of [legacyCall('who'), legacyCall('break'), legacyCall(token), { method: 'GET' }, { body: token }]) {
      const answer = await ask(asking);
      expect(JSON.stringify([...answer.headers]) + (await answer.text())).not.toContain(token);
    }
  });

  test.each(ERAS)('that is revoked while a %s call is under way gets 401', async (_era, call) => {
    await useFreshKey();
    const answering = ask(call('wait'));
    await waiting.promise;
    await revokeApiKey(ada, { keyId });
    release.resolve('too late');
    const answer = await answering;
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('too late');
    await useFreshKey();
  });

  test.each(ERAS)('that is revoked ends a stream of a %s call without its result', async (_era, call) => {
    await useFreshKey();
    const answer = await ask(call('wait', { progressToken: 'p' }));
    expect(answer.status).toBe(200);
    await waiting.promise;
    await revokeApiKey(ada, { keyId });
    release.resolve('too late');
    expect(await answer.text()).not.toContain('too late');
    await useFreshKey();
  });
});

describe('an access token', () => {
  const OPEN = 'opaque-token';
  let isGood = true;
  /** What was said of the token, each time it was looked at. */
  const looks: unknown[] = [];
  const authenticateAccessToken: AuthenticateAccessToken = async (_deps, given, { resource, isKnown }) =>
    looks.push(isKnown) > 0 && given === OPEN && isGood && resource === `${SITE}/api/mcp`
      ? { org: ada.org, actor: { type: 'user', id: 'usr_1', name: 'Ada', role: 'viewer' } }
      : undefined;
  const askWith = (given: string, asking: Asking = {}) =>
    ask(
      { ...asking, headers: { ...asking.headers, authorization: given === '' ? '' : `Bearer ${given}` } },
      createApi({ deps: world.deps, webDir: undefined, version: '1', repairMcp: serverFor, authenticateAccessToken }),
    );
  beforeEach(() => {
    isGood = true;
  });

  test('that was issued for this endpoint opens it as its person', async () => {
    expect((await read(await askWith(OPEN, legacyCall('who')))).result?.content[0]?.text).toBe(`usr_1 of ${ada.org.slug} as viewer`);
  });

  test('is not needed by a key', async () => {
    expect((await askWith(token)).status).toBe(200);
  });

  test.each([
    ['no token', '', ''],
    ['another token', 'other', ', error="invalid_token"'],
    ['a bad key', 'amt_x', ', error="invalid_token"'],
  ])('is asked for with where to get one: %s', async (_what, given, fault) => {
    const answer = await askWith(given);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${SITE}/.well-known/oauth-protected-resource/api/mcp", scope="mcp"${fault}`,
    );
  });

  test('that ends while a call is under way gets 401', async () => {
    const answering = askWith(OPEN, legacyCall('wait'));
    await waiting.promise;
    isGood = false;
    release.resolve('too late');
    expect((await answering).status).toBe(401);
  });

  test('is a guess when a request begins, and none when the same request is answered', async () => {
    looks.length = 0;
    expect((await askWith(OPEN)).status).toBe(200);
    expect(looks).toEqual([false, true]);
  });
});

describe('an Origin', () => {
  test.each([
    ['of another site', 'https://evil.example'],
    ['that is opaque', 'null'],
    ['that looks like a friend', `${FRIEND}.evil.example`],
    ['of a friend with another port', `${FRIEND}:8443`],
    ['of ours with another scheme', `https://${HOST}`],
  ])('%s is refused, with and without a key', async (_what, origin) => {
    for (const asking of [{}, { method: 'OPTIONS' }, { headers: { authorization: '' } }]) {
      const answer = await ask({ ...asking, headers: { ...asking.headers, origin } });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ error: { code: 'forbidden_origin' } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test.each([SITE, 'http://localhost:6274', FRIEND])('%s reads every answer, the refusals too, but never with cookies', async (origin) => {
    const asked: readonly [Asking, number][] = [
      [{}, 200],
      [{ headers: { authorization: '' } }, 401],
      [{ method: 'GET' }, 405],
      [{ body: '[' }, 400],
    ];
    for (const [asking, status] of asked) {
      const answer = await ask({ ...asking, headers: { ...asking.headers, origin } });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('vary')).toBe('Origin');
      expect(answer.headers.get('access-control-expose-headers')).toContain('www-authenticate');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  test('asks before it sends a key, and is told what it may send', async () => {
    const answer = await ask({ method: 'OPTIONS', headers: { origin: FRIEND, authorization: '', 'content-type': '' } });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
    for (const name of ['authorization', 'content-type', 'mcp-method', 'mcp-name', 'mcp-protocol-version', 'mcp-session-id'])
      expect(answer.headers.get('access-control-allow-headers')?.split(', ')).toContain(name);
  });

  test('that is ours opens no other route to a friend', async () => {
    const answer = await api.request(`${SITE}/api/armature/v1/org`, {
      headers: { host: HOST, origin: FRIEND, authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(403);
  });
});

describe('a request', () => {
  test('under a foreign name finds nothing, whatever it carries', async () => {
    const answer = await ask({ headers: { host: 'evil.example' } });
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'route_not_found' } }]);
  });

  test.each(['GET', 'DELETE', 'PUT', 'OPTIONS', 'HEAD'])('by %s is no request here', async (method) => {
    const answer = await ask({ method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('larger than 1 MiB is refused, and one of 1 MiB is read', async () => {
    const padded = (bytes: number): Asking => ({ body: listing().padEnd(bytes) });
    expect((await ask(padded(MIB))).status).toBe(200);
    const answer = await ask(padded(MIB + 1));
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: { data: { code: 'payload_too_large' } } }]);
  });

  test('that announces more than it may send is refused unread', async () => {
    const body = new ReadableStream({ pull: () => Promise.reject(new Error('was read')) });
    const headers = { host: HOST, authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': String(MIB + 1) };
    const init: RequestInit = { method: 'POST', headers, body, duplex: 'half' };
    expect((await api.request(`${SITE}/api/mcp`, init)).status).toBe(413);
  });

  test.each([
    ['a batch', `[${listing()}]`, 400, -32600],
    ['an empty batch', '[]', 400, -32600],
    ['a number', '7', 400, -32600],
    ['no JSON', '{', 400, -32700],
    ['nothing', '', 400, -32700],
  ])('that is %s is refused', async (_what, body, status, code) => {
    const answer = await ask({ body });
    expect([answer.status, await answer.json()]).toMatchObject([status, { jsonrpc: '2.0', id: null, error: { code } }]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])('of the type %j is refused', async (type) => {
    expect((await ask({ headers: { 'content-type': type } })).status).toBe(415);
  });

  test.each([
    ['NUL', '"a\\u0000"', 'x'],
    ['half a character', '"\\ud800"', 'x'],
    ['a prototype', '{"__proto__":1}', 'x.__proto__'],
  ])('with %s in an argument is told which one', async (_what, value, field) => {
    const body = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"who","arguments":{"x":${value}}}}`;
    expect(await read(await ask({ body }))).toMatchObject({
      id: 7,
      error: { code: -32602, data: { code: 'validation_failed', details: { fieldErrors: [{ field }], warnings: [] } } },
    });
  });

  test.each(ERAS)('of a %s client with more values than anybody needs reaches nobody', async (_era, call) => {
    const { headers, body } = call('wait', Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`n${index}`, 1])));
    expect(await read(await ask({ headers: headers ?? {}, body: body ?? '' }))).toMatchObject({
      id: 7,
      error: { code: -32602, data: { code: 'validation_failed', details: { fieldErrors: [{ field: 'body' }] } } },
    });
  });

  test('nested without end is refused', async () => {
    const body = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"who","arguments":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`;
    expect(await read(await ask({ body }))).toMatchObject({ id: 7, error: { code: -32602 } });
  });

  test.each(ERAS)('of a %s client that fails by a fault of ours says nothing of it but its name in the log', async (_era, call) => {
    const answer = await ask(call('break'));
    const { error } = await read(answer);
    expect(error).toMatchObject({ code: -32603, data: { code: 'internal_error', details: { fieldErrors: [], warnings: [] } } });
    expect(error?.message).toContain(answer.headers.get('x-request-id'));
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  test.each(ERAS)('of a %s client for an object that is not there keeps its code', async (_era, call) => {
    expect((await read(await ask(call('missing')))).error).toEqual({
      code: -32002,
      message: 'No such run.',
      data: { code: 'run_not_found', details: {} },
    });
  });
});

describe('a rate', () => {
  test('is the key’s own, and beyond it the answer says when to come back', async () => {
    const slow = createApi({
      deps: { ...world.deps, settings: { ...world.deps.settings, rateLimitPerMinute: 2 } },
      webDir: undefined,
      version: '1',
      repairMcp: serverFor,
    });
    await useFreshKey();
    const statuses = [];
    for (let i = 0; i < 2; i += 1) statuses.push((await ask({}, slow)).status);
    expect(statuses).toEqual([200, 200]);
    const answer = await ask({}, slow);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30']);
    expect(await read(answer)).toMatchObject({
      jsonrpc: '2.0',
      error: { code: -32000, data: { code: 'rate_limited', details: { retryAfterSeconds: 30, fieldErrors: [], warnings: [] } } },
    });
    await useFreshKey();
    expect((await ask({}, slow)).status).toBe(200);
  });
});

describe('a call with a progress token', () => {
  test.each(ERAS)('of a %s client is told every 5 s that it goes on, and what the tool reports at once', async (_era, call) => {
    const answer = await ask(call('wait', { progressToken: 'p' }));
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const context = await waiting.promise;
    await context.progress(1, 'one of two');
    for (let beat = 0; beat < 2; beat += 1) {
      await expect.poll(() => world.clock.sleepers).toBe(1);
      world.clock.advance(seconds(5));
    }
    await expect.poll(() => world.clock.sleepers).toBe(1);
    await context.progress(2, 'two of two');
    release.resolve('done');
    const messages = messagesOf(await answer.text());
    const reports = messages.slice(0, -1).map(({ params }) => params as { progressToken: string; progress: number; message: string });
    expect(reports.map(({ message }) => message)).toEqual(['one of two', 'one of two', 'one of two', 'two of two']);
    const values = reports.map(({ progress }) => progress);
    expect(values).toEqual([...new Set(values)].toSorted((a, b) => a - b));
    expect(reports.every(({ progressToken }) => progressToken === 'p')).toBe(true);
    expect(messages.at(-1)).toMatchObject({ id: 7, result: { content: [{ text: 'done' }] } });
    expect(world.clock.sleepers).toBe(0);
  });

  test.each(ERAS)('of a %s client that is long, or none, is refused: every report would repeat it', async (_era, call) => {
    for (const progressToken of ['p'.repeat(257), { p: 'p' }, null]) {
      const answer = await ask(call('wait', { progressToken }));
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(await read(answer)).toMatchObject({
        id: 7,
        error: { code: -32602, data: { code: 'validation_failed', details: { fieldErrors: [{ field: '_meta.progressToken' }] } } },
      });
    }
  });

  test.each(ERAS)('of a %s client ends when its stream is closed', async (_era, call) => {
    const answer = await ask(call('wait', { progressToken: 'p' }));
    const { signal } = await waiting.promise;
    await answer.body?.cancel();
    await expect.poll(() => signal.aborted).toBe(true);
    expect(world.clock.sleepers).toBe(0);
  });

  test.each(ERAS)('or without one, of a %s client, ends when the client leaves', async (_era, call) => {
    for (const meta of [{}, { progressToken: 'p' }]) {
      waiting = Promise.withResolvers();
      const client = new AbortController();
      const asked = ask({ ...call('wait', meta), signal: client.signal }).catch(() => undefined);
      const { signal } = await waiting.promise;
      client.abort();
      await expect.poll(() => signal.aborted).toBe(true);
      await asked;
    }
  });
});
