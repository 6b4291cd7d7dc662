// A published API in mode tools: who is let in, what a call becomes, and what is kept of it. The API is on loopback.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { settleEvents } from '#modules/analytics';
import type { OpenBundle, Operation, Parameter, SourceConnection } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import type { ToolContext } from '#platform/mcp/define-tool';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import { admitCaller, productServer } from './index.ts';
import type { Product } from './index.ts';

let world: World;
let api: Receiver;
let made = 0;

const MIB = 1024 * 1024;
const GOOD = 'shop-credential-4711';

beforeAll(async () => {
  world = await makeWorld();
  api = await startReceiver();
});
afterAll(async () => {
  await settleEvents(world.deps);
  await api.close();
  await world.close();
});
beforeEach(() => {
  api.otherwise(({ headers, path }) => ({
    status: headers['authorization'] === `Bearer ${GOOD}` ? 200 : 401,
    body: { path },
  }));
});

const connection: SourceConnection = {
  credentialLocation: 'header',
  credentialName: 'Authorization',
  credentialPrefix: 'Bearer ',
  forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
  validationMode: 'endpoint',
  validationPath: '/v1/me',
};

const parameter = (place: Parameter['place'], name: string, schema: Parameter['schema'] = { type: 'string' }): Parameter => ({
  name,
  argument: name,
  place,
  required: place === 'path',
  description: '',
  schema,
  style: place === 'query' ? 'form' : 'simple',
  explode: place === 'query',
  allowReserved: false,
});

const operation = (operationId: string, over: Partial<Operation>): Operation => ({
  operationId,
  jsName: operationId,
  toolName: operationId,
  method: 'GET',
  path: '/pets',
  summary: '',
  description: '',
  tags: ['pets'],
  deprecated: false,
  aliases: [],
  parameters: [],
  body: null,
  response: { kind: 'json', schema: { $ref: '#/components/schemas/Pet' } },
  annotations: { readOnlyHint: true },
  signature: '',
  mentions: [],
  ...over,
});

const OPERATIONS = [
  operation('createPet', {
    method: 'POST',
    parameters: [parameter('header', 'authorization'), parameter('header', 'X-Trace')],
    body: {
      required: true,
      description: '',
      contentType: 'application/json',
      kind: 'json',
      schema: { $ref: '#/components/schemas/Pet' },
      encoding: {},
    },
  }),
  operation('getPet', {
    path: '/pets/{petId}',
    summary: 'One pet',
    description: 'Looks it up.',
    parameters: [parameter('path', 'petId'), parameter('query', 'fields', { type: 'array', items: { type: 'string' } })],
  }),
];

/** Each its own source, so that nothing is remembered from another test. */
function productOf(
  { org }: Pick<Ctx, 'org'>,
  over: { connection?: Partial<SourceConnection>; rate?: number; updatedAt?: string } = {},
): Product {
  made += 1;
  return productNamed(`mcp_${made}`, { org }, over);
}

function productNamed(id: string, { org }: Pick<Ctx, 'org'>, over: Parameters<typeof productOf>[1] = {}): Product {
  const own = { ...connection, ...over.connection };
  const bundle = {
    source: {
      id,
      orgId: org.id,
      slug: 'shop',
      rateLimitPerMinute: over.rate ?? 600,
      updatedAt: over.updatedAt ?? 'now',
      baseUrl: `${api.origin}/v1`,
      connection: own,
    },
    info: { title: 'Pet Shop', version: '1.0.0', description: 'Pets, and all about them.' },
    operations: {
      all: OPERATIONS,
      byOperationId: new Map(OPERATIONS.map((one) => [one.operationId, one])),
      byJsName: new Map(),
      byToolName: new Map(OPERATIONS.map((one) => [one.toolName, one])),
    },
    schemas: {
      Pet: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
      },
    },
  };
  // Of a bundle only these are looked at here; the rest is the compiler's.
  return { org, bundle: bundle as unknown as OpenBundle, baseUrl: `${api.origin}/v1`, connection: own };
}

