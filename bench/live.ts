// How late a viewer's page learns of a trace event: from the event's own time to its arrival over server-sent events.
import { SCRIPT_MODEL_ID } from '#modules/models';
import { executeRun, startRuns } from '#modules/runs';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import { openBenchInstance } from './bench-instance.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';
import { startStore } from './store-process.ts';
import { serveWeb, signInUrl } from './web-server.ts';

const RUNS = 12;
const CALLS = 25;

export async function measureLive(scope: AsyncDisposableStack): Promise<Row[]> {
  const url = await startStore(scope);
  const instance = await openBenchInstance(scope);
  const { ctx } = instance;
  const origin = await serveWeb(scope, instance);
  const server = await createServer(ctx, { name: 'Store', baseUrl: url });
  const workflow = await createWorkflow(ctx, {
    name: 'Many calls',
    mcpServerId: server.id,
    testerPrompt: Array.from({ length: CALLS }, (_, i) => `${i + 1}. call get_order with {"orderId":"ORD-1001"}`).join('\n'),
    testerModelId: SCRIPT_MODEL_ID,
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  const signedIn = await fetch(await signInUrl(origin, instance), { redirect: 'manual' });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const late: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const { runId } = await startRuns(ctx, { workflowId: workflow.id, forceNewRun: true });
    const response = await fetch(`${origin}/api/app/o/${ctx.org.slug}/runs/${runId}/live`, { headers: { cookie } });
    if (response.status !== 200 || response.body === null) throw new Error(`the live view answered ${response.status}`);
    const seen = watch(response.body);
    await executeRun(ctx.deps, runId, ctx.signal);
    const delays = await seen;
    // the first run warms up
    if (i > 0) late.push(...delays);
  }
  return [{ what: `trace event to its arrival at a live viewer, run of ${CALLS} calls`, value: median(late), unit: 'ms' }];
}

/** Milliseconds from each event's time to now, until the stream ends with the run. */
async function watch(body: ReadableStream<Uint8Array>): Promise<number[]> {
  const delays: number[] = [];
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const now = performance.timeOrigin + performance.now();
    const messages = (text + chunk).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages.filter((one) => one.includes('event: trace'))) {
      const data = /^data: (.*)$/m.exec(message)?.[1] ?? '[]';
      for (const { at } of JSON.parse(data) as { at: string }[]) delays.push(now - Date.parse(at));
    }
  }
  return delays;
}
