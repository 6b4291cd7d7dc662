// Grants over a real database and an authorization server on loopback: connect, use, renew, lose, warn.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { startAuthorizationServer } from '#test/oauth/authorization-server';
import type { AuthorizationServer } from '#test/oauth/authorization-server';
import { connected, pendingProfile, personOf, profileOf, sessionOf } from '#test/oauth/oauth-world';
import { startProtectedServer } from '#test/oauth/protected-server';
import type { ProtectedServer } from '#test/oauth/protected-server';
import {
  connectProfile,
  createAuthProfile,
  createServer,
  finishConnect,
  getServer,
  openSession,
  probeServer,
  removeAuthProfile,
  renewGrants,
  updateAuthProfile,
  updateServer,
} from '../index.ts';
import type { ServerUsage } from '../index.ts';
import { accessToken } from './access-token.ts';
import { settleRenewals } from './renewal-queue.ts';
import { findGrant, saveGrant } from './store.ts';

let world: World;
let authority: AuthorizationServer;
let mcp: ProtectedServer;
let cast: Cast;
let ben: Ctx;

beforeAll(async () => {
  world = await makeWorld();
});
beforeEach(async () => {
  cast = await world.newOrg();
  ben = cast.ben;
  authority = await startAuthorizationServer();
  mcp = await startProtectedServer(authority);
});
afterEach(async () => {
  await mcp.close();
  await authority.close();
});
afterAll(() => world.close());

const used: ServerUsage = {
  usersOf: async () => [{ type: 'workflow', id: 'wf_1', name: 'Nightly' }],
  usersOfProfile: async () => [],
  pauseUsers: async () => undefined,
};
const unused: ServerUsage = { ...used, usersOf: async () => [] };
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const connectedProfile = async (fields: object = {}) => {
  const profile = await pendingProfile(ben, mcp.url, fields);
  expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
  return profile;
};
const tokenOf = async ({ profileId }: { profileId: string }, refusedSecretId?: string) =>
  accessToken(world.deps, { orgId: ben.org.id, profileId }, refusedSecretId === undefined ? {} : { refusedSecretId });
const good = async (profile: { profileId: string }): Promise<string> => {
  const found = await tokenOf(profile);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.token;
};
const grantOf = async ({ profileId }: { profileId: string }) => {
  const grant = await findGrant(world.deps.db, ben.org.id, profileId);
  if (!grant) throw new Error('no grant');
  return grant;
};
const factsOf = async (type: string) =>
  (await world.deps.db.selectFrom('facts').select('payload').where('org_id', '=', ben.org.id).where('type', '=', type).execute()).map(
    ({ payload }) => payload,
  );
const refreshes = () => authority.tokenRequests.filter(({ params }) => params['grant_type'] === 'refresh_token');
const session = (serverId: string) =>
  openSession(ben, { serverId, authProfileId: null, clientName: 'armature-tester', signal: ben.signal });

