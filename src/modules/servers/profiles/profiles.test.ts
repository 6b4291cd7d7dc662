// Auth profiles: what each kind sends, what is kept secret, and that exactly one is the default.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import {
  createAuthProfile,
  createServer,
  getServer,
  listAuthProfiles,
  probeServer,
  removeAuthProfile,
  updateAuthProfile,
} from '../index.ts';
import type { ServerUsage } from '../index.ts';

let world: World;
let mcp: ListingServer;
beforeAll(async () => {
  world = await makeWorld();
  mcp = await startListingServer();
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

const unused: ServerUsage = { usersOf: async () => [], usersOfProfile: async () => [], pauseUsers: async () => undefined };
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const fieldsOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await failure(work);
  expect(error).toMatchObject({ code: 'validation_failed' });
  return (error as { fieldErrors: { field: string }[] }).fieldErrors.map(({ field }) => field);
};
const newShop = async (fields: object = {}) => {
  const cast = await world.newOrg();
  const { id: serverId } = await createServer(cast.ben, { name: 'Shop', baseUrl: mcp.url, skipProbe: true, ...fields });
  return { ...cast, serverId };
};
const secretsOf = (ctx: Ctx) => world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ctx.org.id).execute();
const sent = (header: string) => mcp.received.at(-1)?.headers[header];

