// /api/mcp under load from another process, beside a bare server of the SDK with one tool that does nothing; in turn, in both eras.
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import type { HostedServer } from '#platform/mcp/define-tool';
import { createApi } from '../src/surfaces/api/app.ts';
import { listen } from '../src/surfaces/api/listen.ts';
import { openBenchInstance } from './bench-instance.ts';
import type { BenchInstance } from './bench-instance.ts';
import { requestsPerSecond } from './load-process.ts';
import { ask, call, message, modern } from './mcp-message.ts';
import type { Asked, Endpoint } from './mcp-message.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';
import { serveWeb } from './web-server.ts';

const ROUNDS = 300;
const WARM_UP = 60;
const CONNECTIONS = 16;
const LOAD_MS = 3000;
const LOAD_ROUNDS = 3;
const CLOSE_GRACE_MS = 500;
const RUNS = 2000;
const EVENTS = 20;

export async function measureRepairEndpoint(scope: AsyncDisposableStack): Promise<Row[]> {
  const instance = await openBenchInstance(scope);
  const { runId } = await seedRuns(instance.ctx, { runs: RUNS, events: EVENTS });
  const url = `${await serveWeb(scope, instance)}/api/mcp`;
  const ours = { url, headers: { authorization: `Bearer ${instance.apiKey}` } };
  const bare = { url: await serveBare(scope), headers: {} };
  return [
    ...(await measureLists({ 'tools/list of 14 tools': list(ours), 'tools/list of the bare server': list(bare) })),
    ...(await measureCalls({
      'search_runs of a page, modern': [modern(call(ours, 'search_runs', {})), 300],
      'search_runs of a page, legacy': [call(ours, 'search_runs', {}), 300],
      'inspect_run, modern': [modern(call(ours, 'inspect_run', { runId })), 300],
      'a tool that does nothing behind our guards, modern': [
        modern(call({ ...ours, url: await serveNothing(scope, instance) }, 'nothing', {})),
        300,
      ],
      'a tool that does nothing on a bare SDK server, modern': [modern(call(bare, 'nothing', {})), undefined],
      'a tool that does nothing on a bare SDK server, legacy': [call(bare, 'nothing', {}), undefined],
    })),
  ];
}

async function measureLists(sides: Readonly<Record<string, Asked>>): Promise<Row[]> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [what, asked] of Object.entries(sides)) {
      const ms = await timed(() => ask(asked));
      if (round >= WARM_UP) times.set(what, [...(times.get(what) ?? []), ms]);
    }
  }
  return [...times].map(([what, values]) => ({ what, value: median(values), unit: 'ms', atMost: what.includes('bare') ? undefined : 10 }));
}

async function measureCalls(sides: Readonly<Record<string, readonly [Asked, number | undefined]>>): Promise<Row[]> {
  const seen = new Map<string, number[]>();
  for (let round = -1; round < LOAD_ROUNDS; round += 1) {
    for (const [what, [asked]] of Object.entries(sides)) {
      await ask(asked);
      const perSecond = await requestsPerSecond({ ...asked, connections: CONNECTIONS, ms: LOAD_MS });
      // the first round is for the compiler
      if (round >= 0) seen.set(what, [...(seen.get(what) ?? []), perSecond]);
    }
  }
  return Object.entries(sides).map(([what, [, atLeast]]) => ({ what, value: median(seen.get(what) ?? []), unit: '/s', atLeast }));
}

const list = (endpoint: Endpoint): Asked => modern(message(endpoint, 'tools/list', {}));

const NOTHING = { name: 'nothing', title: 'Nothing', description: 'Does nothing.' };
const DONE = { content: [{ type: 'text' as const, text: 'nothing' }] };

/** What the bare server offers, with keys, limits and all that stands before our tools. */
async function serveNothing(scope: AsyncDisposableStack, { ctx }: BenchInstance): Promise<string> {
  const hosted: HostedServer = {
    ...NOTHING,
    version: 'bench',
    instructions: '',
    tools: [{ ...NOTHING, inputSchema: { type: 'object' }, annotations: {}, call: () => Promise.resolve(DONE) }],
    resources: [],
    resourceTemplates: [],
    prompts: [],
    listCacheScope: 'private',
  };
  const app = createApi({ deps: ctx.deps, webDir: undefined, version: 'bench', repairMcp: () => hosted });
  const web = await listen(app, { host: '127.0.0.1', port: 0 });
  scope.defer(() => web.close(CLOSE_GRACE_MS));
  return `http://127.0.0.1:${web.port}/api/mcp`;
}

async function serveBare(scope: AsyncDisposableStack): Promise<string> {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'bare', version: '1.0.0' });
    server.registerTool(NOTHING.name, NOTHING, () => DONE);
    return server;
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: (request) => handler.fetch(request), port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  scope.defer(() => void server.close());
  return `http://127.0.0.1:${await promise}/mcp`;
}
