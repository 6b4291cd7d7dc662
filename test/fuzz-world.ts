// Sends made-up requests to the real application, and judges each answer: no fault of ours, in time, as documented, and nobody's secret in it.
import { createApi } from '../src/surfaces/api/app.ts';
import { executeRun } from '#modules/runs';
import { seconds } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { createLog } from '#platform/log';
import type { FuzzRequest } from './fuzz-requests.ts';
import { COMPONENTS } from './fuzz-routes.ts';
import type { FuzzRoute } from './fuzz-routes.ts';
import type { Pools } from './fuzz-values.ts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld, Session } from './rest-world.ts';

const ORIGIN = 'http://127.0.0.1:4600';
const ANSWER_MS = seconds(10);
/** Addresses are limited by the minute; time moves on so that the limits do not hide what is behind them. */
const REQUESTS_A_MINUTE = 50;
const CANARIES = ['canary-bearer-81c2e0', 'canary-header-4f7a91', 'canary-model-key-d33b07', 'canary-password-6e02aa'] as const;

/** Who asks, and what there is to ask about. */
export interface FuzzCast {
  readonly pools: Pools;
  readonly headersOf: (who: FuzzRequest['who'], by: FuzzRoute['by']) => Readonly<Record<string, string>>;
}

export interface FuzzWorld {
  /** A fresh organization with one object of each kind. */
  newCast(): Promise<FuzzCast>;
  /** Throws with what is wrong about the answer; resolves with its status. */
  play(route: FuzzRoute, request: FuzzRequest, cast: FuzzCast): Promise<number>;
  /** `GET /api/app/…` as the application itself knows them. */
  readonly servedByApp: readonly string[];
  close(): Promise<void>;
}

export async function makeFuzzWorld(): Promise<FuzzWorld> {
  const world = await makeRestWorld();
  const storeUrl = await world.startStore();
  const faults: string[] = [];
  const log = createLog({ level: 'error', write: (line) => faults.push(line) });
  const app = createApi({ deps: { ...world.deps, log }, webDir: undefined, version: '0.0.0-test', checkResults: true });
  let played = 0;
  return {
    newCast: () => castOf(world, storeUrl),
    servedByApp: servedBy(app.routes),
    play: async (route, request, cast) => {
      played += 1;
      if (played % REQUESTS_A_MINUTE === 0) world.clock.advance(seconds(61));
      const sent = requestOf(route, request, cast);
      faults.length = 0;
      const startedAt = performance.now();
      const stop = new AbortController();
      const response = await app.request(sent.url, { ...sent.init, signal: stop.signal });
      const text = await textOf(response, stop);
      const tookMs = performance.now() - startedAt;
      const wrong = faultOf({
        route,
        response,
        text,
        tookMs,
        isThere: isSamePlace(route, sent.url),
        also: alsoAllowed(request),
      });
      if (wrong !== undefined)
        throw new Error(`${route.method} ${sent.url.slice(0, 300)}: ${wrong}\n${text.slice(0, 1_000)}\n${faults.join('').slice(0, 2_000)}`);
      return response.status;
    },
    close: () => world.close(),
  };
}

/** A live view has no end; its beginning is enough. */
async function textOf(response: Response, stop: AbortController): Promise<string> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return response.text();
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  stop.abort();
  return new TextDecoder().decode(first?.value);
}

interface Judged {
  readonly route: FuzzRoute;
  readonly response: Response;
  readonly text: string;
  readonly tookMs: number;
  /** False when the address was normalised to another one, such as for a parameter `..`. */
  readonly isThere: boolean;
  /** What the way it was sent may add to the documented answers. */
  readonly also: readonly number[];
}

