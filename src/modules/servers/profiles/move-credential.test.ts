// What is stored for one origin is not sent to another: not when the server moves, not when its token endpoint does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startListingServer } from '#test/listing-server';
import type { ListingServer } from '#test/listing-server';
import { createAuthProfile, createServer, getServer, listAuthProfiles, updateAuthProfile, updateServer } from '../index.ts';

let world: World;
let mcp: ListingServer;
let foreign: ListingServer;
beforeAll(async () => {
  world = await makeWorld();
  mcp = await startListingServer();
  foreign = await startListingServer();
});
afterAll(async () => {
  await foreign.close();
  await mcp.close();
  await world.close();
});

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
  const { ben } = await world.newOrg();
  const { id: serverId } = await createServer(ben, { name: 'Shop', baseUrl: mcp.url, skipProbe: true, ...fields });
  return { ben, serverId };
};
const stolen = () => JSON.stringify(foreign.received.map(({ headers }) => headers));
const bearer = { authProfile: { kind: 'bearer', value: 'token-of-ada' } };
/** As `ben`, with `change` made during the next probe. */
const meddled = (ben: Ctx, change: () => Promise<unknown>): Ctx => ({
  ...ben,
  deps: {
    ...ben.deps,
    mcp: {
      ...ben.deps.mcp,
      probe: async (...args) => {
        await change();
        return ben.deps.mcp.probe(...args);
      },
    },
  },
});

