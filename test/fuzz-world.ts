// Sends made-up requests to the real application, and judges each answer: no fault of ours, in time, as documented, and nobody's secret in it.
import { createApi } from '../src/surfaces/api/app.ts';
import { createStatusPages } from '../src/surfaces/status/create-status-pages.ts';
import { seconds } from '#kernel/duration';
import type { Deps } from '#platform/ctx';
import { createLog } from '#platform/log';
import { CANARIES, someOfEach } from './fuzz-objects.ts';
import type { Hands } from './fuzz-objects.ts';
import type { FuzzRequest } from './fuzz-requests.ts';
import { COMPONENTS } from './fuzz-routes.ts';
import type { FuzzRoute } from './fuzz-routes.ts';
import type { Pools } from './fuzz-values.ts';
import { makeRestWorld, startAcmeStore } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';
import { startSlack } from './slack-stand-in.ts';

const ORIGIN = 'http://127.0.0.1:4600';
const ANSWER_MS = seconds(10);
/** Addresses are limited by the minute; time moves on so that the limits do not hide what is behind them. */
const REQUESTS_A_MINUTE = 50;

/** Who asks, and what there is to ask about. */
export interface FuzzCast {
  readonly pools: Pools;
  readonly headersOf: (who: FuzzRequest['who'], by: FuzzRoute['by']) => Readonly<Record<string, string>>;
}

/** A world with one organization that has one object of each kind. */
export interface FuzzWorld {
  readonly cast: FuzzCast;
  /** Throws with what is wrong about the answer; resolves with its status. */
  play(route: FuzzRoute, request: FuzzRequest): Promise<number>;
  /** `GET /api/app/…` as the application itself knows them. */
  readonly servedByApp: readonly string[];
  close(): Promise<void>;
}

export interface FuzzWorlds {
  /** Each begins as the same copy of a database, because making one object of each kind takes more than a second. */
  newWorld(): Promise<FuzzWorld>;
  close(): Promise<void>;
}

export async function makeFuzzWorlds(): Promise<FuzzWorlds> {
  const slack = await startSlack({ token: CANARIES.slackToken, clientSecret: CANARIES.slackApp });
  const store = await startAcmeStore();
  const first = await makeRestWorld({ slack: slack.app });
  const { clock } = first;
  const cast = await castOf(first, { storeUrl: store.url, slack });
  const frozen = await first.freeze();
  let played = 0;
  const onPlay = () => {
    played += 1;
    if (played % REQUESTS_A_MINUTE === 0) clock.advance(seconds(61));
  };
  return {
    newWorld: async () => worldOf(await makeRestWorld({ slack: slack.app, clock, templateUrl: frozen.url }), { cast, onPlay }),
    close: async () => {
      await frozen.drop();
      await store.close();
      await slack.close();
    },
  };
}

function worldOf(world: RestWorld, { cast, onPlay }: { readonly cast: FuzzCast; readonly onPlay: () => void }): FuzzWorld {
  const faults: string[] = [];
  const log = createLog({ level: 'error', write: (line) => faults.push(line) });
  const serve = (deps: Deps) =>
    createApi({ deps, webDir: undefined, version: '0.0.0-test', checkResults: true, statusPages: createStatusPages(deps) });
  const app = serve({ ...world.deps, log });
  // where there is a local inbox, nobody signs up
  const alone = serve({ ...world.deps, log, settings: { ...world.deps.settings, singleUser: true } });
  return {
    cast,
    servedByApp: servedBy(app.routes),
    play: async (route, request) => {
      onPlay();
      const sent = requestOf(route, request, cast);
      faults.length = 0;
      const startedAt = performance.now();
      const stop = new AbortController();
      const response = await (route.path.includes('/inbox') ? alone : app).request(sent.url, { ...sent.init, signal: stop.signal });
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
    close: world.close,
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
  // an earlier request may have paused it: that is no fault of the server
  const isPaused = status === 503 && text.startsWith('{"error":{"code":"source_paused"');
  if (status >= 500 && !isPaused) return `answered ${status}`;
  if (tookMs > ANSWER_MS) return `took ${Math.round(tookMs)} ms`;
  if (isThere && !route.statuses.has(status) && !also.includes(status))
    return `answered ${status}, which is not documented (${[...route.statuses].join(', ')})`;
  if (!/^req_[0-9a-f-]{36}$/.test(headers.get('x-request-id') ?? '')) return 'has no request id';
  const canary = Object.values(CANARIES).find((one) => text.includes(one) || [...headers.values()].some((value) => value.includes(one)));
  if (canary !== undefined) return `gives away ${canary}`;
  if (/\n\s+at \S+ \(|\.ts:\d+:\d+|node_modules/.test(text)) return 'shows a stack';
  return status >= 400 && route.by !== 'anyone' ? faultOfProblem(response, text) : undefined;
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

async function castOf(world: RestWorld, { storeUrl, slack }: Pick<Hands, 'storeUrl' | 'slack'>): Promise<FuzzCast> {
  const cast = await world.newOrg();
  const [owner, viewer, stranger] = [await world.keyOf(cast.ada), await world.keyOf(cast.vera), await world.keyOf(cast.eve)];
  const sessions = {
    owner: await world.sessionOf(cast.ada),
    viewer: await world.sessionOf(cast.vera),
    stranger: await world.sessionOf(cast.eve),
  };
  const slugs = { owner: cast.org.slug, viewer: cast.org.slug, stranger: cast.eve.org.slug };
  const keys = { owner: owner.token, viewer: viewer.token, stranger: stranger.token };
  const ids = await someOfEach(world, cast.ada, { call: owner.call, session: sessions.owner, storeUrl, slack });
  return {
    pools: {
      components: COMPONENTS,
      known: { ...ids, slug: [cast.org.slug], userId: [cast.ada.actor.id, cast.ben.actor.id], keyId: [owner.keyId, viewer.keyId] },
    },
    headersOf: (who, by) => {
      if (who === 'nobody' || by === 'anyone') return {};
      if (who === 'forged')
        return by === 'key'
          ? { authorization: `Bearer amt_${'a'.repeat(12)}_${'b'.repeat(40)}` }
          : { cookie: `armature_session=${'c'.repeat(43)}` };
      if (by === 'key') return { authorization: `Bearer ${keys[who]}` };
      return { cookie: sessions[who].cookie, 'x-armature-csrf': sessions[who].csrfToken, 'x-armature-organization': slugs[who] };
    },
  };
}
