// The API as the pages see it, from memory: for looking at the dashboard in every state without a database.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { ALERT_ROUTES } from './mock-alerts.ts';
import { APP_ROUTES } from './mock-apps.ts';
import { CLIENT_ROUTES } from './mock-clients.ts';
import {
  artifacts,
  catalog,
  catalogDiff,
  comparison,
  evaluation,
  keys,
  models,
  profiles,
  runs,
  serverRow,
  servers,
  session,
  settings,
  snapshots,
  trace,
  versions,
  workflows,
} from './mock-data.ts';
import { MONITOR_ROUTES, UNTOLD_ROUTES } from './mock-monitors.ts';
import { ORGANIZATION_ROUTES } from './mock-organization.ts';
import { PEOPLE_ROUTES } from './mock-people.ts';
import { PROPOSAL_ROUTES } from './mock-proposals.ts';
import { SOURCE_ROUTES } from './mock-sources.ts';

/** What an answer may be: a body, or a status with a problem. */
export interface MockAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface MockApi {
  readonly url: string;
  /** Every change that was sent, oldest first. */
  readonly sent: readonly { readonly method: string; readonly path: string; readonly body: unknown }[];
  /** Answers requests whose `METHOD path` begins so until it is taken back with undefined. */
  override(start: string, answer: MockAnswer | undefined): void;
  /** Forgets overrides and what was sent. */
  reset(): void;
  close(): Promise<void>;
}

export const problem = (status: number, code: string, message: string, details: Record<string, unknown> = {}): MockAnswer => ({
  status,
  body: { error: { code, message, details: { fieldErrors: [], warnings: [], ...details } } },
});

const pageOf = (rows: readonly unknown[], query: URLSearchParams) => {
  const page = Number(query.get('page') ?? '1');
  const pageSize = Number(query.get('pageSize') ?? '25');
  return { rows: rows.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: rows.length };
};

const MANY_EVENTS = 2_000;

/** A trace as long as the page must bear. */
function longTrace(runId: string) {
  return Array.from({ length: MANY_EVENTS }, (_, index) => {
    const seq = index + 1;
    const call = `call_${Math.ceil(seq / 2)}`;
    const at = new Date(Date.now() - (MANY_EVENTS - seq) * 40).toISOString();
    const data =
      seq % 2 === 1
        ? { callId: call, tool: 'order_get', arguments: { orderId: `A-${1000 + seq}` } }
        : {
            callId: call,
            tool: 'order_get',
            isError: seq % 26 === 0,
            outcome: 'ok',
            content: [{ type: 'text', text: `order ${seq} is shipped` }],
            bytes: 60 + seq,
            truncated: false,
            durationMs: seq % 90,
          };
    return { id: `evt_${seq}`, runId, attempt: 1, seq, at, type: seq % 2 === 1 ? 'tool_call' : 'tool_result', data };
  });
}

type Handler = (match: readonly string[], query: URLSearchParams, body: Readonly<Record<string, unknown>>) => MockAnswer;

const found = <T>(value: T | undefined, thing: string): MockAnswer =>
  value === undefined ? problem(404, `${thing}_not_found`, `No such ${thing}.`) : { body: value };

function filtered(query: URLSearchParams) {
  const same = (name: string, value: unknown): boolean => query.get(name) === null || query.get(name) === value;
  const search = (query.get('search') ?? '').toLowerCase();
  return runs.filter(
    (run) =>
      same('status', run.status) &&
      same('workflowId', run.workflowId) &&
      same('classification', run.classification) &&
      `${run.workflowName} ${run.reason} ${run.modelId} ${run.runId}`.toLowerCase().includes(search),
  );
}