function faultOf({ route, response, text, tookMs, isThere, also }: Judged): string | undefined {
  const { status, headers } = response;
  if (status >= 500) return `answered ${status}`;
  if (tookMs > ANSWER_MS) return `took ${Math.round(tookMs)} ms`;
  if (isThere && !route.statuses.has(status) && !also.includes(status))
    return `answered ${status}, which is not documented (${[...route.statuses].join(', ')})`;
  if (!/^req_[0-9a-f-]{36}$/.test(headers.get('x-request-id') ?? '')) return 'has no request id';
  const canary = CANARIES.find((one) => text.includes(one) || [...headers.values()].some((value) => value.includes(one)));
  if (canary !== undefined) return `gives away ${canary}`;
  if (/\n\s+at \S+ \(|\.ts:\d+:\d+|node_modules/.test(text)) return 'shows a stack';
  return status >= 400 ? faultOfProblem(response, text) : undefined;
}

/** A foreign Host is told of no route at all, and a lying length is refused before any route. */
const alsoAllowed = ({ headers }: FuzzRequest): number[] => [
  ...(headers['host'] === undefined ? [] : [404]),
  ...(headers['content-length'] === undefined ? [] : [413]),
];

/** The one shape of errors (spec 05 §2). */
function faultOfProblem(response: Response, text: string): string | undefined {
  if (response.headers.get('content-type')?.startsWith('application/json') !== true)
    return `is a problem in ${response.headers.get('content-type')}`;
  const body = JSON.parse(text) as Record<string, unknown>;
  const error = asRecord(body['error']);
  const details = asRecord(error['details']);
  const isShaped =
    Object.keys(body).join() === 'error' &&
    typeof error['code'] === 'string' &&
    typeof error['message'] === 'string' &&
    Array.isArray(details['warnings']) &&
    Array.isArray(details['fieldErrors']) &&
    details['fieldErrors'].every((one) => typeof asRecord(one)['field'] === 'string' && typeof asRecord(one)['message'] === 'string');
  if (!isShaped) return 'is a problem of another shape';
  if (text.length > 200_000) return `is a problem of ${text.length} characters`;
  return error['code'] === 'validation_failed' && response.status !== 400 ? 'is validation_failed without 400' : undefined;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function requestOf(route: FuzzRoute, request: FuzzRequest, cast: FuzzCast): { readonly url: string; readonly init: RequestInit } {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent((request.params[name] ?? 'x').toWellFormed()),
  );
  const query = new URLSearchParams([...request.query].map(([name, value]): [string, string] => [name, value])).toString();
  const headers = new Headers({ host: '127.0.0.1:4600', ...cast.headersOf(request.who, route.by) });
  if (request.body?.type !== undefined) headers.set('content-type', request.body.type);
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, value);
  return {
    url: `${ORIGIN}${path}${query === '' ? '' : `?${query}`}`,
    init: { method: route.method, headers, redirect: 'manual', ...(request.body === undefined ? {} : { body: request.body.text }) },
  };
}

function isSamePlace(route: FuzzRoute, url: string): boolean {
  const parts = new URL(url).pathname.split('/');
  const expected = route.path.split('/');
  return parts.length === expected.length && expected.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]));
}

