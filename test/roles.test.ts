// Every registered route against everyone who could ask, over real HTTP: the whole role matrix in one table.
import { createHmac } from 'node:crypto';
import { Client } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey, createSignInLink, listConnectedApps } from '#modules/access';
import { executeRun } from '#modules/runs';
import { newId } from '#kernel/ids';
import { hasRole, ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import type { Listening } from '../src/surfaces/api/listen.ts';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';
import { letAppIn } from './connected-app.ts';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { askPerson, ASKS } from './filled-publishing.ts';
import { PETSTORE, publishSource } from './published-source.ts';
import { FOR_EVERY_METHOD, ROLE_TABLE } from './role-table.ts';
import type { Fresh, Row } from './role-table.ts';

/** What an answer says about the right to ask, whatever else it says. */
type Outcome = 'may' | 'forbidden' | 'hidden' | 'stranger' | 'broken';
type Headers = Readonly<Record<string, string>>;

interface Caller {
  readonly name: string;
  readonly by: 'session' | 'key' | 'nothing';
  /** In the organization whose objects are asked for; undefined for others. */
  readonly role: Role | undefined;
  /** Asks in an organization of their own for what belongs to another. */
  readonly home?: string;
  /** Anew each time for a route that ends it. */
  readonly credential: (fresh: boolean) => Promise<Headers>;
}

let world: World;
let api: ReturnType<typeof createApi>;
let listening: Listening;
let origin: string;
/** Asks with half of what `fetch` costs, which is felt in two thousand requests. */
let client: Client;
let owner: Ctx;
let ownerKey: Headers;
let ownerSession: Headers;
let callers: readonly Caller[];
let ids: Record<string, string>;
let storeUrl: string;

beforeAll(async () => {
  world = await makeWorld({ settings: { rateLimitPerMinute: 1_000_000 } });
  const demoStore = { path: '/demo/store', handle: createAcmeStore() };
  api = createApi({ deps: world.deps, webDir: undefined, version: '1', demoStore });
  listening = await listen(api, { host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${listening.port}`;
  client = new Client(origin);
  storeUrl = `${origin}/demo/store`;
  owner = world.ada;
  const people: Record<Role, Ctx> = { viewer: world.vera, editor: world.ben, admin: await join('Adam', 'admin'), owner };
  ownerKey = await keyOf(owner);
  ownerSession = await sessionOf(owner);
  const [abroad, eveKey] = [await sessionOf(world.eve, owner.org.slug), await keyOf(world.eve)];
  const atHome = { ...abroad, 'x-armature-organization': world.eve.org.slug };
  // weakest first: whatever only the strong may do is asked for by the weak before it is done
  callers = [
    { name: 'nobody', by: 'nothing', role: undefined, credential: async () => ({}) },
    { name: 'eve', by: 'session', role: undefined, credential: async (fresh) => (fresh ? sessionOf(world.eve, owner.org.slug) : abroad) },
    {
      name: 'eve home',
      by: 'session',
      role: undefined,
      home: world.eve.org.slug,
      credential: async (fresh) => (fresh ? sessionOf(world.eve) : atHome),
    },
    { name: 'eve key', by: 'key', role: undefined, home: world.eve.org.slug, credential: async () => eveKey },
    ...(await Promise.all(ROLES.map((role) => callersOf(role, people[role])))).flat(),
  ];
  ids = await someOfEach();
});
afterAll(async () => {
  await client.close();
  await listening.close(0);
  await world.close();
});

async function callersOf(role: Role, person: Ctx): Promise<Caller[]> {
  const [session, key] = [await sessionOf(person), await keyOf(owner, role)];
  return [
    { name: role, by: 'session', role, credential: async (fresh) => (fresh ? sessionOf(person) : session) },
    { name: `${role} key`, by: 'key', role, credential: async () => key },
  ];
}

async function join(name: string, role: Role): Promise<Ctx> {
  const id = newId('usr');
  await world.deps.db
    .insertInto('users')
    .values({ id, name, email: `${name.toLowerCase()}-${id.slice(-12)}@example.test` })
    .execute();
  await world.deps.db.insertInto('members').values({ org_id: owner.org.id, user_id: id, role }).execute();
  return { ...owner, actor: { type: 'user', id, name, role } };
}

async function keyOf(ctx: Ctx, role: Role = ctx.actor.role): Promise<Headers> {
  return { authorization: `Bearer ${(await createApiKey(ctx, { name: crypto.randomUUID(), role })).token}` };
}

async function sessionOf(ctx: Ctx, slug = ctx.org.slug): Promise<Headers> {
  const link = await createSignInLink(world.deps, { userId: ctx.actor.id });
  const signedIn = await fetch(`${origin}/sign-in/local?token=${link}`, { redirect: 'manual' });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { csrfToken } = (await (await fetch(`${origin}/api/app/session`, { headers: { cookie } })).json()) as { csrfToken: string };
  return { cookie, 'x-armature-csrf': csrfToken, 'x-armature-organization': slug };
}

/** Sets something up; fails loudly, because a table over objects that do not exist would prove nothing. */
const make = (path: string, body: unknown, credential = ownerKey) => change('POST', path, { body, credential });
const put = (path: string, body: unknown) => change('PUT', path, { body, credential: ownerKey });

async function change(
  method: 'POST' | 'PUT',
  path: string,
  { body, credential }: { readonly body: unknown; readonly credential: Headers },
): Promise<Record<string, unknown>> {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: { ...credential, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

const V1 = '/api/armature/v1';
const unique = (): string => crypto.randomUUID().slice(0, 8);
const newServer = () => make(`${V1}/mcp-servers`, { name: `Store ${unique()}`, baseUrl: storeUrl });
const newWorkflow = (serverId: unknown) =>
  make(`${V1}/workflows`, {
    name: `Products ${unique()}`,
    mcpServerId: serverId,
    testerModelId: 'script/steps',
    testerPrompt: '1. call list_products\nanswer done',
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
const newMonitor = (serverId: unknown) =>
  make(`${V1}/monitors`, { name: unique(), mcpServerId: serverId, toolName: 'list_products', state: 'paused' });
const newWindow = (serverId: unknown) =>
  make(`${V1}/mcp-servers/${String(serverId)}/maintenance-windows`, {
    title: unique(),
    kind: 'weekly',
    weekdays: [7],
    startTime: '03:00',
    durationMinutes: 60,
    timezone: 'UTC',
  });
const newSource = () => make(`${V1}/sources`, { name: `Pets ${unique()}`, mode: 'code' });
// Nothing listens there: a test message is a delivery that has failed.
const newDestination = () => make(`${V1}/alert-destinations`, { kind: 'webhook', name: unique(), url: 'http://127.0.0.1:9/hook' });
const newRule = () =>
  make(`${V1}/alert-rules`, { name: unique(), targetType: 'server', targetId: ids['serverId'], destinationId: ids['destinationId'] });
const textAt = (json: Record<string, unknown>, ...path: readonly string[]): string => {
  let value: unknown = json;
  for (const name of path) value = (value as Record<string, unknown>)[name];
  return String(value);
};

/** What a route uses up, made for one call. Answers the parameters of the path that name it. */
const FRESH: Readonly<Record<Fresh, () => Promise<Record<string, string>>>> = {
  session: async () => ({}),
  server: async () => ({ serverId: textAt(await newServer(), 'id') }),
  profile: async () => ({
    profileId: textAt(
      await make(`${V1}/mcp-servers/${ids['serverId']}/auth-profiles`, { name: unique(), kind: 'bearer', value: 'x' }),
      'id',
    ),
  }),
  workflow: async () => ({ workflowId: textAt(await newWorkflow(ids['serverId']), 'id') }),
  monitor: async () => ({ monitorId: textAt(await newMonitor(ids['serverId']), 'id') }),
  source: async () => ({ sourceSlug: textAt(await newSource(), 'slug') }),
  sourceSecret: async () => {
    const secretName = unique();
    await put(`${V1}/sources/${ids['sourceSlug']}/secrets/${secretName}`, { value: 'x' });
    return { secretName };
  },
  window: async () => ({ windowId: textAt(await newWindow(ids['serverId']), 'id') }),
  destination: async () => ({ destinationId: textAt(await newDestination(), 'id') }),
  rule: async () => ({ ruleId: textAt(await newRule(), 'id') }),
  model: async () => ({
    modelId: textAt(await make(`${V1}/models`, { provider: 'openai', upstreamName: `tiny/${unique()}`, apiKey: 'k' }), 'id'),
  }),
  key: async () => ({ keyId: textAt(await make(`/api/app/o/${owner.org.slug}/keys`, { name: unique() }, ownerSession), 'key', 'id') }),
  member: async () => ({ userId: (await join('Gone', 'viewer')).actor.id }),
  invitation: async () => ({
    invitationId: textAt(await make(`/api/app/o/${owner.org.slug}/invitations`, { role: 'viewer' }, ownerSession), 'invitation', 'id'),
  }),
  app: async () => {
    await letAppIn(owner);
    return { appId: (await listConnectedApps(owner))[0]?.id ?? '' };
  },
  ingestKey: async () => ({
    ingestKeyId: textAt(
      await make(`/api/app/o/${owner.org.slug}/ingest-keys`, { serverId: ids['serverId'], name: unique() }, ownerSession),
      'key',
      'id',
    ),
  }),
};

async function someOfEach(): Promise<Record<string, string>> {
  const server = await newServer();
  const serverId = textAt(server, 'id');
  await make(`${V1}/mcp-servers/${serverId}/sync`, {});
  const workflow = await newWorkflow(serverId);
  const runId = textAt(await make(`${V1}/workflows/${textAt(workflow, 'id')}/runs`, {}), 'runId');
  await executeRun(world.deps, runId, new AbortController().signal);
  ids = { slug: owner.org.slug, serverId, workflowId: textAt(workflow, 'id'), versionId: textAt(workflow, 'currentVersion', 'id'), runId };
  const proposed = await make(`${V1}/workflow-change-proposals`, {
    kind: 'patch',
    workflowId: ids['workflowId'],
    baseVersionId: ids['versionId'],
    rationale: 'It needs another name.',
    changes: { name: unique() },
  });
  ids['proposalId'] = textAt(proposed, 'proposalId');
  ids['sourceSlug'] = textAt(await newSource(), 'slug');
  const uploaded = await make(UPLOAD, { source: ids['sourceSlug'], openapi: PETSTORE }, ownerSession);
  ids['bundleId'] = textAt(uploaded, 'bundle', 'id');
  ids['approvalId'] = await askPerson(owner, await (await publishSource(owner, { manifest: ASKS })).open());
  const first = await Promise.all((['monitor', 'window', 'destination', 'sourceSecret'] as const).map((kind) => FRESH[kind]()));
  Object.assign(ids, ...first);
  const tested = await make(`${V1}/alert-destinations/${ids['destinationId']}/test`, {});
  ids['deliveryId'] = textAt(tested, 'id');
  const rest = await Promise.all(
    (['rule', 'profile', 'model', 'key', 'member', 'invitation', 'ingestKey'] as const).map((kind) => FRESH[kind]()),
  );
  return Object.assign(
    ids,
    {
      token: 'x'.repeat(43),
      provider: 'google',
      sessionId: 'sid_00000000000000000000000000',
      appId: 'app_00000000000000000000000000',
      mailId: 'mail_00000000000000000000000000',
    },
    ...rest,
  );
}

async function ask(route: string, row: Row, { caller, made }: { caller: Caller; made: Record<string, string> }): Promise<Outcome> {
  const [method = '', pattern = ''] = route.split(' ');
  const named: Record<string, string> = { ...ids, ...made, ...(caller.home === undefined ? {} : { slug: caller.home }) };
  const filled = (text: string) =>
    text.replaceAll(/:(\w+)/g, (_whole, name: string) => {
      const id = named[name];
      if (id === undefined) throw new Error(`the test knows no ${name} for ${route}`);
      return encodeURIComponent(id);
    });
  const isReal = caller.home !== undefined && namesObject(route);
  const spoiled = method === 'GET' || method === 'DELETE' ? undefined : { surprise: true };
  const body = isReal ? row.real : row.body === undefined ? spoiled : (row.body ?? undefined);
  const credential = await caller.credential(row.fresh === 'session');
  const response = await client.request({
    path: `${filled(pattern.replace('*', ''))}${filled(row.query ?? '')}`,
    method,
    headers: {
      ...credential,
      ...(pattern === UPLOAD && body !== undefined ? signatureOf(credential, JSON.stringify(body)) : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return outcomeOf(response.statusCode, await response.body.text());
}

const UPLOAD = '/api/openapi-artifacts/upload';

/** A key signs what it uploads, whatever it is. */
function signatureOf({ authorization }: Headers, body: string): Headers {
  if (authorization === undefined) return {};
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1000));
  const key = authorization.replace('Bearer ', '');
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-armature-timestamp': timestamp, 'x-armature-signature': signature };
}

function outcomeOf(status: number, text: string): Outcome {
  const code = /^\{"error":\{"code":"(\w+)"/.exec(text)?.[1];
  if (status >= 500 && code !== undefined) return 'broken';
  if (code === 'unauthenticated') return 'stranger';
  if (code === 'forbidden_role' || code === 'csrf_failed') return 'forbidden';
  return status === 404 && code !== undefined ? 'hidden' : 'may';
}

/** What the matrix says, in the words of an answer. */
function expected(route: string, { kind, needs, finds, peopleOnly = false }: Row, { by, role, home }: Caller): Outcome {
  const right: Outcome = finds === 'nothing' ? 'hidden' : 'may';
  const refusesKeys = kind === 'public' ? route.includes('/api/app/') : kind !== 'rest' || peopleOnly;
  if (refusesKeys && by === 'key') return 'forbidden';
  if (kind === 'public') return right;
  if (by === 'nothing') return 'stranger';
  if (kind === 'account') return right;
  // without an object in the path they ask about their own organization
  if (role === undefined) return home !== undefined && !namesObject(route) ? right : 'hidden';
  return hasRole(role, needs) ? right : 'forbidden';
}

const namesObject = (route: string): boolean => /:(?!slug\b)/.test(route);

const SIGNS: Readonly<Record<Outcome, string>> = { may: '✓', forbidden: '403', hidden: '404', stranger: '401', broken: '5xx' };

test('every registered route is in the table, and every line of the table is registered', () => {
  const registered = new Set(api.routes.map(({ method, path }) => `${method} ${path}`));
  const paths = new Set(Object.keys(ROLE_TABLE).map((route) => route.split(' ')[1]));
  const isKnown = (route: string): boolean => {
    const [method, path = ''] = route.split(' ');
    return method === 'ALL' ? FOR_EVERY_METHOD.includes(path) || path === '/demo/store' || paths.has(path) : route in ROLE_TABLE;
  };
  expect([...registered].filter((route) => !isKnown(route))).toEqual([]);
  expect(Object.keys(ROLE_TABLE).filter((route) => !registered.has(route))).toEqual([]);
});

test('everyone is let in, refused or told nothing exactly as the role matrix says', { timeout: 120_000 }, async () => {
  const surprises: string[] = [];
  const lines = [`${''.padEnd(72)}${callers.map(({ name }) => name.padStart(11)).join('')}`];
  for (const [route, row] of Object.entries(ROLE_TABLE)) {
    let line = route.padEnd(72);
    const renew = async () => (row.fresh === undefined ? {} : FRESH[row.fresh]());
    let made = await renew();
    for (const caller of callers) {
      const [found, right] = [await ask(route, row, { caller, made }), expected(route, row, caller)];
      if (found === 'may') made = await renew();
      if (found !== right) surprises.push(`${route} as ${caller.name}: ${found}, not ${right}`);
      line += (found === right ? SIGNS[found] : `!${SIGNS[found]}`).padStart(11);
    }
    lines.push(line);
  }
  console.log(`${lines.join('\n')}\n${Object.keys(ROLE_TABLE).length} routes × ${callers.length} callers, ${surprises.length} surprises`);
  expect(surprises).toEqual([]);
});