const tracePage = (runId: string, query: URLSearchParams) => {
  const all = runId.endsWith('000000000007')
    ? longTrace(runId)
    : trace.map((event) => ({ ...event, runId, attempt: Number(query.get('attempt') ?? '1') }));
  const after = Number(query.get('afterSeq') ?? '0');
  const limit = Number(query.get('limit') ?? '500');
  const events = all.filter(({ seq }) => seq > after).slice(0, limit);
  const last = events.at(-1)?.seq ?? after;
  return { runId, attempt: Number(query.get('attempt') ?? '1'), events, ...(last < (all.at(-1)?.seq ?? 0) ? { nextAfterSeq: last } : {}) };
};

const ROUTES: readonly (readonly [RegExp, Handler])[] = [
  [/^GET \/api\/app\/session$/, () => ({ body: session })],
  [/^POST \/api\/app\/sign-out$/, () => ({ body: { ok: true } })],
  ...PEOPLE_ROUTES,
  ...APP_ROUTES,
  ...CLIENT_ROUTES,
  ...PROPOSAL_ROUTES,
  ...SOURCE_ROUTES,
  ...ORGANIZATION_ROUTES,
  ...ALERT_ROUTES,
  ...MONITOR_ROUTES,
  [/^GET \/api\/app\/o\/\w+\/settings$/, () => ({ body: settings })],
  [/^PATCH \/api\/app\/o\/\w+\/settings$/, (_, __, body) => ({ body: { ...settings, ...body } })],
  [/^GET \/api\/app\/o\/\w+\/keys$/, () => ({ body: { rows: keys } })],
  [
    /^POST \/api\/app\/o\/\w+\/keys$/,
    (_, __, body) => ({
      status: 201,
      body: { token: `amt_q1W2e3R4t5Y6_${'mockmock'.repeat(5)}`, key: { ...keys[0], id: 'key_q1W2e3R4t5Y6', ...body } },
    }),
  ],
  [/^DELETE \/api\/app\/o\/\w+\/keys\/\w+$/, () => ({ body: { ok: true } })],
  [/^GET (?:.*)\/mcp-servers$/, (_, query) => ({ body: pageOf(servers.map(serverRow), query) })],
  [/^POST (?:.*)\/mcp-servers$/, (_, __, body) => ({ status: 201, body: { ...servers[0], ...body } })],
  [/^POST (?:.*)\/mcp-servers\/test-connection$/, () => ({ body: PROBE })],
  [/^POST (?:.*)\/mcp-servers\/(\w+)\/probe$/, () => ({ body: PROBE })],
  [
    /^POST (?:.*)\/mcp-servers\/(\w+)\/sync$/,
    () => ({ body: { ok: true, syncedAt: new Date().toISOString(), changed: true, counts: PROBE.counts, diff: catalogDiff } }),
  ],
  [
    /^GET (?:.*)\/mcp-servers\/(\w+)$/,
    ([id]) =>
      found(
        servers.find((server) => server.id === id),
        'mcp_server',
      ),
  ],
  [/^PATCH (?:.*)\/mcp-servers\/(\w+)$/, ([id], _, body) => ({ body: { ...servers.find((server) => server.id === id), ...body } })],
  [
    /^DELETE (?:.*)\/mcp-servers\/(\w+)$/,
    () => problem(409, 'conflict', 'Acme Store is in use.', { usedBy: [{ type: 'workflow', id: 'wf_lookup', name: 'Order lookup' }] }),
  ],
  [/^GET (?:.*)\/mcp-servers\/(\w+)\/catalog$/, () => ({ body: catalog })],
  [/^GET (?:.*)\/mcp-servers\/(\w+)\/snapshots$/, (_, query) => ({ body: pageOf(snapshots, query) })],
  [/^GET (?:.*)\/mcp-servers\/(\w+)\/diff$/, () => ({ body: catalogDiff })],
  [/^GET (?:.*)\/mcp-servers\/(\w+)\/auth-profiles$/, () => ({ body: { rows: profiles } })],
  [/^(?:POST|PATCH) (?:.*)\/auth-profiles(?:\/\w+)?$/, (_, __, body) => ({ body: { ...profiles[0], ...body } })],
  [/^DELETE (?:.*)\/auth-profiles\/\w+$/, () => ({ body: { ok: true } })],
  [/^POST (?:.*)\/workflows\/check$/, (_, __, body) => ({ body: checkOf(body) })],
  [
    /^GET (?:.*)\/workflows$/,
    (_, query) => ({
      body: pageOf(
        workflows.filter(({ name }) => name.toLowerCase().includes((query.get('search') ?? '').toLowerCase())),
        query,
      ),
    }),
  ],
  [/^POST (?:.*)\/workflows$/, (_, __, body) => ({ status: 201, body: { ...workflows[0], ...body, id: 'wf_lookup' } })],
  [
    /^GET (?:.*)\/workflows\/(\w+)$/,
    ([id]) =>
      found(
        workflows.find((workflow) => workflow.id === id),
        'workflow',
      ),
  ],
  [
    /^PATCH (?:.*)\/workflows\/(\w+)$/,
    ([id], _, body) => ({
      body: {
        ...workflows.find((workflow) => workflow.id === id),
        ...body,
        currentVersion: { id: 'ver_4', number: 4, createdAt: new Date().toISOString() },
      },
    }),
  ],
  [/^DELETE (?:.*)\/workflows\/(\w+)$/, () => ({ body: { ok: true } })],
  [/^GET (?:.*)\/workflows\/(\w+)\/versions$/, (_, query) => ({ body: pageOf(versions, query) })],
  [/^POST (?:.*)\/workflows\/(\w+)\/versions\/\w+\/restore$/, ([id]) => ({ body: workflows.find((workflow) => workflow.id === id) })],
  [/^POST (?:.*)\/workflows\/(\w+)\/runs$/, () => ({ status: 202, body: STARTED })],
  [/^GET (?:.*)\/runs$/, (_, query) => ({ body: pageOf(filtered(query), query) })],
  [
    /^GET (?:.*)\/runs\/([\w-]+)$/,
    ([id]) =>
      found(
        runs.find((run) => run.runId === id),
        'run',
      ),
  ],
  [/^GET (?:.*)\/runs\/([\w-]+)\/trace$/, ([id = ''], query) => ({ body: tracePage(id, query) })],
  [/^GET (?:.*)\/runs\/([\w-]+)\/evaluation$/, () => ({ body: evaluation })],
  [/^GET (?:.*)\/runs\/([\w-]+)\/artifacts$/, () => ({ body: artifacts })],
  [/^GET (?:.*)\/runs\/([\w-]+)\/compare$/, () => ({ body: comparison })],
  [/^POST (?:.*)\/runs\/([\w-]+)\/cancel$/, () => ({ body: { ok: true } })],
  [/^POST (?:.*)\/runs\/([\w-]+)\/rerun$/, () => ({ status: 202, body: STARTED })],
  [/^GET (?:.*)\/models$/, () => ({ body: { rows: models } })],
  [
    /^POST (?:.*)\/models$/,
    (_, __, body) => ({ status: 201, body: { ...models[1], ...body, displayName: String(body['displayName'] ?? body['upstreamName']) } }),
  ],
  [/^POST (?:.*)\/models\/[^/]+\/test$/, () => ({ body: { ok: true, latencyMs: 812, message: null } })],
  [/^PATCH (?:.*)\/models\/[^/]+$/, (_, __, body) => ({ body: { ...models[1], ...body } })],
  ...UNTOLD_ROUTES,
];

