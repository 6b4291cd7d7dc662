// Published endpoints met by clients that others wrote: the Inspector, strict about schemas, and the SDK most agents still embed.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkActivation } from '#modules/products';
import { activateSource, createSource, uploadBundle } from '#modules/sources';
import { answerOf, INSPECTING_MS, issuesIn, openInspector } from '../conformance/inspector.ts';
import type { Inspector } from '../conformance/inspector.ts';
import { petstoreDocument, SPRING_SCRIPT } from './petstore-document.ts';
import { startPetstoreApi } from './petstore-api.ts';
import type { PetstoreApi } from './petstore-api.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

const THEIRS = 'Bearer pet-token';

/** Lets in who has the credential. */
let guarded: PetstoreApi;
let world: PublishWorld;
let inspector: Inspector;
let code: { url: string; header: string };
let tools: { url: string; header: string };

beforeAll(async () => {
  inspector = await openInspector();
  world = await makePublishWorld();
  await world.publish(world.ada);
  code = { url: `${world.url}/product-mcp/petstore`, header: `Authorization: Bearer ${await world.keyOf(world.ben)}` };
  guarded = await startPetstoreApi();
  guarded.credentials.add(THEIRS);
  await createSource(world.ada, {
    name: 'Shop',
    slug: 'shop',
    baseUrl: guarded.url,
    connection: { validationMode: 'endpoint', validationPath: '/v1/pets' },
  });
  await uploadBundle(world.ada, { source: 'shop', openapi: petstoreDocument(guarded.url) });
  await activateSource(world.ada, { slug: 'shop' }, checkActivation);
  tools = { url: `${world.url}/mcp/${world.org.slug}/shop`, header: `Authorization: ${THEIRS}` };
}, INSPECTING_MS);
afterAll(async () => {
  await world.close();
  await guarded.close();
  await inspector.close();
});

describe.each(['legacy', 'auto', 'modern'])('the Inspector in the era %s', (era) => {
  const look = ({ url, header }: typeof code, options: readonly string[]) =>
    inspector.look(url, header, ['--protocol-era', era, ...options]);

  test('finds the tools of both modes, with schemas that every client can use', { timeout: INSPECTING_MS }, async () => {
    const listed = await Promise.all([code, tools].map((endpoint) => look(endpoint, ['--method', 'tools/list', '--strict'])));
    expect(
      listed.map(({ exitCode }) => exitCode),
      listed.map(({ stderr }) => stderr).join(),
    ).toEqual([0, 0]);
    expect(listed.flatMap(issuesIn)).toEqual([]);
    expect(listed.map(answerOf)).toMatchObject([
      { tools: [{ name: 'search_sdk' }, { name: 'execute_script' }] },
      { tools: [{ name: 'listPets' }, { name: 'updatePet' }] },
    ]);
  });

  test('calls a tool of each mode', { timeout: INSPECTING_MS }, async () => {
    const [searched, listed] = await Promise.all([
      look(code, ['--method', 'tools/call', '--tool-name', 'search_sdk', '--tool-arg', 'query=list pets']),
      look(tools, ['--method', 'tools/call', '--tool-name', 'listPets', '--tool-arg', 'status=sold']),
    ]);
    expect(answerOf(searched)).toMatchObject({ structuredContent: { matches: [{ operationId: 'listPets' }] } });
    expect(answerOf(listed)).toMatchObject({ structuredContent: { status: 200, body: [{ id: 'p3', name: 'Kim' }] } });
  });
});

test('the Inspector is told that it needs a credential', { timeout: INSPECTING_MS }, async () => {
  const refused = await Promise.all(
    [code, tools].map(({ url }) =>
      inspector.look(url, 'Authorization: Bearer nobody', ['--protocol-era', 'auto', '--method', 'tools/list']),
    ),
  );
  expect(refused.map(({ exitCode }) => exitCode)).toEqual([3, 3]);
});

describe('the SDK most agents embed', () => {
  async function withClient<T>(
    { url, header }: typeof code,
    use: (client: Client, sessionId: string | undefined) => Promise<T>,
  ): Promise<T> {
    const client = new Client({ name: 'agent', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: header.slice('Authorization: '.length) } },
    });
    await client.connect(transport);
    try {
      return await use(client, transport.sessionId);
    } finally {
      await client.close();
    }
  }

  test('keeps its session, and runs the worked example with the output schema enforced', { timeout: INSPECTING_MS }, async () => {
    await withClient(code, async (client, sessionId) => {
      expect(sessionId).toMatch(/^[\w-]{20,}$/);
      expect(client.getServerCapabilities()).toEqual({ tools: {} });
      expect(client.getInstructions()).toContain('petstore.listPets');
      await client.listTools();
      const called = await client.callTool({ name: 'execute_script', arguments: { code: SPRING_SCRIPT } });
      expect(called.structuredContent).toMatchObject({ ok: true, result: { seen: 2 } });
      const failed = await client.callTool({ name: 'execute_script', arguments: { code: 'return petstore.nothing();' } });
      expect([failed.isError, failed.structuredContent]).toMatchObject([true, { error: { kind: 'type_error' } }]);
    });
  });

  test('calls a tool of a product with its own credential', { timeout: INSPECTING_MS }, async () => {
    await withClient(tools, async (client, sessionId) => {
      expect(sessionId).toMatch(/^[\w-]{20,}$/);
      await client.listTools();
      const called = await client.callTool({ name: 'updatePet', arguments: { petId: 'p3', body: { tags: ['fish'] } } });
      expect(called.structuredContent).toEqual({ status: 200, body: { id: 'p3', name: 'Kim', tags: ['fish'] } });
      expect(guarded.asked.at(-1)).toMatchObject({ method: 'PATCH', path: '/v1/pets/p3', authorization: THEIRS });
      await expect(client.callTool({ name: 'updatePet', arguments: { petId: 3, body: {} } })).rejects.toMatchObject({
        code: -32602,
        data: { details: { fieldErrors: [{ field: 'petId' }] } },
      });
    });
  });
});