describe('a server that moves to another origin', () => {
  test.each<[string, object, string]>([
    ['a bearer token', { kind: 'bearer', value: 'token-of-ada' }, 'authProfile.value'],
    ['a key', { kind: 'api_key_header', headerName: 'X-Key', value: 'token-of-ada' }, 'authProfile.value'],
    [
      'the secret of a client',
      { kind: 'oauth_client_credentials', tokenUrl: 'http://127.0.0.1:9/token', clientId: 'c', clientSecret: 'token-of-ada' },
      'authProfile.clientSecret',
    ],
    ['the secret of a person’s client', { kind: 'oauth_authorization_code', clientId: 'c', clientSecret: 's' }, 'authProfile.clientSecret'],
  ])('needs %s again', async (_name, authProfile, field) => {
    const { ben, serverId } = await newShop({ authProfile });
    const before = foreign.received.length;
    for (const skipProbe of [true, false]) {
      expect(await fieldsOf(updateServer(ben, { serverId, baseUrl: foreign.url, skipProbe }))).toEqual([field]);
    }
    expect(foreign.received.length).toBe(before);
    expect(await getServer(ben, { serverId })).toMatchObject({ baseUrl: mcp.url });
    await updateServer(ben, { serverId, baseUrl: `${mcp.url}?other=1`, skipProbe: true });
  });

  test('takes the credential with the address, and probes with it', async () => {
    const { ben, serverId } = await newShop(bearer);
    await updateServer(ben, { serverId, baseUrl: foreign.url, authProfile: { kind: 'bearer', value: 'Bearer new-token-1' } });
    expect(foreign.received.at(-1)?.headers['authorization']).toBe('Bearer new-token-1');
    expect(stolen()).not.toContain('token-of-ada');
    expect(await world.deps.vault.valuesOf(ben.org.id)).toContain('new-token-1');
    expect(await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ben.org.id).execute()).toHaveLength(1);
    expect(await listAuthProfiles(ben, { serverId })).toMatchObject([{ kind: 'bearer', isDefault: true, name: 'Default' }]);
  });

  test('leaves a profile that a person must connect unconnected, even where the probe passes without it', async () => {
    const { ben, serverId } = await newShop({ authProfile: { kind: 'oauth_authorization_code', clientId: 'c', clientSecret: 's' } });
    await updateServer(ben, { serverId, baseUrl: foreign.url, authProfile: { clientSecret: 'another' } });
    expect(await listAuthProfiles(ben, { serverId })).toMatchObject([{ grantState: 'pending' }]);
  });

  test('needs the extra headers again, and none of them may be left empty', async () => {
    const { ben, serverId } = await newShop({
      connectionConfig: { extraHeaders: { 'X-Tenant': 'tenant-of-ada', 'X-Zone': 'zone-of-ada' } },
    });
    const move = (connectionConfig?: object) =>
      updateServer(ben, { serverId, baseUrl: foreign.url, ...(connectionConfig ? { connectionConfig } : {}) });
    const [tenant, zone] = ['connectionConfig.extraHeaders.X-Tenant', 'connectionConfig.extraHeaders.X-Zone'];
    expect(await fieldsOf(move())).toEqual([tenant, zone]);
    expect(await fieldsOf(move({ extraHeaders: { 'x-tenant': '', 'X-Zone': 'new-zone' } }))).toEqual([tenant]);
    await move({ extraHeaders: { 'X-Zone': 'new-zone' } });
    expect(foreign.received.at(-1)?.headers['x-zone']).toBe('new-zone');
    expect(stolen()).not.toMatch(/(tenant|zone)-of-ada/);
  });

  test('is held by a further profile with a credential until that is taken away', async () => {
    const { ben, serverId } = await newShop();
    const { id: profileId } = await createAuthProfile(ben, { serverId, name: 'Reader', kind: 'bearer', value: 'r-token', skipProbe: true });
    expect(await fieldsOf(updateServer(ben, { serverId, baseUrl: foreign.url }))).toEqual(['baseUrl']);
    await updateAuthProfile(ben, { serverId, profileId, kind: 'none', skipProbe: true });
    await updateServer(ben, { serverId, baseUrl: foreign.url });
  });

  test('and a credential that is stored at the same moment exclude each other', async () => {
    const { ben, serverId } = await newShop();
    const adding = createAuthProfile(
      meddled(ben, () => updateServer(ben, { serverId, baseUrl: foreign.url, skipProbe: true })),
      { serverId, name: 'Late', ...bearer.authProfile },
    );
    expect(await failure(adding)).toMatchObject({ code: 'conflict' });
    const { ben: other, serverId: shop } = await newShop();
    const moving = updateServer(
      meddled(other, () => createAuthProfile(other, { serverId: shop, name: 'Early', ...bearer.authProfile, skipProbe: true })),
      { serverId: shop, baseUrl: foreign.url },
    );
    expect(await failure(moving)).toMatchObject({ code: 'conflict' });
    const [profile] = await listAuthProfiles(other, { serverId: shop });
    const changing = updateAuthProfile(
      meddled(other, async () => {
        await world.deps.db.updateTable('mcp_servers').set({ base_url: foreign.url }).where('id', '=', shop).execute();
      }),
      { serverId: shop, profileId: profile?.id, ...bearer.authProfile },
    );
    expect(await failure(changing)).toMatchObject({ code: 'conflict' });
  });

  test('takes a credential of the kind it has, and only that', async () => {
    const { ben, serverId } = await newShop(bearer);
    const change = (authProfile: object) => updateServer(ben, { serverId, skipProbe: true, authProfile });
    expect(await fieldsOf(change({ kind: 'api_key_header', value: 'x' }))).toEqual(['authProfile.kind']);
    expect(await fieldsOf(change({ clientSecret: 'x' }))).toEqual(['authProfile.clientSecret']);
    expect(await fieldsOf(change({ headerName: 'X-Other', value: 'x' }))).toEqual(['authProfile.headerName']);
  });
});

describe('a token endpoint that moves to another origin', () => {
  const client = { clientId: 'c', clientSecret: 'secret-of-ada' };
  test.each<[string, object, object]>([
    [
      'of a client',
      { kind: 'oauth_client_credentials', tokenUrl: 'https://as.example.test/token' },
      { tokenUrl: 'https://evil.example.test/token' },
    ],
    ['that was found', { kind: 'oauth_authorization_code' }, { tokenUrl: 'https://evil.example.test/token' }],
    ['that is to be found', { kind: 'oauth_authorization_code', tokenUrl: 'https://as.example.test/token' }, { tokenUrl: null }],
  ])('%s needs the secret again', async (_name, fields, change) => {
    const { ben, serverId } = await newShop();
    const { id: profileId } = await createAuthProfile(ben, { serverId, name: 'P', ...client, ...fields, skipProbe: true });
    expect(await fieldsOf(updateAuthProfile(ben, { serverId, profileId, ...change, skipProbe: true }))).toEqual(['clientSecret']);
    await updateAuthProfile(ben, { serverId, profileId, ...change, clientSecret: 'another', skipProbe: true });
    expect(await world.deps.vault.valuesOf(ben.org.id)).toContain('another');
  });
});
