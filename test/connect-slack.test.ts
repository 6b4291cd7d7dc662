// Connect Slack as a browser goes through it: begun, consented at a stand-in for Slack, brought back, used, and renewed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import { listDestinations } from '#modules/alerts';
import type { Ctx } from '#platform/ctx';
import type { Cast } from './harness.ts';
import { startReceiver } from './receiver.ts';
import type { Behaviour, ReceivedRequest, Receiver } from './receiver.ts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld, Session } from './rest-world.ts';

const CLIENT = { clientId: '111.222', clientSecret: 'slack-client-secret-0123456789abcdef' };
const TOKEN = 'xoxb-111111111111-222222222222-abcdefghijklmnopqrstuvwx';
const SCOPES = 'chat:write,chat:write.public,channels:read';

let slack: Receiver;
let world: RestWorld;
let cast: Cast;
let ada: Session;
beforeAll(async () => {
  slack = await startReceiver();
  world = await makeRestWorld({ slack: { client: CLIENT, origin: slack.origin } });
});
beforeEach(async () => {
  cast = await world.newOrg();
  ada = await world.sessionOf(cast.ada);
  slack.otherwise(answer);
});
afterAll(async () => {
  await world.close();
  await slack.close();
});

const grant = (changes: object = {}) => ({
  ok: true,
  access_token: TOKEN,
  token_type: 'bot',
  scope: SCOPES,
  team: { id: 'T0AAAAAAA', name: 'Acme' },
  ...changes,
});
const CHANNELS = Array.from({ length: 2500 }, (_, i) => ({ id: `C${String(i).padStart(9, '0')}`, name: `channel-${i}` }));

/** Slack, when nothing else was played. */
function answer({ path, body }: ReceivedRequest): Behaviour {
  if (path === '/api/oauth.v2.access') return { body: grant() };
  if (path !== '/api/conversations.list') return { status: 404 };
  const params = new URLSearchParams(body);
  const from = Number(params.get('cursor') ?? 0);
  const next = from + Number(params.get('limit'));
  return {
    body: {
      ok: true,
      channels: CHANNELS.slice(from, next),
      response_metadata: { next_cursor: next < CHANNELS.length ? String(next) : '' },
    },
  };
}

const app = (slug: string, path: string): string => `/api/app/o/${slug}/${path}`;
async function begin(session: Session = ada, body: object = {}): Promise<URL> {
  const { status, body: begun } = await session.call('POST', app(cast.org.slug, 'slack/connect'), { body });
  expect(status).toBe(200);
  return new URL(begun.authorizationUrl);
}
/** Where the browser is sent when it comes back from Slack. */
async function comeBack(query: object, session: Session | undefined = ada): Promise<string> {
  const params = new URLSearchParams(Object.entries(query));
  const response = await world.request(`/slack/callback?${params.toString()}`, session ? { headers: { cookie: session.cookie } } : {});
  expect([response.status, response.headers.get('cache-control')]).toEqual([302, 'no-store']);
  return response.headers.get('location') ?? '';
}
async function connect(): Promise<string> {
  const state = (await begin()).searchParams.get('state') ?? '';
  const location = await comeBack({ state, code: 'code-1' });
  return /\?connected=(dest_\w+)$/.exec(location)?.[1] ?? location;
}
const destinationsOf = async (ctx: Ctx) => (await listDestinations(ctx)).filter(({ kind }) => kind === 'slack_oauth');
const since = (count: number): readonly ReceivedRequest[] => slack.requests.slice(count);

describe('beginning', () => {
  test('sends the person to Slack with three scopes, our address and a state', async () => {
    const url = await begin();
    expect([url.origin, url.pathname]).toEqual([slack.origin, '/oauth/v2/authorize']);
    const { state, ...params } = Object.fromEntries(url.searchParams);
    expect(params).toEqual({ client_id: CLIENT.clientId, scope: SCOPES, redirect_uri: 'http://127.0.0.1:4600/slack/callback' });
    expect(state).toMatch(/^[\w-]{43}$/);
    const stored = JSON.stringify(await world.deps.db.selectFrom('slack_states').selectAll().execute());
    expect(stored).not.toContain(state);
  });

  test('is for admins with a session; without a Slack app there is nothing to begin', async () => {
    for (const ctx of [cast.vera, cast.ben]) {
      const session = await world.sessionOf(ctx);
      expect((await session.call('POST', app(cast.org.slug, 'slack/connect'))).status).toBe(403);
    }
    const eve = await world.sessionOf(cast.eve);
    expect((await eve.call('POST', app(cast.org.slug, 'slack/connect'))).status).toBe(404);
    const key = await world.keyOf(cast.ada);
    expect((await key.call('POST', app(cast.org.slug, 'slack/connect'))).status).toBe(403);
    const bare = await makeRestWorld();
    const session = await bare.sessionOf(bare.ada);
    expect(await session.call('POST', app(bare.org.slug, 'slack/connect'))).toMatchObject({
      status: 403,
      body: { error: { code: 'feature_disabled', message: expect.stringContaining('SLACK_CLIENT_ID') } },
    });
    expect((await session.call('GET', '/api/app/session')).body.features).toMatchObject({ slack: false, inbox: false });
    await bare.close();
    expect((await ada.call('GET', '/api/app/session')).body.features).toMatchObject({ slack: true });
  });
});

