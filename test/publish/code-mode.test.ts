// The worked example of Code Mode, as agents of both eras live it: connect, look up, run a script against the pet store.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSource, pauseSource, uploadBundle } from '#modules/sources';
import type { Client } from '@modelcontextprotocol/client';
import type { Cast } from '#test/harness';
import { asAgent, withKey } from './agent.ts';
import { petstoreDocument, slowDocument, SPRING_SCRIPT } from './petstore-document.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

/** A first script starts a sandbox and a type checker. */
const STORY_MS = 60_000;

let world: PublishWorld;
let bundleId: string;
let token: string;

beforeAll(async () => {
  world = await makePublishWorld();
  bundleId = await world.publish(world.ada);
  token = await world.keyOf(world.ben);
}, STORY_MS);
afterAll(() => world.close());
afterEach(() => world.petstore.answerWith(null));

const at = (path: string): string => `${world.url}/product-mcp/${path}`;
const PETSTORE = 'petstore';

const run = async (client: Client, code: string) =>
  (await client.callTool({ name: 'execute_script', arguments: { code } })).structuredContent as Answer;

interface Answer {
  readonly ok: boolean;
  readonly result: unknown;
  readonly error?: { readonly kind: string; readonly message: string; readonly line?: number; readonly column?: number };
}