describe('adding a profile', () => {
  test('probes with its credential, and only the default one makes the catalog', async () => {
    const { ben, serverId } = await newShop();
    const second = await createAuthProfile(ben, { serverId, name: 'Reader', kind: 'bearer', value: 'bearer  reader-token' });
    expect(sent('authorization')).toBe('Bearer reader-token');
    expect(second).toEqual({
      id: second.id,
      mcpServerId: serverId,
      name: 'Reader',
      kind: 'bearer',
      isDefault: false,
      headerName: null,
      secretSetAt: world.clock.now().toISOString(),
      oauth: null,
      grantState: null,
      grantExpiresAt: null,
      grantError: null,
      grantWarning: null,
    });
    expect(await getServer(ben, { serverId })).toMatchObject({ toolCount: null, health: 'unknown' });
    const third = await createAuthProfile(ben, {
      serverId,
      name: 'Key',
      kind: 'api_key_header',
      headerName: 'X-Key',
      value: 'the-key-value',
      isDefault: true,
    });
    expect(sent('x-key')).toBe('the-key-value');
    expect(await getServer(ben, { serverId })).toMatchObject({ toolCount: 2, health: 'healthy' });
    expect((await listAuthProfiles(ben, { serverId })).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [third.id, true],
      [expect.any(String), false],
      [second.id, false],
    ]);
    await probeServer(ben, { serverId, authProfileId: second.id });
    expect(sent('authorization')).toBe('Bearer reader-token');
  });

  test('that is refused by the server saves nothing, unless the probe is skipped', async () => {
    const { ben, serverId } = await newShop();
    mcp.refuse(401);
    expect(await failure(createAuthProfile(ben, { serverId, name: 'Bad', kind: 'bearer', value: 'wrong-token' }))).toMatchObject({
      code: 'probe_failed',
      details: { probe: { error: { code: 'auth_rejected' } } },
    });
    expect(await secretsOf(ben)).toEqual([]);
    await createAuthProfile(ben, { serverId, name: 'Bad', kind: 'bearer', value: 'wrong-token', skipProbe: true });
    mcp.refuse(undefined);
    expect(await listAuthProfiles(ben, { serverId })).toHaveLength(2);
  });

  test('names each wrong field', async () => {
    const { ben, serverId } = await newShop({ connectionConfig: { extraHeaders: { 'X-Tenant': 'acme-tenant' } } });
    const base = { serverId, name: 'P', kind: 'bearer', value: 'v', skipProbe: true };
    expect(await fieldsOf(createAuthProfile(ben, { ...base, name: 'x'.repeat(61) }))).toEqual(['name']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, kind: 'oauth_implicit' }))).toEqual(['kind']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, value: undefined }))).toEqual(['value']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, value: 'a\nb' }))).toEqual(['value']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, kind: 'api_key_header' }))).toEqual(['headerName']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, kind: 'api_key_header', headerName: 'x-tenant' }))).toEqual(['headerName']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, color: 1, isDefault: 'yes' }))).toEqual(['isDefault', 'color']);
  });

  const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const client = {
    name: 'P',
    kind: 'oauth_client_credentials',
    tokenUrl: 'https://as.example.test/token',
    clientId: 'c',
    clientSecret: 's',
    skipProbe: true,
  };
  const person = { name: 'P', kind: 'oauth_authorization_code' };
  test.each<[string, object, string[]]>([
    ['a client without anything', { name: 'P', kind: 'oauth_client_credentials' }, ['clientId', 'clientSecret', 'tokenUrl']],
    ['a secret where a key is due', { ...client, authMethod: 'private_key_jwt' }, ['clientSecret', 'privateKey']],
    ['a key where a secret is due', { ...client, clientSecret: undefined, privateKey: KEY }, ['clientSecret', 'privateKey']],
    [
      'what is no key',
      { ...client, clientSecret: undefined, authMethod: 'private_key_jwt', privateKey: '-----BEGIN RSA PRIVATE KEY-----' },
      ['privateKey'],
    ],
    [
      'an algorithm of another key',
      { ...client, clientSecret: undefined, authMethod: 'private_key_jwt', privateKey: KEY, signingAlgorithm: 'RS256' },
      ['signingAlgorithm'],
    ],
    ['an unknown algorithm', { ...client, signingAlgorithm: 'HS256' }, ['signingAlgorithm']],
    ['a wrong scope', { ...client, scopes: ['ok', 'not ok'] }, ['scopes[1]']],
    ['too many scopes', { ...client, scopes: Array.from({ length: 51 }, (_, i) => `s${i}`) }, ['scopes']],
    ['a URL of a metadata service', { ...client, tokenUrl: 'http://169.254.169.254/token' }, ['tokenUrl']],
    ['a URL that is none', { ...person, authorizationUrl: 'javascript:alert(1)', tokenUrl: 'ftp://x/' }, ['authorizationUrl', 'tokenUrl']],
    ['a password in a URL', { ...person, tokenUrl: 'https://a:b@as.example.test/token' }, ['tokenUrl']],
    ['a long secret', { ...client, clientSecret: 'x'.repeat(8193) }, ['clientSecret']],
    ['an authorization URL for a client', { ...client, authorizationUrl: 'https://as.example.test/authorize' }, ['authorizationUrl']],
    ['an audience for a person', { ...person, audience: 'https://api.example.test' }, ['audience']],
    ['a secret without its client', { ...person, clientSecret: 's' }, ['clientSecret']],
    ['a method without its secret', { ...person, clientId: 'c', authMethod: 'client_secret_post' }, ['clientSecret']],
    ['a value for a person', { ...person, value: 'v' }, ['value']],
    ['fields of OAuth for a key', { name: 'P', kind: 'bearer', value: 'v', clientId: 'c', scopes: [] }, ['clientId', 'scopes']],
  ])('refuses %s, field by field', async (_name, fields, wrong) => {
    const { ben, serverId } = await newShop();
    expect((await fieldsOf(createAuthProfile(ben, { serverId, ...fields }))).toSorted()).toEqual(wrong);
  });

  test('of a taken name is a conflict on name, also at the same moment', async () => {
    const { ben, serverId } = await newShop();
    const tries = await Promise.allSettled(
      ['Main', 'MAIN'].map((name) => createAuthProfile(ben, { serverId, name, kind: 'none', skipProbe: true })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'name' }] });
  });
});

