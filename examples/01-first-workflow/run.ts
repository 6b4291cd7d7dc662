// A server, a workflow, a run, and verdicts with their evidence: the REST API from the first call to the last.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInstance } from '../instance.ts';

await using instance = await startInstance();
const created = await instance.armature(['keys', 'create', '--org', 'demo', '--name', 'first workflow', '--role', 'editor']);
assert.equal(created.exitCode, 0, created.stderr);
const apiKey = created.stdout.trim();

async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${instance.url}/api/armature/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

// 1. The server under test. It is probed before it is saved: a wrong URL would be refused here, with the cause.
const server = await call<{ id: string; name: string; toolCount: number }>('POST', '/mcp-servers', {
  name: 'My store',
  baseUrl: `${instance.url}/demo/acme-store/mcp`,
});
console.log(`${server.name}: ${server.toolCount} tools`);

// 2. What to do, and what must hold. A step script needs no model; `$1` is the result of the first call.
const workflow = await call<{ id: string }>('POST', '/workflows', {
  name: 'Order coffee to Germany',
  mcpServerId: server.id,
  testerModelId: 'script/steps',
  testerPrompt: [
    '1. call search_products with {"query": "espresso"}',
    '2. call create_order with {"region": "DE", "lines": [{"productId": "$1.products[0].id", "quantity": 2}]}',
    '3. call get_order_total with {"orderId": "$2.id"}',
    'answer The order comes to ${3.total} USD, of which ${3.tax} USD are tax.',
  ].join('\n'),
  criteria: [
    { kind: 'check', check: { kind: 'tool_order', tools: ['search_products', 'create_order', 'get_order_total'] } },
    {
      criterionText: 'German tax is 19 %: 9.12 USD on 48.00 USD',
      kind: 'check',
      check: { kind: 'tool_result', tool: 'get_order_total', jsonpath: '$.tax', equals: 9.12 },
    },
    { kind: 'check', check: { kind: 'final_answer', contains: '57.12 USD' } },
    { kind: 'check', check: { kind: 'no_tool_errors' } },
  ],
});

// 3. A run. The same idempotency key would return the same run, however often it is sent.
const { runId } = await call<{ runId: string }>('POST', `/workflows/${workflow.id}/runs`, {
  reason: 'first workflow',
  idempotencyKey: 'example-1',
});

interface Run {
  readonly status: string;
  readonly testerKind: string;
  readonly finalAnswer: string | null;
  readonly url: string;
}

let run = await call<Run>('GET', `/runs/${runId}`);
for (let i = 0; i < 120 && ['pending', 'running'].includes(run.status); i += 1) {
  await sleep(250);
  run = await call<Run>('GET', `/runs/${runId}`);
}
console.log(`\n${run.status}  ${run.url}\n${run.finalAnswer}\n`);

// 4. The verdicts. Each cites events of the trace, so it can be checked.
interface Evaluation {
  readonly criteria: readonly {
    readonly criterionText: string;
    readonly verdict: string;
    readonly evidence: readonly { readonly eventId: string; readonly excerpt: string }[];
  }[];
}
const { criteria } = await call<Evaluation>('GET', `/runs/${runId}/evaluation`);
const { events } = await call<{ events: readonly { id: string; seq: number; type: string }[] }>('GET', `/runs/${runId}/trace`);
const eventById = new Map(events.map((event) => [event.id, event]));
for (const { verdict, criterionText, evidence } of criteria) {
  console.log(`${verdict}  ${criterionText}`);
  for (const { eventId, excerpt } of evidence) {
    const event = eventById.get(eventId);
    assert.ok(event, `evidence ${eventId} is not in the trace`);
    console.log(`      event ${event.seq}, ${event.type}: ${excerpt.slice(0, 80)}`);
  }
}

assert.equal(run.status, 'pass');
assert.equal(run.testerKind, 'script');
assert.equal(run.finalAnswer, 'The order comes to 57.12 USD, of which 9.12 USD are tax.');
assert.deepEqual(
  criteria.map(({ verdict }) => verdict),
  ['pass', 'pass', 'pass', 'pass'],
);
assert.ok(
  criteria.some(({ evidence }) => evidence.length > 0),
  'no verdict cites any evidence',
);