describe.each(['modern', 'legacy'] as const)('an agent of the %s era', (era) => {
  test('is told how to work and what there is, and is offered two tools', { timeout: STORY_MS }, async () => {
    await asAgent(at(PETSTORE), { ...withKey(token), era }, async (client) => {
      expect(client.getServerVersion()).toMatchObject({ name: 'petstore', title: 'Petstore', version: '1.1.0' });
      const instructions = client.getInstructions() ?? '';
      expect(instructions).toContain('environment production');
      expect(instructions).toContain('// client: petstore — Petstore 1.1.0, 2 operations');
      expect(instructions).toContain('petstore.listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>;');
      const { tools } = await client.listTools();
      expect(tools.map(({ name, annotations }) => ({ name, ...annotations }))).toEqual([
        { name: 'search_sdk', readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
        { name: 'execute_script', readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
      ]);
      // a client of the modern era need not ask for instructions
      expect(tools[1]?.description).toContain('petstore.updatePet(args: { petId: string; body: { tags?: string[] } }): Promise<Pet>;');
    });
  });

  test('looks up an operation and finds its signature', { timeout: STORY_MS }, async () => {
    await asAgent(at(PETSTORE), { ...withKey(token), era }, async (client) => {
      await client.listTools();
      const { structuredContent } = await client.callTool({ name: 'search_sdk', arguments: { query: 'change a pet', limit: 1 } });
      expect(structuredContent).toMatchObject({
        bundleId,
        matches: [
          {
            operationId: 'updatePet',
            signature: 'petstore.updatePet(args: { petId: string; body: { tags?: string[] } }): Promise<Pet>',
            method: 'PATCH',
            path: '/pets/{petId}',
          },
        ],
        total: expect.any(Number),
      });
    });
  });

  test('is told which argument is wrong', { timeout: STORY_MS }, async () => {
    await asAgent(at(PETSTORE), { ...withKey(token), era }, async (client) => {
      const calls: [string, object, string][] = [
        ['search_sdk', { query: '' }, 'query'],
        ['search_sdk', { query: 'x', limit: 21 }, 'limit'],
        ['execute_script', {}, 'code'],
        ['execute_script', { code: 'x'.repeat(65_537) }, 'code'],
        ['execute_script', { code: 'return 1', more: 1 }, 'more'],
        ['nothing', {}, 'name'],
      ];
      for (const [name, args, field] of calls) {
        await expect(client.callTool({ name, arguments: { ...args } })).rejects.toMatchObject({
          code: -32602,
          data: { code: 'validation_failed', details: { fieldErrors: [{ field }] } },
        });
      }
    });
  });
});

test('the script of the worked example tags every available pet, and answers as the contract says', { timeout: STORY_MS }, async () => {
  const before = world.petstore.asked.length;
  await asAgent(at(PETSTORE), withKey(token), async (client) => {
    await client.listTools();
    const { structuredContent, content, isError } = await client.callTool({ name: 'execute_script', arguments: { code: SPRING_SCRIPT } });
    expect(isError).toBeFalsy();
    expect(structuredContent).toEqual({
      execId: expect.stringMatching(/^exec_/),
      ok: true,
      result: { seen: 2, tagged: ['Rex'] },
      resultTruncated: false,
      logs: [],
      calls: [
        { operationId: 'listPets', method: 'GET', path: '/pets', status: 200, durationMs: expect.any(Number), bytes: expect.any(Number) },
        {
          operationId: 'updatePet',
          method: 'PATCH',
          path: '/pets/{petId}',
          status: 200,
          durationMs: expect.any(Number),
          bytes: expect.any(Number),
        },
      ],
      durationMs: expect.any(Number),
    });
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
  });
  expect(world.petstore.asked.slice(before)).toMatchObject([
    { method: 'GET', path: '/v1/pets?status=available&limit=100' },
    { method: 'PATCH', path: '/v1/pets/p1', body: '{"tags":["dog","spring"]}' },
  ]);
});

describe('a script that fails', () => {
  test.each([
    [
      'with a type error does not run',
      'const pets = await petstore.listPets({ stat: "sold" });\nreturn pets;',
      { kind: 'type_error', line: 1 },
    ],
    ['with a syntax error says where', 'const a = 1;\nconst = 2;', { kind: 'syntax_error', line: 2 }],
    ['at run time says where', 'const a = null as any;\nreturn a.b;', { kind: 'runtime_error', line: 2 }],
    ['that answers what is no JSON is told so', 'return 1n;', { kind: 'result_not_serialisable' }],
  ])('%s', { timeout: STORY_MS }, async (_what, code, error) => {
    const before = world.petstore.asked.length;
    await asAgent(at(PETSTORE), withKey(token), async (client) => {
      await client.listTools();
      const called = await client.callTool({ name: 'execute_script', arguments: { code } });
      expect(called.isError).toBe(true);
      expect(called.structuredContent).toMatchObject({ ok: false, error });
    });
    expect(world.petstore.asked).toHaveLength(before);
  });

  test('because the API refused says what the API said', { timeout: STORY_MS }, async () => {
    world.petstore.answerWith({ status: 409, body: '{"error":"taken"}' });
    await asAgent(at(PETSTORE), withKey(token), async (client) => {
      expect((await run(client, 'return await petstore.listPets();')).error).toMatchObject({
        kind: 'api_error',
        operationId: 'listPets',
        status: 409,
        body: { error: 'taken' },
      });
    });
  });

  test('its types are not looked at where the client turned that off', { timeout: STORY_MS }, async () => {
    await asAgent(`${at(PETSTORE)}?typecheck=off`, withKey(token), async (client) => {
      expect(await run(client, 'const n: number = "text" as never; return n;')).toMatchObject({ ok: true });
      expect(await run(client, 'const n: number = "text"; return n;')).toMatchObject({ ok: true, result: 'text' });
    });
    await asAgent(at(PETSTORE), withKey(token), async (client) => {
      expect(await run(client, 'const n: number = "text"; return n;')).toMatchObject({ ok: false, error: { kind: 'type_error' } });
    });
  });
});

test('a key of role viewer reads, and changes nothing', { timeout: STORY_MS }, async () => {
  const viewer = await world.keyOf(world.vera);
  await asAgent(at(PETSTORE), withKey(viewer), async (client) => {
    expect(await run(client, 'return (await petstore.listPets()).length;')).toMatchObject({ ok: true, result: 3 });
    expect(await run(client, 'return petstore.updatePet({ petId: "p3", body: { tags: [] } });')).toMatchObject({
      ok: false,
      error: { kind: 'forbidden_role' },
    });
  });
});

test('without code there are search_sdk and invoke_operation, under the same policy', { timeout: STORY_MS }, async () => {
  const viewer = await world.keyOf(world.vera);
  const url = `${at(PETSTORE)}?codemode=false`;
  await asAgent(url, withKey(token), async (client) => {
    expect(client.getInstructions()).toContain('invoke_operation');
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search_sdk', 'invoke_operation']);
    const called = await client.callTool({
      name: 'invoke_operation',
      arguments: { operationId: 'listPets', arguments: { status: 'sold' } },
    });
    expect(called.structuredContent).toMatchObject({ ok: true, result: [{ id: 'p3', name: 'Kim' }], calls: [{ operationId: 'listPets' }] });
    await expect(client.callTool({ name: 'invoke_operation', arguments: { operationId: 'deletePets' } })).rejects.toMatchObject({
      code: -32602,
    });
    await expect(client.callTool({ name: 'execute_script', arguments: { code: 'return 1' } })).rejects.toMatchObject({ code: -32602 });
  });
  await asAgent(url, withKey(viewer), async (client) => {
    const args = { operationId: 'updatePet', arguments: { petId: 'p3', body: { tags: [] } } };
    expect((await client.callTool({ name: 'invoke_operation', arguments: args })).structuredContent).toMatchObject({
      error: { kind: 'forbidden_role' },
    });
  });
});

describe('what is there changes under a session', () => {
  let cast: Cast;
  const open =
    (path = PETSTORE) =>
    async <T>(use: (client: Client) => Promise<T>) =>
      asAgent(at(path), withKey(await world.keyOf(cast.ben)), use);
  beforeAll(async () => {
    cast = await world.newOrg();
    await world.publish(cast.ada);
  }, STORY_MS);

  test('a newly promoted bundle is served with the next request', { timeout: STORY_MS }, async () => {
    await open()(async (client) => {
      const first = (await client.callTool({ name: 'search_sdk', arguments: { query: 'pets' } })).structuredContent;
      const next = await world.publish(cast.ada, { openapi: petstoreDocument(world.petstore.url).replace('List pets', 'Show all pets') });
      const second = (await client.callTool({ name: 'search_sdk', arguments: { query: 'pets' } })).structuredContent;
      expect([(first as { bundleId: string }).bundleId === next, (second as { bundleId: string }).bundleId]).toEqual([false, next]);
    });
  });

  test('environments share nothing', { timeout: STORY_MS }, async () => {
    await expect(open(`${PETSTORE}?environment=staging`)(async () => undefined)).rejects.toThrow();
    const staging = await world.publish(cast.ada, {
      environment: 'staging',
      manifest: { baseUrls: { staging: `${world.petstore.url}/staging` } },
    });
    await open(`${PETSTORE}?environment=staging`)(async (client) => {
      expect(client.getInstructions()).toContain('environment staging');
      expect((await client.callTool({ name: 'search_sdk', arguments: { query: 'pets' } })).structuredContent).toMatchObject({
        bundleId: staging,
      });
      await run(client, 'return petstore.listPets().catch((error) => error.status);');
    });
    expect(world.petstore.asked.at(-1)).toMatchObject({ path: '/v1/staging/pets' });
  });

  test('a paused source answers nobody, and goes on afterwards', { timeout: STORY_MS }, async () => {
    await pauseSource(cast.ben, { slug: PETSTORE });
    await expect(status(PETSTORE, await world.keyOf(cast.ben))).resolves.toEqual([503, 'source_paused']);
  });
});

async function status(path: string, key: string): Promise<[number, unknown]> {
  const answer = await fetch(at(path), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  return [answer.status, ((await answer.json()) as { error?: { code?: unknown } }).error?.code];
}

describe('nobody is told more than that there is nothing', () => {
  test.each([
    ['of another organization', async () => [PETSTORE, await world.keyOf(world.eve)]],
    ['that is unknown', async () => ['nothing', token]],
    [
      'in mode tools',
      async () => {
        await createSource(world.ben, { name: 'Shop', slug: 'shop', baseUrl: world.petstore.url });
        return ['shop', token];
      },
    ],
  ] as const)('of a source %s', async (_what, place) => {
    const [path = '', key = ''] = await place();
    expect(await status(path, key)).toEqual([404, 'source_not_found']);
  });

  test('of an environment without an active bundle', async () => {
    expect(await status(`${PETSTORE}?environment=nowhere`, token)).toEqual([404, 'bundle_not_found']);
    await createSource(world.ben, { name: 'Empty', slug: 'empty', mode: 'code' });
    await uploadBundle(world.ben, { source: 'empty', openapi: petstoreDocument(world.petstore.url) });
    expect(await status('empty', token)).toEqual([404, 'bundle_not_found']);
  });
});

describe('a script that takes its time', () => {
  test('tells a caller who asked how far it is', { timeout: STORY_MS }, async () => {
    const told: string[] = [];
    await asAgent(at(PETSTORE), withKey(token), async (client) => {
      await client.callTool(
        { name: 'execute_script', arguments: { code: 'await petstore.listPets(); await petstore.listPets(); return 1;' } },
        {
          onprogress: ({ message = '' }) => void told.push(message),
        },
      );
    });
    expect(told.filter((message) => message.includes('listPets'))).not.toEqual([]);
  });

  test.each(['modern', 'legacy'] as const)('ends with its caller, up to the call of the API: %s', { timeout: STORY_MS }, async (era) => {
    await world.publish(world.ada, { slug: `slow-${era}`, openapi: slowDocument(world.petstore.url) });
    const leaving = new AbortController();
    await asAgent(at(`slow-${era}`), { ...withKey(token), era }, async (client) => {
      const calling = client.callTool(
        { name: 'execute_script', arguments: { code: 'return petstore.waitForever();' } },
        { signal: leaving.signal },
      );
      calling.catch(() => undefined);
      await world.petstore.standing(1);
      leaving.abort(new Error('enough'));
      await expect(calling).rejects.toThrow();
    });
    await expect.poll(() => world.petstore.open, { timeout: 10_000 }).toBe(0);
  });
});