describe('connecting', () => {
  test('finds the server, registers, asks with PKCE and resource, and stores what it got', async () => {
    const profile = await pendingProfile(ben, mcp.url, { scopes: ['tools:read'] });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'pending', grantError: null, secretSetAt: null });
    expect(await connected(ben, authority, profile)).toEqual({ orgSlug: ben.org.slug, ...profile, problem: null });
    expect(authority.registrations).toMatchObject([
      {
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1:4600/oauth/callback'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ]);
    const [asked] = authority.authorizations;
    expect(Object.fromEntries(asked ?? [])).toMatchObject({ code_challenge_method: 'S256', resource: mcp.url, scope: 'tools:read' });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected', grantWarning: null, grantExpiresAt: null });
    expect((await listAuditLog(cast.ada, { action: 'auth_profile.connect' })).rows).toMatchObject([{ actor: { name: 'Ben' } }]);
    const reached = await session(profile.serverId);
    if (!reached.ok) throw new Error(reached.error.message);
    expect(mcp.tokens.at(-1)).toMatch(/^access-/);
    await reached.value.close();
    expect(await getServer(ben, { serverId: profile.serverId })).toMatchObject({ health: 'healthy' });
  });

  test('leaves no token outside the table of secrets', async () => {
    const profile = await connectedProfile();
    const token = await good(profile);
    const refresh = authority.families[0]?.refreshToken ?? '';
    const tables = await Promise.all(
      (['oauth_grants', 'oauth_states', 'audit_log', 'auth_profiles', 'facts'] as const).map((table) =>
        world.deps.db.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(tables)).not.toContain(token);
    expect(JSON.stringify(tables)).not.toContain(refresh);
    expect(await world.deps.vault.valuesOf(ben.org.id)).toEqual(expect.arrayContaining([token, refresh]));
  });

  test('answers once, in the same session, within ten minutes', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    const mine = await sessionOf(ben);
    const other = await sessionOf(cast.ada);
    const begin = async () => authority.visit((await connectProfile(ben, profile, mine)).authorizationUrl);
    const answer = await begin();
    expect(await finishConnect(personOf(cast.ada, other), answer)).toBeUndefined();
    const ends = await Promise.all([finishConnect(personOf(ben, mine), answer), finishConnect(personOf(ben, mine), answer)]);
    expect(new Set(ends.map((end) => end?.problem))).toEqual(new Set(['expired', null]));
    expect(authority.families).toHaveLength(1);
    const late = await begin();
    world.clock.advance(minutes(10));
    expect(await finishConnect(personOf(ben, mine), late)).toMatchObject({ problem: 'expired' });
    expect(await finishConnect(personOf(ben, mine), new URLSearchParams('code=x&state=y'))).toBeUndefined();
  });

  test.each([
    ['another issuer', { iss: 'wrong' }, 'mismatch'],
    ['no issuer although it was promised', { iss: 'absent' }, 'mismatch'],
    ['a refusal', { consent: 'deny' }, 'denied'],
  ] as const)('with an answer of %s stores nothing', async (_name, manners, problem) => {
    authority.manners = { ...authority.manners, ...manners };
    const profile = await pendingProfile(ben, mcp.url);
    expect(await connected(ben, authority, profile)).toMatchObject({ problem });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'pending' });
    expect(authority.tokenRequests).toEqual([]);
  });

  test('takes an answer without an issuer where none was promised', async () => {
    authority.manners = { ...authority.manners, iss: 'absent', issAdvertised: false };
    await connectedProfile();
  });

  test('tells what a failed exchange said, without secrets', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    authority.fail({ status: 400, body: { error: 'invalid_grant', error_description: `bad code for AKIA${'A'.repeat(16)}\n<b>` } });
    expect(await connected(ben, authority, profile)).toMatchObject({ problem: 'failed' });
    const { grantError, grantState } = await profileOf(ben, profile);
    expect(grantState).toBe('pending');
    expect(grantError).toMatch(/^127\.0\.0\.1:\d+ refused: invalid_grant: bad code for \[redacted:aws_key\] <b>\.$/);
  });

  test.each([
    ['the path-inserted OAuth document', { issuerPath: '/tenant' }],
    ['the path-inserted OpenID document', { issuerPath: '/tenant', discovery: 'oidc_inserted' }],
    ['the path-appended OpenID document', { issuerPath: '/tenant', discovery: 'oidc_appended' }],
  ] as const)('finds %s', async (_name, manners) => {
    authority.manners = { ...authority.manners, ...manners };
    await connectedProfile();
    expect((await profileOf(ben, await connectedProfile())).grantState).toBe('connected');
  });

  test.each([
    ['metadata that names another issuer', { claimedIssuer: 'https://other.example.test' }, /names another issuer/],
    ['no PKCE with S256', { challengeMethods: ['plain'] }, /PKCE with S256/],
    ['no metadata', { discovery: 'none' }, /publishes no OAuth metadata/],
    ['no registration and no client', { registers: false }, /Enter a clientId/],
  ] as const)('refuses %s before anybody is sent there', async (_name, manners, message) => {
    authority.manners = { ...authority.manners, ...manners };
    const profile = await pendingProfile(ben, mcp.url);
    expect(await failure(connectProfile(ben, profile, await sessionOf(ben)))).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(message),
    });
  });

  test('refuses metadata about another resource', async () => {
    const impostor = await startProtectedServer(authority, { resource: 'http://127.0.0.1:1/mcp' });
    const profile = await pendingProfile(ben, impostor.url);
    expect(await failure(connectProfile(ben, profile, await sessionOf(ben)))).toMatchObject({
      message: expect.stringContaining('another resource'),
    });
    await impostor.close();
  });

  test('uses a client and URLs of one’s own without looking anything up', async () => {
    authority.manners = { ...authority.manners, discovery: 'none' };
    authority.addClient('mine', 'my-client-secret');
    const profile = await connectedProfile({
      authorizationUrl: `${authority.url}/authorize`,
      tokenUrl: `${authority.url}/token`,
      clientId: 'mine',
      clientSecret: 'my-client-secret',
      authMethod: 'client_secret_post',
    });
    expect(authority.registrations).toEqual([]);
    expect(authority.tokenRequests[0]?.params).toMatchObject({ client_id: 'mine', client_secret: 'my-client-secret' });
    expect((await profileOf(ben, profile)).oauth).toMatchObject({ clientId: 'mine', authMethod: 'client_secret_post' });
  });

  test('names itself by its document where both sides can, and registers once otherwise', async () => {
    const https = { ...ben, deps: { ...ben.deps, settings: { ...ben.deps.settings, publicUrl: 'https://armature.example.test' } } };
    authority.manners = { ...authority.manners, takesClientDocuments: true };
    const documented = await pendingProfile(https, mcp.url);
    expect(await connected(https, authority, documented)).toMatchObject({ problem: null });
    expect(authority.authorizations.at(-1)?.get('client_id')).toBe('https://armature.example.test/oauth/client.json');
    expect(authority.registrations).toEqual([]);
    const registered = await connectedProfile();
    expect(await connected(ben, authority, registered)).toMatchObject({ problem: null });
    expect(authority.registrations).toHaveLength(1);
  });

  test('again replaces the old grant as a whole', async () => {
    const profile = await connectedProfile();
    const before = await grantOf(profile);
    expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
    const after = await grantOf(profile);
    expect(after.generation).toBeGreaterThan(before.generation);
    const left = await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ben.org.id).execute();
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set([after.secretId, after.refreshSecretId, after.clientSecretId]));
  });

  test('vera may not, eve cannot, and neither may a profile of another kind', async () => {
    const profile = await pendingProfile(ben, mcp.url);
    expect(await failure(connectProfile(cast.vera, profile, { id: 'sid_x' }))).toMatchObject({ code: 'forbidden_role' });
    expect(await failure(connectProfile(cast.eve, profile, { id: 'sid_x' }))).toMatchObject({ code: 'not_found', thing: 'mcp_server' });
    const { id: profileId } = await createAuthProfile(ben, { serverId: profile.serverId, name: 'Plain', kind: 'none', skipProbe: true });
    expect(await failure(connectProfile(ben, { ...profile, profileId }, await sessionOf(ben)))).toMatchObject({ code: 'conflict' });
  });
});

