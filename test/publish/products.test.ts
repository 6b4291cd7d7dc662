// A product published in mode tools, on the wire: every answer that callers with their own credential can get (spec 06 §4).
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import { checkActivation } from '#modules/products';
import { activateSource, createSource, pauseSource, updateSource, uploadBundle } from '#modules/sources';
import type { Client } from '@modelcontextprotocol/client';
import type { Cast } from '#test/harness';
import { asAgent } from './agent.ts';
import { startPetstoreApi } from './petstore-api.ts';
import type { PetstoreApi } from './petstore-api.ts';
import { petstoreDocument, slowDocument, wideDocument } from './petstore-document.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

const STORY_MS = 60_000;
const GOOD = 'Bearer pet-token';

let world: PublishWorld;
let product: PetstoreApi;

beforeAll(async () => {
  world = await makePublishWorld();
  product = await startPetstoreApi();
  product.credentials.add(GOOD);
  await offer(world, 'shop');
}, STORY_MS);
afterAll(async () => {
  await world.close();
  await product.close();
});
afterEach(() => product.answerWith(null));

const ENDPOINT = { validationMode: 'endpoint', validationPath: '/v1/pets' };

/** Set up and activated. */
async function offer(
  { ada }: Pick<Cast, 'ada'>,
  slug: string,
  more: { connection?: object; openapi?: string; rateLimitPerMinute?: number } = {},
): Promise<void> {
  const { connection = ENDPOINT, openapi = petstoreDocument(product.url), ...fields } = more;
  await createSource(ada, { name: `Shop ${slug}`, slug, baseUrl: product.url, connection, ...fields });
  await uploadBundle(ada, { source: slug, openapi });
  await activateSource(ada, { slug }, checkActivation);
}

const at = (slug: string, { org }: Pick<Cast, 'org'> = world): string => `${world.url}/mcp/${org.slug}/${slug}`;

interface Told {
  readonly status: number;
  readonly code: unknown;
  readonly headers: Headers;
}

async function ask(url: string, headers: Record<string, string> = { authorization: GOOD }): Promise<Told> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  const { error } = (await answer.json()) as { error?: { code?: unknown; data?: { code?: unknown } } };
  return { status: answer.status, code: error?.data?.code ?? error?.code, headers: answer.headers };
}

const shop = <T>(use: (client: Client) => Promise<T>, era: 'modern' | 'legacy' = 'modern'): Promise<T> =>
  asAgent(at('shop'), { headers: { authorization: GOOD }, era }, use);

describe.each(['modern', 'legacy'] as const)('a caller of the %s era with its own credential', (era) => {
  test('finds one tool per operation, and calls the API through it', { timeout: STORY_MS }, async () => {
    await shop(async (client) => {
      const { tools } = await client.listTools();
      expect(tools).toMatchObject([
        {
          name: 'listPets',
          title: 'List pets',
          description: expect.stringContaining('GET /pets'),
          inputSchema: { type: 'object', properties: { status: { enum: ['available', 'sold'] }, limit: {} }, additionalProperties: false },
          outputSchema: { type: 'object', properties: { status: {}, body: {} } },
          annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: true },
        },
        {
          name: 'updatePet',
          inputSchema: { required: ['petId', 'body'] },
          annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
        },
      ]);
      const { structuredContent, content } = await client.callTool({ name: 'listPets', arguments: { status: 'sold' } });
      expect(structuredContent).toEqual({ status: 200, body: [{ id: 'p3', name: 'Kim' }] });
      expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
    }, era);
    expect(product.asked.at(-1)).toMatchObject({ method: 'GET', path: '/v1/pets?status=sold', authorization: GOOD });
  });

  test('is told which argument is wrong, and nothing is sent', { timeout: STORY_MS }, async () => {
    await shop(async (client) => {
      const before = product.asked.length;
      const calls: [string, object, string][] = [
        ['listPets', { status: 'lost' }, 'status'],
        ['listPets', { colour: 'red' }, 'colour'],
        ['updatePet', { body: {} }, 'petId'],
        ['nothing', {}, 'name'],
      ];
      for (const [name, args, field] of calls) {
        await expect(client.callTool({ name, arguments: { ...args } })).rejects.toMatchObject({
          code: -32602,
          data: { details: { fieldErrors: [{ field }] } },
        });
      }
      expect(product.asked.slice(before).filter(({ path }) => path !== '/v1/pets')).toEqual([]);
    }, era);
  });

  test('reads what the API says against a call', { timeout: STORY_MS }, async () => {
    await shop(async (client) => {
      await client.listTools();
      const called = await client.callTool({ name: 'updatePet', arguments: { petId: 'p9', body: {} } });
      expect(called.isError).toBe(true);
      expect(JSON.stringify(called.content)).toContain('404');
      expect(JSON.stringify(called.content)).toContain('no such pet');
    }, era);
  });
});

