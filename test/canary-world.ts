// A world that writes down everything it says: answers, log lines, live notices and spans. Its servers give back what they are sent.
import { expect } from 'vitest';
import { createApiKey, createSignInLink } from '#modules/access';
import { systemClock } from '#platform/clock';
import type { Deps } from '#platform/ctx';
import { createLive } from '#platform/live/postgres-live';
import { createLlmDoor } from '#platform/llm/door';
import { createLog } from '#platform/log';
import { createMail } from '#platform/mail/smtp-mail';
import { createMcpDoor } from '#platform/mcp/door';
import { createOutbox } from '#platform/outbox/postgres-outbox';
import { createProgramHost } from '#platform/process/program-host';
import type { Telemetry } from '#platform/telemetry/telemetry';
import { createApi } from '../src/surfaces/api/app.ts';
import { createStatusPages } from '../src/surfaces/status/create-status-pages.ts';
import { listenTo } from './canary-scan.ts';
import { startEchoServer, startRefusingMailServer, startTokenServer } from './canary-servers.ts';
import type { EchoServer, RefusingMailServer, TokenServer } from './canary-servers.ts';
import { plantable } from './canary-values.ts';
import type { Canaries } from './canary-values.ts';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { startOpenAiEndpoint } from './openai-endpoint.ts';
import type { OpenAiEndpoint } from './openai-endpoint.ts';
import { V1 } from './rest-world.ts';
import { startSlack } from './slack-stand-in.ts';
import type { SlackStandIn } from './slack-stand-in.ts';

const HOST = '127.0.0.1:4600';

export interface Answered {
  readonly what: string;
  readonly status: number;
  /** Headers and body. */
  readonly text: string;
}
/** Read at run time only: tests reach into many shapes. */
export type Body = ReturnType<typeof JSON.parse>;

export interface Sending {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isShownOnce?: boolean;
}
type Send = (method: string, path: string, sending?: Sending) => Promise<{ status: number; body: Body; headers: Headers }>;
type Headed = Readonly<Record<string, string>>;

/** What was said, to be searched. */
export interface Said {
  readonly answers: readonly Answered[];
  /** Answers that show a new secret to who asked for it, once: these, and no others, may hold it. */
  readonly shownOnce: readonly Answered[];
  readonly lines: readonly string[];
  readonly spans: readonly string[];
  readonly notices: readonly string[];
}

export interface CanaryWorld {
  readonly planted: Canaries;
  /** Secrets that we made, by name. */
  readonly tokensMade: Record<string, string>;
  readonly runIds: string[];
  readonly said: Said;
  readonly world: World;
  readonly deps: Deps;
  readonly echo: EchoServer;
  readonly tokens: TokenServer;
  readonly mailServer: RefusingMailServer;
  readonly model: OpenAiEndpoint;
  readonly slack: SlackStandIn;
  /** Headers of the owner's API key, and of their session. */
  readonly key: Headed;
  readonly session: Headed;
  readonly send: Send;
  /** Below the REST API, with the key. */
  api(method: string, path: string, body?: unknown): ReturnType<Send>;
  /** The same for what must succeed, so that a test cannot pass by planting nothing. */
  made(method: string, path: string, body?: unknown): Promise<Body>;
  close(): Promise<void>;
}

