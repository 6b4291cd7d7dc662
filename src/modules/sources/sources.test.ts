// Sources: made with their server record, changed, switched, activated, paused, deleted; and their secrets.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import { CODE_MODE, PRODUCT_MCP, recordEvent, settleEvents } from '#modules/analytics';
import { serverUsage } from '#modules/monitors';
import { createAuthProfile, getServer, listServers, probePlanned, removeAuthProfile, removeServer, updateServer } from '#modules/servers';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { PETSTORE, publishSource } from '#test/published-source';
import {
  activateSource,
  createSource,
  getSource,
  listSources,
  listSourceSecrets,
  openBundle,
  pauseSource,
  putSourceSecret,
  removeSource,
  removeSourceSecret,
  sourceSecret,
  updateSource,
  uploadBundle,
} from './index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const BASE = 'https://api.petstore.example/v1';
const CONNECTION = { validationPath: '/v1/me' };
const refusing = async () => [];
const codes = (field: string) => ({ code: 'validation_failed', fieldErrors: [{ field }] });

test('a source is made with the record of its server, which follows its name and mode', async () => {
  const { ada, ben, org } = await world.newOrg();
  const source = await createSource(ben, { name: 'Pet Störe', baseUrl: `${BASE}/` });
  expect(source).toMatchObject({
    slug: 'pet-store',
    mode: 'tools',
    baseUrl: BASE,
    state: 'needs_setup',
    connection: null,
    docs: null,
    rateLimitPerMinute: 600,
    endpointUrl: `http://127.0.0.1:4600/mcp/${org.slug}/pet-store`,
  });
  expect(await getServer(ben, { serverId: source.id })).toMatchObject({ name: 'Pet Störe', managed: true, baseUrl: source.endpointUrl });
  await uploadBundle(ben, { source: 'pet-store', openapi: PETSTORE });
  const switched = await updateSource(ada, { slug: 'pet-store', name: 'Pets', mode: 'code' }, refusing);
  expect(switched).toMatchObject({ mode: 'code', state: 'active', endpointUrl: 'http://127.0.0.1:4600/product-mcp/pet-store' });
  expect(await getServer(ben, { serverId: source.id })).toMatchObject({ name: 'Pets', baseUrl: switched.endpointUrl });
  // what was compiled for mode tools names no base URL of its own
  const { manifest } = await openBundle(world.deps, { orgId: org.id, slug: 'pet-store', environment: 'production', mode: 'code' });
  expect(manifest.baseUrls).toEqual({ production: BASE });
});

