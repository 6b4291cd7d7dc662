// A script run of five calls beside the same five calls by a bare SDK v2 client, in turn, against the same server.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { executeRun, getRun, getTrace, startRuns } from '#modules/runs';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { startWorker } from '../src/surfaces/worker/start-worker.ts';
import { openBenchInstance } from './bench-instance.ts';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { startStore } from './store-process.ts';

const ROUNDS = 60;
const WARM_UP = 15;
const LOOK_AGAIN_MS = 200;

const CALLS = [
  ['search_products', { query: 'espresso' }],
  ['get_product', { productId: 'P-100' }],
  ['get_order', { orderId: 'ORD-1001' }],
  ['get_order_total', { orderId: 'ORD-1001' }],
  ['list_products', {}],
] as const;

export async function measureScriptRun(scope: AsyncDisposableStack): Promise<Row[]> {
  const url = await startStore(scope);
  const { ctx } = await openBenchInstance(scope);
  const workflowId = await prepare(ctx, url);
  return [...(await measureCost(ctx, { workflowId, url })), ...(await measureDispatch(scope, ctx, workflowId))];
}

/** No worker is up: the run is executed here, from its claim to its committed end. */
async function measureCost(ctx: Ctx, { workflowId, url }: { workflowId: string; url: string }): Promise<Row[]> {
  const rounds: { bare: number; run: number }[] = [];
  for (let i = 0; i < WARM_UP + ROUNDS; i += 1) {
    const bare = await timed(() => callBare(url));
    const { runId } = await startRuns(ctx, { workflowId, forceNewRun: true });
    const run = await timed(() => executeRun(ctx.deps, runId, ctx.signal));
    await requirePass(ctx, runId);
    if (i >= WARM_UP) rounds.push({ bare, run });
  }
  return [
    { what: 'bare SDK client: connect, list, 5 calls, close', value: median(rounds.map(({ bare }) => bare)), unit: 'ms' },
    { what: 'script run of the same 5 calls, claim to committed verdict', value: median(rounds.map(({ run }) => run)), unit: 'ms' },
    {
      what: 'script run over bare client (median of differences)',
      value: median(rounds.map(({ bare, run }) => run - bare)),
      unit: 'ms',
      atMost: 25,
    },
  ];
}

/** One idle worker with the real queue. */
async function measureDispatch(scope: AsyncDisposableStack, ctx: Ctx, workflowId: string): Promise<Row[]> {
  const worker = await startWorker(ctx.deps, { instanceId: 'bench', roles: ['worker'] });
  scope.defer(() => worker.stop(1000));
  const rounds: { toFirstCall: number; toKnown: number }[] = [];
  for (let i = 0; i < WARM_UP + ROUNDS; i += 1) {
    const start = performance.now();
    const { runId } = await startRuns(ctx, { workflowId, forceNewRun: true });
    await ended(ctx, runId);
    const toKnown = performance.now() - start;
    const { createdAt } = await requirePass(ctx, runId);
    const { events } = await getTrace(ctx, { runId, limit: 1000 });
    const firstCall = events.find(({ type }) => type === 'tool_call');
    if (i >= WARM_UP) rounds.push({ toKnown, toFirstCall: Date.parse(firstCall?.at ?? '') - Date.parse(createdAt) });
  }
  return [
    {
      what: 'dispatch to first call, one idle worker',
      value: median(rounds.map(({ toFirstCall }) => toFirstCall)),
      unit: 'ms',
      atMost: 150,
    },
    { what: 'dispatch to the verdict being known by a live notice', value: median(rounds.map(({ toKnown }) => toKnown)), unit: 'ms' },
  ];
}

async function prepare(ctx: Ctx, url: string): Promise<string> {
  const server = await createServer(ctx, { name: 'Store', baseUrl: url });
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

/** Lists the tools as a run does: what is called is checked against its schema on both sides. */
async function callBare(url: string): Promise<void> {
  const client = new Client({ name: 'bare', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  await client.listTools();
  for (const [name, args] of CALLS) await client.callTool({ name, arguments: args });
  await client.close();
}

async function requirePass(ctx: Ctx, runId: string): Promise<{ createdAt: string }> {
  const run = await getRun(ctx, { runId });
  if (run.status !== 'pass') throw new Error(`the run ended ${run.status}: ${run.error?.message ?? ''}`);
  return run;
}

async function ended(ctx: Ctx, runId: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = async () => {
    if ((await getRun(ctx, { runId })).endedAt !== null) resolve();
  };
  const unsubscribe = ctx.deps.live.subscribe('run', (subject) => void (subject === runId && look()));
  const polling = setInterval(() => void look(), LOOK_AGAIN_MS);
  try {
    await look();
    await promise;
  } finally {
    clearInterval(polling);
    unsubscribe();
  }
}
