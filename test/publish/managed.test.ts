// A source is a server under test like any other: reached from inside the process, where nothing listens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkActivation } from '#modules/products';
import { createAuthProfile, examineServer, getCatalog, openSession, probeServer, syncServer } from '#modules/servers';
import { activateSource, createSource, uploadBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { startPetstoreApi } from './petstore-api.ts';
import type { PetstoreApi } from './petstore-api.ts';
import { petstoreDocument } from './petstore-document.ts';
import { makePublishWorld } from './publish-world.ts';
import type { PublishWorld } from './publish-world.ts';

const STORY_MS = 60_000;

let world: PublishWorld;
let product: PetstoreApi;
let codeId: string;
let toolsId: string;

beforeAll(async () => {
  world = await makePublishWorld();
  product = await startPetstoreApi();
  product.credentials.add('Bearer pet-token');
  await world.publish(world.ada);
  codeId = (await createSource(world.ada, { name: 'Empty', slug: 'empty', mode: 'code' })).id;
  await uploadBundle(world.ada, {
    source: 'empty',
    openapi: petstoreDocument(world.petstore.url),
    manifest: { clientName: 'petstore' },
    promote: true,
  });
  const connection = {
    validationMode: 'endpoint',
    validationPath: '/v1/pets',
    credentialLocation: 'query',
    credentialName: 'key',
    forward: BEARER,
  };
  toolsId = (await createSource(world.ada, { name: 'Shop', slug: 'shop', baseUrl: product.url, connection })).id;
  await uploadBundle(world.ada, { source: 'shop', openapi: petstoreDocument(product.url) });
  await activateSource(world.ada, { slug: 'shop' }, checkActivation);
}, STORY_MS);
afterAll(async () => {
  await world.close();
  await product.close();
});

const BEARER = { location: 'header', name: 'Authorization', format: 'Bearer {credential}' };

async function call(ctx: Ctx, serverId: string, [name, args]: readonly [string, Record<string, unknown>]) {
  const opened = await openSession(ctx, { serverId, authProfileId: null, clientName: 'armature-tester', signal: ctx.signal });
  if (!opened.ok) return opened.error;
  const session = opened.value;
  try {
    return (await session.callTool({ name, arguments: args })).outcome;
  } finally {
    await session.close();
  }
}

describe('in mode code', () => {
  test('it passes a probe without any credential, in both eras', { timeout: STORY_MS }, async () => {
    const probe = await probeServer(world.ben, { serverId: codeId });
    expect(probe.error).toBeNull();
    expect(probe).toMatchObject({ ok: true, eras: { modern: true, legacy: true }, counts: { tools: 2 }, serverInfo: { name: 'empty' } });
  });

  test('its catalog is read', { timeout: STORY_MS }, async () => {
    expect(await syncServer(world.ada, { serverId: codeId })).toMatchObject({ ok: true, counts: { tools: 2 } });
    const { tools } = await getCatalog(world.vera, { serverId: codeId });
    expect(tools.map(({ name }) => name).toSorted()).toEqual(['execute_script', 'search_sdk']);
  });

  test('a run calls its tools as an editor of the organization', { timeout: STORY_MS }, async () => {
    const code = 'return petstore.updatePet({ petId: "p3", body: { tags: ["fish"] } });';
    const outcome = await call(world.ben, codeId, ['execute_script', { code }]);
    expect(outcome).toMatchObject({ kind: 'ok', structuredContent: { ok: true, result: { id: 'p3', tags: ['fish'] } } });
  });

  test('it is polite to whoever is not', { timeout: STORY_MS }, async () => {
    const findings = await examineServer(world.ada, { serverId: codeId });
    expect(findings.rows.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});

describe('in mode tools', () => {
  test(
    "without a credential of the product it is refused, with the profile's it is let in, wherever callers bring theirs",
    { timeout: STORY_MS },
    async () => {
      expect(await call(world.ben, toolsId, ['listPets', {}])).toMatchObject({ code: 'auth_rejected', httpStatus: 401 });
      await createAuthProfile(world.ben, { serverId: toolsId, name: 'theirs', kind: 'bearer', value: 'pet-token', isDefault: true });
      expect(await call(world.ben, toolsId, ['listPets', { status: 'sold' }])).toMatchObject({
        kind: 'ok',
        structuredContent: { status: 200, body: [{ id: 'p3' }] },
      });
      expect(product.asked.at(-1)).toMatchObject({ path: '/v1/pets?status=sold', authorization: 'Bearer pet-token' });
    },
  );
});

test('nothing of it is reached from another organization', async () => {
  await expect(call(world.eve, codeId, ['search_sdk', { query: 'pets' }])).rejects.toMatchObject({ code: 'not_found' });
});

test('a process without the endpoints says so', async () => {
  const { ownMcp: _, ...deps } = world.deps;
  expect(await call({ ...world.ben, deps }, codeId, ['search_sdk', { query: 'pets' }])).toMatchObject({
    failure: { code: 'connect_failed', message: expect.stringContaining('cannot be reached from this process') },
  });
});
