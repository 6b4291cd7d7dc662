// A person in the dashboard: signs in by link, sees a run live, makes and revokes keys, changes settings, signs out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignInLink } from '#modules/access';
import { executeRun } from '#modules/runs';
import { makeRestWorld } from '#test/rest-world';
import type { Answer, Call, RestWorld } from '#test/rest-world';
import { startShopServer } from '#test/shop-server';
import type { ShopServer } from '#test/shop-server';

let world: RestWorld;
let shop: ShopServer;
beforeAll(async () => {
  world = await makeRestWorld();
  shop = await startShopServer();
});
afterAll(async () => {
  await shop.close();
  await world.close();
});

const go = new AbortController().signal;
const codeOf = ({ status, body }: Answer): [number, unknown] => [status, body.error?.code];

describe('a sign-in link', () => {
  test('works once, sets a cookie scripts cannot read, and leads to the dashboard', async () => {
    const { ben } = await world.newOrg();
    const path = `/sign-in/local?token=${await createSignInLink(world.deps, { userId: ben.actor.id })}`;
    const first = await world.request(path);
    expect([first.status, first.headers.get('location'), first.headers.get('cache-control')]).toEqual([302, '/', 'no-store']);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^armature_session=[\w-]{40,};/);
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=5184000']) expect(cookie).toContain(flag);
    expect(cookie).not.toContain('Secure');
    const second = await world.request(path);
    expect([second.headers.get('location'), second.headers.get('set-cookie')]).toEqual(['/sign-in?link=invalid', null]);
  });

  test('is not used up by a program that only looks whether it is there', async () => {
    const { ben } = await world.newOrg();
    const path = `/sign-in/local?token=${await createSignInLink(world.deps, { userId: ben.actor.id })}`;
    const looked = await world.request(path, { method: 'HEAD' });
    expect(looked.headers.get('set-cookie')).toBeNull();
    expect((await world.request(path)).headers.get('set-cookie')).not.toBeNull();
  });

  test.each(['', '?token=', '?token=x', '?token=%00', '?token=%E0%A4%A', `?token=${'x'.repeat(9000)}`])(
    'that is %j opens nothing',
    async (query) => {
      const answer = await world.request(`/sign-in/local${query}`);
      expect([answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual(['/sign-in?link=invalid', null]);
    },
  );
});

describe('a session', () => {
  test('knows the person, the organizations and their roles', async () => {
    const { ben } = await world.newOrg();
    const { call, csrfToken } = await world.sessionOf(ben);
    const answer = await call('GET', '/api/app/session');
    expect(answer.body).toMatchObject({
      user: { id: ben.actor.id, name: 'Ben' },
      csrfToken,
      organizations: [{ ...ben.org, role: 'editor' }],
      singleUser: false,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('makes, lists and revokes keys; a revoked key is refused at once', async () => {
    const { ben, vera } = await world.newOrg();
    const { call } = await world.sessionOf(ben);
    const keys = `/api/app/o/${ben.org.slug}/keys`;
    const made = await call('POST', keys, { body: { name: 'ci', role: 'viewer' } });
    expect(made.status).toBe(201);
    const authorization = `Bearer ${made.body.token}`;
    expect((await world.nobody('GET', '/org', { headers: { authorization } })).body.actor).toMatchObject({
      apiKeyName: 'ci',
      role: 'viewer',
    });
    const listed = await call('GET', keys);
    expect(listed.body.rows).toMatchObject([{ id: made.body.key.id, name: 'ci', canRevoke: true }]);
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token);
    expect(codeOf(await call('POST', keys, { body: { name: 'ci' } }))).toEqual([409, 'conflict']);
    expect(codeOf(await call('POST', keys, { body: { name: 'up', role: 'admin' } }))).toEqual([400, 'validation_failed']);
    expect(codeOf(await (await world.sessionOf(vera)).call('DELETE', `${keys}/${made.body.key.id}`))).toEqual([403, 'forbidden_role']);
    expect((await call('DELETE', `${keys}/${made.body.key.id}`)).body).toEqual({ ok: true });
    expect(codeOf(await world.nobody('GET', '/org', { headers: { authorization } }))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await call('DELETE', `${keys}/${made.body.key.id}`))).toEqual([404, 'api_key_not_found']);
    expect(codeOf(await call('DELETE', `${keys}/%00`))).toEqual([404, 'api_key_not_found']);
  });

  test('changes settings as an admin, and names every unfit default model', async () => {
    const { ada, vera } = await world.newOrg();
    const { call } = await world.sessionOf(ada);
    const settings = `/api/app/o/${ada.org.slug}/settings`;
    expect((await call('PATCH', settings, { body: { name: 'Renamed' } })).body).toMatchObject({ name: 'Renamed' });
    const refused = await call('PATCH', settings, {
      body: { defaultTesterModelId: 'openai/nobodys', defaultJudgeModelId: 'script/steps' },
    });
    expect(codeOf(refused)).toEqual([400, 'validation_failed']);
    expect(refused.body.error.details.fieldErrors).toEqual([
      { field: 'defaultTesterModelId', message: 'is not a model of this organization' },
      { field: 'defaultJudgeModelId', message: 'cannot be a judge' },
    ]);
    expect((await call('GET', settings)).body).toMatchObject({ name: 'Renamed', defaultJudgeModelId: null });
    const { call: veras } = await world.sessionOf(vera);
    expect(codeOf(await veras('PATCH', settings, { body: { name: 'Mine' } }))).toEqual([403, 'forbidden_role']);
    const audit = await call('GET', `/api/app/o/${ada.org.slug}/audit-log?action=organization.update&pageSize=1`);
    expect(audit.body).toMatchObject({
      total: 1,
      rows: [{ actor: { id: ada.actor.id }, before: { name: ada.org.name }, after: { name: 'Renamed' } }],
    });
    expect(codeOf(await veras('GET', `/api/app/o/${ada.org.slug}/audit-log`))).toEqual([403, 'forbidden_role']);
  });

  test('ends when the person signs out, and needs its CSRF token for that', async () => {
    const { ben } = await world.newOrg();
    const { call, cookie } = await world.sessionOf(ben);
    expect(codeOf(await call('POST', '/api/app/sign-out', { headers: { 'x-armature-csrf': 'guess' } }))).toEqual([403, 'csrf_failed']);
    const out = await call('POST', '/api/app/sign-out');
    expect(out.body).toEqual({ ok: true });
    expect(out.headers.get('set-cookie')).toMatch(/^armature_session=;.*Max-Age=0/);
    expect(codeOf(await world.nobody('GET', '/api/app/session', { headers: { cookie } }))).toEqual([401, 'unauthenticated']);
  });
});

const appRoutes = [
  ['GET', '/api/app/session'],
  ['POST', '/api/app/sign-out'],
  ['GET', '/api/app/o/{slug}/settings'],
  ['PATCH', '/api/app/o/{slug}/settings'],
  ['GET', '/api/app/o/{slug}/keys'],
  ['POST', '/api/app/o/{slug}/keys'],
  ['DELETE', '/api/app/o/{slug}/keys/key_aaaaaaaaaaaa'],
  ['GET', '/api/app/o/{slug}/audit-log'],
  ['GET', '/api/app/o/{slug}/runs/run_00000000-0000-4000-8000-000000000000/live'],
] as const;

describe.each(appRoutes)('%s %s', (method, template) => {
  test('is for sessions: no key, whatever its role, and nobody', async () => {
    const { ada, eve } = await world.newOrg();
    const path = template.replace('{slug}', ada.org.slug);
    const { call } = await world.keyOf(ada);
    expect(codeOf(await call(method, path))).toEqual([403, 'forbidden_role']);
    const { cookie, csrfToken } = await world.sessionOf(ada);
    expect(codeOf(await call(method, path, { headers: { cookie, 'x-armature-csrf': csrfToken } }))).toEqual([403, 'forbidden_role']);
    expect(codeOf(await world.nobody(method, path))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await world.nobody(method, path, { headers: { cookie: 'armature_session=guess' } }))).toEqual([401, 'unauthenticated']);
    if (method !== 'GET') expect(codeOf(await world.nobody(method, path, { headers: { cookie } }))).toEqual([403, 'csrf_failed']);
    if (!template.includes('{slug}')) return;
    const eves = await world.sessionOf(eve);
    const foreign = await eves.call(method, path);
    expect(codeOf(foreign)).toEqual([404, 'route_not_found']);
    expect(foreign.body).toEqual((await eves.call(method, template.replace('{slug}', 'no-such-org'))).body);
  });

  test('refuses an unknown query parameter', async () => {
    const { ada } = await world.newOrg();
    const { call } = await world.sessionOf(ada);
    const { status, body } = await call(method, `${template.replace('{slug}', ada.org.slug)}?colour=red`);
    expect([status, body.error.details.fieldErrors[0]?.field]).toEqual([400, 'colour']);
  });
});

interface LiveEvent {
  readonly event: string;
  readonly id: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

/** The messages of an open stream, as they arrive. */
async function* messagesOf(response: Response): AsyncGenerator<LiveEvent> {
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const),
      );
      text = text.slice(end + 2);
      yield { event: fields.get('event') ?? '', id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? 'null') };
    }
  }
}

