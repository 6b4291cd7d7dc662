// A script run of five calls beside the same five calls by a bare SDK v2 client, in turn, against the same server.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { getRun, getTrace, startRuns } from '#modules/runs';
import { createServer as createMcpServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';
import { startWorker } from '../src/surfaces/worker/start-worker.ts';
import { openBenchInstance } from './bench-instance.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';

const ROUNDS = 40;
const WARM_UP = 5;

const CALLS = [
  ['search_products', { query: 'espresso' }],
  ['get_product', { productId: 'P-100' }],
  ['get_order', { orderId: 'ORD-1001' }],
  ['get_order_total', { orderId: 'ORD-1001' }],
  ['list_products', {}],
] as const;

export async function measureScriptRun(): Promise<Row[]> {
  const store = await startStore();
  const instance = await openBenchInstance();
  const worker = await startWorker(instance.ctx.deps, { instanceId: 'bench', roles: ['worker'] });
  try {
    const workflowId = await prepare(instance.ctx, store.url);
    const rounds: { bare: number; run: number; toFirstCall: number }[] = [];
    for (let i = 0; i < WARM_UP + ROUNDS; i += 1) {
      const bare = await timed(() => callBare(store.url));
      const { runMs, toFirstCallMs } = await callByRun(instance.ctx, workflowId);
      if (i >= WARM_UP) rounds.push({ bare, run: runMs, toFirstCall: toFirstCallMs });
    }
    return [
      { what: 'bare SDK client: connect, 5 calls, close (median)', value: median(rounds.map(({ bare }) => bare)), unit: 'ms' },
      { what: 'script run of the same 5 calls, claim to finished (median)', value: median(rounds.map(({ run }) => run)), unit: 'ms' },
      { what: 'what the run costs over the bare client (median of differences)', value: median(rounds.map(({ bare, run }) => run - bare)), unit: 'ms', atMost: 25 },
      { what: 'dispatch to first call, one idle worker (median)', value: median(rounds.map(({ toFirstCall }) => toFirstCall)), unit: 'ms', atMost: 150 },
    ];
  } finally {
    await worker.stop(1000);
    await instance.close();
    store.close();
  }
}

async function prepare(ctx: Ctx, url: string): Promise<string> {
  const server = await createMcpServer(ctx, { name: 'Store', baseUrl: url });
  const script = CALLS.map(([tool, args], i) => `${i + 1}. call ${tool} with ${JSON.stringify(args)}`).join('\n');
  const workflow = await createWorkflow(ctx, {
    name: 'Five calls',
    mcpServerId: server.id,
    testerPrompt: script,
    testerModelId: SCRIPT_MODEL_ID,
    criteria: [
      { kind: 'check', check: { kind: 'no_tool_errors' } },
      { kind: 'check', check: { kind: 'tool_called', tool: 'get_order_total' } },
    ],
  });
  return workflow.id;
}

async function callBare(url: string): Promise<void> {
  const client = new Client({ name: 'bare', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(new URL(url));
  await client.connect(transport);
  for (const [name, args] of CALLS) await client.callTool({ name, arguments: args });
  await client.close();
}

async function callByRun(ctx: Ctx, workflowId: string): Promise<{ runMs: number; toFirstCallMs: number }> {
  const { live } = ctx.deps;
  let done: (() => void) | undefined;
  const stop = live.subscribe('run', () => done?.());
  try {
    const { runId } = await startRuns(ctx, { workflowId, forceNewRun: true });
    for (;;) {
      // bounded: a run ends within its own time limit
      const notice = new Promise<void>((resolve) => {
        done = resolve;
        setTimeout(resolve, 200);
      });
      const run = await getRun(ctx, { runId });
      if (run.status !== 'pending' && run.status !== 'running') {
        if (run.status !== 'pass') throw new Error(`the run ended ${run.status}: ${run.error?.message ?? ''}`);
        const { events } = await getTrace(ctx, { runId, limit: 1000 });
        const firstCall = events.find(({ type }) => type === 'tool_call');
        return {
          runMs: Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? ''),
          toFirstCallMs: Date.parse(firstCall?.at ?? '') - Date.parse(run.createdAt),
        };
      }
      await notice;
    }
  } finally {
    stop();
  }
}

async function startStore(): Promise<{ url: string; close(): void }> {
  const handle = createAcmeStore();
  const server: Server = createServer(async (incoming, outgoing) => {
    const hasBody = incoming.method === 'POST';
    const request = new Request(`http://127.0.0.1${incoming.url ?? '/'}`, {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]),
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
    } as RequestInit);
    const response = await handle(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body === null) outgoing.end();
    else Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]).pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, close: () => server.closeAllConnections() };
}
