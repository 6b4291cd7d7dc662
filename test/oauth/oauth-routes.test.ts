// Connecting over HTTP, as the dashboard and a browser do it; and what stands in the way of everybody else.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeRestWorld } from '#test/rest-world';
import type { RestWorld } from '#test/rest-world';
import { startAuthorizationServer } from './authorization-server.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { startProtectedServer } from './protected-server.ts';
import type { ProtectedServer } from './protected-server.ts';
import { pendingProfile } from './oauth-world.ts';

let world: RestWorld;
let authority: AuthorizationServer;
let mcp: ProtectedServer;
beforeAll(async () => {
  world = await makeRestWorld();
});
beforeEach(async () => {
  authority = await startAuthorizationServer();
  mcp = await startProtectedServer(authority);
  return async () => {
    await mcp.close();
    await authority.close();
  };
});
afterAll(() => world.close());

const setUp = async () => {
  const cast = await world.newOrg();
  const profile = await pendingProfile(cast.ben, mcp.url);
  const session = await world.sessionOf(cast.ben);
  const connectPath = `/api/app/o/${cast.org.slug}/servers/${profile.serverId}/auth-profiles/${profile.profileId}/connect`;
  const page = `/o/${cast.org.slug}/servers/${profile.serverId}?tab=auth&`;
  const back = (query: URLSearchParams | string, cookie: string = session.cookie) =>
    world.request(`/oauth/callback?${query.toString()}`, { headers: { cookie } });
  return { ...cast, ...profile, session, connectPath, page, back };
};
const locationOf = (response: Response) => [response.status, response.headers.get('location')];

describe('a person', () => {
  test('is sent to the authorization server and comes back connected', async () => {
    const { session, connectPath, page, back, profileId, serverId, ben } = await setUp();
    const { status, body } = await session.call('POST', connectPath, { body: {} });
    expect([status, Object.keys(body)]).toEqual([200, ['authorizationUrl']]);
    const response = await back(await authority.visit(body.authorizationUrl));
    expect(locationOf(response)).toEqual([302, `${page}connected=${profileId}`]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const key = await world.keyOf(ben);
    const { body: listed } = await key.call('GET', `/mcp-servers/${serverId}/auth-profiles`);
    expect(listed.rows.find(({ id }: { id: string }) => id === profileId)).toMatchObject({
      grantState: 'connected',
      oauth: { scopes: [] },
    });
    expect(JSON.stringify(listed)).not.toMatch(/access-|refresh-|registered-secret/);
  });

  test.each([
    ['who says no', { consent: 'deny' }, 'denied'],
    ['whose answer comes from elsewhere', { iss: 'wrong' }, 'mismatch'],
  ] as const)('%s comes back with the reason', async (_name, manners, problem) => {
    authority.manners = { ...authority.manners, ...manners };
    const { session, connectPath, page, back } = await setUp();
    const { body } = await session.call('POST', connectPath);
    expect(locationOf(await back(await authority.visit(body.authorizationUrl)))).toEqual([302, `${page}problem=${problem}`]);
  });

  test('cannot use an answer twice, nor one of somebody else’s session, nor without a session', async () => {
    const { session, connectPath, page, back, ada, profileId } = await setUp();
    const { body } = await session.call('POST', connectPath);
    const answer = await authority.visit(body.authorizationUrl);
    expect(locationOf(await back(answer, (await world.sessionOf(ada)).cookie))).toEqual([302, '/?problem=expired']);
    expect(locationOf(await back(answer, ''))).toEqual([302, '/sign-in']);
    expect(locationOf(await back(answer))).toEqual([302, `${page}connected=${profileId}`]);
    expect(locationOf(await back(answer))).toEqual([302, `${page}problem=expired`]);
    expect(locationOf(await back(`code=x&state=${'y'.repeat(20_000)}`))).toEqual([302, '/?problem=expired']);
  });

  test('without the role, with a key, without the token of the page, or of another organization is refused', async () => {
    const { connectPath, vera, eve, ben, session } = await setUp();
    expect((await (await world.sessionOf(vera)).call('POST', connectPath)).body.error.code).toBe('forbidden_role');
    expect((await (await world.sessionOf(eve)).call('POST', connectPath)).status).toBe(404);
    expect((await (await world.keyOf(ben)).call('POST', connectPath)).body.error.code).toBe('forbidden_role');
    expect((await session.call('POST', connectPath, { headers: { 'x-armature-csrf': 'wrong' } })).body.error.code).toBe('csrf_failed');
    expect((await world.nobody('POST', connectPath)).status).toBe(401);
  });
});

test('the client document is served where the instance has https, and nowhere else', async () => {
  expect((await world.request('/oauth/client.json')).status).toBe(404);
  const secure = await makeRestWorld({ settings: { publicUrl: 'https://armature.example.test' } });
  const response = await secure.request('/oauth/client.json', { headers: { host: 'armature.example.test' } });
  expect(await response.json()).toEqual({
    client_id: 'https://armature.example.test/oauth/client.json',
    client_name: 'Armature',
    client_uri: 'https://armature.example.test',
    redirect_uris: ['https://armature.example.test/oauth/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'web',
  });
  await secure.close();
});
