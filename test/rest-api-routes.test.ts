// Every route of the REST API against every caller, and every way a request can be malformed. The table is the routes themselves.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeRun } from '#modules/runs';
import { hasRole, ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { askPerson, ASKS } from '#test/filled-publishing';
import { PETSTORE, publishSource } from '#test/published-source';
import { makeRestWorld } from '#test/rest-world';
import type { Answer, Call, RestWorld, Session } from '#test/rest-world';
import type { Route } from '../src/surfaces/api/route.ts';
import { ALL_ROUTES } from '../src/surfaces/api/routes/all-routes.ts';
import { decideRoute } from '../src/surfaces/api/routes/approvals.ts';
import { uploadRoute } from '../src/surfaces/api/routes/bundles.ts';

interface Ids {
  readonly serverId: string;
  readonly profileId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly proposalId: string;
  readonly runId: string;
  readonly modelId: string;
  readonly monitorId: string;
  readonly windowId: string;
  readonly destinationId: string;
  readonly ruleId: string;
  readonly deliveryId: string;
  readonly sourceSlug: string;
  readonly secretName: string;
  readonly bundleId: string;
  readonly approvalId: string;
}

let world: RestWorld;
let calls: Record<Role, Call>;
let eve: Call;
let session: Session;
let people: Readonly<Record<'ben' | 'eve', Session>>;
let ids: Ids;
let slug: string;

beforeAll(async () => {
  world = await makeRestWorld();
  const cast = await world.newOrg();
  const callOf = async (role: Role) => (await world.keyOf(cast.ada, role)).call;
  calls = { viewer: await callOf('viewer'), editor: await callOf('editor'), admin: await callOf('admin'), owner: await callOf('owner') };
  eve = (await world.keyOf(cast.eve)).call;
  session = await world.sessionOf(cast.ada);
  slug = cast.org.slug;
  ids = await someOfEach(calls.owner, cast.ada);
  people = { ben: await world.sessionOf(cast.ben), eve: await world.sessionOf(cast.eve) };
});
afterAll(() => world.close());

async function someOfEach(call: Call, ada: Ctx): Promise<Ids> {
  const server = await call('POST', '/mcp-servers', { body: { name: 'Store', baseUrl: await world.startStore() } });
  const serverId: string = server.body.id;
  const profile = await call('POST', `/mcp-servers/${serverId}/auth-profiles`, { body: { name: 'ci', kind: 'bearer', value: 'x' } });
  const workflow = await call('POST', '/workflows', {
    body: {
      name: 'Products',
      mcpServerId: serverId,
      testerModelId: 'script/steps',
      testerPrompt: '1. call list_products\nanswer done',
      criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
    },
  });
  const run = await call('POST', `/workflows/${workflow.body.id}/runs`);
  await executeRun(world.deps, run.body.runId, new AbortController().signal);
  const model = await call('POST', '/models', { body: { provider: 'openai', upstreamName: 'tiny/one', apiKey: 'k' } });
  const proposal = await call('POST', '/workflow-change-proposals', {
    body: {
      kind: 'patch',
      workflowId: workflow.body.id,
      baseVersionId: workflow.body.currentVersion.id,
      rationale: 'It needs another name.',
      changes: { name: 'Goods' },
    },
  });
  expect(proposal.body.proposalId).toEqual(expect.any(String));
  return {
    ...(await someThatWatch(call, serverId)),
    ...(await someThatPublish(call)),
    approvalId: await askPerson(ada, await (await publishSource(ada, { manifest: ASKS })).open()),
    serverId,
    profileId: profile.body.id,
    workflowId: workflow.body.id,
    versionId: workflow.body.currentVersion.id,
    proposalId: proposal.body.proposalId,
    runId: run.body.runId,
    modelId: model.body.id,
  };
}

async function someThatWatch(call: Call, serverId: string) {
  const monitor = await call('POST', '/monitors', { body: { mcpServerId: serverId, toolName: 'list_products' } });
  const window = await call('POST', `/mcp-servers/${serverId}/maintenance-windows`, { body: SUNDAYS });
  const destination = await call('POST', '/alert-destinations', { body: { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:1/hook' } });
  const destinationId: string = destination.body.id;
  const rule = await call('POST', '/alert-rules', {
    body: { name: 'Products', targetType: 'monitor', targetId: monitor.body.id, destinationId },
  });
  const delivery = await call('POST', `/alert-destinations/${destinationId}/test`);
  const made = {
    monitorId: monitor.body.id,
    windowId: window.body.id,
    destinationId,
    ruleId: rule.body.id,
    deliveryId: delivery.body.id,
  };
  for (const id of Object.values(made)) expect(id).toEqual(expect.any(String));
  return made;
}

async function someThatPublish(call: Call) {
  const source = await call('POST', '/sources', { body: { name: 'Pets', mode: 'code' } });
  const secret = await call('PUT', `/sources/${source.body.slug}/secrets/token`, { body: { value: 'x' } });
  const body = { source: source.body.slug, openapi: PETSTORE };
  const { body: made } = await session.call('POST', '/api/openapi-artifacts/upload', { body });
  expect([source.status, secret.status, made.bundle?.state]).toEqual([201, 200, 'generated']);
  return { sourceSlug: source.body.slug as string, secretName: 'token', bundleId: made.bundle.id as string };
}

const SUNDAYS = { title: 'Sundays', kind: 'weekly', weekdays: [7], startTime: '03:00', durationMinutes: 60, timezone: 'UTC' };

/** Of the right shape, and nobody's. */
const ABSENT: Ids = {
  serverId: 'mcp_00000000000000000000000000',
  profileId: 'auth_00000000000000000000000000',
  workflowId: 'wf_00000000000000000000000000',
  versionId: 'ver_00000000000000000000000000',
  proposalId: 'prop_00000000000000000000000000',
  runId: 'run_00000000-0000-4000-8000-000000000000',
  modelId: 'openai/nobodys',
  monitorId: 'mon_00000000000000000000000000',
  windowId: 'mnt_00000000000000000000000000',
  destinationId: 'dest_00000000000000000000000000',
  ruleId: 'rule_00000000000000000000000000',
  deliveryId: 'dlv_00000000000000000000000000',
  sourceSlug: 'nobodys',
  secretName: 'nobodys',
  bundleId: 'bun_00000000000000000000000000',
  approvalId: 'appr_00000000000000000000000000',
};

/** What a route needs beside its path to get as far as looking for the object. */
const BODIES: Readonly<Record<string, unknown>> = {
  createAuthProfile: { name: 'x', kind: 'none' },
  createMaintenanceWindow: SUNDAYS,
  putSourceSecret: { value: 'x' },
  setSourceConnection: { connection: { validationMode: 'presence_only' } },
  searchSource: { query: 'pets' },
  checkScript: { code: 'return 1;' },
  executeOnSource: { code: 'return 1;' },
};
const QUERIES: Readonly<Record<string, string>> = {
  diffMcpServerSnapshots: '?from=snap_1&to=snap_2',
  diffBundles: '?against=bun_1',
};

const absolutePath = ({ base, path }: Route): string => `${base}${path}`;
/** Of the upload the signature comes first, and to decide keys are refused: each has tests of its own. */
const named = ALL_ROUTES.filter((route) => route !== uploadRoute && route !== decideRoute).map(
  (route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const,
);
const withIds = named.filter(([, { path }]) => path.includes('{'));
const withBody = named.filter(([, { method }]) => method === 'post' || method === 'patch' || method === 'put');
const lists = named.filter(([, { query }]) => query !== undefined && query.safeParse({ page: '1', pageSize: '1' }).success);

const pathOf = (route: Route, values: Ids): string =>
  absolutePath(route).replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name as keyof Ids]));
const send = (call: Call, route: Route, values: Ids): Promise<Answer> => {
  const body = BODIES[route.operationId];
  return call(
    route.method.toUpperCase(),
    `${pathOf(route, values)}${QUERIES[route.operationId] ?? ''}`,
    body === undefined ? {} : { body },
  );
};
/** Wrong in every way at once: what is found first shows what is looked at first. */
const sendNonsense = (call: Call, route: Route): Promise<Answer> =>
  call(route.method.toUpperCase(), pathOf(route, ABSENT), route.method === 'get' ? {} : { body: { surprise: true } });
const NOT_FOUND =
  /^(mcp_server|auth_profile|maintenance_window|workflow|proposal|version|run|model|monitor|destination|rule|delivery|source|source_secret|bundle|execution|approval)_not_found$/;
const codeOf = ({ status, body }: Answer): [number, unknown] => [status, body.error?.code];
/** Checking an unsaved workflow answers its faults; every other route fails with them. */
const fieldsOf = ({ body }: Answer): string[] =>
  (body.error?.details.fieldErrors ?? body.fieldErrors).map(({ field }: { field: string }) => field);

function expectProblem({ status, body, headers }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).not.toBe(500);
  expect(Object.keys(body)).toEqual(['error']);
  expect(body.error).toMatchObject({
    code: expect.any(String),
    message: expect.any(String),
    details: { fieldErrors: expect.any(Array), warnings: expect.any(Array) },
  });
  expectHeaders(headers);
}

function expectHeaders(headers: Headers): void {
  expect(headers.get('x-request-id')).toMatch(/^req_[0-9a-f-]{36}$/);
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
}

describe.each(named)('%s', (_name, route) => {
  test('refuses each role below its own, before it looks at anything else', async () => {
    for (const role of ROLES.filter((one) => !hasRole(one, route.role))) {
      const answer = await sendNonsense(calls[role], route);
      expect(codeOf(answer)).toEqual([403, 'forbidden_role']);
      expect(answer.body.error.message).toContain(route.role);
      expectProblem(answer);
    }
  });

  test('lets its own role past the door', async () => {
    const answer = await sendNonsense(calls[route.role], route);
    expect(answer.status).not.toBe(403);
    expect(answer.status).not.toBe(500);
    expectHeaders(answer.headers);
  });

  test('asks for a key', async () => {
    const answer = await send(world.nobody, route, ids);
    expect(codeOf(answer)).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expectProblem(answer);
  });

  test.each([
    ['a foreign Host', { host: 'evil.example' }, [404, 'route_not_found']],
    ['an empty Host', { host: '' }, [404, 'route_not_found']],
    ['a foreign Origin', { origin: 'https://evil.example' }, [403, 'csrf_failed']],
    ['an opaque Origin', { origin: 'null' }, [403, 'csrf_failed']],
  ] as const)('refuses %s, whatever the key', async (_what, headers, expected) => {
    const answer = await calls.owner(route.method.toUpperCase(), pathOf(route, ABSENT), { headers });
    expect(codeOf(answer)).toEqual(expected);
    expectProblem(answer);
  });

  test('refuses an unknown query parameter by its name', async () => {
    const answer = await calls.owner(route.method.toUpperCase(), `${pathOf(route, ids)}?colour=red`);
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toContain('colour');
    expectProblem(answer);
  });

  test('refuses a query parameter given twice', async () => {
    const [name] = Object.keys(route.query === undefined ? { x: '' } : 'shape' in route.query ? (route.query.shape as object) : {});
    const answer = await calls.owner(route.method.toUpperCase(), `${pathOf(route, ids)}?${name}=1&${name}=1`);
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toContain(name);
  });
});

describe.each(withIds)('%s', (_name, route) => {
  test('is the same 404 to a stranger as for an id nobody has', async () => {
    const [foreign, absent] = [await send(eve, route, ids), await send(eve, route, ABSENT)];
    expect(foreign.status).toBe(404);
    expect(foreign.body.error.code).toMatch(NOT_FOUND);
    expect(route.errors).toContain(foreign.body.error.code);
    expect(foreign.body).toEqual(absent.body);
    expectProblem(foreign);
  });

  test.each([
    ['a space', '%20'],
    ['NUL', '%00'],
    ['NUL inside', 'a%00b'],
    ['a way up', '..%2F..'],
    ['a character outside ASCII', '%F0%9F%92%A5'],
    ['no end', 'x'.repeat(300)],
    ['half an encoding', '%E0%A4%A'],
    ['a lone percent sign', '%'],
    ['SQL', "'%20or%201=1"],
  ])('is 404 for an id that is %s', async (_what, id) => {
    const path = absolutePath(route).replaceAll(/\{\w+\}/g, id);
    const body = BODIES[route.operationId];
    const answer = await calls.owner(
      route.method.toUpperCase(),
      `${path}${QUERIES[route.operationId] ?? ''}`,
      body === undefined ? {} : { body },
    );
    expect(answer.status).toBe(404);
    expect(route.errors).toContain(answer.body.error.code);
    expectProblem(answer);
  });
});

describe.each(withBody)('%s', (_name, route) => {
  const raw = (body: string, type = 'application/json'): Promise<Answer> =>
    calls.owner(route.method.toUpperCase(), pathOf(route, ids), { body, headers: { 'content-type': type } });

  test.each([
    ['another media type', () => raw('{}', 'text/plain'), [415, 'unsupported_media_type']],
    ['more than 2 MiB', () => raw(`{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`), [413, 'payload_too_large']],
    ['broken JSON', () => raw('{"a":'), [400, 'validation_failed']],
    ['bytes that are no text', () => bytes(route), [400, 'validation_failed']],
    ['a list', () => raw('[]'), [400, 'validation_failed']],
    ['null', () => raw('null'), [400, 'validation_failed']],
    ['a hundred thousand brackets', () => raw(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), [400, 'validation_failed']],
    ['a deep object', () => raw(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`), [400, 'validation_failed']],
  ] as const)('refuses %s', async (_what, ask, expected) => {
    const answer = await ask();
    expect(codeOf(answer)).toEqual(expected);
    expectProblem(answer);
  });

  test.each(['colour', '__proto__', 'constructor', 'toString'])('refuses the unknown field %s by its name', async (name) => {
    expect(fieldsOf(await raw(`{"${name}":{"x":1}}`))).toContain(name);
  });

  test('refuses text that cannot be stored, wherever it is', async () => {
    expect(fieldsOf(await raw('{"name":"a\\u0000b"}'))).toEqual(['name']);
    expect(fieldsOf(await raw('{"a":[{"b":"\\ud800"}]}'))).toEqual(['a[0].b']);
  });

  test('with a session needs the CSRF token', async () => {
    const without = await session.call(route.method.toUpperCase(), pathOf(route, ABSENT), { headers: { 'x-armature-csrf': '' } });
    expect(codeOf(without)).toEqual([403, 'csrf_failed']);
    expectProblem(without);
  });
});

async function bytes(route: Route): Promise<Answer> {
  const response = await world.request(pathOf(route, ids), {
    method: route.method.toUpperCase(),
    headers: {
      cookie: session.cookie,
      'x-armature-csrf': session.csrfToken,
      'x-armature-organization': slug,
      'content-type': 'application/json',
    },
    body: new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

test('a body where none belongs is refused, also on DELETE', async () => {
  for (const [, route] of named.filter(([, { body, method }]) => body === undefined && method !== 'get')) {
    const answer = await calls.owner(route.method.toUpperCase(), pathOf(route, ABSENT), { body: { surprise: 1 } });
    expect([route.operationId, ...fieldsOf(answer)]).toEqual([route.operationId, 'surprise']);
  }
});

describe.each(lists)('%s', (_name, route) => {
  test.each([
    ['page=0', 'page'],
    ['page=10001', 'page'],
    ['page=1.5', 'page'],
    ['page=abc', 'page'],
    ['page=', 'page'],
    ['page=1e3', 'page'],
    ['page=99999999999999999999', 'page'],
    ['pageSize=0', 'pageSize'],
    ['pageSize=101', 'pageSize'],
    ['pageSize=-1', 'pageSize'],
  ])('refuses ?%s', async (query, field) => {
    const answer = await calls[route.role]('GET', `${pathOf(route, ids)}?${query}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([400, [field]]);
  });

  test('answers an empty page past the end, at the largest page too', async () => {
    const answer = await calls[route.role]('GET', `${pathOf(route, ids)}?page=10000&pageSize=100`);
    expect(answer.body).toMatchObject({ rows: [], page: 10_000, pageSize: 100 });
  });
});

describe('deciding about a call that waits', () => {
  const decide = (call: Call, approvalId: string, body: unknown = { decision: 'reject' }) =>
    call('POST', `/approvals/${approvalId}/decide`, { body });

  test('is refused to keys of every role, before anything is looked at', async () => {
    for (const role of ROLES)
      expect(codeOf(await decide(calls[role], ABSENT.approvalId, { surprise: true }))).toEqual([403, 'forbidden_role']);
  });

  test('is the same 404 to a stranger as for an id nobody has', async () => {
    const [foreign, absent] = [await decide(people.eve.call, ids.approvalId), await decide(people.eve.call, ABSENT.approvalId)];
    expect(codeOf(foreign)).toEqual([404, 'approval_not_found']);
    expect(foreign.body).toEqual(absent.body);
  });

  test.each(['colour', '__proto__', 'constructor', 'approvalId'])('refuses the unknown field %s by its name', async (name) => {
    expect(fieldsOf(await decide(people.ben.call, ids.approvalId, `{"decision":"approve","${name}":{"x":1}}`))).toContain(name);
  });

  test('is done once; a second time is a conflict', async () => {
    expect((await decide(people.ben.call, ids.approvalId)).body).toMatchObject({ id: ids.approvalId, state: 'rejected' });
    expect(codeOf(await decide(people.ben.call, ids.approvalId, { decision: 'approve' }))).toEqual([409, 'conflict']);
  });
});

test('paged lists are the lists of the specification', () => {
  expect(lists.map(([, { operationId }]) => operationId)).toEqual([
    'listMcpServers',
    'listMcpServerSnapshots',
    'listAuthProfiles',
    'listChanges',
    'listMcpServerChanges',
    'listMcpServerSyncs',
    'listWorkflows',
    'listWorkflowVersions',
    'listRuns',
    'listRunToolCalls',
    'listProposals',
    'listMonitors',
    'listMonitorChecks',
    'listAlertDestinations',
    'listAlertRules',
    'listIncidents',
    'listAlertDeliveries',
    'listModels',
    'listSources',
    'listSourceSecrets',
    'listBundles',
    'listExecutions',
    'listApprovals',
    'listAuditLog',
  ]);
});

describe('methods', () => {
  const allowed = Map.groupBy(ALL_ROUTES, absolutePath);

  test.each([...allowed])('%s answers another method with 405 and what is allowed', async (_path, routes) => {
    const known = new Set(routes.map(({ method }) => method.toUpperCase()));
    const [route] = routes;
    if (route === undefined) throw new Error('a path without a route');
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((one) => !known.has(one))) {
      // a literal path such as /workflows/check may also be read as an id of its parent
      const answer = await calls.owner(method, pathOf(route, ABSENT));
      if (!route.path.includes('{') && answer.body.error?.code.endsWith('_not_found')) continue;
      expect([method, ...codeOf(answer)]).toEqual([method, 405, 'method_not_allowed']);
      expect(new Set(answer.headers.get('allow')?.split(', '))).toEqual(new Set([...known, ...(known.has('GET') ? ['HEAD'] : [])]));
      expectProblem(answer);
    }
  });

  test('HEAD is GET without the body', async () => {
    for (const path of ['/org', `/runs/${ids.runId}`, '/openapi', '/runs/nope']) {
      const [head, get] = [await calls.viewer('HEAD', path), await calls.viewer('GET', path)];
      expect([head.status, head.body]).toEqual([get.status, '']);
      expectHeaders(head.headers);
    }
  });

  test('OPTIONS of a page of another origin learns nothing', async () => {
    const answer = await world.nobody('OPTIONS', '/org', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect(codeOf(answer)).toEqual([403, 'csrf_failed']);
    expectProblem(answer);
  });
});

describe('paths nobody serves', () => {
  test.each([
    '/nope',
    '/runs/',
    '/runs//trace',
    '/RUNS',
    '/mcp-servers/x/y/z',
    '/api/armature/v2/runs',
    '/api/app/nope',
    '/api/',
    '/%E0%A4%A',
    '/api/armature/v1/%00',
  ])('%s is route_not_found', async (path) => {
    const answer = await calls.owner('GET', path);
    expect(codeOf(answer)).toEqual([404, 'route_not_found']);
    expectProblem(answer);
  });
});

describe('keys', () => {
  test.each([
    ['', 401],
    ['Bearer', 401],
    ['Bearer ', 401],
    ['Basic YTpi', 401],
    ['Bearer amt_nope', 401],
    ['Bearer amt_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 401],
    [`Bearer ${'x'.repeat(8000)}`, 401],
    ['Bearer a b', 401],
  ])('the header %j is 401', async (authorization, status) => {
    const answer = await world.nobody('GET', '/org', { headers: { authorization } });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([status, 'Bearer']);
    expectProblem(answer);
  });

  test('a wrong key is not saved by a good session', async () => {
    expect(codeOf(await session.call('GET', '/org', { headers: { authorization: 'Bearer amt_nope' } }))).toEqual([401, 'unauthenticated']);
  });

  test('a session names its organization, one it belongs to', async () => {
    expect(codeOf(await session.call('GET', '/org', { headers: { 'x-armature-organization': 'not-mine' } }))[0]).toBe(404);
    const unnamed = await world.nobody('GET', '/org', { headers: { cookie: session.cookie } });
    expect(codeOf(unnamed)).toEqual([401, 'unauthenticated']);
    expect((await session.call('GET', '/org')).body.actor).toMatchObject({
      apiKeyId: null,
      userProfileId: expect.stringMatching(/^usr_/),
      role: 'owner',
    });
  });
});