test('what the source decides is not changed at its server record', async () => {
  const { ben } = await world.newOrg();
  const { id } = await createSource(ben, { name: 'Pets', mode: 'code' });
  await expect(updateServer(ben, { serverId: id, baseUrl: 'https://elsewhere.example/mcp' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(updateServer(ben, { serverId: id, name: 'Mine' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(removeServer(ben, { serverId: id }, serverUsage)).rejects.toMatchObject({ code: 'conflict' });
  expect(await updateServer(ben, { serverId: id, categories: ['pets'] })).toMatchObject({ categories: ['pets'], name: 'Pets' });
});

test('wrong fields are named, and a slug is taken once', async () => {
  const { ben } = await world.newOrg();
  const make = (body: object) => createSource(ben, { name: 'Pets', ...body });
  await expect(make({})).rejects.toMatchObject(codes('baseUrl'));
  await expect(make({ baseUrl: 'https://a.example/v1?x=1' })).rejects.toMatchObject(codes('baseUrl'));
  await expect(make({ baseUrl: 'http://a.example' })).resolves.toMatchObject({ baseUrl: 'http://a.example' });
  await expect(make({ name: '!!', mode: 'code' })).rejects.toMatchObject(codes('slug'));
  await expect(make({ slug: 'A B', mode: 'code' })).rejects.toMatchObject(codes('slug'));
  await expect(make({ name: 'Others', slug: 'pets', mode: 'code' })).rejects.toMatchObject({
    code: 'conflict',
    fieldErrors: [{ field: 'slug' }],
  });
  await expect(make({ slug: 'pets-2', mode: 'code' })).rejects.toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'name' }] });
  await expect(make({ rateLimitPerMinute: 0, mode: 'code' })).rejects.toMatchObject(codes('rateLimitPerMinute'));
  await expect(make({ mode: 'code', connection: CONNECTION })).rejects.toMatchObject(codes('connection'));
  const foreign = { ...CONNECTION, validationPath: 'https://evil.example/me' };
  await expect(make({ baseUrl: BASE, connection: foreign })).rejects.toMatchObject(codes('connection.validationPath'));
  for (const [connection, field] of [
    [{ validationMode: 'endpoint' }, 'connection.validationPath'],
    [{ ...CONNECTION, credentialName: 'Host' }, 'connection.credentialName'],
    [{ ...CONNECTION, credentialName: 'Mcp-Session-Id' }, 'connection.credentialName'],
    [{ ...CONNECTION, credentialLocation: 'query', credentialName: 'environment' }, 'connection.credentialName'],
    [{ ...CONNECTION, forward: { format: 'Bearer' } }, 'connection.forward.format'],
    [{ ...CONNECTION, forward: { format: '{credential}{credential}' } }, 'connection.forward.format'],
    [{ ...CONNECTION, validationPath: '//evil.example/me' }, 'connection.validationPath'],
  ] as const) {
    await expect(make({ baseUrl: BASE, connection }), field).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
  }
});

test('a connection is completed with what is usual', async () => {
  const { ben } = await world.newOrg();
  const made = await createSource(ben, { name: 'Pets', baseUrl: BASE, connection: CONNECTION });
  expect(made.connection).toEqual({
    credentialLocation: 'header',
    credentialName: 'Authorization',
    credentialPrefix: 'Bearer ',
    forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
    validationMode: 'endpoint',
    validationPath: '/v1/me',
  });
  const query = await updateSource(
    ben,
    { slug: 'pets', connection: { credentialLocation: 'query', validationMode: 'presence_only' } },
    refusing,
  );
  expect(query.connection).toMatchObject({
    credentialName: 'api_key',
    credentialPrefix: '',
    validationPath: null,
    forward: { format: '{credential}' },
  });
  const below = await updateSource(ben, { slug: 'pets', connection: { validationPath: 'me?x=1' } }, refusing);
  expect(below.connection?.validationPath).toBe('/v1/me?x=1');
});

test('mode tools is activated when docs, connection and the API itself allow it', async () => {
  const { ben } = await world.newOrg();
  await createSource(ben, { name: 'Pets', baseUrl: BASE });
  const activate = (answers: readonly string[] = []) => activateSource(ben, { slug: 'pets' }, async () => answers);
  const missing = { code: 'conflict', details: { missing: ['Upload the API docs.', 'Set up the API connection.'] } };
  await expect(activate()).rejects.toMatchObject(missing);
  await uploadBundle(ben, { source: 'pets', openapi: PETSTORE });
  await updateSource(ben, { slug: 'pets', connection: CONNECTION }, refusing);
  await expect(activate(['It answered 200 without a credential.'])).rejects.toMatchObject({
    code: 'conflict',
    message: 'It answered 200 without a credential.',
  });
  expect((await activate()).state).toBe('active');
  expect((await pauseSource(ben, { slug: 'pets' })).state).toBe('paused');
  expect((await activate(['not asked again'])).state).toBe('active');
  expect((await updateSource(ben, { slug: 'pets', rateLimitPerMinute: 5 }, refusing)).state).toBe('active');
  expect((await updateSource(ben, { slug: 'pets', baseUrl: `${BASE}/v2` }, refusing)).state).toBe('needs_setup');
});

test('only an admin switches the mode, and only to one that is ready', async () => {
  const { ada, ben } = await world.newOrg();
  await createSource(ben, { name: 'Pets', mode: 'code' });
  const toTools = { slug: 'pets', mode: 'tools', baseUrl: BASE };
  await expect(updateSource(ben, toTools, refusing)).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(updateSource(ada, toTools, refusing)).rejects.toMatchObject({ code: 'conflict', details: { missing: expect.any(Array) } });
  await createSource(ben, { name: 'Empty', baseUrl: BASE });
  await expect(updateSource(ada, { slug: 'empty', mode: 'code' }, refusing)).rejects.toMatchObject({ code: 'conflict' });
  await uploadBundle(ada, { source: 'pets', openapi: PETSTORE, promote: true });
  const both = { ...toTools, connection: CONNECTION };
  await expect(updateSource(ada, both, async () => ['It answered 200.'])).rejects.toMatchObject({
    code: 'conflict',
    message: 'It answered 200.',
  });
  expect(await updateSource(ada, both, refusing)).toMatchObject({ mode: 'tools', state: 'active', baseUrl: BASE });
});

test('only an admin says where secrets are sent: in mode code the base URL is theirs', async () => {
  const { ada, ben, org } = await world.newOrg();
  await createSource(ben, { name: 'Pets', baseUrl: BASE });
  await updateSource(ben, { slug: 'pets', baseUrl: `${BASE}/v2` }, refusing);
  await uploadBundle(ben, { source: 'pets', openapi: PETSTORE, manifest: { auth: { kind: 'bearer', secretRef: 'token' } } });
  await updateSource(ada, { slug: 'pets', mode: 'code' }, refusing);
  const elsewhere = { slug: 'pets', baseUrl: 'https://evil.example' };
  await expect(updateSource(ben, elsewhere, refusing)).rejects.toMatchObject({ code: 'forbidden_role' });
  expect(await updateSource(ben, { slug: 'pets', name: 'Dogs', baseUrl: `${BASE}/v2` }, refusing)).toMatchObject({ name: 'Dogs' });
  await updateSource(ada, { slug: 'pets', baseUrl: BASE }, refusing);
  const { manifest } = await openBundle(world.deps, { orgId: org.id, slug: 'pets', environment: 'production' });
  expect(manifest.baseUrls).toEqual({ production: BASE });
});

test('a base URL of another origin leaves the credentials of the server record behind, as any address does', async () => {
  const { ben, org } = await world.newOrg();
  const { id: serverId } = await createSource(ben, { name: 'Pets', baseUrl: BASE });
  const { id: authProfileId } = await createAuthProfile(ben, {
    serverId,
    name: 'Real',
    kind: 'bearer',
    value: 'canary-bearer-1',
    skipProbe: true,
  });
  const move = (baseUrl: string | null) => updateSource(ben, { slug: 'pets', baseUrl }, refusing);
  await expect(move('https://evil.example/v1')).rejects.toMatchObject(codes('baseUrl'));
  const planned = { serverId, baseUrl: `http://127.0.0.1:4600/mcp/${org.slug}/other` };
  await expect(probePlanned(ben, planned)).rejects.toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'baseUrl' }] });
  expect((await move(`${BASE}/v2`)).baseUrl).toBe(`${BASE}/v2`);
  await removeAuthProfile(ben, { serverId, profileId: authProfileId }, serverUsage);
  expect((await move('https://other.example/v1')).baseUrl).toBe('https://other.example/v1');
});

