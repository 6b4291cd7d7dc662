// The REST API as a client meets it: the real application over a real world, called with keys, with sessions, or with nothing.
import { Hono } from 'hono';
import { createApiKey, createSignInLink } from '#modules/access';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { createApi } from '../src/surfaces/api/app.ts';
import type { ApiEnv } from '../src/surfaces/api/environment.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';
import { makeWorld } from './harness.ts';
import type { World, WorldOverrides } from './harness.ts';

const HOST = '127.0.0.1:4600';
export const V1 = '/api/armature/v1';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The answer's JSON, untyped on purpose: tests reach deep into many shapes, and the application checks each with its schema. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** `path` below `/api/armature/v1`, or absolute when it begins with `/api/app`, `/sign-in` or another root. */
export type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

export interface Session {
  readonly cookie: string;
  readonly csrfToken: string;
  /** Adds cookie, CSRF token and organization. */
  readonly call: Call;
}

export interface RestWorld extends World {
  /** The application itself, for streams and raw requests. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** Without any credential. */
  readonly nobody: Call;
  /** With a fresh key of this person's organization and role (or a lower one). */
  keyOf(ctx: Ctx, role?: Role): Promise<{ readonly token: string; readonly keyId: string; readonly call: Call }>;
  /** Signs in by a one-time link. */
  sessionOf(ctx: Ctx): Promise<Session>;
  /** An Acme Store of its own, over real loopback HTTP. */
  startStore(): Promise<string>;
}

export async function makeRestWorld({ settings, ...overrides }: WorldOverrides = {}): Promise<RestWorld> {
  const world = await makeWorld({ ...overrides, settings: { rateLimitPerMinute: 1_000_000, ...settings } });
  const app = createApi({ deps: world.deps, webDir: undefined, version: '0.0.0-test', checkResults: true });
  const request: RestWorld['request'] = async (path, init) => app.request(`http://${HOST}${path}`, withHost(init));
  const callWith =
    (credential: Readonly<Record<string, string>>): Call =>
    async (method, path, options = {}) =>
      answerOf(await request(absolute(path), initOf(method, options, credential)));
  const stops: (() => Promise<void>)[] = [];
  return {
    ...world,
    request,
    nobody: callWith({}),
    keyOf: async (ctx, role = ctx.actor.role) => {
      const { token, key } = await createApiKey(ctx, { name: `${role} ${crypto.randomUUID().slice(0, 8)}`, role });
      return { token, keyId: key.id, call: callWith({ authorization: `Bearer ${token}` }) };
    },
    sessionOf: async (ctx) => {
      const link = await createSignInLink(world.deps, { userId: ctx.actor.id });
      const signedIn = await request(`/sign-in/local?token=${link}`);
      const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const { body } = await callWith({ cookie })('GET', '/api/app/session');
      const csrfToken: string = body.csrfToken;
      return { cookie, csrfToken, call: callWith({ cookie, 'x-armature-csrf': csrfToken, 'x-armature-organization': ctx.org.slug }) };
    },
    startStore: async () => {
      const store = await startAcmeStore();
      stops.push(store.close);
      return store.url;
    },
    close: async () => {
      for (const stop of stops) await stop();
      await world.close();
    },
  };
}

interface RunningStore {
  readonly url: string;
  close(): Promise<void>;
}

/** For what outlives a world. */
export async function startAcmeStore(): Promise<RunningStore> {
  const store = createAcmeStore();
  const shop = new Hono<ApiEnv>();
  shop.all('/mcp', (c) => store(c.req.raw));
  const listening = await listen(shop, { host: '127.0.0.1', port: 0 });
  return { url: `http://127.0.0.1:${listening.port}/mcp`, close: () => listening.close(0) };
}

const absolute = (path: string): string => (/^\/(api|sign-in|slack|healthz|readyz)\b/.test(path) ? path : `${V1}${path}`);

function withHost(init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers);
  if (!headers.has('host')) headers.set('host', HOST);
  return { ...init, headers };
}

function initOf(method: string, { body, headers }: CallOptions, credential: Readonly<Record<string, string>>): RequestInit {
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method,
    headers: { ...credential, ...json, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