export async function makeCanaryWorld(): Promise<CanaryWorld> {
  const planted = plantable();
  const servers = {
    echo: await startEchoServer(),
    tokens: await startTokenServer(planted),
    mailServer: await startRefusingMailServer(),
    model: await startOpenAiEndpoint([]),
    slack: await startSlack({ token: planted.slackToken, clientSecret: planted.slackClientSecret }),
  };
  const said = { answers: [], shownOnce: [], lines: [], spans: [] } satisfies Partial<Said> as Writable;
  const log = createLog({ level: 'debug', write: (line) => said.lines.push(line) });
  const smtp = `smtp://robot:${encodeURIComponent(planted.smtpPassword)}@127.0.0.1:${servers.mailServer.port}`;
  const mail = createMail({ url: smtp, from: 'robot@example.test' });
  const world = await makeWorld({ log, mail, slack: servers.slack.app, settings: { allowStdio: true, rateLimitPerMinute: 1_000_000 } });
  const { deps, close } = await withRealDoors(world, said.spans);
  const heard = await listenTo(world.databaseUrl, 'armature_live');
  const statusPages = createStatusPages(deps);
  const send = sender(createApi({ deps, webDir: undefined, version: '0.0.0-test', checkResults: true, statusPages }), said);
  const tokensMade: Record<string, string> = {};
  const { key, session } = await signIn({ world, deps, send, tokensMade });
  const api: CanaryWorld['api'] = (method, path, body) => send(method, `${V1}${path}`, { body, headers: key });
  return {
    ...servers,
    planted,
    tokensMade,
    runIds: [],
    said: { ...said, notices: heard.heard },
    world,
    deps,
    key,
    session,
    send,
    api,
    made: async (method, path, body) => {
      const answer = await api(method, path, body);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    close: async () => {
      await heard.stop();
      await close();
      for (const server of Object.values(servers)) await server.close();
      await world.close();
    },
  };
}

interface Writable {
  readonly answers: Answered[];
  readonly shownOnce: Answered[];
  readonly lines: string[];
  readonly spans: string[];
}

/** The doors the harness leaves out, and telemetry that is written down. */
async function withRealDoors(world: World, spans: string[]): Promise<{ readonly deps: Deps; close(): Promise<void> }> {
  const { db, clock, fetch, log } = world.deps;
  const live = createLive({ connectionString: world.databaseUrl, db, log });
  await live.ready();
  const programs = createProgramHost({ log });
  const telemetry = recording(spans);
  const deps = {
    ...world.deps,
    live,
    telemetry,
    outbox: createOutbox({ db, clock, log, live }),
    mcp: createMcpDoor({ programs, fetch, log, clock: systemClock, telemetry }),
    llm: createLlmDoor({ fetch, log, clock: systemClock, allowModelRequests: true }),
  };
  return {
    deps,
    close: async () => {
      await programs.close();
      await live.close();
    },
  };
}

const sender =
  (app: ReturnType<typeof createApi>, { answers, shownOnce }: Writable): Send =>
  async (method, path, { body, headers = {}, isShownOnce = false } = {}) => {
    const response = await app.request(`http://${HOST}${path}`, {
      method,
      redirect: 'manual',
      headers: { host: HOST, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answered = { what: `${method} ${path}`, status: response.status, text: `${JSON.stringify([...response.headers])}\n${text}` };
    (isShownOnce ? shownOnce : answers).push(answered);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

/** The owner, by a key and by a session. */
async function signIn(canary: Pick<CanaryWorld, 'world' | 'deps' | 'send' | 'tokensMade'>): Promise<{ key: Headed; session: Headed }> {
  const { token } = await createApiKey({ ...canary.world.ada, deps: canary.deps }, { name: 'canary', role: 'owner' });
  canary.tokensMade['apiKey'] = token;
  const link = await createSignInLink(canary.deps, { userId: canary.world.ada.actor.id });
  canary.tokensMade['signInLink'] = link;
  const signedIn = await canary.send('GET', `/sign-in/local?token=${link}`, { isShownOnce: true });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  canary.tokensMade['sessionToken'] = cookie.split('=')[1] ?? '';
  const { body } = await canary.send('GET', '/api/app/session', { headers: { cookie } });
  for (const value of Object.values(canary.tokensMade)) expect(value.length).toBeGreaterThan(30);
  return { key: { authorization: `Bearer ${token}` }, session: { cookie, 'x-armature-csrf': body.csrfToken } };
}

function recording(into: string[]): Telemetry {
  return {
    span: (name, fields, work) => {
      into.push(JSON.stringify({ name, fields }));
      return work({
        set: (field, value) => void into.push(JSON.stringify({ field, value })),
        fail: (type) => void into.push(type),
        event: (event, values) => void into.push(JSON.stringify({ event, values })),
        traceparent: undefined,
      });
    },
    stop: () => Promise.resolve(),
  };
}