const PROBE = {
  ok: true,
  protocolVersion: '2026-07-28',
  era: 'modern',
  eras: { modern: true, legacy: true },
  serverInfo: { name: 'acme-store', version: '4.2.0' },
  counts: { tools: 6, resources: 1, resourceTemplates: 1, prompts: 1 },
  durationMs: 412,
  warnings: ["tool 'stock_get' has no description"],
  findings: [],
  error: null,
};

const STARTED = {
  runId: runs[0]?.runId,
  runs: [{ runId: runs[0]?.runId, modelId: 'script/steps', status: 'pending', deduplicated: false, url: '' }],
};

/** As strict as the pages need: an empty name and a bad hour are refused, the label is read back. */
function checkOf(body: Readonly<Record<string, unknown>>) {
  const cron = typeof body['schedule'] === 'object' && body['schedule'] !== null ? String(Reflect.get(body['schedule'], 'cron')) : null;
  const fieldErrors = [
    ...(body['name'] === '' ? [{ field: 'name', message: 'must not be empty' }] : []),
    ...(cron?.split(' ')[1] === '25' ? [{ field: 'schedule.cron', message: 'field 2 (hour) 25 is not within 0-23' }] : []),
  ];
  const criteria = Array.isArray(body['criteria']) ? body['criteria'] : [];
  const conversions = criteria.flatMap((criterion: { readonly kind?: string; readonly criterionText?: string }, index) => {
    const tool = /^(\w+) is called exactly once$/.exec(criterion.criterionText ?? '')?.[1];
    return criterion.kind === 'check' || tool === undefined ? [] : [{ index, check: { kind: 'tool_called', tool, min: 1, max: 1 } }];
  });
  const nextRuns = cron === null ? [] : [1, 2, 3].map((step) => new Date(Date.UTC(2027, 0, 4, 9 + step)).toISOString());
  return { fieldErrors, warnings: [], scheduleLabel: cron === null ? 'Manual' : `Cron ${cron}`, nextRuns, conversions };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

export interface MockOptions {
  /** 0 takes any free one. */
  readonly port?: number;
  /** The built dashboard, served beside the API as the product does it. */
  readonly webDir?: string;
}

/** Starts on loopback. */
export async function startMockApi({ port = 0, webDir }: MockOptions = {}): Promise<MockApi> {
  const overrides = new Map<string, MockAnswer>();
  const sent: { method: string; path: string; body: unknown }[] = [];

  const answer = async (request: IncomingMessage): Promise<MockAnswer> => {
    const url = new URL(request.url ?? '/', 'http://mock');
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (method !== 'GET') sent.push({ method, path: url.pathname, body });
    const line = `${method} ${url.pathname}`;
    const forced = [...overrides].find(([start]) => line.startsWith(start));
    if (forced !== undefined) return forced[1];
    for (const [pattern, handler] of ROUTES) {
      const match = pattern.exec(line);
      if (match !== null) return handler(match.slice(1), url.searchParams, body);
    }
    return problem(404, 'route_not_found', 'No such route.');
  };

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://mock').pathname;
    if (webDir !== undefined && !path.startsWith('/api/') && path !== '/readyz') {
      void sendFile(response, webDir, path);
      return;
    }
    void answer(request).then(
      (answered) => reply(response, answered),
      () => reply(response, problem(500, 'internal_error', 'The mock failed.')),
    );
  });
  const url = await listen(server, port);
  return {
    url,
    sent,
    override: (start, forced) => {
      if (forced === undefined) overrides.delete(start);
      else overrides.set(start, forced);
    },
    reset: () => {
      overrides.clear();
      sent.length = 0;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function reply(response: ServerResponse, { status = 200, headers = {}, body }: MockAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_0f7c2d9a', ...headers });
  response.end(JSON.stringify(body));
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const SECURITY_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'";

/** A file of the build, or its shell for every address of a page. */
async function sendFile(response: ServerResponse, webDir: string, path: string): Promise<void> {
  const name = extname(path) === '' ? '/index.html' : path;
  const body = await readFile(join(webDir, name)).catch(() => undefined);
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': TYPES[extname(name)] ?? 'text/plain',
    'content-security-policy': SECURITY_POLICY,
    // As the product says it: what has its hash in its name is asked for once, not once per test.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  response.end(body);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
