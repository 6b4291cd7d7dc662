// What applications, their users and strangers try: every way to a token that is not the one a person opened.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authenticateAccessToken,
  changeRole,
  deleteOrganization,
  disconnectApp,
  leaveOrganization,
  listAuditLog,
  listConnectedApps,
  removeMember,
} from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { runStopper } from '#modules/runs';
import { createLive } from '#platform/live/postgres-live';
import { silentLog } from '#platform/log';
import { CALLBACK, makeAppWorld } from './oauth-app-world.ts';
import type { Asking, AppWorld } from './oauth-app-world.ts';

let world: AppWorld;
const documents = new Map<string, () => Response>();

beforeAll(async () => {
  world = await makeAppWorld({ fetch: async (url) => documents.get(String(url))?.() ?? new Response('', { status: 404 }) });
});
afterAll(() => world.close());

const minutes = (count: number) => count * 60_000;

async function disconnectAll(ctx: Ctx): Promise<void> {
  for (const { id } of await listConnectedApps(ctx)) await disconnectApp(ctx, { appId: id });
}

/** Let in, with the code not yet used. */
async function withCode(
  changes: Parameters<AppWorld['ask']>[0] = {},
): Promise<{ asking: Asking; code: string; cast: Awaited<ReturnType<AppWorld['newOrg']>> }> {
  const cast = await world.newOrg();
  const asking = await world.ask(changes);
  const answer = await world.allow(cast.ben, asking.search);
  return { asking, code: answer.searchParams.get('code') ?? '', cast };
}

