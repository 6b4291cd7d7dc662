// Grants while something changes in the middle: no token and no client secret leaves for an address it was not got for.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startAuthorizationServer } from '#test/oauth/authorization-server';
import type { AuthorizationServer } from '#test/oauth/authorization-server';
import { connected, pendingProfile, personOf, profileOf, sessionOf } from '#test/oauth/oauth-world';
import { startProtectedServer } from '#test/oauth/protected-server';
import type { ProtectedServer } from '#test/oauth/protected-server';
import { connectProfile, createAuthProfile, createServer, finishConnect, openSession, updateAuthProfile, updateServer } from '../index.ts';
import { accessToken } from './access-token.ts';
import { findGrant } from './store.ts';

let world: World;
let authority: AuthorizationServer;
let mcp: ProtectedServer;
let other: ProtectedServer;
let ben: Ctx;

beforeAll(async () => {
  world = await makeWorld();
});
beforeEach(async () => {
  ({ ben } = await world.newOrg());
  authority = await startAuthorizationServer();
  mcp = await startProtectedServer(authority);
  other = await startProtectedServer(authority);
});
afterEach(async () => {
  await other.close();
  await mcp.close();
  await authority.close();
});
afterAll(() => world.close());

/** As `ben`, with `change` made once, before or after the first answer to a request whose path ends so. */
function meddled(path: string, change: () => Promise<unknown>, when: 'before' | 'after' = 'before'): Ctx {
  let isDone = false;
  const fetch: Ctx['deps']['fetch'] = async (url, init) => {
    const isIt = !isDone && new URL(url).pathname.endsWith(path);
    if (isIt) isDone = true;
    if (isIt && when === 'before') await change();
    const answer = await ben.deps.fetch(url, init);
    if (isIt && when === 'after') await change();
    return answer;
  };
  return { ...ben, deps: { ...ben.deps, fetch } };
}
const move = (serverId: string, baseUrl: string) =>
  world.deps.db.updateTable('mcp_servers').set({ base_url: baseUrl }).where('id', '=', serverId).execute();
const grantOf = async ({ profileId }: { profileId: string }) => {
  const grant = await findGrant(world.deps.db, ben.org.id, profileId);
  if (!grant) throw new Error('no grant');
  return grant;
};
const session = (serverId: string) =>
  openSession(ben, { serverId, authProfileId: null, clientName: 'armature-tester', signal: ben.signal });
const originOf = (url: string): string => new URL(url).origin;

describe('while a person connects', () => {
  test('a server that moves gets no token of the old address', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    const mine = await sessionOf(ben);
    const answer = await authority.visit((await connectProfile(ben, profile, mine)).authorizationUrl);
    await updateServer(ben, { serverId: profile.serverId, baseUrl: other.url, skipProbe: true });
    expect(await finishConnect(personOf(ben, mine), answer)).toMatchObject({ problem: 'failed' });
    expect(authority.tokenRequests).toEqual([]);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'pending', grantError: expect.stringContaining('was changed') });
    await session(profile.serverId);
    expect(other.tokens).toEqual([]);
  });

  test('a profile that is changed during the exchange keeps nothing of it', async () => {
    authority.addClient('mine', 'my-client-secret');
    const endpoints = { authorizationUrl: `${authority.url}/authorize`, tokenUrl: `${authority.url}/token`, clientId: 'mine' };
    const profile = await pendingProfile(ben, mcp.url, { ...endpoints, clientSecret: 'my-client-secret' });
    const mine = await sessionOf(ben);
    const change = { ...profile, tokenUrl: 'http://127.0.0.1:9/token', clientSecret: 'another-secret', skipProbe: true };
    const meddling = meddled('/token', () => updateAuthProfile(ben, change));
    const answer = await authority.visit((await connectProfile(ben, profile, mine)).authorizationUrl);
    expect(await finishConnect(personOf(meddling, mine), answer)).toMatchObject({ problem: 'failed' });
    expect(await grantOf(profile)).toMatchObject({ state: 'pending', secretId: null, refreshSecretId: null });
  });

  test('a secret that is stored meanwhile is not sent to the endpoint that was planned before', async () => {
    authority.addClient('mine', 'first-secret');
    const profile = await pendingProfile(ben, mcp.url, { clientId: 'mine', clientSecret: 'first-secret' });
    const mine = await sessionOf(ben);
    const change = { ...profile, clientId: 'theirs', clientSecret: 'second-secret', skipProbe: true };
    const meddling = meddled('/oauth-protected-resource/mcp', () => updateAuthProfile(ben, change));
    const answer = await authority.visit((await connectProfile(meddling, profile, mine)).authorizationUrl);
    expect(await finishConnect(personOf(ben, mine), answer)).toMatchObject({ problem: 'failed' });
    expect(authority.tokenRequests).toEqual([]);
  });

  test('the registered secret of one authorization server is not sent to the next', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
    const known = (await grantOf(profile)).client?.id ?? '';
    // The same id again, a method that needs a secret, and no secret.
    authority.manners = { ...authority.manners, issuerPath: '/next', registersAs: { client_id: known, client_secret: undefined } };
    const before = authority.tokenRequests.length;
    await connected(ben, authority, profile);
    const [asked] = authority.tokenRequests.slice(before);
    expect(Buffer.from(asked?.authorization?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(`${known}:`);
  });

  test('nor is the secret of a client of one’s own, even after another change of the profile', async () => {
    authority.addClient('mine', 'my-client-secret');
    const profile = await pendingProfile(ben, mcp.url, { clientId: 'mine', clientSecret: 'my-client-secret' });
    expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
    await updateAuthProfile(ben, { ...profile, authMethod: 'client_secret_post', skipProbe: true });
    authority.manners = { ...authority.manners, issuerPath: '/next' };
    await expect(connected(ben, authority, profile)).rejects.toThrow('has moved to another authorization server');
    await updateAuthProfile(ben, { ...profile, clientSecret: 'for-the-next', skipProbe: true });
    authority.addClient('mine', 'for-the-next');
    expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
  });

  test('a client that is registered for a method it has no key for is used as one without', async () => {
    authority.manners = { ...authority.manners, registersAs: { token_endpoint_auth_method: 'private_key_jwt' } };
    expect(await connected(ben, authority, await pendingProfile(ben, mcp.url))).toMatchObject({ problem: null });
  });
});