describe('changing a client', () => {
  const settings = {
    tokenUrl: 'https://as.example.test/token',
    authorizationUrl: 'https://as.example.test/authorize',
    clientId: 'c',
    scopes: ['a'],
  };
  const newClient = async () => {
    const shop = await newShop();
    const { id: profileId } = await createAuthProfile(shop.ben, {
      serverId: shop.serverId,
      name: 'OAuth',
      kind: 'oauth_authorization_code',
      ...settings,
      clientSecret: 'secret-1',
    });
    const update = (fields: object) => updateAuthProfile(shop.ben, { serverId: shop.serverId, profileId, ...fields });
    return { ...shop, profileId, update };
  };

  test('keeps what is left out, and null takes away', async () => {
    const { ben, update } = await newClient();
    expect((await update({ scopes: ['a', 'b', 'a'] })).oauth).toMatchObject({ ...settings, scopes: ['a', 'b'] });
    const cleared = await update({ tokenUrl: null, authorizationUrl: null, clientSecret: null });
    expect(cleared).toMatchObject({ secretSetAt: null, oauth: { tokenUrl: null, authorizationUrl: null, clientId: 'c' } });
    expect(await secretsOf(ben)).toEqual([]);
  });

  test('to another client forgets the secret of the old one', async () => {
    const { ben, update } = await newClient();
    expect(await update({ clientId: 'other' })).toMatchObject({ secretSetAt: null, grantState: 'pending' });
    expect(await secretsOf(ben)).toEqual([]);
  });

  test('is written down without its secret', async () => {
    const { ada, update } = await newClient();
    await update({ clientSecret: 'secret-2', scopes: ['z'] });
    const log = JSON.stringify((await listAuditLog(ada, {})).rows);
    expect(log).toContain('"z"');
    expect(log).not.toContain('secret-1');
    expect(log).not.toContain('secret-2');
  });
});

describe('changing a profile', () => {
  test('keeps an omitted value and probes only another credential', async () => {
    const { ben, serverId } = await newShop({ authProfile: { name: 'Main', kind: 'bearer', value: 'first-token' } });
    const [main] = await listAuthProfiles(ben, { serverId });
    const contacts = mcp.received.length;
    expect(await updateAuthProfile(ben, { serverId, profileId: main?.id, name: 'Renamed' })).toEqual({ ...main, name: 'Renamed' });
    expect(mcp.received.length).toBe(contacts);
    await probeServer(ben, { serverId });
    expect(sent('authorization')).toBe('Bearer first-token');
    world.clock.advance(1000);
    const changed = await updateAuthProfile(ben, { serverId, profileId: main?.id, value: 'second-token' });
    expect(changed.secretSetAt).toBe(world.clock.now().toISOString());
    expect(sent('authorization')).toBe('Bearer second-token');
    expect(await secretsOf(ben)).toHaveLength(1);
    expect(await getServer(ben, { serverId })).toMatchObject({ toolCount: 2, health: 'healthy' });
  });

  test('to another kind needs its fields, and to none forgets the secret', async () => {
    const { ben, serverId } = await newShop({ authProfile: { name: 'Main', kind: 'bearer', value: 'first-token' } });
    const [main] = await listAuthProfiles(ben, { serverId });
    expect((await fieldsOf(updateAuthProfile(ben, { serverId, profileId: main?.id, kind: 'api_key_header' }))).toSorted()).toEqual([
      'headerName',
      'value',
    ]);
    expect(
      await updateAuthProfile(ben, { serverId, profileId: main?.id, kind: 'api_key_header', headerName: 'X-Key', value: 'key-value' }),
    ).toMatchObject({ kind: 'api_key_header', headerName: 'X-Key' });
    expect(await updateAuthProfile(ben, { serverId, profileId: main?.id, kind: 'none' })).toMatchObject({
      kind: 'none',
      headerName: null,
      secretSetAt: null,
    });
    expect(await secretsOf(ben)).toEqual([]);
  });

  test('makes another one the default, and the default cannot give that up', async () => {
    const { ben, serverId } = await newShop();
    const other = await createAuthProfile(ben, { serverId, name: 'Other', kind: 'none', skipProbe: true });
    const [first] = await listAuthProfiles(ben, { serverId });
    expect(await fieldsOf(updateAuthProfile(ben, { serverId, profileId: first?.id, isDefault: false }))).toEqual(['isDefault']);
    await updateAuthProfile(ben, { serverId, profileId: other.id, isDefault: true });
    expect((await listAuthProfiles(ben, { serverId })).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [other.id, true],
      [first?.id, false],
    ]);
  });

  test('is written down with marks instead of secrets', async () => {
    const { ada, ben, serverId } = await newShop({ authProfile: { name: 'Main', kind: 'bearer', value: 'first-token' } });
    const [main] = await listAuthProfiles(ben, { serverId });
    await updateAuthProfile(ben, { serverId, profileId: main?.id, value: 'second-token' });
    const { rows } = await listAuditLog(ada, { objectId: main?.id });
    expect(rows).toMatchObject([{ action: 'auth_profile.update', before: { value: '[secret]' }, after: { value: '[secret]' } }]);
    expect(JSON.stringify(rows)).not.toContain('token');
  });
});