describe('coming back', () => {
  test('exchanges the code in the name of the app and adds the workspace', async () => {
    const before = slack.requests.length;
    const destinationId = await connect();
    expect(destinationId).toMatch(/^dest_/);
    const [request, ...more] = since(before);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/oauth.v2.access',
      headers: { authorization: `Basic ${btoa(`${CLIENT.clientId}:${CLIENT.clientSecret}`)}` },
    });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      code: 'code-1',
      redirect_uri: 'http://127.0.0.1:4600/slack/callback',
    });
    expect(await destinationsOf(cast.vera)).toMatchObject([
      { id: destinationId, name: 'Slack: Acme', status: 'ready', config: { teamId: 'T0AAAAAAA', teamName: 'Acme' } },
    ]);
    const { rows } = await listAuditLog(cast.ada, { action: 'destination.create' });
    expect(rows).toMatchObject([{ objectId: destinationId, actor: { type: 'user', id: cast.ada.actor.id } }]);
    expect(JSON.stringify([rows, await destinationsOf(cast.ada)])).not.toContain('xoxb');
  });

  test('a second time renews the workspace that is there, and another workspace is added', async () => {
    const first = await connect();
    const url = await begin(ada, { destinationId: first });
    expect(url.searchParams.get('team')).toBe('T0AAAAAAA');
    slack.play({ body: grant({ access_token: `${TOKEN}2` }) });
    const location = await comeBack({ state: url.searchParams.get('state') ?? '', code: 'code-2' });
    expect(location).toBe(`/o/${cast.org.slug}/alerts?connected=${first}`);
    slack.play({ body: grant({ team: { id: 'T0BBBBBBB', name: 'Beta' } }) });
    await connect();
    expect((await destinationsOf(cast.vera)).map(({ name }) => name)).toEqual(['Slack: Acme', 'Slack: Beta']);
    expect((await listAuditLog(cast.ada, { action: 'destination.reauthorize' })).rows).toHaveLength(1);
  });

  test('a state is good once, for ten minutes, and only in the session that began', async () => {
    const stateOf = async (): Promise<string> => (await begin()).searchParams.get('state') ?? '';
    const used = await stateOf();
    await comeBack({ state: used, code: 'c' });
    const before = slack.requests.length;
    expect(await comeBack({ state: used, code: 'c' })).toBe('/?problem=expired');
    const mine = await stateOf();
    const [other, eve] = [await world.sessionOf(cast.ada), await world.sessionOf(cast.eve)];
    for (const session of [other, eve]) expect(await comeBack({ state: mine, code: 'c' }, session)).toBe('/?problem=expired');
    const anonymous = await world.request(`/slack/callback?state=${mine}&code=c`);
    expect([anonymous.status, anonymous.headers.get('location')]).toEqual([302, '/sign-in']);
    world.clock.advance(minutes(10));
    expect(await comeBack({ state: mine, code: 'c' })).toBe(`/o/${cast.org.slug}/alerts?problem=expired`);
    expect(await comeBack({ code: 'c' })).toBe('/?problem=expired');
    expect(await comeBack({ state: 'x'.repeat(20_000), code: 'c' })).toBe('/?problem=expired');
    expect(since(before)).toEqual([]);
  });

  test('of many answers with one state at the same time, one is exchanged', async () => {
    const state = (await begin()).searchParams.get('state') ?? '';
    const before = slack.requests.length;
    const ends = await Promise.all([1, 2, 3].map(() => comeBack({ state, code: 'c' })));
    expect(ends.filter((end) => end.includes('connected='))).toHaveLength(1);
    expect(since(before)).toHaveLength(1);
  });

  test('as somebody who is no admin any more adds nothing', async () => {
    const state = (await begin()).searchParams.get('state') ?? '';
    await world.deps.db.updateTable('members').set({ role: 'editor' }).where('user_id', '=', cast.ada.actor.id).execute();
    const before = slack.requests.length;
    const response = await world.request(`/slack/callback?state=${state}&code=c`, { headers: { cookie: ada.cookie } });
    expect(response.status).toBe(403);
    expect([since(before), await destinationsOf(cast.vera)]).toEqual([[], []]);
  });

  test.each<[string, object, Behaviour, string]>([
    ['a refusal of the person', { error: 'access_denied' }, {}, 'denied'],
    ['another error', { error: 'invalid_scope' }, {}, 'failed'],
    ['no code', {}, {}, 'failed'],
    ['a code that was used', { code: 'c' }, { body: { ok: false, error: 'invalid_code' } }, 'failed'],
    ['too few scopes', { code: 'c' }, { body: grant({ scope: 'chat:write' }) }, 'failed'],
    ['a token that ends after hours', { code: 'c' }, { body: grant({ refresh_token: 'xoxe-1', expires_in: 43_200 }) }, 'failed'],
    ["a user's token", { code: 'c' }, { body: grant({ token_type: 'user' }) }, 'failed'],
    ['no workspace', { code: 'c' }, { body: grant({ team: null }) }, 'failed'],
    ['an endless answer', { code: 'c' }, 'endless', 'failed'],
    ['a dropped connection', { code: 'c' }, 'drop', 'failed'],
    ['a redirect', { code: 'c' }, { status: 302, headers: { location: '/api/oauth.v2.access?again' } }, 'failed'],
    ['500', { code: 'c' }, { status: 500 }, 'failed'],
  ])('with %s adds nothing and says so on the page', async (_what, query, behaviour, problem) => {
    const state = (await begin()).searchParams.get('state') ?? '';
    const asks = 'code' in query;
    if (asks) slack.play(behaviour);
    expect(await comeBack({ state, ...query })).toBe(`/o/${cast.org.slug}/alerts?problem=${problem}`);
    expect(await destinationsOf(cast.vera)).toEqual([]);
  });
});