const asked = (credential: string | undefined, ip = '192.0.2.1') => ({
  headers: new Headers(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
  query: new URLSearchParams(),
  ip,
  signal: new AbortController().signal,
});

/** How many times the API was asked while it ran. */
async function questions(work: () => Promise<unknown>): Promise<number> {
  const before = api.requests.length;
  await work();
  return api.requests.length - before;
}

describe('admission', () => {
  test('a valid credential is asked about once a minute', async () => {
    const product = productOf(world.ada);
    const admit = () => admitCaller(world.deps, product, asked(GOOD, '192.0.2.10'));
    expect(await questions(admit)).toBe(1);
    expect(api.requests.at(-1)).toMatchObject({ method: 'GET', path: '/v1/me', headers: { authorization: `Bearer ${GOOD}` } });
    expect(await questions(admit)).toBe(0);
    world.clock.advance(seconds(61));
    expect(await questions(admit)).toBe(1);
  });

  test('a burst of one credential asks once', async () => {
    const product = productOf(world.ada);
    expect(
      await questions(() => Promise.all(Array.from({ length: 80 }, () => admitCaller(world.deps, product, asked(GOOD, '192.0.2.11'))))),
    ).toBe(1);
  });

  test('an invalid one is refused, and remembered for as long', async () => {
    const product = productOf(world.ada);
    const admit = () => admitCaller(world.deps, product, asked('wrong', '192.0.2.12'));
    await expect(admit()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await questions(() => expect(admit()).rejects.toMatchObject({ code: 'unauthenticated' }))).toBe(0);
  });

  test('a missing one is refused without a question, in words that say where it belongs', async () => {
    const product = productOf(world.ada);
    const refusal = expect(admitCaller(world.deps, product, asked(undefined))).rejects;
    await refusal.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('in the header Authorization, behind "Bearer"'),
    });
  });

  test.each([500, 302, 404, 429])('the answer %d says neither yes nor no, and is not remembered', async (status) => {
    const product = productOf(world.ada);
    const admit = () => admitCaller(world.deps, product, asked(GOOD, '192.0.2.13'));
    api.play({ status, headers: { location: '/v1/login' } });
    await expect(admit()).rejects.toMatchObject({ code: 'upstream_unavailable', details: { retryAfterSeconds: 5 } });
    expect(await questions(admit)).toBe(1);
  });

  test('another connection is asked about anew', async () => {
    const product = productOf(world.ada);
    const { id } = product.bundle.source;
    const ip = '192.0.2.14';
    await admitCaller(world.deps, product, asked(GOOD, ip));
    const moved = productNamed(id, world.ada, { connection: { validationPath: '/v1/you' } });
    expect(await questions(() => admitCaller(world.deps, moved, asked(GOOD, ip)))).toBe(1);
    const saved = productNamed(id, world.ada, { updatedAt: 'later' });
    expect(await questions(() => admitCaller(world.deps, saved, asked(GOOD, ip)))).toBe(1);
  });

  test('callers are told apart by a hash that differs from source to source', async () => {
    const [one, two] = [productOf(world.ada), productOf(world.ada)];
    const ids = await Promise.all(
      [one, one, two].map(async (product) => (await admitCaller(world.deps, product, asked(GOOD, '192.0.2.15'))).callerId),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
    expect(ids[0]).toMatch(/^[\w-]{32}$/);
  });

  test('over the rate of its source a credential waits, and others do not', async () => {
    const product = productOf(world.ada, { rate: 2, connection: { validationMode: 'presence_only' } });
    const admit = (credential: string) => admitCaller(world.deps, product, asked(credential, '192.0.2.16'));
    await admit(GOOD);
    await admit(GOOD);
    await expect(admit(GOOD)).rejects.toMatchObject({ code: 'rate_limited', details: { retryAfterSeconds: expect.any(Number) } });
    await admit('another');
  });

  test('sixty refused credentials from one address end the questions; from another they go on', async () => {
    const product = productOf(world.ada);
    for (let guess = 0; guess < 60; guess += 1) {
      await expect(admitCaller(world.deps, product, asked(`guess-${guess}`, '198.51.100.1'))).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    }
    const next = () =>
      expect(admitCaller(world.deps, product, asked('guess-60', '198.51.100.1'))).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await questions(next)).toBe(0);
    await admitCaller(world.deps, product, asked(GOOD, '198.51.100.2'));
  });

  test('valid credentials, and questions without an answer, are no failures', async () => {
    const product = productOf(world.ada);
    for (let round = 0; round < 70; round += 1) {
      api.play({ status: 500 });
      await expect(admitCaller(world.deps, product, asked(GOOD, '198.51.100.3'))).rejects.toMatchObject({ code: 'upstream_unavailable' });
    }
    await admitCaller(world.deps, product, asked(GOOD, '198.51.100.3'));
  });

  test('with presence_only nothing is asked, and what the API refuses in calls counts', async () => {
    const product = productOf(world.ada, { connection: { validationMode: 'presence_only' } });
    const ip = '198.51.100.4';
    expect(await questions(() => admitCaller(world.deps, product, asked('anything', ip)))).toBe(0);
    for (let guess = 0; guess < 60; guess += 1) {
      expect(await called(product, { credential: `guess-${guess}`, ip })).toMatchObject({ isError: true });
    }
    await expect(admitCaller(world.deps, product, asked(GOOD, ip))).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('with presence_only an address may not bring new ones without end', async () => {
    const product = productOf(world.ada, { connection: { validationMode: 'presence_only' } });
    const ip = '198.51.100.5';
    for (let one = 0; one < 600; one += 1) await admitCaller(world.deps, product, asked(`one-${one}`, ip));
    await expect(admitCaller(world.deps, product, asked('one-more', ip))).rejects.toMatchObject({ code: 'rate_limited' });
    await admitCaller(world.deps, product, asked('one-0', ip));
  });

  test('for a request of this very instance its own credential stands in', async () => {
    const product = productOf(world.ada);
    const own = (credential: string | undefined) => ({ ...asked(undefined), own: { credential } });
    await admitCaller(world.deps, product, own(GOOD));
    for (const none of [undefined, '', 'a\r\nb'])
      await expect(admitCaller(world.deps, product, own(none))).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(admitCaller(world.deps, product, { ...asked(GOOD), own: {} })).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

interface Calling {
  readonly tool?: string;
  readonly args?: unknown;
  readonly credential?: string;
  readonly ip?: string;
  readonly signal?: AbortSignal;
}

const contextOf = (signal: AbortSignal): ToolContext => ({
  signal,
  progress: async () => undefined,
  clientInfo: { name: 'a-client', version: '1' },
  requestMeta: {},
  era: 'modern',
  elicits: { form: false, url: false },
  requestState: undefined,
  elicited: undefined,
});

async function called(product: Product, calling: Calling = {}) {
  const { tool = 'getPet', args = { petId: 'p1' }, credential = GOOD, ip = '192.0.2.20', signal = new AbortController().signal } = calling;
  const caller = await admitCaller(world.deps, product, asked(credential, ip));
  const hosted = productServer(world.deps, caller, { sessionKey: 'session-1' }).tools.find(({ name }) => name === tool);
  if (!hosted) throw new Error('no such tool');
  return hosted.call(args, contextOf(signal));
}

const eventsOf = async ({ org }: Pick<Ctx, 'org'>) => {
  await settleEvents(world.deps);
  return world.deps.db.selectFrom('analytics_events').selectAll().where('org_id', '=', org.id).orderBy('started_at').execute();
};

describe('a call', () => {
  test('is one request with the own credential of the caller, and its answer is {status, body}', async () => {
    const product = productOf(world.ada);
    const answer = await called(product, { args: { petId: 'a b', fields: ['name', 'tags'] } });
    expect(api.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/v1/pets/a%20b?fields=name&fields=tags',
      headers: { authorization: `Bearer ${GOOD}` },
    });
    const structured = { status: 200, body: { path: '/v1/pets/a%20b?fields=name&fields=tags' } };
    expect(answer).toEqual({ content: [{ type: 'text', text: JSON.stringify(structured) }], structuredContent: structured });
  });

  test.each([
    [{}, 'petId', 'is required'],
    [{ petId: 'x', limit: 5 }, 'limit', 'is not an argument of this operation'],
    [{ petId: 5 }, 'petId', 'must be string'],
    [{ petId: 'x', fields: ['a', 5] }, 'fields[1]', 'must be string'],
    [{ petId: '..' }, 'petId', 'must not make a "." or ".." segment of the path'],
    ['text', 'arguments', 'must be an object'],
  ])('with the arguments %j names %s, and nothing is sent', async (args, field, message) => {
    const product = productOf(world.ada);
    await admitCaller(world.deps, product, asked(GOOD, '192.0.2.20'));
    const refused = () =>
      expect(called(product, { args })).rejects.toMatchObject({
        code: -32602,
        message: `${field}: ${message}`,
        data: { code: 'validation_failed', details: { fieldErrors: [{ field, message }] } },
      });
    expect(await questions(refused)).toBe(0);
  });

  test('with a body that breaks its schema names the field in it', async () => {
    const product = productOf(world.ada);
    await expect(called(product, { tool: 'createPet', args: { body: { name: 'Rex', tags: [1] } } })).rejects.toMatchObject({
      message: 'body.tags[0]: must be string',
    });
    await expect(called(product, { tool: 'createPet', args: { body: {} } })).rejects.toMatchObject({
      message: "body: must have required property 'name'",
    });
  });

  test('that the API refuses is marked, with its status and the beginning of its body', async () => {
    const product = productOf(world.ada);
    await admitCaller(world.deps, product, asked(GOOD, '192.0.2.20'));
    api.play({ status: 422, body: { error: 'name is taken' } });
    expect(await called(product)).toEqual({
      content: [{ type: 'text', text: '{"status":422,"body":{"error":"name is taken"}}' }],
      isError: true,
    });
    api.play({ status: 500, body: 'é'.repeat(5000) });
    const answer = await called(product);
    const text = String(answer.content[0]?.['text']);
    expect(JSON.parse(text)).toEqual({ status: 500, body: `${'é'.repeat(2048)}…` });
  });

  test('whose answer is longer than 1 MiB is cut and says so', async () => {
    const product = productOf(world.ada);
    await admitCaller(world.deps, product, asked(GOOD, '192.0.2.20'));
    api.play({ body: 'x'.repeat(2 * MIB) });
    const answer = await called(product);
    expect(answer.structuredContent).toEqual({ status: 200, body: 'x'.repeat(MIB), truncated: true });
    expect(answer.content[1]).toMatchObject({ text: expect.stringContaining('is cut') });
    expect(answer.isError).toBeUndefined();
  });

  test.each([
    ['drop' as const, 'upstream unreachable: '],
    [{ status: 302, headers: { location: 'https://evil.example/' } }, 'The API redirected to an address outside of its base URL'],
  ])('without an answer (%j) is marked and says why', async (behaviour, beginning) => {
    const product = productOf(world.ada);
    await admitCaller(world.deps, product, asked(GOOD, '192.0.2.20'));
    api.play(behaviour);
    const answer = await called(product);
    expect(answer).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(beginning) }] });
  });

  test.each([401, 403])('answered %d makes the next request ask again', async (status) => {
    const product = productOf(world.ada);
    await admitCaller(world.deps, product, asked(GOOD, '192.0.2.21'));
    api.play({ status });
    expect(await called(product, { ip: '192.0.2.21' })).toMatchObject({ isError: true });
    expect(await questions(() => admitCaller(world.deps, product, asked(GOOD, '192.0.2.21')))).toBe(1);
  });

  test('ends with its caller', async () => {
    const product = productOf(world.ada);
    await admitCaller(world.deps, product, asked(GOOD, '192.0.2.20'));
    const leaving = new AbortController();
    const before = api.requests.length;
    api.play('hang');
    const call = called(product, { signal: leaving.signal });
    await api.arrived(before + 1);
    leaving.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
  });

  test('is kept as an event without arguments, results or the credential', async () => {
    const { ada } = await world.newOrg();
    const product = productOf(ada);
    await called(product, { args: { petId: 'secret-argument' } });
    api.play({ status: 404, body: 'secret-result' });
    await called(product, { args: { petId: 'secret-argument' } });
    await expect(called(product, { args: {} })).rejects.toThrow('petId');
    const events = await eventsOf(ada);
    expect(events.map(({ ok, error }) => `${ok} ${error}`).toSorted()).toEqual(['false http_404', 'false validation_failed', 'true null']);
    expect(events[0]).toMatchObject({
      source: 'armature-product-mcp',
      session_key: 'session-1',
      actor_id: expect.stringMatching(/^caller_[\w-]{32}$/),
      metadata: {
        tool_name: 'getPet',
        operation_id: 'getPet',
        method: 'GET',
        path: '/pets/{petId}',
        mcp_server_id: product.bundle.source.id,
        client_name: 'a-client',
      },
    });
    const kept = JSON.stringify([events, await world.deps.db.selectFrom('rate_buckets').selectAll().execute()]);
    for (const secret of ['secret-argument', 'secret-result', GOOD]) expect(kept).not.toContain(secret);
  });
});