test('a deleted source takes its secrets along and leaves the history of its server', async () => {
  const { ada, ben } = await world.newOrg();
  const { source } = await publishSource(ada);
  await putSourceSecret(ada, { slug: source.slug, name: 'token', value: 'canary-1' });
  await expect(removeSource(ben, { slug: source.slug }, serverUsage)).rejects.toMatchObject({ code: 'forbidden_role' });
  await removeSource(ada, { slug: source.slug }, serverUsage);
  await expect(getSource(ada, { slug: source.slug })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  expect((await listServers(ada, { state: 'archived' })).rows.map(({ id }) => id)).toEqual([source.id]);
  const secrets = await world.deps.db.selectFrom('secrets').selectAll().where('org_id', '=', ada.org.id).execute();
  expect(secrets).toEqual([]);
  expect(await createSource(ada, { name: source.name, slug: source.slug, mode: 'code' })).toMatchObject({ slug: source.slug });
  expect((await listAuditLog(ada, { action: 'source.delete' })).rows).toMatchObject([
    { objectId: source.id, before: { slug: source.slug } },
  ]);
});

test('a secret is set, replaced and removed for one environment, listed by name and never read back', async () => {
  const { ada, ben, org } = await world.newOrg();
  const { id: sourceId } = await createSource(ben, { name: 'Pets', mode: 'code' });
  const open = (environment: string) => sourceSecret(world.deps, { orgId: org.id, sourceId, environment, name: 'token' });
  await putSourceSecret(ada, { slug: 'pets', name: 'token', value: 'one' });
  await putSourceSecret(ada, { slug: 'pets', name: 'token', value: 'two' });
  await putSourceSecret(ada, { slug: 'pets', name: 'token', environment: 'staging', value: 'three' });
  expect(await Promise.all(['production', 'staging', 'other'].map(open))).toEqual(['two', 'three', undefined]);
  const listed = await listSourceSecrets(ben, { slug: 'pets' });
  expect(listed.map(({ environment, name }) => `${environment}/${name}`)).toEqual(['production/token', 'staging/token']);
  expect(JSON.stringify(listed)).not.toMatch(/one|two|three/);
  await removeSourceSecret(ada, { slug: 'pets', name: 'token' });
  expect(await open('production')).toBeUndefined();
  await expect(removeSourceSecret(ada, { slug: 'pets', name: 'token' })).rejects.toMatchObject({
    code: 'not_found',
    thing: 'source_secret',
  });
  const audit = await listAuditLog(ada, { objectType: 'source' });
  expect(audit.rows.map(({ action }) => action)).toEqual([
    'source_secret.remove',
    'source_secret.put',
    'source_secret.put',
    'source_secret.put',
    'source.create',
  ]);
  expect(JSON.stringify(audit.rows)).not.toMatch(/"(one|two|three)"/);
  for (const [body, field] of [
    [{ name: 'A', value: 'x' }, 'name'],
    [{ name: 'a', value: '' }, 'value'],
    [{ name: 'a', value: 'x\ny' }, 'value'],
    [{ name: 'a', value: 'x', environment: 'A' }, 'environment'],
  ] as const) {
    await expect(putSourceSecret(ada, { slug: 'pets', ...body })).rejects.toMatchObject(codes(field));
  }
});

test('sources are listed by name, mode and state', async () => {
  const { ada, ben, vera, eve } = await world.newOrg();
  await createSource(ben, { name: 'beta', mode: 'code' });
  await createSource(ben, { name: 'Alpha', baseUrl: BASE });
  await publishSource(ada, { slug: 'gamma' });
  const slugs = async (query: object, ctx: Ctx = vera) => (await listSources(ctx, query)).rows.map(({ slug }) => slug);
  expect(await slugs({})).toEqual(['alpha', 'beta', 'gamma']);
  expect(await slugs({ mode: 'code' })).toEqual(['beta', 'gamma']);
  expect(await slugs({ state: 'active' })).toEqual(['gamma']);
  expect(await slugs({ state: 'needs_setup' })).toEqual(['alpha', 'beta']);
  expect(await slugs({ search: 'ALPH' })).toEqual(['alpha']);
  expect(await slugs({}, eve)).toEqual([]);
});

test('calls of the last day are counted for each source, in either mode and in no other organization', async () => {
  const { ben, vera, eve } = await world.newOrg();
  const quiet = await createSource(ben, { name: 'Quiet', mode: 'code' });
  const busy = await createSource(ben, { name: 'Busy', baseUrl: BASE });
  const startedAt = world.clock.now();
  const calls = (ctx: Ctx, source: typeof CODE_MODE | typeof PRODUCT_MCP, changes: { readonly startedAt?: Date; serverId?: string } = {}) =>
    recordEvent(world.deps, {
      orgId: ctx.org.id,
      source,
      actorId: ctx.actor.id,
      toolName: 'getPet',
      startedAt: changes.startedAt ?? startedAt,
      durationMs: 1,
      ok: false,
      error: 'http_404',
      userIntent: null,
      agentThinking: null,
      userFrustration: null,
      facts: { mcp_server_id: changes.serverId ?? busy.id },
    });
  calls(ben, PRODUCT_MCP);
  calls(vera, CODE_MODE);
  calls(eve, CODE_MODE);
  calls(ben, PRODUCT_MCP, { startedAt: new Date(startedAt.getTime() - days(1) - 1) });
  calls(ben, PRODUCT_MCP, { serverId: 'mcp_another' });
  await settleEvents(world.deps);
  const { rows } = await listSources(vera, {});
  expect(rows.map(({ id, calls24h }) => [id, calls24h])).toEqual([
    [busy.id, 2],
    [quiet.id, 0],
  ]);
  expect(await getSource(vera, { slug: 'busy' })).toMatchObject({ calls24h: 2 });
});

test('vera may look and change nothing; eve is told of nothing', async () => {
  const { ben, vera, eve } = await world.newOrg();
  await createSource(ben, { name: 'Pets', mode: 'code' });
  const slug = 'pets';
  expect(await getSource(vera, { slug })).toMatchObject({ slug });
  const changes: ((ctx: Ctx) => Promise<unknown>)[] = [
    (ctx) => updateSource(ctx, { slug, name: 'x' }, refusing),
    (ctx) => activateSource(ctx, { slug }, refusing),
    (ctx) => pauseSource(ctx, { slug }),
    (ctx) => removeSource(ctx, { slug }, serverUsage),
    (ctx) => putSourceSecret(ctx, { slug, name: 'a', value: 'b' }),
    (ctx) => removeSourceSecret(ctx, { slug, name: 'a' }),
    (ctx) => listSourceSecrets(ctx, { slug }),
  ];
  await expect(createSource(vera, { name: 'x', mode: 'code' })).rejects.toMatchObject({ code: 'forbidden_role' });
  for (const change of changes) {
    await expect(change(vera)).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(change(eve)).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  }
  await expect(getSource(eve, { slug })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
});
