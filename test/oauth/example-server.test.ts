// Against an authorization server that others wrote: the OAuth example of the MCP SDK. Registration, PKCE, resource, a session,
// and an issuer that ends in a slash.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hours } from '#kernel/duration';
import { connectProfile, finishConnect, openSession, probeServer } from '#modules/servers';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { startOAuthExample } from '#test/oauth-example';
import type { OAuthExample } from '#test/oauth-example';
import { pendingProfile, personOf, profileOf, sessionOf } from './oauth-world.ts';

let world: World;
let example: OAuthExample;

beforeAll(async () => {
  [world, example] = await Promise.all([makeWorld(), startOAuthExample()]);
});
afterAll(async () => {
  await example.stop();
  await world.close();
});

test('a person connects, and runs use the token until it ends', async () => {
  const { ben } = await world.newOrg();
  const profile = await pendingProfile(ben, example.url);
  expect(await probeServer(ben, { serverId: profile.serverId })).toMatchObject({ ok: false, error: { code: 'auth_rejected' } });
  const session = await sessionOf(ben);
  const { authorizationUrl } = await connectProfile(ben, profile, session);
  const consent = await fetch(authorizationUrl, { redirect: 'manual' });
  const answer = new URL(consent.headers.get('location') ?? '').searchParams;
  expect(await finishConnect(personOf(ben, session), answer)).toMatchObject({ problem: null });
  expect(await profileOf(ben, profile)).toMatchObject({
    grantState: 'connected',
    grantWarning: expect.stringContaining('no refresh token'),
  });
  const reached = await openSession(ben, {
    serverId: profile.serverId,
    authProfileId: null,
    clientName: 'armature-tester',
    signal: ben.signal,
  });
  if (!reached.ok) throw new Error(reached.error.message);
  const { outcome } = await reached.value.callTool({ name: 'greet', arguments: { name: 'Ada' } });
  expect(outcome).toMatchObject({ kind: 'ok', content: [{ type: 'text', text: 'Hello, Ada!' }] });
  await reached.value.close();
  world.clock.advance(hours(1));
  expect(
    await openSession(ben, { serverId: profile.serverId, authProfileId: null, clientName: 'armature-tester', signal: ben.signal }),
  ).toMatchObject({
    ok: false,
    error: { code: 'auth_rejected', message: expect.stringContaining('connected again') },
  });
});