describe('renewing', () => {
  test('happens ahead of the end, once for all who ask at the same moment', async () => {
    const profile = await connectedProfile();
    const first = await good(profile);
    world.clock.advance(minutes(30));
    expect(await good(profile)).toBe(first);
    world.clock.advance(minutes(25));
    const tokens = await Promise.all(Array.from({ length: 20 }, () => good(profile)));
    // Whoever came while it was renewed took what was still good.
    expect(tokens.every((token) => authority.scopeOf(token) !== undefined)).toBe(true);
    expect(await good(profile)).not.toBe(first);
    expect(refreshes()).toHaveLength(1);
    expect(refreshes()[0]?.params).toMatchObject({ resource: mcp.url });
    expect(await grantOf(profile)).toMatchObject({ renewal: null, generation: 2, renewFailures: 0 });
  });

  test('keeps a refresh token that the server does not rotate', async () => {
    authority.manners = { ...authority.manners, rotates: false };
    const profile = await connectedProfile();
    for (let round = 0; round < 3; round += 1) {
      world.clock.advance(hours(1));
      await good(profile);
    }
    expect(new Set(refreshes().map(({ params }) => params['refresh_token'])).size).toBe(1);
    expect(refreshes()).toHaveLength(3);
  });

  test('is tried again after 503, 429 and a refused connection, while the token lives and afterwards', async () => {
    const profile = await connectedProfile();
    const first = await good(profile);
    world.clock.advance(minutes(55));
    authority.fail({ status: 503 }, { status: 429, retryAfter: '60', body: { error: 'slow_down' } });
    expect(await good(profile)).toBe(first);
    expect(await good(profile)).toBe(first);
    expect(refreshes()).toHaveLength(1);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected', grantError: expect.stringContaining('HTTP 503') });
    world.clock.advance(seconds(6));
    expect(await good(profile)).toBe(first);
    expect(refreshes()).toHaveLength(2);
    world.clock.advance(minutes(5));
    expect(await good(profile)).not.toBe(first);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected', grantError: null });
  });

  test('with the server down is "unavailable" once the token has ended, and the server under test is not called unreachable', async () => {
    const profile = await connectedProfile();
    world.clock.advance(hours(1));
    authority.fail({ status: 503 });
    const reached = await session(profile.serverId);
    expect(reached).toMatchObject({ ok: false, error: { code: 'auth_rejected', message: expect.stringContaining('HTTP 503') } });
    expect(await getServer(ben, { serverId: profile.serverId })).toMatchObject({ health: 'auth_failed' });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected' });
    world.clock.advance(minutes(1));
    expect((await session(profile.serverId)).ok).toBe(true);
    expect(await getServer(ben, { serverId: profile.serverId })).toMatchObject({ health: 'healthy' });
  });

  test('that is refused ends the grant with the reason, tells it once, and health is auth_failed', async () => {
    const profile = await connectedProfile();
    world.clock.advance(hours(1));
    authority.fail({ status: 400, body: { error: 'invalid_grant', error_description: 'revoked by the user' } });
    expect(await tokenOf(profile)).toMatchObject({
      error: { kind: 'needs_reauth', message: expect.stringContaining('revoked by the user') },
    });
    expect(await tokenOf(profile)).toMatchObject({ error: { kind: 'needs_reauth' } });
    expect(refreshes()).toHaveLength(1);
    expect(await factsOf('grant.needs_reauth')).toEqual([{ serverId: profile.serverId, profileId: profile.profileId }]);
    expect(await probeServer(ben, { serverId: profile.serverId })).toMatchObject({ ok: false, error: { code: 'auth_rejected' } });
    expect(await getServer(ben, { serverId: profile.serverId })).toMatchObject({
      health: 'auth_failed',
      healthDetail: expect.stringContaining('connected again'),
    });
    expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
    expect((await tokenOf(profile)).ok).toBe(true);
  });

  test('without an answer spends the refresh token a second time only at the very end', async () => {
    const profile = await connectedProfile();
    const first = await good(profile);
    world.clock.advance(minutes(50));
    authority.fail('reset');
    expect(await good(profile)).toBe(first);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected', grantWarning: expect.stringContaining('not answered') });
    world.clock.advance(minutes(8));
    expect(await good(profile)).toBe(first);
    expect(refreshes()).toHaveLength(1);
    world.clock.advance(seconds(90));
    expect(await good(profile)).not.toBe(first);
    expect(authority.families.some(({ isRevoked }) => isRevoked)).toBe(false);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected', grantWarning: null });
  });

  test('an answer that was lost is never asked for again: the token is used up, a person warned at once', async () => {
    const profile = await connectedProfile();
    const first = await good(profile);
    world.clock.advance(minutes(50));
    // What a process leaves that was killed between the answer and its commit.
    await saveGrant(world.deps.db, profile.profileId, { renewal: 'sent', renewalStartedAt: world.clock.now(), generation: 2 });
    world.clock.advance(seconds(20));
    await renewGrants(world.deps, unused, ben.signal);
    expect(await profileOf(ben, profile)).toMatchObject({
      grantState: 'connected',
      grantWarning: expect.stringMatching(/lost\. The present token works until/),
    });
    expect(await factsOf('grant.expiring')).toMatchObject([{ profileId: profile.profileId }]);
    expect(await good(profile)).toBe(first);
    world.clock.advance(minutes(10));
    expect(await tokenOf(profile)).toMatchObject({
      error: { kind: 'needs_reauth', message: expect.stringContaining('the answer of the last renewal was lost') },
    });
    expect(refreshes()).toEqual([]);
    expect(await factsOf('grant.expiring')).toHaveLength(1);
    expect(await factsOf('grant.needs_reauth')).toHaveLength(1);
  });

  test('waits for the database to take the answer', async () => {
    const profile = await connectedProfile();
    world.clock.advance(minutes(55));
    let failures = 0;
    const vault = {
      ...world.deps.vault,
      put: (...args: Parameters<typeof world.deps.vault.put>) => {
        failures += 1;
        return failures === 1 ? Promise.reject(new Error('the database is away')) : world.deps.vault.put(...args);
      },
    };
    const asked = accessToken({ ...world.deps, vault }, { orgId: ben.org.id, profileId: profile.profileId });
    await expect.poll(() => world.clock.sleepers).toBeGreaterThan(1);
    world.clock.advance(seconds(1));
    expect(await asked).toMatchObject({ ok: true });
    expect(await grantOf(profile)).toMatchObject({ renewal: null });
    expect(refreshes()).toHaveLength(1);
  });

  test('is waited for by a process that stops', async () => {
    const profile = await connectedProfile();
    world.clock.advance(minutes(55));
    authority.manners = { ...authority.manners, delayMs: 200 };
    const asked = tokenOf(profile);
    await expect.poll(() => refreshes().length).toBe(1);
    await settleRenewals(world.deps);
    expect(await grantOf(profile)).toMatchObject({ renewal: null, generation: 2 });
    expect((await asked).ok).toBe(true);
  });

  test('of a dead token of a connection without refresh token needs a person', async () => {
    authority.manners = { ...authority.manners, givesRefreshToken: false };
    const profile = await connectedProfile();
    expect(await profileOf(ben, profile)).toMatchObject({
      grantWarning: expect.stringContaining('no refresh token'),
      grantExpiresAt: new Date(world.clock.now().getTime() + hours(1)).toISOString(),
    });
    world.clock.advance(hours(1));
    expect(await tokenOf(profile)).toMatchObject({ error: { kind: 'needs_reauth' } });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'needs_reauth', grantWarning: null });
  });
});

