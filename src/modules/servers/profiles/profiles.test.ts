// Auth profiles: what each kind sends, what is kept secret, and that exactly one is the default.
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
    expect(await fieldsOf(createAuthProfile(ben, { ...base, kind: 'oauth_authorization_code' }))).toEqual(['kind']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, value: undefined }))).toEqual(['value']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, value: 'a\nb' }))).toEqual(['value']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, kind: 'api_key_header' }))).toEqual(['headerName']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, kind: 'api_key_header', headerName: 'x-tenant' }))).toEqual(['headerName']);
    expect(await fieldsOf(createAuthProfile(ben, { ...base, color: 1, isDefault: 'yes' }))).toEqual(['isDefault', 'color']);
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