describe('removing a profile', () => {
  test('takes its secret along; the default goes last', async () => {
    const { ada, ben, serverId } = await newShop();
    const other = await createAuthProfile(ben, { serverId, name: 'Other', kind: 'bearer', value: 'other-token', skipProbe: true });
    const [first] = await listAuthProfiles(ben, { serverId });
    expect(await failure(removeAuthProfile(ben, { serverId, profileId: first?.id }, unused))).toMatchObject({ code: 'conflict' });
    await removeAuthProfile(ben, { serverId, profileId: other.id }, unused);
    expect(await secretsOf(ben)).toEqual([]);
    await removeAuthProfile(ben, { serverId, profileId: first?.id }, unused);
    expect(await listAuthProfiles(ben, { serverId })).toEqual([]);
    expect(await probeServer(ben, { serverId })).toMatchObject({ ok: true });
    expect((await listAuditLog(ada, { action: 'auth_profile.remove' })).total).toBe(2);
  });

  test('in use is a conflict that lists who', async () => {
    const { ben, serverId } = await newShop();
    const [first] = await listAuthProfiles(ben, { serverId });
    const users = [{ type: 'workflow' as const, id: 'wf_1', name: 'Order lookup' }];
    const usage: ServerUsage = { ...unused, usersOfProfile: async (_tx, _orgId, profileId) => (profileId === first?.id ? users : []) };
    expect(await failure(removeAuthProfile(ben, { serverId, profileId: first?.id }, usage))).toMatchObject({
      code: 'conflict',
      details: { usedBy: users },
    });
  });
});

test('vera may look but not touch, and eve sees nothing', async () => {
  const { vera, eve, ben, serverId } = await newShop();
  const [{ id: profileId } = { id: '' }] = await listAuthProfiles(vera, { serverId });
  const touch = (ctx: Ctx) => [
    createAuthProfile(ctx, { serverId, name: 'X', kind: 'none', skipProbe: true }),
    updateAuthProfile(ctx, { serverId, profileId, name: 'X' }),
    removeAuthProfile(ctx, { serverId, profileId }, unused),
  ];
  for (const error of await Promise.all(touch(vera).map(failure))) expect(error).toMatchObject({ code: 'forbidden_role' });
  for (const error of await Promise.all([...touch(eve), listAuthProfiles(eve, { serverId })].map(failure)))
    expect(error).toMatchObject({ code: 'not_found', thing: 'mcp_server' });
  expect(await failure(updateAuthProfile(ben, { serverId, profileId: 'auth_none', name: 'X' }))).toMatchObject({
    code: 'not_found',
    thing: 'auth_profile',
  });
});
