// Connected apps as verbs: who sees and ends them, what they may not do, and what is forgotten of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, hours } from '#kernel/duration';
import {
  authenticateAccessToken,
  createApiKey,
  createInvitation,
  decideAuthorization,
  disconnectApp,
  disconnectOwnApp,
  exportOrganization,
  listApiKeys,
  listConnectedApps,
  listOwnApps,
  exchangeToken,
  sweepAccess,
} from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { askingApp, letAppIn, personOf, renewalOf } from '#test/connected-app';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const resource = 'http://127.0.0.1:4600/api/mcp';
const open = (token: string) => authenticateAccessToken(world.deps, token, { resource });
const onlyApp = async (ada: Ctx): Promise<string> => (await listConnectedApps(ada))[0]?.id ?? '';

describe('the list of an organization', () => {
  test('is for admins, and holds nothing of others', async () => {
    const { ada, ben, vera, eve } = await world.newOrg();
    await letAppIn(ben, { role: 'viewer' });
    await letAppIn(eve);
    expect(await listConnectedApps(ada)).toEqual([
      {
        id: expect.stringMatching(/^app_/),
        name: 'Example Editor',
        clientId: expect.any(String),
        place: 'this computer',
        role: 'viewer',
        user: { id: ben.actor.id, name: 'Ben' },
        createdAt: expect.any(String),
        lastUsedAt: null,
        expiresAt: expect.any(String),
      },
    ]);
    for (const ctx of [ben, vera]) await expect(listConnectedApps(ctx)).rejects.toMatchObject({ code: 'forbidden_role' });
    expect((await listConnectedApps(eve)).map(({ user }) => user.id)).toEqual([eve.actor.id]);
  });

  test('leaves out what was allowed and never fetched its tokens', async () => {
    const { ada, ben } = await world.newOrg();
    const { search } = await askingApp(ben);
    await decideAuthorization(await personOf(ben), { decision: 'allow', search, organization: ben.org.slug });
    expect(await listConnectedApps(ada)).toEqual([]);
    expect(await listOwnApps(await personOf(ben))).toEqual([]);
  });
});

describe('disconnecting', () => {
  test('is for oneself and admins; vera may not, and eve finds nothing', async () => {
    const { ada, ben, vera, eve } = await world.newOrg();
    const { access } = await letAppIn(ben);
    const appId = await onlyApp(ada);
    await expect(disconnectApp(vera, { appId })).rejects.toMatchObject({ code: 'forbidden_role', details: { neededRole: 'admin' } });
    const nothing = { code: 'not_found', thing: 'connected_app' };
    await expect(disconnectApp(eve, { appId })).rejects.toMatchObject(nothing);
    for (const ctx of [eve, vera]) await expect(disconnectOwnApp(await personOf(ctx), { appId })).rejects.toMatchObject(nothing);
    expect(await open(access)).toBeDefined();
    await disconnectApp(ada, { appId });
    expect(await open(access)).toBeUndefined();
    await expect(disconnectApp(ada, { appId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('ends one’s own in whatever organization it is', async () => {
    const { ben } = await world.newOrg();
    const { access } = await letAppIn(ben);
    const person = await personOf(ben);
    const [own] = await listOwnApps(person);
    await disconnectOwnApp(person, { appId: own?.id ?? '' });
    expect(await open(access)).toBeUndefined();
    expect(await listOwnApps(person)).toEqual([]);
  });
});

describe('an app', () => {
  test('cannot mint access, though the person could', async () => {
    const { ada } = await world.newOrg();
    const opened = await open((await letAppIn(ada)).access);
    if (!opened) throw new Error('the token opens nothing');
    const ctx: Ctx = { ...ada, ...opened };
    expect(ctx.actor).toMatchObject({ type: 'user', id: ada.actor.id, role: 'owner', app: { name: 'Example Editor' } });
    for (const attempt of [
      () => createApiKey(ctx, { name: 'stolen' }),
      () => listApiKeys(ctx),
      () => createInvitation(ctx, { role: 'admin' }),
      () => listConnectedApps(ctx),
      () => disconnectApp(ctx, { appId: 'app_x' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden_role', message: expect.stringContaining('connected app') });
    }
  });

  test('is let in at most 50 times by one person into one organization', async () => {
    const { vera } = await world.newOrg();
    const person = await personOf(vera);
    const allow = async () => {
      const { search } = await askingApp(vera);
      return decideAuthorization(person, { decision: 'allow', search, organization: vera.org.slug });
    };
    for (let n = 0; n < 50; n += 1) await allow();
    await expect(allow()).rejects.toMatchObject({ code: 'conflict' });
    // what never fetched its tokens does not count for long
    world.clock.advance(hours(1));
    await sweepAccess(world.deps);
    await expect(allow()).resolves.toMatchObject({ returnTo: expect.stringContaining('code=') });
  });
});

describe('the sweep', () => {
  const left = async () => ({
    clients: await count('app_clients'),
    grants: await count('app_grants'),
    codes: await count('app_codes'),
    tokens: await count('app_tokens'),
  });
  const count = async (table: 'app_clients' | 'app_grants' | 'app_codes' | 'app_tokens'): Promise<number> => {
    const { n } = await world.deps.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return n;
  };

  test('forgets what is over, keeps what is good, and applications only as long as somebody may need them', async () => {
    world.clock.advance(days(400));
    await sweepAccess(world.deps);
    expect(await left()).toEqual({ clients: 0, grants: 0, codes: 0, tokens: 0 });
    const { ben } = await world.newOrg();
    const app = await letAppIn(ben);
    await askingApp(ben);
    expect(await left()).toEqual({ clients: 2, grants: 1, codes: 1, tokens: 2 });

    world.clock.advance(hours(2));
    await sweepAccess(world.deps);
    expect(await left()).toEqual({ clients: 2, grants: 1, codes: 0, tokens: 1 });
    world.clock.advance(days(29));
    await sweepAccess(world.deps);
    expect(await left()).toEqual({ clients: 1, grants: 1, codes: 0, tokens: 1 });
    expect((await exchangeToken(ben, renewalOf(app))).ok).toBe(true);

    world.clock.advance(days(31));
    await sweepAccess(world.deps);
    expect(await left()).toEqual({ clients: 1, grants: 0, codes: 0, tokens: 0 });
    world.clock.advance(days(60));
    await sweepAccess(world.deps);
    expect(await left()).toEqual({ clients: 0, grants: 0, codes: 0, tokens: 0 });
  });
});

test('the export tells of apps, and no token', async () => {
  const { ada, ben } = await world.newOrg();
  const { access, refresh } = await letAppIn(ben);
  const objects = [];
  for await (const object of await exportOrganization(ada, [])) objects.push(object);
  expect(objects.filter(({ kind }) => kind === 'connected_app')).toMatchObject([
    { name: 'Example Editor', role: 'editor', user: { id: ben.actor.id } },
  ]);
  const text = JSON.stringify(objects);
  for (const secret of [access, refresh]) expect(text).not.toContain(secret);
});

test('a use is written down, at most once a minute', async () => {
  const { ada, ben } = await world.newOrg();
  const { access } = await letAppIn(ben);
  await open(access);
  const first = (await listConnectedApps(ada))[0]?.lastUsedAt;
  expect(first).toBe(world.clock.now().toISOString());
  world.clock.advance(30_000);
  await open(access);
  expect((await listConnectedApps(ada))[0]?.lastUsedAt).toBe(first);
  world.clock.advance(30_000);
  await open(access);
  expect((await listConnectedApps(ada))[0]?.lastUsedAt).toBe(world.clock.now().toISOString());
});