describe('the target', () => {
  test('that answers 401 gets one renewed token and the request once more, in the middle of a run', async () => {
    const profile = await connectedProfile();
    const reached = await session(profile.serverId);
    if (!reached.ok) throw new Error(reached.error.message);
    const before = mcp.tokens.at(-1) ?? '';
    authority.expire(before);
    const called = await reached.value.callTool({ name: 'whoami', arguments: {} });
    expect(called.outcome).toMatchObject({ kind: 'ok' });
    expect(mcp.tokens.slice(-2)).toEqual([before, expect.not.stringMatching(before)]);
    expect(refreshes()).toHaveLength(1);
    await reached.value.close();
  });

  test('that refuses everything costs one renewal and is an auth failure, not "unreachable"', async () => {
    const profile = await connectedProfile();
    mcp.refuseAll(true);
    for (let round = 0; round < 3; round += 1) {
      expect(await session(profile.serverId)).toMatchObject({ ok: false, error: { code: 'auth_rejected' } });
    }
    expect(refreshes()).toHaveLength(1);
    expect(await getServer(ben, { serverId: profile.serverId })).toMatchObject({ health: 'auth_failed' });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected' });
  });

  test('that has moved to another authorization server never sees the refresh token there', async () => {
    const profile = await connectedProfile();
    await good(profile);
    const reached = await session(profile.serverId);
    if (!reached.ok) throw new Error(reached.error.message);
    authority.expire(mcp.tokens.at(-1) ?? '');
    authority.manners = { ...authority.manners, issuerPath: '/moved' };
    expect((await reached.value.callTool({ name: 'whoami', arguments: {} })).outcome.kind).toBe('auth_error');
    expect(refreshes()).toEqual([]);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'needs_reauth', grantError: expect.stringContaining('moved') });
    await reached.value.close();
  });

  test('that wants more scopes is asked for the union at the next connect, three times at most', async () => {
    const profile = await connectedProfile({ scopes: ['a'] });
    const callTool = async (): Promise<string> => {
      const reached = await session(profile.serverId);
      if (!reached.ok) throw new Error(reached.error.message);
      const { outcome } = await reached.value.callTool({ name: 'whoami', arguments: {} });
      await reached.value.close();
      return outcome.kind;
    };
    for (const scope of ['b', 'c', 'd', 'e']) {
      mcp.needScopes(`a ${scope}`);
      expect(await callTool()).toBe('auth_error');
      expect(await connected(ben, authority, profile)).toMatchObject({ problem: null });
    }
    expect(authority.authorizations.map((query) => query.get('scope'))).toEqual(['a', 'a b', 'a b c', 'a b c d', 'a b c d']);
  });

  test('of another address is not sent the token', async () => {
    const profile = await connectedProfile();
    const other = await startProtectedServer(authority);
    const before = other.received.length;
    expect(await failure(updateServer(ben, { serverId: profile.serverId, baseUrl: other.url }))).toMatchObject({ code: 'probe_failed' });
    await updateServer(ben, { serverId: profile.serverId, baseUrl: other.url, skipProbe: true });
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'needs_reauth' });
    expect(await session(profile.serverId)).toMatchObject({
      error: { code: 'auth_rejected', message: expect.stringContaining('another address') },
    });
    expect(other.received.slice(before)).toEqual([]);
    await other.close();
  });
});