describe('the channels of a workspace', () => {
  const list = async (session: Session, destinationId: string, search = '') =>
    session.call('GET', app(cast.org.slug, `slack/${destinationId}/channels${search}`));

  test('are found by a part of the name or by id, for editors; Slack is asked once a minute', async () => {
    const destinationId = await connect();
    const ben = await world.sessionOf(cast.ben);
    const before = slack.requests.length;
    expect(await list(ben, destinationId, '?search=%23channel-249')).toMatchObject({
      status: 200,
      body: { rows: [{ name: 'channel-249' }, ...Array.from({ length: 10 }, (_, i) => ({ name: `channel-249${i}` }))], hasMore: false },
    });
    expect((await list(ben, destinationId, '?search=c000001234')).body.rows).toEqual([{ id: 'C000001234', name: 'channel-1234' }]);
    const all = (await list(ben, destinationId)).body;
    expect([all.rows.length, all.hasMore]).toEqual([100, true]);
    expect(since(before).map(({ path }) => path)).toEqual([
      '/api/conversations.list',
      '/api/conversations.list',
      '/api/conversations.list',
    ]);
    expect(Object.fromEntries(new URLSearchParams(since(before)[0]?.body))).toMatchObject({
      types: 'public_channel',
      exclude_archived: 'true',
    });
    world.clock.advance(minutes(1));
    await list(ben, destinationId);
    expect(since(before)).toHaveLength(6);
  });

  test('are not for vera or eve, nor of another kind of destination', async () => {
    const destinationId = await connect();
    expect((await list(await world.sessionOf(cast.vera), destinationId)).status).toBe(403);
    const eve = await world.sessionOf(cast.eve);
    expect((await eve.call('GET', app(cast.eve.org.slug, `slack/${destinationId}/channels`))).status).toBe(404);
    const [email] = await listDestinations(cast.ada);
    expect((await list(ada, email?.id ?? '')).status).toBe(409);
    expect((await list(ada, destinationId, '?colour=red')).status).toBe(400);
  });

  test.each<[string, Behaviour, number, string]>([
    ['a revoked token', { body: { ok: false, error: 'token_revoked' } }, 409, 'needs_reauth'],
    ['too many requests', { status: 429, headers: { 'retry-after': '30' } }, 503, 'ready'],
    ['an endless answer', 'endless', 503, 'ready'],
    ['something else', { body: { ok: true, channels: 'many' } }, 503, 'ready'],
  ])('when Slack answers with %s are an error, and the workspace is told of', async (_what, behaviour, status, state) => {
    const destinationId = await connect();
    slack.play(behaviour);
    expect((await list(ada, destinationId)).status).toBe(status);
    expect(await destinationsOf(cast.vera)).toMatchObject([{ status: state }]);
  });

  test('of a listing that has no end are those of the first pages', async () => {
    const destinationId = await connect();
    const before = slack.requests.length;
    slack.otherwise(() => ({ body: { ok: true, channels: CHANNELS.slice(0, 1000), response_metadata: { next_cursor: 'again' } } }));
    expect((await list(ada, destinationId, '?search=channel-77')).body).toMatchObject({ hasMore: true });
    expect(since(before)).toHaveLength(10);
  });
});
