// Setting up an API connection: what may be said, what is tried, and what keeps a source from being activated. The API is on loopback.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import { createSource, getSource } from '#modules/sources';
import type { SourceRecord } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import { checkActivation, checkConnection, setConnection } from '../index.ts';

let world: World;
let api: Receiver;

beforeAll(async () => {
  world = await makeWorld();
  api = await startReceiver();
});
afterAll(async () => {
  await api.close();
  await world.close();
});
beforeEach(() => api.otherwise(({ headers }) => ({ status: headers['authorization'] === 'Bearer good' ? 200 : 401 })));

const GOOD = { validationPath: '/v1/me' };

async function shop() {
  const cast = await world.newOrg();
  await createSource(cast.ben, { name: 'Shop', slug: 'shop', baseUrl: `${api.origin}/v1` });
  return cast;
}
const set = (ctx: Ctx, connection: object, slug = 'shop') => setConnection(ctx, { slug, connection });
const check = (ctx: Ctx, more: object = {}, slug = 'shop') => checkConnection(ctx, { slug, ...more });

describe('saving a connection', () => {
  test('fills in what was not said, and leaves an audit row', async () => {
    const { ada, ben } = await shop();
    expect((await set(ben, GOOD)).connection).toEqual({
      credentialLocation: 'header',
      credentialName: 'Authorization',
      credentialPrefix: 'Bearer ',
      forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
      validationMode: 'endpoint',
      validationPath: '/v1/me',
    });
    const [row] = (await listAuditLog(ada, {})).rows;
    expect(row).toMatchObject({ action: 'source.connect', objectType: 'source', actor: { id: ben.actor.id } });
    await set(ben, { credentialLocation: 'query', validationMode: 'presence_only' });
    expect((await getSource(ben, { slug: 'shop' })).connection).toEqual({
      credentialLocation: 'query',
      credentialName: 'api_key',
      credentialPrefix: '',
      forward: { location: 'query', name: 'api_key', format: '{credential}' },
      validationMode: 'presence_only',
      validationPath: null,
    });
  });

  test.each([
    [{ validationPath: 'me' }, '/v1/me'],
    [{ validationPath: '/me?full=1' }, '/me?full=1'],
    [{ validationPath: 'ORIGIN/v1/me' }, '/v1/me'],
  ])('takes the validation path %j', async (connection, path) => {
    const { ben } = await shop();
    const written = { validationPath: connection.validationPath.replace('ORIGIN', api.origin) };
    expect((await set(ben, written)).connection?.validationPath).toBe(path);
  });

  test.each([
    [{}, 'connection.validationPath'],
    [{ validationPath: 'https://evil.example/me' }, 'connection.validationPath'],
    [{ validationPath: '//evil.example/me' }, 'connection.validationPath'],
    [{ ...GOOD, credentialName: 'Host' }, 'connection.credentialName'],
    [{ ...GOOD, credentialName: 'Mcp-Session-Id' }, 'connection.credentialName'],
    [{ ...GOOD, credentialName: 'a b' }, 'connection.credentialName'],
    [{ ...GOOD, credentialLocation: 'query', credentialName: 'environment' }, 'connection.credentialName'],
    [{ ...GOOD, credentialLocation: 'cookie' }, 'connection.credentialLocation'],
    [{ ...GOOD, forward: { format: 'Bearer' } }, 'connection.forward.format'],
    [{ ...GOOD, forward: { format: '{credential}{credential}' } }, 'connection.forward.format'],
    [{ ...GOOD, forward: { format: '{credential}\r\nX-Admin: 1' } }, 'connection.forward.format'],
    [{ ...GOOD, forward: { name: 'Cookie' } }, 'connection.forward.name'],
    [{ ...GOOD, extra: 1 }, 'connection.extra'],
  ])('refuses %j, naming %s', async (connection, field) => {
    const { ben } = await shop();
    await expect(set(ben, connection)).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: expect.arrayContaining([expect.objectContaining({ field })]),
    });
    expect((await getSource(ben, { slug: 'shop' })).connection).toBeNull();
  });

  test('vera may not, and eve finds nothing', async () => {
    const { vera, eve } = await shop();
    await expect(set(vera, GOOD)).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(set(eve, GOOD)).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  });
});

