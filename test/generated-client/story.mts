// What somebody writes against a client that a generator made of our OpenAPI document, and of nothing else of ours.
// `schema.mts` is generated beside a copy of this file; see ../generated-client.test.ts.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.mts';

const env = (name: string): string => process.env[name] ?? assert.fail(`${name} is not set`);
const client = createClient<paths>({
  baseUrl: `${env('ARMATURE_URL')}/api/armature/v1`,
  headers: { authorization: `Bearer ${env('ARMATURE_API_KEY')}` },
});

/** Every answer is written down for whoever runs this story. */
client.use({
  async onResponse({ request, response, schemaPath }) {
    const body = await response.clone().text();
    const answer = {
      method: request.method.toLowerCase(),
      path: schemaPath,
      status: response.status,
      type: response.headers.get('content-type'),
      body,
    };
    appendFileSync(env('ANSWERS_FILE'), `${JSON.stringify(answer)}\n`);
  },
});

type Failure = components['schemas']['Error'];

/** The data of an answer, or the end of the story. */
function wanted<T>({ data, error }: { readonly data?: T; readonly error?: Failure }): T {
  return data ?? assert.fail(error?.error.message ?? 'no answer');
}

// 1. Who am I?
const { organization, actor } = wanted(await client.GET('/org'));
assert.equal(actor.role, 'admin');
console.log(`${organization.name} as ${actor.apiKeyName}`);

// 2. A server under test.
const server = wanted(
  await client.POST('/mcp-servers', {
    body: {
      name: 'Generated',
      baseUrl: env('STORE_URL'),
      transportType: 'streamable_http',
      categories: ['generated'],
      environment: 'staging',
    },
  }),
);
const catalog = wanted(await client.GET('/mcp-servers/{serverId}/catalog', { params: { path: { serverId: server.id } } }));
assert.ok(catalog.tools.some(({ name }) => name === 'search_products'));
const listed = wanted(
  await client.GET('/mcp-servers', { params: { query: { environment: 'all', category: 'generated,other', page: 1, pageSize: 10 } } }),
);
assert.deepEqual(
  listed.rows.map(({ id }) => id),
  [server.id],
);

// 3. A workflow on it. What is wrong is said by its field, with a type of its own.
const body: components['schemas']['WorkflowInput'] = {
  name: 'Order coffee',
  mcpServerId: server.id,
  testerModelId: 'script/steps',
  testerPrompt: ['1. call search_products with {"query": "espresso"}', 'answer There are ${1.products}.'].join('\n'),
  criteria: [
    { kind: 'check', check: { kind: 'tool_called', tool: 'search_products' } },
    { kind: 'check', check: { kind: 'no_tool_errors' }, isRequired: false },
  ],
  schedule: { cron: '0 9 * * *', timezone: 'Europe/Paris' },
};
const refused = await client.POST('/workflows', { body: { ...body, schedule: { cron: '0 25 * * *', timezone: 'UTC' } } });
assert.equal(refused.response.status, 400);
assert.deepEqual(
  refused.error?.error.details.fieldErrors.map(({ field }) => field),
  ['schedule.cron'],
);
const workflow = wanted(await client.POST('/workflows', { body }));
assert.equal(workflow.currentVersion.number, 1);
const changed = wanted(
  await client.PATCH('/workflows/{workflowId}', { params: { path: { workflowId: workflow.id } }, body: { schedule: null } }),
);
assert.equal(changed.nextRunAt, null);

// 4. A run of it, to its end, with verdicts and evidence.
const started = wanted(
  await client.POST('/workflows/{workflowId}/runs', { params: { path: { workflowId: workflow.id } }, body: { idempotencyKey: 'story' } }),
);
const run = await ended(started.runId);
assert.equal(run.status, 'pass');
const evaluation = wanted(await client.GET('/runs/{runId}/evaluation', { params: { path: { runId: run.runId } } }));
assert.deepEqual(
  evaluation.criteria.map(({ verdict }) => verdict),
  ['pass', 'pass'],
);
const trace = wanted(
  await client.GET('/runs/{runId}/trace', { params: { path: { runId: run.runId }, query: { limit: 50, type: 'tool_call' } } }),
);
assert.equal(trace.events.length, 1);
wanted(await client.GET('/runs/{runId}/tool-calls', { params: { path: { runId: run.runId } } }));
wanted(await client.GET('/runs/{runId}/artifacts', { params: { path: { runId: run.runId } } }));
wanted(await client.GET('/runs/{runId}/diagnosis', { params: { path: { runId: run.runId } } }));
wanted(await client.GET('/runs/{runId}/compare', { params: { path: { runId: run.runId } } }));
const runs = wanted(await client.GET('/runs', { params: { query: { workflowId: workflow.id, status: 'pass', sort: '-startedAt' } } }));
assert.equal(runs.total, 1);

// 5. A monitor of one of its tools, and a rule that would tell somebody.
const monitor = wanted(
  await client.POST('/monitors', {
    body: {
      mcpServerId: server.id,
      toolName: 'list_products',
      arguments: {},
      intervalSeconds: 300,
      assertions: [{ kind: 'max_latency_ms', ms: 30_000 }],
    },
  }),
);
assert.ok('id' in monitor);
const check = wanted(await client.POST('/monitors/{monitorId}/check', { params: { path: { monitorId: monitor.id } } }));
assert.equal(check.status, 'pass');
const checks = wanted(
  await client.GET('/monitors/{monitorId}/checks', { params: { path: { monitorId: monitor.id }, query: { range: '24h' } } }),
);
assert.ok(checks.summary.pass > 0);
const destination = wanted(await client.POST('/alert-destinations', { body: { name: 'Pager', kind: 'webhook', url: env('WEBHOOK_URL') } }));
assert.ok(destination.secret !== undefined);
const rule = wanted(
  await client.POST('/alert-rules', {
    body: { name: 'Coffee', targetType: 'monitor', targetId: monitor.id, destinationId: destination.id },
  }),
);
assert.equal(rule.state, 'enabled');
wanted(await client.GET('/alert-rules', { params: { query: { targetId: monitor.id } } }));
wanted(await client.GET('/incidents', { params: { query: { state: 'open' } } }));

// 6. How it all is doing, and everything away again.
const health = wanted(await client.GET('/org/health', { params: { query: { range: '7d' } } }));
assert.ok(health.servers.some(({ mcpServerId }) => mcpServerId === server.id));
wanted(await client.GET('/models', { params: { query: { pageSize: 5 } } }));
wanted(await client.GET('/audit-log', { params: { query: { pageSize: 5 } } }));
wanted(await client.GET('/openapi'));
wanted(await client.DELETE('/alert-rules/{ruleId}', { params: { path: { ruleId: rule.id } } }));
wanted(await client.DELETE('/monitors/{monitorId}', { params: { path: { monitorId: monitor.id } } }));
wanted(await client.DELETE('/mcp-servers/{serverId}', { params: { path: { serverId: server.id }, query: { force: true } } }));
const gone = await client.GET('/monitors/{monitorId}', { params: { path: { monitorId: monitor.id } } });
assert.equal(gone.error?.error.code, 'monitor_not_found');
console.log('the story ends well');

async function ended(runId: string): Promise<components['schemas']['Run']> {
  for (let look = 0; look < 100; look += 1) {
    const one = wanted(await client.GET('/runs/{runId}', { params: { path: { runId } } }));
    if (one.status !== 'pending' && one.status !== 'running') return one;
    await sleep(200);
  }
  return assert.fail('the run did not end');
}