describe('nobody gets in', () => {
  test.each([
    ['without a credential', {}],
    ['without its prefix', { authorization: 'pet-token' }],
    ['with one that the API refuses', { authorization: 'Bearer wrong' }],
    ['with one in another place', { 'x-api-key': 'pet-token' }],
  ])('%s', async (_what, headers) => {
    const { status, code, headers: said } = await ask(at('shop'), headers);
    expect([status, code, said.get('www-authenticate')]).toEqual([401, 'unauthenticated', 'Bearer']);
  });

  test('with a key of ours', async () => {
    expect((await ask(at('shop'), { authorization: `Bearer ${await world.keyOf(world.ada)}` })).status).toBe(401);
  });

  test('while the API cannot tell who it is', async () => {
    product.answerWith({ status: 500, body: '{}' });
    const { status, code, headers } = await ask(at('shop'), { authorization: 'Bearer unknown' });
    expect([status, code, headers.get('retry-after')]).toEqual([503, 'upstream_unavailable', '5']);
  });

  test('to a source that is not there, not set up, paused or in another mode', async () => {
    const cast = await world.newOrg();
    expect(await ask(at('nothing', cast))).toMatchObject({ status: 404, code: 'source_not_found' });
    expect(await ask(at('shop', { org: { ...cast.org, slug: 'nobody' } }))).toMatchObject({ status: 404, code: 'source_not_found' });
    await createSource(cast.ada, { name: 'New', slug: 'new', baseUrl: product.url, connection: ENDPOINT });
    expect(await ask(at('new', cast))).toMatchObject({ status: 404, code: 'source_not_found' });
    await world.publish(cast.ada, { slug: 'coded' });
    expect(await ask(at('coded', cast))).toMatchObject({ status: 404, code: 'source_not_found' });
    await offer(cast, 'paused');
    expect((await ask(at('paused', cast))).status).toBe(200);
    await pauseSource(cast.ben, { slug: 'paused' });
    expect(await ask(at('paused', cast))).toMatchObject({ status: 503, code: 'source_paused' });
    await activateSource(cast.ben, { slug: 'paused' }, checkActivation);
    expect((await ask(at('paused', cast))).status).toBe(200);
  });

  test('faster than its own rate, while another credential goes on', async () => {
    await offer(world, 'narrow', { rateLimitPerMinute: 2 });
    product.credentials.add('Bearer other-token');
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await ask(at('narrow'))).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await ask(at('narrow'));
    expect([refused.code, Number(refused.headers.get('retry-after')) > 0]).toEqual(['rate_limited', true]);
    expect((await ask(at('narrow'), { authorization: 'Bearer other-token' })).status).toBe(200);
  });

  test('by guessing: sixty refused credentials in a minute are all an address has', async () => {
    world.clock.advance(minutes(2));
    const statuses = new Map<number, number>();
    for (let i = 0; i < 65; i += 1) {
      const { status } = await ask(at('shop'), { authorization: `Bearer guess-${i}` });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [401, 60],
      [429, 5],
    ]);
    world.clock.advance(minutes(2));
    expect((await ask(at('shop'))).status).toBe(200);
  });
});

test('a credential may come in the query, and goes on where the API wants it', { timeout: STORY_MS }, async () => {
  const connection = {
    ...ENDPOINT,
    credentialLocation: 'query',
    credentialName: 'key',
    forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
  };
  await offer(world, 'queried', { connection });
  expect((await ask(at('queried'), {})).status).toBe(401);
  expect((await ask(`${at('queried')}?key=pet-token`, {})).status).toBe(200);
  await asAgent(`${at('queried')}?key=pet-token`, {}, async (client) => {
    expect((await client.callTool({ name: 'listPets', arguments: {} })).structuredContent).toMatchObject({ status: 200 });
  });
});

test('docs that are uploaded again are served at once, and the rest of the set-up with them', { timeout: STORY_MS }, async () => {
  await offer(world, 'again');
  await asAgent(at('again'), { headers: { authorization: GOOD }, era: 'legacy' }, async (client) => {
    expect((await client.listTools()).tools).toHaveLength(2);
    await uploadBundle(world.ada, { source: 'again', openapi: slowDocument(product.url) });
    expect((await client.listTools()).tools).toHaveLength(3);
    await updateSource(world.ada, { slug: 'again', name: 'Renamed' }, checkActivation);
    expect((await client.listTools()).tools).toHaveLength(3);
  });
});

test.each(['modern', 'legacy'] as const)(
  'hundreds of tools are listed in pages, and each can be called: %s',
  { timeout: STORY_MS },
  async (era) => {
    await offer(world, `wide-${era}`, { openapi: JSON.stringify(wideDocument(product.url, 450)) });
    await asAgent(at(`wide-${era}`), { headers: { authorization: GOOD }, era }, async (client) => {
      const first = await client.listTools({ cursor: '' }).catch((error: unknown) => error);
      expect(first).toMatchObject({ code: -32602 });
      const { tools, nextCursor } = await client.request({ method: 'tools/list', params: {} });
      expect([tools.length, typeof nextCursor]).toEqual([200, 'string']);
      const all = (await client.listTools()).tools.map(({ name }) => name);
      expect([all.length, new Set(all).size]).toEqual([451, 451]);
      expect((await client.callTool({ name: 'listPets', arguments: {} })).structuredContent).toMatchObject({ status: 200 });
    });
  },
);

test.each(['modern', 'legacy'] as const)('a caller who leaves takes the call of the API along: %s', { timeout: STORY_MS }, async (era) => {
  await offer(world, `slow-${era}`, { openapi: slowDocument(product.url) });
  const leaving = new AbortController();
  await asAgent(at(`slow-${era}`), { headers: { authorization: GOOD }, era }, async (client) => {
    const calling = client.callTool({ name: 'waitForever', arguments: {} }, { signal: leaving.signal });
    calling.catch(() => undefined);
    await product.standing(1);
    leaving.abort(new Error('enough'));
    await expect(calling).rejects.toThrow();
  });
  await expect.poll(() => product.open, { timeout: 10_000 }).toBe(0);
});