describe('a run, live', () => {
  async function waitingRun(call: Call): Promise<string> {
    const server = await call('POST', '/mcp-servers', { body: { name: 'Shop', baseUrl: shop.url } });
    const workflow = await call('POST', '/workflows', {
      body: {
        name: 'Wait',
        mcpServerId: server.body.id,
        testerModelId: 'script/steps',
        testerPrompt: '1. call wait\n2. call order_get with {"orderId": "1"}\nanswer done',
        criteria: [{ kind: 'check', check: { kind: 'tool_called', tool: 'order_get' } }],
      },
    });
    return (await call('POST', `/workflows/${workflow.body.id}/runs`)).body.runId;
  }

  test('sends events and the run while it executes, each event once and in order, and ends with it', async () => {
    const { ada, vera } = await world.newOrg();
    const runId = await waitingRun((await world.keyOf(ada)).call);
    const { cookie } = await world.sessionOf(vera);
    shop.hold();
    const response = await world.request(`/api/app/o/${ada.org.slug}/runs/${runId}/live`, { headers: { cookie } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const stream = messagesOf(response);
    const seen: LiveEvent[] = [];
    const until = async (holds: (message: LiveEvent) => boolean): Promise<void> => {
      for (let next = await stream.next(); next.done !== true; next = await stream.next()) {
        seen.push(next.value);
        if (holds(next.value)) return;
      }
      throw new Error('the stream ended too early');
    };
    await until(({ event, data }) => event === 'run' && data.status === 'pending');
    const executed = executeRun(world.deps, runId, go);
    await shop.waiting(1);
    await until(({ event, data }) => event === 'trace' && data.some(({ type }: { type: string }) => type === 'tool_call'));
    await until(({ event, data }) => event === 'run' && data.status === 'running');
    shop.release();
    await executed;
    for await (const message of stream) seen.push(message);
    expect(seen.at(-1)).toMatchObject({ event: 'run', data: { runId, status: 'pass' } });
    const events = seen.filter(({ event }) => event === 'trace').flatMap(({ data }) => data);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect([events[0].type, events.at(-1).type]).toEqual(['run_started', 'run_finished']);

    const resumed = await world.request(`/api/app/o/${ada.org.slug}/runs/${runId}/live`, {
      headers: { cookie, 'last-event-id': `1:${events.length - 1}` },
    });
    const rest: LiveEvent[] = [];
    for await (const message of messagesOf(resumed)) rest.push(message);
    expect(rest.map(({ event, id }) => [event, id])).toEqual([
      ['trace', `1:${events.length}`],
      ['run', ''],
    ]);
    const otherAttempt = await world.request(`/api/app/o/${ada.org.slug}/runs/${runId}/live?attempt=2&afterSeq=9999`, {
      headers: { cookie },
    });
    const whole: LiveEvent[] = [];
    for await (const message of messagesOf(otherAttempt)) whole.push(message);
    expect(whole.filter(({ event }) => event === 'trace').flatMap(({ data }) => data)).toEqual(events);
  });

  test('of another organization, or of nobody, is 404 before any stream opens', async () => {
    const { ada, eve } = await world.newOrg();
    const runId = await waitingRun((await world.keyOf(ada)).call);
    const eves = await world.sessionOf(eve);
    const foreign = await eves.call('GET', `/api/app/o/${eve.org.slug}/runs/${runId}/live`);
    expect(codeOf(foreign)).toEqual([404, 'run_not_found']);
    expect(foreign.body).toEqual(
      (await eves.call('GET', `/api/app/o/${eve.org.slug}/runs/run_00000000-0000-4000-8000-000000000000/live`)).body,
    );
    expect(codeOf(await eves.call('GET', `/api/app/o/${eve.org.slug}/runs/nope/live`))).toEqual([404, 'run_not_found']);
  });

  test('refuses a bad cursor, ignores a strange Last-Event-ID, and opens nothing for HEAD', async () => {
    const { ada } = await world.newOrg();
    const runId = await waitingRun((await world.keyOf(ada)).call);
    const { call, cookie } = await world.sessionOf(ada);
    const live = `/api/app/o/${ada.org.slug}/runs/${runId}/live`;
    expect((await call('GET', `${live}?afterSeq=-1`)).body.error.details.fieldErrors[0].field).toBe('afterSeq');
    const head = await call('HEAD', live);
    expect([head.status, head.headers.get('content-type'), head.body]).toEqual([200, 'text/event-stream', '']);
    const stream = messagesOf(await world.request(live, { headers: { cookie, 'last-event-id': '-5' } }));
    expect((await stream.next()).value).toMatchObject({ event: 'run', data: { status: 'pending' } });
    await stream.return(undefined);
  });

  test('ends soon after the person has signed out', async () => {
    const { ada } = await world.newOrg();
    const runId = await waitingRun((await world.keyOf(ada)).call);
    const { call, cookie } = await world.sessionOf(ada);
    const stream = messagesOf(await world.request(`/api/app/o/${ada.org.slug}/runs/${runId}/live`, { headers: { cookie } }));
    await stream.next();
    await call('POST', '/api/app/sign-out');
    world.clock.advance(15_000);
    await world.deps.live.publish(undefined, 'run', runId);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});