describe('trying a connection', () => {
  test('asks without a credential and with one, and keeps nothing', async () => {
    const { ben } = await shop();
    const before = api.requests.length;
    expect(await check(ben, { connection: GOOD, credential: 'good' })).toEqual({
      url: `${api.origin}/v1/me`,
      callerSends: 'Authorization: Bearer <credential>',
      apiReceives: 'Authorization: Bearer <credential>',
      withoutCredential: { status: 401, verdict: 'invalid', ok: true, message: null },
      withCredential: { status: 200, verdict: 'valid', ok: true, message: null },
    });
    expect(
      api.requests
        .slice(before)
        .map(({ path, headers }) => `${path} ${headers['authorization'] ?? 'nothing'}`)
        .toSorted(),
    ).toEqual(['/v1/me Bearer good', '/v1/me nothing']);
    expect((await getSource(ben, { slug: 'shop' })).connection).toBeNull();
  });

  test('says what is wrong with an endpoint that lets everyone in, and with a credential that is refused', async () => {
    const { ben } = await shop();
    await set(ben, { ...GOOD, credentialLocation: 'query', credentialName: 'key' });
    api.otherwise(() => ({ status: 204 }));
    const open = await check(ben);
    expect(open).toMatchObject({
      callerSends: '?key=<credential>',
      withCredential: null,
      withoutCredential: { ok: false, status: 204, verdict: 'valid' },
    });
    expect(open.withoutCredential?.message).toContain('answered 204 to a request without credential; it must answer 401 or 403');
    api.otherwise(() => ({ status: 403 }));
    expect((await check(ben, { credential: 'wrong' })).withCredential).toMatchObject({
      ok: false,
      verdict: 'invalid',
      message: expect.stringContaining('403'),
    });
    api.otherwise(() => 'drop');
    expect((await check(ben, { credential: 'good' })).withCredential).toMatchObject({ ok: false, status: null, verdict: 'unknown' });
  });

  test('with presence_only asks nothing', async () => {
    const { ben } = await shop();
    const before = api.requests.length;
    const checked = await check(ben, { connection: { validationMode: 'presence_only', credentialName: 'X-Api-Key' }, credential: 'any' });
    expect(checked).toEqual({
      url: null,
      callerSends: 'X-Api-Key: <credential>',
      apiReceives: 'X-Api-Key: <credential>',
      withoutCredential: null,
      withCredential: null,
    });
    expect(api.requests.length).toBe(before);
  });

  test('needs a connection, given or saved', async () => {
    const { ben } = await shop();
    await expect(check(ben)).rejects.toMatchObject({ code: 'conflict' });
    await expect(check(ben, { connection: GOOD, credential: 'a\nb' })).rejects.toMatchObject({ fieldErrors: [{ field: 'credential' }] });
  });

  test('vera may not, and eve finds nothing', async () => {
    const { vera, eve } = await shop();
    await expect(check(vera, { connection: GOOD })).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(check(eve, { connection: GOOD })).rejects.toMatchObject({ code: 'not_found', thing: 'source' });
  });
});

describe('before it is activated', () => {
  const sourceWith = (validationMode: 'endpoint' | 'presence_only'): SourceRecord => ({
    id: 'mcp_1',
    orgId: 'org_1',
    name: 'Shop',
    slug: 'shop',
    mode: 'tools',
    baseUrl: `${api.origin}/v1`,
    connection: {
      credentialLocation: 'header',
      credentialName: 'Authorization',
      credentialPrefix: 'Bearer ',
      forward: { location: 'header', name: 'Authorization', format: 'Bearer {credential}' },
      validationMode,
      validationPath: validationMode === 'endpoint' ? '/v1/me' : null,
    },
    rateLimitPerMinute: 600,
    activatedAt: null,
    pausedAt: null,
    keepsScripts: false,
    createdAt: '',
    updatedAt: '',
  });

  test.each([
    [401, []],
    [403, []],
    [200, ['answered 200 to a request without credential']],
    [302, ['answered 302 to a request without credential']],
    [500, ['answered 500 to a request without credential']],
  ])('an endpoint that answers %d is held against it like this', async (status, expected) => {
    api.play({ status, headers: { location: '/v1/login' } });
    const missing = await checkActivation(world.ben, sourceWith('endpoint'));
    expect(missing).toEqual(expected.map((text) => expect.stringContaining(text)));
    expect(api.requests.at(-1)?.headers['authorization']).toBeUndefined();
  });

  test('no answer is one, and presence_only asks nothing', async () => {
    api.play('drop');
    expect(await checkActivation(world.ben, sourceWith('endpoint'))).toEqual([expect.stringContaining('did not answer')]);
    const before = api.requests.length;
    expect(await checkActivation(world.ben, sourceWith('presence_only'))).toEqual([]);
    expect(api.requests.length).toBe(before);
  });
});