const servedBy = (routes: readonly { readonly method: string; readonly path: string }[]): string[] => [
  ...new Set(
    routes
      .filter(({ method, path }) => path.startsWith('/api/app/') && method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.slice('/api/app'.length).replaceAll(/:\w+/g, '{}')}`),
  ),
];

async function castOf(world: RestWorld, storeUrl: string): Promise<FuzzCast> {
  const cast = await world.newOrg();
  const [owner, viewer, stranger] = [await world.keyOf(cast.ada), await world.keyOf(cast.vera), await world.keyOf(cast.eve)];
  const sessions = {
    owner: await world.sessionOf(cast.ada),
    viewer: await world.sessionOf(cast.vera),
    stranger: await world.sessionOf(cast.eve),
  };
  const keys = { owner: owner.token, viewer: viewer.token, stranger: stranger.token };
  const ids = await someOfEach(world, cast.ada, { call: owner.call, session: sessions.owner, storeUrl });
  return {
    pools: {
      components: COMPONENTS,
      known: { ...ids, slug: [cast.org.slug], userId: [cast.ada.actor.id, cast.ben.actor.id], keyId: [owner.keyId, viewer.keyId] },
    },
    headersOf: (who, by) => {
      if (who === 'nobody') return {};
      if (who === 'forged')
        return by === 'key'
          ? { authorization: `Bearer amt_${'a'.repeat(12)}_${'b'.repeat(40)}` }
          : { cookie: `armature_session=${'c'.repeat(43)}` };
      if (by === 'key') return { authorization: `Bearer ${keys[who]}` };
      return { cookie: sessions[who].cookie, 'x-armature-csrf': sessions[who].csrfToken };
    },
  };
}

interface Hands {
  readonly call: Session['call'];
  readonly session: Session;
  readonly storeUrl: string;
}

/** Ids by the names of the parameters and fields that take them. Everything that can hold a secret holds a canary. */
async function someOfEach(world: RestWorld, ada: Ctx, { call, session, storeUrl }: Hands): Promise<Record<string, string[]>> {
  const [bearer, header, modelKey, password] = CANARIES;
  const post = async (by: Session['call'], path: string, body?: unknown) => {
    const answer = await by('POST', path, body === undefined ? {} : { body });
    if (answer.status >= 400) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const server = await post(call, '/mcp-servers', {
    name: 'Store',
    baseUrl: storeUrl,
    connectionConfig: { extraHeaders: { 'x-extra': header } },
  });
  const profile = await post(call, `/mcp-servers/${server.id}/auth-profiles`, { name: 'ci', kind: 'bearer', value: bearer });
  await post(call, `/mcp-servers/${server.id}/auth-profiles`, { name: 'basic', kind: 'bearer', value: password });
  const workflow = await post(call, '/workflows', {
    name: 'Products',
    mcpServerId: server.id,
    testerModelId: 'script/steps',
    testerPrompt: '1. call list_products\nanswer done',
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  const run = await post(call, `/workflows/${workflow.id}/runs`);
  await executeRun(world.deps, run.runId, new AbortController().signal);
  const model = await post(call, '/models', { provider: 'openai', upstreamName: 'tiny/one', apiKey: modelKey });
  await post(call, `/mcp-servers/${server.id}/sync`);
  const snapshots = (await call('GET', `/mcp-servers/${server.id}/snapshots`)).body;
  const invited = await post(session.call, `/api/app/o/${ada.org.slug}/invitations`, { role: 'viewer' });
  const ingest = await post(session.call, `/api/app/o/${ada.org.slug}/ingest-keys`, { serverId: server.id, name: 'events' });
  const list = (...values: unknown[]) => values.filter((value) => typeof value === 'string');
  const serverIds = list(server.id);
  const runIds = list(run.runId);
  const snapshotIds = list(snapshots.rows?.[0]?.id, snapshots.rows?.[0]?.snapshotId, 'snap_00000000000000000000000000');
  return {
    serverId: serverIds,
    mcpServerId: serverIds,
    profileId: list(profile.id),
    authProfileId: list(profile.id),
    workflowId: list(workflow.id),
    versionId: list(workflow.currentVersion?.id),
    runId: runIds,
    baselineRunId: runIds,
    modelId: list(model.id, 'script/steps'),
    testerModelId: list('script/steps', model.id),
    defaultTesterModelId: list('script/steps'),
    snapshotId: snapshotIds,
    from: snapshotIds,
    to: snapshotIds,
    invitationId: list(invited.invitation?.id, 'inv_00000000000000000000000000'),
    token: list(new URL(invited.url).searchParams.get('token'), 'x'.repeat(43)),
    ingestKeyId: list(ingest.key?.id, 'ing_00000000000000000000000000'),
    sessionId: list('sid_00000000000000000000000000'),
    baseUrl: list(storeUrl, 'http://127.0.0.1:1/mcp', 'http://10.0.0.1/mcp'),
    tokenUrl: list('http://127.0.0.1:1/token'),
    authorizationUrl: list('http://127.0.0.1:1/authorize'),
    testerPrompt: list('1. call list_products\nanswer done', 'Look for a product.'),
    password: list('correct horse battery staple'),
    newPassword: list('another horse, battery staple'),
    provider: list('google', 'github', 'openai', 'anthropic', 'other'),
    transportType: list('streamable_http', 'sse'),
    timezone: list('UTC', 'Europe/Berlin', 'Mars/Base'),
    cron: list('0 * * * *', '*/5 9-17 * * 1-5'),
    page: list('1', '2', '0'),
    pageSize: list('1', '100', '101'),
  };
}