describe('client credentials', () => {
  const fields = () => ({
    kind: 'oauth_client_credentials',
    name: 'Robot',
    tokenUrl: `${authority.url}/token`,
    clientId: 'robot',
    clientSecret: 'robot-secret-1',
  });
  const newServer = async () => (await createServer(ben, { name: 'Robots', baseUrl: mcp.url, skipProbe: true })).id;

  test('are probed before they are saved, and the profile is connected', async () => {
    const serverId = await newServer();
    expect(await failure(createAuthProfile(ben, { serverId, ...fields() }))).toMatchObject({
      code: 'probe_failed',
      message: expect.stringContaining('invalid_client'),
    });
    authority.addClient('robot', 'robot-secret-1');
    const made = await createAuthProfile(ben, {
      serverId,
      ...fields(),
      scopes: ['x', 'y'],
      audience: 'https://api.example.test',
      isDefault: true,
    });
    expect(made).toMatchObject({
      grantState: 'connected',
      secretSetAt: expect.any(String),
      oauth: { clientId: 'robot', authMethod: 'client_secret_basic' },
    });
    expect(JSON.stringify(made)).not.toContain('robot-secret-1');
    expect(authority.tokenRequests.at(-1)).toMatchObject({
      params: { grant_type: 'client_credentials', scope: 'x y', audience: 'https://api.example.test' },
      authorization: `Basic ${Buffer.from('robot:robot-secret-1').toString('base64')}`,
    });
    expect(await getServer(ben, { serverId })).toMatchObject({ health: 'healthy', toolCount: 1 });
    const before = authority.tokenRequests.length;
    expect((await session(serverId)).ok).toBe(true);
    expect((await session(serverId)).ok).toBe(true);
    expect(authority.tokenRequests).toHaveLength(before + 1);
    world.clock.advance(hours(1) - seconds(60));
    expect((await session(serverId)).ok).toBe(true);
    expect(authority.tokenRequests).toHaveLength(before + 2);
  });

  test('are the first profile of a new server, too', async () => {
    authority.addClient('robot', 'robot-secret-1');
    const server = await createServer(ben, { name: 'With robots', baseUrl: mcp.url, authProfile: fields() });
    expect(server).toMatchObject({ health: 'healthy', toolCount: 1 });
  });

  test('that the server takes back are an auth failure, and work again by themselves', async () => {
    authority.addClient('robot', 'robot-secret-1');
    const serverId = await newServer();
    const { id: profileId } = await createAuthProfile(ben, { serverId, ...fields(), isDefault: true });
    authority.addClient('robot', 'another');
    expect(await session(serverId)).toMatchObject({ ok: false, error: { code: 'auth_rejected' } });
    expect(await profileOf(ben, { serverId, profileId })).toMatchObject({
      grantState: 'needs_reauth',
      grantError: expect.stringContaining('invalid_client'),
    });
    expect(await getServer(ben, { serverId })).toMatchObject({ health: 'auth_failed' });
    authority.addClient('robot', 'robot-secret-1');
    world.clock.advance(seconds(6));
    expect((await session(serverId)).ok).toBe(true);
    expect(await profileOf(ben, { serverId, profileId })).toMatchObject({ grantState: 'connected', grantError: null });
  });

  test.each(['RS256', 'ES256', 'EdDSA'] as const)('sign their own proof with %s', async (signingAlgorithm) => {
    const { privateKey } =
      signingAlgorithm === 'RS256'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : signingAlgorithm === 'ES256'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    authority.addClient('robot', undefined);
    const { clientSecret: _, ...rest } = fields();
    const made = await createAuthProfile(ben, { serverId: await newServer(), ...rest, authMethod: 'private_key_jwt', privateKey: pem });
    expect(made.oauth).toMatchObject({ authMethod: 'private_key_jwt', signingAlgorithm });
    const assertion = authority.tokenRequests.at(-1)?.params['client_assertion'] ?? '';
    const [header, claims] = assertion
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);
    expect(header).toMatchObject({ alg: signingAlgorithm });
    expect(claims).toMatchObject({ iss: 'robot', sub: 'robot', aud: `${authority.url}/token` });
  });

  test('of another secret begin a new grant; an unchanged one goes on', async () => {
    authority.addClient('robot', 'robot-secret-1');
    const serverId = await newServer();
    const { id: profileId } = await createAuthProfile(ben, { serverId, ...fields(), isDefault: true });
    expect((await session(serverId)).ok).toBe(true);
    const { secretId } = await grantOf({ profileId });
    await updateAuthProfile(ben, { serverId, profileId, name: 'Renamed' });
    expect(await grantOf({ profileId })).toMatchObject({ secretId });
    expect(await failure(updateAuthProfile(ben, { serverId, profileId, clientSecret: 'wrong' }))).toMatchObject({ code: 'probe_failed' });
    authority.addClient('robot', 'robot-secret-2');
    await updateAuthProfile(ben, { serverId, profileId, clientSecret: 'robot-secret-2' });
    expect(await grantOf({ profileId })).toMatchObject({ secretId: null, state: 'connected' });
    expect((await session(serverId)).ok).toBe(true);
    await updateAuthProfile(ben, { serverId, profileId, kind: 'bearer', value: 'plain-value-1', skipProbe: true });
    expect(await findGrant(world.deps.db, ben.org.id, profileId)).toBeUndefined();
    const left = await world.deps.vault.valuesOf(ben.org.id);
    expect(left).toContain('plain-value-1');
    expect(await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ben.org.id).execute()).toHaveLength(1);
  });
});