describe('what is served', () => {
  const serverOf = async (product: Product) =>
    productServer(world.deps, await admitCaller(world.deps, product, asked(GOOD, '192.0.2.30')), { sessionKey: 's' });

  test('is one tool for each operation, without anything that carries the credential', async () => {
    const hosted = await serverOf(productOf(world.ada));
    expect(hosted).toMatchObject({ name: 'shop', title: 'Pet Shop', version: '1.0.0', listCacheScope: 'private' });
    expect(hosted.tools.map(({ name, title, description }) => ({ name, title, description }))).toEqual([
      { name: 'createPet', title: 'createPet', description: 'POST /pets' },
      { name: 'getPet', title: 'One pet', description: 'Looks it up.\n\nGET /pets/{petId}' },
    ]);
    expect(Object.keys(hosted.tools[0]?.inputSchema['properties'] ?? {})).toEqual(['X-Trace', 'body']);
    const keyed = productOf(world.ada, { connection: { forward: { location: 'header', name: 'x-trace', format: '{credential}' } } });
    api.otherwise(() => ({ status: 200 }));
    expect(Object.keys((await serverOf(keyed)).tools[0]?.inputSchema['properties'] ?? {})).toEqual(['body']);
    await expect(called(keyed, { tool: 'createPet', args: { body: { name: 'Rex' }, 'X-Trace': 'mine' } })).rejects.toMatchObject({
      message: 'X-Trace: is not an argument of this operation',
    });
  });

  test('documents the body of a success, and takes what departs from it', async () => {
    const { outputSchema } = (await serverOf(productOf(world.ada))).tools[1] ?? {};
    expect(outputSchema).toMatchObject({
      type: 'object',
      properties: { status: { type: 'integer' }, body: { anyOf: [{ $ref: '#/$defs/Pet' }, { description: expect.any(String) }] } },
      $defs: { Pet: { required: ['name'] } },
    });
  });

  test('begins with whose API it is', async () => {
    const { instructions } = await serverOf(productOf(world.ada));
    expect(instructions).toContain('The API of Pet Shop, version 1.0.0: 2 tools, one per operation.');
    expect(instructions).toContain('Pets, and all about them.');
  });
});