describe('a code', () => {
  test('comes back with the state and the issuer, to the address that was asked', async () => {
    const { ben } = await world.newOrg();
    const { search } = await world.ask({ redirect_uri: 'http://127.0.0.1:51234/callback', state: 'a b&c=d' });
    const answer = await world.allow(ben, search);
    expect(answer.href.startsWith('http://127.0.0.1:51234/callback?')).toBe(true);
    expect(Object.fromEntries(answer.searchParams)).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: 'a b&c=d',
      iss: world.url,
    });
  });

  test('is good once; a second use ends what the first one got', async () => {
    const { asking, code } = await withCode();
    const first = await world.redeem(asking, code);
    expect(first.status).toBe(200);
    expect((await world.whoami(first.body.access_token)).status).toBe(200);
    expect(await world.redeem(asking, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await world.whoami(first.body.access_token)).status).toBe(401);
    const renewed = await world.renew({ clientId: asking.clientId, access: '', refresh: first.body.refresh_token });
    expect(renewed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('of two uses at the same moment gives nobody anything that lasts', async () => {
    const { asking, code } = await withCode();
    const both = await Promise.all([world.redeem(asking, code), world.redeem(asking, code)]);
    const won = both.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect((await world.whoami(won[0]?.body.access_token)).status).toBe(401);
  });

  test.each([
    ['another verifier', () => ({ code_verifier: randomBytes(32).toString('base64url') })],
    ['another client id', () => ({ client_id: 'armature-app-00000000000000000000000000000000' })],
    ['another redirect address', () => ({ redirect_uri: 'http://127.0.0.1:1/callback' })],
  ])('with %s opens nothing, and is used up', async (_, changes) => {
    const { asking, code } = await withCode();
    const refused = await world.redeem(asking, code, changes());
    expect([400, 401]).toContain(refused.status);
    expect(['invalid_grant', 'invalid_client']).toContain(refused.body.error);
    expect(await world.redeem(asking, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('of one application is not another’s, though both are known', async () => {
    const { asking, code } = await withCode();
    const other = await world.ask();
    expect(await world.redeem({ ...asking, clientId: other.clientId }, code)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test('is over after a minute', async () => {
    const { asking, code } = await withCode();
    world.clock.advance(minutes(1) + 1);
    expect(await world.redeem(asking, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('of somebody who was removed meanwhile opens nothing', async () => {
    const { asking, code, cast } = await withCode();
    await removeMember(cast.ada, { userId: cast.ben.actor.id });
    expect(await world.redeem(asking, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test.each([
    ['a foreign resource', { resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
    ['the same path on another port', { resource: 'http://127.0.0.1:1/api/mcp' }, 'invalid_target'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['a short verifier', { code_verifier: 'short' }, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('is not redeemed with %s', async (_, changes, error) => {
    const { asking, code } = await withCode();
    expect(await world.redeem(asking, code, changes)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('a refresh token', () => {
  test('is replaced each time, and a second use ends the grant, also for the newest tokens', async () => {
    const { ben, ada } = await world.newOrg();
    const first = await world.connectApp(ben);
    const second = await world.renew(first);
    expect(second.status).toBe(200);
    expect(second.headers.get('cache-control')).toBe('no-store');
    expect(second.body.refresh_token).not.toBe(first.refresh);
    expect(await world.renew(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await world.whoami(second.body.access_token)).status).toBe(401);
    expect(await world.renew({ ...first, refresh: second.body.refresh_token })).toMatchObject({ status: 400 });
    const { rows } = await listAuditLog(ada, { action: 'connected_app.end' });
    expect(rows[0]?.note).toBe('a refresh token was used twice; through Example Editor');
  });

  test('of two uses at the same moment leaves nothing open', async () => {
    const { ben } = await world.newOrg();
    const tokens = await world.connectApp(ben);
    const both = await Promise.all([world.renew(tokens), world.renew(tokens)]);
    const won = both.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect((await world.whoami(won[0]?.body.access_token)).status).toBe(401);
  });

  test('is no other client’s, and a wrong client does not end it', async () => {
    const { ben } = await world.newOrg();
    const tokens = await world.connectApp(ben);
    const other = await world.ask();
    expect(await world.renew({ ...tokens, clientId: other.clientId })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await world.renew(tokens)).status).toBe(200);
  });

  test('opens no endpoint itself, and an access token renews nothing', async () => {
    const { ben } = await world.newOrg();
    const tokens = await world.connectApp(ben);
    expect((await world.whoami(tokens.refresh)).status).toBe(401);
    expect(await world.renew({ ...tokens, refresh: tokens.access })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('is over 30 days after it was made, and the grant after 180', async () => {
    const { ben } = await world.newOrg();
    const idle = await world.connectApp(ben);
    let busy = await world.connectApp(ben);
    for (let day = 0; day < 174; day += 29) {
      world.clock.advance(minutes(29 * 24 * 60));
      const renewed = await world.renew(busy);
      expect(renewed.status).toBe(200);
      busy = { ...busy, access: renewed.body.access_token, refresh: renewed.body.refresh_token };
    }
    expect(await world.renew(idle)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    world.clock.advance(minutes(7 * 24 * 60));
    expect(await world.renew(busy)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('is not given to an application that cannot keep one and did not ask', async () => {
    const { vera } = await world.newOrg();
    const clientId: string = (await world.register({ client_name: 'Simple', redirect_uris: [CALLBACK] })).body.client_id;
    const asking = { ...(await world.ask({ client_id: clientId, scope: undefined })), clientId };
    const answer = await world.allow(vera, asking.search);
    const { body } = await world.redeem(asking, answer.searchParams.get('code') ?? '');
    expect(body).toEqual({ access_token: expect.stringMatching(/^ama_\w{43}$/), token_type: 'Bearer', expires_in: 3600, scope: 'mcp' });
  });

  test('is not renewed all the time', async () => {
    const { ben } = await world.newOrg();
    let tokens = await world.connectApp(ben);
    for (let n = 0; n < 30; n += 1) {
      const { body } = await world.renew(tokens);
      tokens = { ...tokens, refresh: body.refresh_token };
    }
    const refused = await world.renew(tokens);
    expect(refused).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    world.clock.advance(minutes(3));
    expect((await world.renew(tokens)).status).toBe(200);
  });
});

describe('an access token', () => {
  test('is over after an hour', async () => {
    const { ben } = await world.newOrg();
    const { access } = await world.connectApp(ben);
    world.clock.advance(minutes(59));
    expect((await world.whoami(access)).status).toBe(200);
    world.clock.advance(minutes(1));
    expect((await world.whoami(access)).status).toBe(401);
  });

  test('may do what the person may now, and never more than was granted', async () => {
    const { ada, ben } = await world.newOrg();
    const [full, narrow] = [await world.connectApp(ben), await world.connectApp(ben, { role: 'viewer' })];
    const rolesOf = async () => {
      const answers = await Promise.all([world.whoami(full.access), world.whoami(narrow.access)]);
      return answers.map(({ body }) => body.result.structuredContent.role);
    };
    expect(await rolesOf()).toEqual(['editor', 'viewer']);
    await changeRole(ada, { userId: ben.actor.id, role: 'viewer' });
    expect(await rolesOf()).toEqual(['viewer', 'viewer']);
    await changeRole(ada, { userId: ben.actor.id, role: 'admin' });
    expect(await rolesOf()).toEqual(['editor', 'viewer']);
  });

  test('of somebody who was removed, or left, or whose organization is deleted, opens nothing any more', async () => {
    const { ada, ben, vera, org } = await world.newOrg();
    const tokens = await Promise.all([world.connectApp(ada), world.connectApp(ben), world.connectApp(vera)]);
    const statuses = async () => (await Promise.all(tokens.map(({ access }) => world.whoami(access)))).map(({ status }) => status);
    expect(await statuses()).toEqual([200, 200, 200]);
    await removeMember(ada, { userId: ben.actor.id });
    expect(await statuses()).toEqual([200, 401, 200]);
    await leaveOrganization(vera);
    expect(await statuses()).toEqual([200, 401, 401]);
    await deleteOrganization(ada, { slug: org.slug }, runStopper);
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  test('that ended in one process is forgotten in the others, and so is a role', async () => {
    const { ada, ben } = await world.newOrg();
    const tokens = await world.connectApp(ben);
    const live = createLive({ connectionString: world.databaseUrl, db: world.deps.db, log: silentLog });
    try {
      await live.ready();
      const elsewhere = { ...world.deps, live };
      const there = () => authenticateAccessToken(elsewhere, tokens.access, { resource: world.resource });
      expect((await there())?.actor.role).toBe('editor');
      await changeRole(ada, { userId: ben.actor.id, role: 'viewer' });
      await expect.poll(async () => (await there())?.actor.role).toBe('viewer');
      await world.post('/oauth/revoke', { token: tokens.refresh, client_id: tokens.clientId });
      await expect.poll(there).toBeUndefined();
    } finally {
      await live.close();
    }
  });

  test('is good for this resource alone', async () => {
    const { ben } = await world.newOrg();
    const { access } = await world.connectApp(ben);
    const opened = (resource: string) => authenticateAccessToken(world.deps, access, { resource });
    expect(await opened(world.resource)).toMatchObject({ actor: { type: 'user', id: ben.actor.id } });
    for (const resource of [`${world.url}/product-mcp/acme`, 'https://elsewhere.example/api/mcp', world.url.replace('http', 'https')]) {
      expect(await opened(resource)).toBeUndefined();
    }
  });

  test('is taken from the header alone, and opens nothing but the MCP endpoint', async () => {
    const { ben } = await world.newOrg();
    const { access } = await world.connectApp(ben);
    const authorization = `Bearer ${access}`;
    expect((await world.get(`/api/mcp?access_token=${access}`, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await world.get('/api/armature/v1/workflows', { headers: { authorization } })).status).toBe(401);
    expect((await world.get('/api/app/session', { headers: { authorization } })).status).toBe(403);
  });

  test('cannot be guessed faster than a key', async () => {
    const guess = () => `ama_${randomBytes(40).toString('hex').slice(0, 43)}`;
    const tries = await Promise.all(
      Array.from({ length: 70 }, () =>
        authenticateAccessToken(world.deps, guess(), { resource: world.resource, ip: '203.0.113.9' }).catch(
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(tries.filter((result) => result === 'rate_limited').length).toBe(10);
  });

  test('that a request began with is looked at again before the answer, however many guess from the same address', async () => {
    const { ada, ben } = await world.newOrg();
    const { access } = await world.connectApp(ben);
    const use = { resource: world.resource, ip: '203.0.113.10' };
    expect(await authenticateAccessToken(world.deps, access, use)).toBeDefined();
    world.clock.advance(minutes(2));
    for (let n = 0; n < 60; n += 1) await authenticateAccessToken(world.deps, `ama_${'0'.repeat(43)}`, use);
    await expect(authenticateAccessToken(world.deps, access, use)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await authenticateAccessToken(world.deps, access, { ...use, isKnown: true })).toMatchObject({ actor: { id: ben.actor.id } });
    // what was not counted is not taken back either
    await expect(authenticateAccessToken(world.deps, `ama_${'1'.repeat(43)}`, use)).rejects.toMatchObject({ code: 'rate_limited' });
    await disconnectAll(ada);
    expect(await authenticateAccessToken(world.deps, access, { ...use, isKnown: true })).toBeUndefined();
  });

  test('that asks without end does not keep its person from disconnecting it', async () => {
    const { ben } = await world.newOrg();
    const { access } = await world.connectApp(ben);
    const person = await world.personOf(ben);
    const { settings } = world.deps;
    const perMinute = settings.rateLimitPerMinute;
    Object.assign(settings, { rateLimitPerMinute: 5 });
    try {
      const statuses = [];
      for (let n = 0; n < 7; n += 1) statuses.push((await world.whoami(access)).status);
      expect(statuses.slice(-2)).toEqual([429, 429]);
      const { status, body } = await person.call('GET', '/api/app/account/apps');
      expect(status).toBe(200);
      expect((await person.call('DELETE', `/api/app/account/apps/${body.rows[0].id}`)).status).toBe(200);
      expect((await world.whoami(access)).status).toBe(401);
    } finally {
      Object.assign(settings, { rateLimitPerMinute: perMinute });
      // there is room for the next registration
      world.clock.advance(minutes(2));
    }
  });

  test('is given back by its application, with all it has, and nobody learns whether there was one', async () => {
    const { ben } = await world.newOrg();
    const tokens = await world.connectApp(ben);
    expect((await world.post('/oauth/revoke', { token: tokens.access, client_id: 'somebody-else' })).status).toBe(200);
    expect((await world.whoami(tokens.access)).status).toBe(200);
    expect((await world.post('/oauth/revoke', { token: tokens.access, client_id: tokens.clientId })).status).toBe(200);
    expect((await world.whoami(tokens.access)).status).toBe(401);
    expect((await world.renew(tokens)).status).toBe(400);
    expect((await world.post('/oauth/revoke', { token: 'nonsense' })).status).toBe(200);
  });
});

describe('an authorization request', () => {
  const review = async (search: string) => {
    const { vera } = await world.newOrg();
    return (await (await world.personOf(vera)).call('GET', `/api/app/authorize${search}`)).body;
  };

  test('is shown with who asks and where the answer goes, and what the person could give', async () => {
    const { search } = await world.ask();
    expect(await review(search)).toEqual({
      review: {
        client: { name: 'Example Editor', host: null, place: 'this computer' },
        staysConnected: true,
        organizations: [{ id: expect.any(String), slug: expect.any(String), name: 'Shop', role: 'viewer' }],
      },
    });
  });

  test.each([
    ['an address that was not registered', 'https://evil.example/callback'],
    ['a path beside the registered one', 'http://127.0.0.1:33418/callback/../evil'],
    ['another name of loopback', 'http://localhost:33418/callback'],
    ['a script', 'javascript:alert(1)'],
    ['nothing', undefined],
  ])('to %s is refused without a way back', async (_, redirect) => {
    const { search } = await world.ask({ redirect_uri: redirect });
    const { refused } = await review(search);
    expect(refused.problem.error).toBe('invalid_request');
    expect(refused.returnTo).toBeUndefined();
  });

  test.each([
    ['without PKCE', { code_challenge: undefined }, 'invalid_request'],
    ['with the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge that is no SHA-256', { code_challenge: 'abc' }, 'invalid_request'],
    ['for another resource', { resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
    ['for a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['for an answer in the fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['for scopes nobody knows', { scope: 'admin everything' }, 'invalid_scope'],
    ['that wants no person', { prompt: 'none' }, 'consent_required'],
    ['with a request object', { request: 'eyJ' }, 'invalid_request'],
    ['with an endless state', { state: 'x'.repeat(3_000) }, 'invalid_request'],
  ])('%s is refused; the way back is for the person to take', async (_, changes, error) => {
    const { search } = await world.ask(changes);
    const { refused } = await review(search);
    expect(refused.problem.error).toBe(error);
    const back = new URL(refused.returnTo);
    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(back.searchParams.get('error')).toBe(error);
    expect(back.searchParams.get('iss')).toBe(world.url);
    expect(back.searchParams.get('code')).toBeNull();
  });

  test('of an unknown application is refused without a way back', async () => {
    const { search } = await world.ask({ client_id: 'armature-app-unknown' });
    expect(await review(search)).toEqual({ refused: { problem: { error: 'invalid_client', description: expect.any(String) } } });
    const twice = `${(await world.ask()).search}&client_id=another`;
    expect((await review(twice)).refused.problem.error).toBe('invalid_request');
  });

  test('takes no person who is not signed in, no page of another site, and no missing token', async () => {
    const { vera } = await world.newOrg();
    const { search } = await world.ask();
    const { cookie } = await world.personOf(vera);
    const body = JSON.stringify({ decision: 'allow', search, organization: vera.org.slug });
    const decide = (headers: Record<string, string>) =>
      world.get('/api/app/authorize', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    expect((await world.get(`/api/app/authorize${search}`)).status).toBe(401);
    expect((await decide({})).status).toBe(401);
    expect(await decide({ cookie })).toMatchObject({ status: 403, body: { error: { code: 'csrf_failed' } } });
    expect((await decide({ cookie, origin: 'https://evil.example' })).status).toBe(403);
  });

  test('is granted for one’s own organizations alone, and at most with one’s own role', async () => {
    const { vera, eve } = await world.newOrg();
    const { search } = await world.ask();
    const veras = await world.personOf(vera);
    const decide = (more: object) => veras.call('POST', '/api/app/authorize', { decision: 'allow', search, ...more });
    expect((await decide({ organization: eve.org.slug })).status).toBe(404);
    expect((await decide({ organization: vera.org.slug, role: 'editor' })).status).toBe(400);
    expect((await decide({ organization: vera.org.slug, role: 'viewer' })).status).toBe(200);
  });

  test('that is denied tells the application so, and leaves nothing', async () => {
    const { vera } = await world.newOrg();
    const { search } = await world.ask();
    const veras = await world.personOf(vera);
    const { body } = await veras.call('POST', '/api/app/authorize', { decision: 'deny', search });
    const back = new URL(body.returnTo);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 'st4te', iss: world.url });
    expect((await veras.call('GET', '/api/app/account/apps')).body.rows).toEqual([]);
  });
});

describe('the document of an application', () => {
  const challenge = createHash('sha256').update('v').digest('base64url');
  const reviewOf = async (clientId: string) => {
    const { vera } = await world.newOrg();
    const query = { client_id: clientId, redirect_uri: 'https://app.example/cb', response_type: 'code', code_challenge: challenge };
    const search = new URLSearchParams({ ...query, code_challenge_method: 'S256' });
    return (await (await world.personOf(vera)).call('GET', `/api/app/authorize?${search.toString()}`)).body;
  };
  const told = (document: unknown) => () => Response.json(document);

  test('names it, and its host is what is certain', async () => {
    const id = 'https://app.example/one.json';
    documents.set(id, told({ client_id: id, client_name: 'Bank\u202egnp.exe', redirect_uris: ['https://app.example/cb'] }));
    expect((await reviewOf(id)).review.client).toEqual({ name: 'Bank gnp.exe', host: 'app.example', place: 'app.example' });
  });

  test.each([
    ['another’s id', (id: string) => ({ client_id: `${id}x`, redirect_uris: ['https://app.example/cb'] })],
    ['no addresses', (id: string) => ({ client_id: id })],
    ['a script as address', (id: string) => ({ client_id: id, redirect_uris: ['javascript:alert(1)'] })],
    [
      'a secret to prove itself',
      (id: string) => ({ client_id: id, redirect_uris: ['https://app.example/cb'], token_endpoint_auth_method: 'client_secret_post' }),
    ],
    ['a list', () => []],
  ])('with %s is refused', async (name, document) => {
    const id = `https://app.example/${encodeURIComponent(name)}.json`;
    documents.set(id, told(document(id)));
    expect((await reviewOf(id)).refused.problem.error).toBe('invalid_client');
  });

  test('that is huge is not read to its end', async () => {
    const id = 'https://app.example/huge.json';
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            sent += 1;
            controller.enqueue(new Uint8Array(16 * 1024));
          },
        }),
      );
    documents.set(id, endless);
    expect((await reviewOf(id)).refused.problem.description).toContain('says more of the application than is read here');
    expect(sent).toBeLessThan(8);
  });

  test('is read once an hour, and kept for a day while its host is away', async () => {
    const id = 'https://app.example/cached.json';
    let asked = 0;
    const good = told({ client_id: id, client_name: 'Cached', redirect_uris: ['https://app.example/cb'] });
    documents.set(id, () => {
      asked += 1;
      return good();
    });
    for (let n = 0; n < 3; n += 1) expect((await reviewOf(id)).review.client.name).toBe('Cached');
    expect(asked).toBe(1);
    documents.set(id, () => new Response('', { status: 500 }));
    world.clock.advance(minutes(120));
    expect((await reviewOf(id)).review.client.name).toBe('Cached');
    world.clock.advance(minutes(23 * 60));
    expect((await reviewOf(id)).refused.problem.error).toBe('invalid_client');
  });
});

describe('a registration', () => {
  test.each([
    ['no address', { client_name: 'x' }, 'invalid_redirect_uri'],
    ['a plain http address elsewhere', { redirect_uris: ['http://app.example/cb'] }, 'invalid_redirect_uri'],
    ['a script', { redirect_uris: ['javascript:alert(1)//'] }, 'invalid_redirect_uri'],
    ['a fragment', { redirect_uris: ['https://app.example/cb#x'] }, 'invalid_redirect_uri'],
    ['too many addresses', { redirect_uris: Array.from({ length: 11 }, (_, n) => `https://app.example/${n}`) }, 'invalid_redirect_uri'],
    ['no grant we know', { redirect_uris: [CALLBACK], grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
  ])('with %s is refused', async (_, metadata, error) => {
    expect(await world.register(metadata)).toMatchObject({ status: 400, body: { error, error_description: expect.any(String) } });
  });

  test('answers what was registered, and never a secret', async () => {
    const asked = { client_name: ' An  App ', redirect_uris: ['cursor://anysphere/cb'], token_endpoint_auth_method: 'client_secret_basic' };
    const { status, body } = await world.register({ ...asked, logo_uri: 'https://evil.example/pixel.png' });
    expect(status).toBe(201);
    expect(body).toEqual({
      client_id: expect.stringMatching(/^armature-app-[0-9a-f]{32}$/),
      client_id_issued_at: expect.any(Number),
      client_name: 'An App',
      redirect_uris: ['cursor://anysphere/cb'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
  });

  test('is bounded in size, and in number per address', async () => {
    const huge = await world.register({ client_name: 'x'.repeat(20_000), redirect_uris: [CALLBACK] });
    expect(huge).toMatchObject({ status: 413, body: { error: 'invalid_request' } });
    world.clock.advance(minutes(60));
    const answers = [];
    for (let n = 0; n < 31; n += 1) answers.push((await world.register()).status);
    expect(answers.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 201));
    expect(answers[30]).toBe(429);
    world.clock.advance(minutes(60));
  });

  test('from a page of another site is refused, also to ask whether it may', async () => {
    for (const path of ['/oauth/register', '/oauth/token', '/oauth/revoke']) {
      const refused = await world.get(path, { method: 'POST', headers: { origin: 'https://evil.example' } });
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'forbidden_origin' } } });
      expect((await world.get(path)).status).toBe(405);
    }
  });
});