describe('while a token is renewed', () => {
  test('a server that moves is not taken for the one the token is for', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    await connected(ben, authority, profile);
    world.clock.advance(minutes(55));
    const { deps } = meddled('/token', () => move(profile.serverId, other.url));
    const found = await accessToken(deps, { orgId: ben.org.id, profileId: profile.profileId });
    expect(found).toMatchObject({ ok: false, error: { kind: 'needs_reauth' } });
    expect(await grantOf(profile)).toMatchObject({ serverOrigin: originOf(mcp.url) });
  });

  test('a new connection keeps its own authorization server', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    await connected(ben, authority, profile);
    const { secretId } = await grantOf(profile);
    const meddling = meddled(
      '/oauth-authorization-server',
      async () => {
        authority.manners = { ...authority.manners, issuerPath: '/next' };
        await connected(ben, authority, profile);
      },
      'after',
    );
    await accessToken(meddling.deps, { orgId: ben.org.id, profileId: profile.profileId }, { refusedSecretId: secretId ?? '' });
    expect(await grantOf(profile)).toMatchObject({ issuer: `${authority.url}/next`, discovery: { issuer: `${authority.url}/next` } });
  });

  test('a server whose metadata cannot be read for once has not moved', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    await connected(ben, authority, profile);
    const { secretId } = await grantOf(profile);
    const { origin } = new URL(mcp.url);
    const own = {
      issuer: `${origin}/`,
      authorization_endpoint: `${origin}/a`,
      token_endpoint: `${origin}/t`,
      response_types_supported: ['code'],
    };
    const fetch: Ctx['deps']['fetch'] = async (url, init) => {
      if (String(url).includes('/oauth-protected-resource')) return new Response('', { status: 503 });
      const isOwn = String(url).startsWith(`${origin}/.well-known/oauth-authorization-server`);
      return isOwn ? Response.json({ ...own, code_challenge_methods_supported: ['S256'] }) : ben.deps.fetch(url, init);
    };
    const ref = { orgId: ben.org.id, profileId: profile.profileId };
    expect(await accessToken({ ...ben.deps, fetch }, ref, { refusedSecretId: secretId ?? '' })).toMatchObject({ ok: true });
    expect(await grantOf(profile)).toMatchObject({ state: 'connected', discovery: { issuer: authority.issuer } });
  });

  test('that takes too long, nobody waits twice', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    await connected(ben, authority, profile);
    world.clock.advance(minutes(61));
    authority.fail('hang');
    const asked = accessToken(world.deps, { orgId: ben.org.id, profileId: profile.profileId });
    await expect.poll(() => authority.tokenRequests.length).toBe(2);
    world.clock.advance(seconds(20));
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  }, 5000);
});

test('a session with one address gets no token for the next', async () => {
  authority.addClient('robot', 'robot-secret-1');
  const { id: serverId } = await createServer(ben, { name: 'Robots', baseUrl: other.url, skipProbe: true });
  await createAuthProfile(ben, {
    serverId,
    name: 'Robot',
    kind: 'oauth_client_credentials',
    tokenUrl: `${authority.url}/token`,
    clientId: 'robot',
    clientSecret: 'robot-secret-1',
    isDefault: true,
  });
  const reached = await session(serverId);
  if (!reached.ok) throw new Error(reached.error.message);
  const first = other.tokens.at(-1);
  const before = other.tokens.length;
  await move(serverId, mcp.url);
  world.clock.advance(minutes(61));
  expect((await reached.value.callTool({ name: 'whoami', arguments: {} })).outcome).toMatchObject({ kind: 'auth_error' });
  // The standing stream of the session may have come late, with the token it had.
  expect(other.tokens.slice(before).filter((token) => token !== first)).toEqual([]);
  await reached.value.close();
});
