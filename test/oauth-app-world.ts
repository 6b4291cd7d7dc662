// Applications and the people who let them in, over real HTTP: the authorization server, its consent and a guarded /api/mcp that tells who called.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { z } from 'zod';
import { authenticateAccessToken, createSignInLink } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { defineTool } from '#platform/mcp/define-tool';
import type { HostedServer } from '#platform/mcp/define-tool';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import { makeWorld } from './harness.ts';
import type { World, WorldOverrides } from './harness.ts';

export const CALLBACK = 'http://127.0.0.1:33418/callback';

/** Untyped on purpose: tests reach deep into answers of many shapes. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Person {
  readonly cookie: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface Asking {
  readonly clientId: string;
  readonly verifier: string;
  /** The query of the authorization request. */
  readonly search: string;
}

export interface Tokens {
  readonly clientId: string;
  readonly access: string;
  readonly refresh: string;
}

export interface AppWorld extends World {
  /** Origin, as people open it. */
  readonly url: string;
  readonly resource: string;
  get(path: string, init?: RequestInit): Promise<Answer>;
  post(path: string, form: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  personOf(ctx: Ctx): Promise<Person>;
  register(metadata?: object): Promise<Answer>;
  /** A fresh registered application that asks; `changes` replace or, when undefined, leave out single parameters. */
  ask(changes?: Readonly<Record<string, string | undefined>>): Promise<Asking>;
  /** The person says yes; returns the address the browser is sent to. */
  allow(ctx: Ctx, search: string, more?: object): Promise<URL>;
  redeem(asking: Asking, code: string, changes?: Readonly<Record<string, string>>): Promise<Answer>;
  renew(tokens: Tokens, changes?: Readonly<Record<string, string>>): Promise<Answer>;
  /** All steps at once. */
  connectApp(ctx: Ctx, more?: object): Promise<Tokens>;
  /** One call of the tool `whoami`. */
  whoami(token: string): Promise<Answer>;
}

export async function makeAppWorld({ settings, ...overrides }: WorldOverrides = {}): Promise<AppWorld> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const world = await makeWorld({ ...overrides, settings: { rateLimitPerMinute: 1_000_000, publicUrl: url, ...settings } });
  const app = createApi({
    deps: world.deps,
    webDir: undefined,
    version: '0.0.0-test',
    repairMcp: whoamiServer,
    authenticateAccessToken,
  });
  const listening = await listen(app, { host: '127.0.0.1', port });
  const calls = callsOf(world, url);
  return {
    ...world,
    ...calls,
    url,
    resource: `${url}/api/mcp`,
    close: async () => {
      await listening.close(0);
      await world.close();
    },
  };
}

type Calls = Omit<AppWorld, keyof World | 'url' | 'resource'>;

function callsOf(world: World, url: string): Calls {
  const get: Calls['get'] = async (path, init) => answerOf(await fetch(`${url}${path}`, { redirect: 'manual', ...init }));
  const post: Calls['post'] = (path, form, headers = {}) => get(path, { method: 'POST', body: new URLSearchParams(form), headers });
  const register: Calls['register'] = (metadata = METADATA) =>
    get('/oauth/register', { method: 'POST', body: JSON.stringify(metadata), headers: { 'content-type': 'application/json' } });
  const personOf: Calls['personOf'] = async (ctx) => {
    const link = await createSignInLink(world.deps, { userId: ctx.actor.id });
    const signedIn = await get(`/sign-in/local?token=${link}`);
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const { body: session } = await get('/api/app/session', { headers: { cookie } });
    const csrf: string = session.csrfToken;
    return {
      cookie,
      call: (method, path, body) =>
        get(path, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          headers: { cookie, 'x-armature-csrf': csrf, 'content-type': 'application/json' },
        }),
    };
  };
  const ask: Calls['ask'] = async (changes = {}) => {
    const clientId: string = (await register()).body.client_id;
    const verifier = randomBytes(32).toString('base64url');
    const query = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: CALLBACK,
      scope: 'mcp offline_access',
      state: 'st4te',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource: `${url}/api/mcp`,
      ...changes,
    };
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { clientId, verifier, search: `?${new URLSearchParams(given).toString()}` };
  };
  const allow: Calls['allow'] = async (ctx, search, more = {}) => {
    const person = await personOf(ctx);
    const { status, body } = await person.call('POST', '/api/app/authorize', {
      decision: 'allow',
      search,
      organization: ctx.org.slug,
      ...more,
    });
    if (status !== 200) throw new Error(`the decision was refused: ${JSON.stringify(body)}`);
    return new URL(body.returnTo);
  };
  const redeem: Calls['redeem'] = ({ clientId, verifier }, code, changes = {}) =>
    post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: CALLBACK,
      code_verifier: verifier,
      resource: `${url}/api/mcp`,
      ...changes,
    });
  return {
    get,
    post,
    personOf,
    register,
    ask,
    allow,
    redeem,
    renew: ({ clientId, refresh }, changes = {}) =>
      post('/oauth/token', { grant_type: 'refresh_token', client_id: clientId, refresh_token: refresh, ...changes }),
    connectApp: async (ctx, more) => {
      const asking = await ask();
      const answer = await allow(ctx, asking.search, more);
      const { body } = await redeem(asking, answer.searchParams.get('code') ?? '');
      return { clientId: asking.clientId, access: body.access_token, refresh: body.refresh_token };
    },
    whoami: (token) =>
      get('/api/mcp', {
        method: 'POST',
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'whoami', arguments: {} } }),
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2025-06-18',
        },
      }),
  };
}

const METADATA = { client_name: 'Example Editor', redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'refresh_token'] };

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const { status, headers } = response;
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) return { status, headers, body: JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? 'null') };
  return { status, headers, body: type.includes('json') ? JSON.parse(text) : text };
}

const answered = z.object({ organization: z.string(), name: z.string(), role: z.string(), app: z.string().nullable() });

/** Tells what the guards before it made of the credential. */
const whoamiServer = ({ org, actor }: Ctx): HostedServer => ({
  name: 'whoami',
  title: 'Who am I',
  version: '0.0.0',
  instructions: '',
  tools: [
    defineTool({
      name: 'whoami',
      title: 'Who am I',
      description: 'Tells who called.',
      input: z.strictObject({}),
      output: answered,
      annotations: { readOnlyHint: true },
      run: () => ({ organization: org.slug, name: actor.name, role: actor.role, app: actor.app?.name ?? null }),
    }),
  ],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  listCacheScope: 'private',
});

/** The public address must be known before anything listens there. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