describe('the round of the worker', () => {
  test('renews what an active workflow uses, and leaves the rest alone', async () => {
    const profile = await connectedProfile();
    world.clock.advance(minutes(55));
    await renewGrants(world.deps, unused, ben.signal);
    expect(refreshes()).toEqual([]);
    await Promise.all([renewGrants(world.deps, used, ben.signal), renewGrants(world.deps, used, ben.signal)]);
    expect(refreshes()).toHaveLength(1);
    expect(await profileOf(ben, profile)).toMatchObject({ grantState: 'connected' });
  });

  test('warns once, a day ahead of a final end', async () => {
    authority.manners = { ...authority.manners, refreshExpiresInS: 30 * 86_400 };
    const profile = await connectedProfile();
    await renewGrants(world.deps, unused, ben.signal);
    expect(await factsOf('grant.expiring')).toEqual([]);
    world.clock.advance(hours(30 * 24 - 23));
    await renewGrants(world.deps, unused, ben.signal);
    await renewGrants(world.deps, unused, ben.signal);
    expect(await factsOf('grant.expiring')).toEqual([
      { serverId: profile.serverId, profileId: profile.profileId, at: (await profileOf(ben, profile)).grantExpiresAt },
    ]);
    expect(await profileOf(ben, profile)).toMatchObject({ grantWarning: expect.stringContaining('Connect again') });
  });
});

test('a removed profile takes its tokens with it', async () => {
  const profile = await connectedProfile();
  const { id } = await createAuthProfile(ben, {
    serverId: profile.serverId,
    name: 'Other',
    kind: 'none',
    isDefault: true,
    skipProbe: true,
  });
  await removeAuthProfile(ben, profile, unused);
  expect(await tokenOf(profile)).toMatchObject({ ok: false });
  expect(await world.deps.db.selectFrom('secrets').select('id').where('org_id', '=', ben.org.id).execute()).toEqual([]);
  expect(id).toMatch(/^auth_/);
});
