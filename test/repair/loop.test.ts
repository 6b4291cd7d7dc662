// A whole repair over MCP, as an editor's agent does it: a server changes, a test fails, and the agent finds out why, proposes, tries,
// gets approval, applies, runs and compares. Real client, real server under test, real worker, real time.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '#modules/access';
import { settleEvents } from '#modules/analytics';
import { systemClock } from '#platform/clock';
import type { Ctx, Deps } from '#platform/ctx';
import { createJobs } from '#platform/jobs/boss';
import { silentLog } from '#platform/log';
import { createApi } from '../../src/surfaces/api/app.ts';
import { listen } from '../../src/surfaces/api/listen.ts';
import { createRepairMcp } from '../../src/surfaces/repair-mcp/server.ts';
import { startWorker } from '../../src/surfaces/worker/start-worker.ts';
import { makeRunWorld } from '../run-world.ts';
import type { RunWorld, Shop } from '../run-world.ts';
import { VERSION } from './repair-world.ts';

const LOOP_MS = 60_000;

let world: RunWorld;
let deps: Deps;
let url: string;
const stops = new AsyncDisposableStack();

beforeAll(async () => {
  world = await makeRunWorld();
  stops.defer(() => world.close());
  const jobs = await createJobs({ connectionString: world.databaseUrl, log: silentLog });
  deps = { ...world.deps, clock: systemClock, jobs };
  const app = createApi({ deps, webDir: undefined, version: VERSION, repairMcp: createRepairMcp({ version: VERSION }) });
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${listening.port}/api/mcp`;
  stops.defer(() => settleEvents(deps));
  stops.defer(() => listening.close(0));
  const worker = await startWorker(deps, { instanceId: randomUUID(), roles: ['worker'] });
  stops.defer(() => worker.stop(1000));
});
afterAll(() => stops.disposeAsync());

type Json = ReturnType<typeof JSON.parse>;

/** An agent that lists first, as agents do: the client then checks every result against the schema the tool promised. */
class Editor {
  readonly #client: Client;
  readonly #transcript: string[] = [];

  constructor(mode: 'auto' | 'legacy') {
    this.#client = new Client({ name: 'example-editor', version: '1.0.0' }, { versionNegotiation: { mode } });
  }

  async connect(ctx: Ctx): Promise<void> {
    const { token } = await createApiKey(ctx, { name: `editor ${randomUUID().slice(0, 8)}` });
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await this.#client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    const { tools } = await this.#client.listTools();
    this.#say(`connected (${this.#client.getNegotiatedProtocolVersion() ?? 'unknown'}), ${tools.length} tools`);
  }

  async call(name: string, args: Record<string, unknown>, tell: (result: Json) => string): Promise<Json> {
    const progress: string[] = [];
    const onprogress = ({ message = '' }: { message?: string | undefined }): void => void progress.push(message);
    const { content, structuredContent } = await this.#client.callTool({ name, arguments: args }, { onprogress });
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
    this.#say(`${name}${progress.length > 0 ? ` (${progress.join('; ')})` : ''} → ${tell(structuredContent)}`);
    return structuredContent;
  }

  async read(uri: string, tell: (content: Json) => string): Promise<Json> {
    const { contents } = await this.#client.readResource({ uri });
    const [first] = contents;
    const content: Json = JSON.parse(first !== undefined && 'text' in first ? first.text : '');
    this.#say(`read ${uri.replace(/[a-z]+_[0-9a-z-]{12,}/, '…')} → ${tell(content)}`);
    return content;
  }

  async prompt(name: string, args: Record<string, string>): Promise<string> {
    const { messages } = await this.#client.getPrompt({ name, arguments: args });
    const content = messages[0]?.content;
    const text = content?.type === 'text' ? content.text : '';
    this.#say(`prompt ${name} → ${text.split('\n').filter((line) => /^\d+\. /.test(line)).length} steps`);
    return text;
  }

  async complete(name: string, argument: string, typed: string): Promise<readonly string[]> {
    const { completion } = await this.#client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: argument, value: typed } });
    return completion.values;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  get transcript(): string {
    return this.#transcript.join('\n');
  }

  #say(line: string): void {
    this.#transcript.push(`${this.#transcript.length + 1}. ${line}`);
  }
}

const CONTENT = {
  testerPrompt: '1. call order_get with {"orderId": "4711"}\nanswer Order 4711 was looked up.',
  criteria: [
    { kind: 'check', check: { kind: 'no_tool_errors' } },
    {
      criterionText: 'The order is paid',
      kind: 'check',
      check: { kind: 'tool_result', tool: 'order_get', jsonpath: '$.status', equals: 'paid' },
    },
  ],
  retryPolicy: { maxAttempts: 1 },
};

async function makeShop(): Promise<Shop> {
  const shop = await world.newShop();
  const withDoors = (ctx: Ctx): Ctx => ({ ...ctx, deps });
  return { ...shop, ada: withDoors(shop.ada), ben: withDoors(shop.ben), vera: withDoors(shop.vera) };
}

test.each(['auto', 'legacy'] as const)('a repair by a client of the era %s', { timeout: LOOP_MS }, async (mode) => {
  world.mcp.restoreOrderGet();
  const shop = await makeShop();
  const { id: workflowId } = await shop.workflow(CONTENT);
  const editor = new Editor(mode);
  await editor.connect(shop.ada);
  const run = async (more: Record<string, unknown>) =>
    editor.call('run_workflow_now', { workflowId, wait: true, ...more }, ({ results, trial }) =>
      [results[0].run.status, results[0].run.classification, trial && `(trial ${trial.verdict})`].filter(Boolean).join(' '),
    );

  expect(await run({ reason: 'before' })).toMatchObject({ runs: [{ status: 'pass', deduplicated: false }] });

  // The planted regression: order_get loses an argument, and says `state` where it said `status`.
  world.mcp.changeOrderGet();
  const synced = await editor.call(
    'sync_mcp_server_capabilities',
    { mcpServerId: shop.serverId },
    ({ diff }) => `${diff.breakingCount} breaking change`,
  );
  expect(synced).toMatchObject({ ok: true, changed: true, diff: { breakingCount: 1 } });
  const { runId } = await run({ reason: 'after a deployment' });

  const health = await editor.call('get_organization_health', {}, ({ workflows }) => `${workflows.failing.length} failing workflow`);
  expect(health.workflows.failing).toMatchObject([{ workflowId, runId, status: 'partial' }]);
  const found = await editor.call(
    'search_runs',
    { workflowId, status: 'partial' },
    ({ runs }) => `${runs.length} run, fault of: ${runs[0].classification}`,
  );
  expect(found.runs).toMatchObject([{ runId, classification: 'schema' }]);
  expect(await editor.complete('repair_failing_workflow', 'runId', runId.slice(0, 9))).toContain(runId);
  const steps = await editor.prompt('repair_failing_workflow', { runId });
  expect(steps).toContain(workflowId);

  const why = await editor.call('diagnose_run', { runId }, (one) =>
    [
      `${one.classification}; criterion ${one.failingCriteria.map(({ position }: Json) => position).join()} failed`,
      `suggested ${one.suggestedActions.map(({ action }: Json) => action).join(', ')}`,
      `fields ${one.remediations.map(({ field }: Json) => field).join(', ')}`,
    ].join('; '),
  );
  expect(why).toMatchObject({
    classification: 'schema',
    failingCriteria: [{ position: 2, verdict: 'fail' }],
    changesSinceBaseline: { catalog: { breakingCount: 1 } },
    suggestedActions: [{ action: 'sync_capabilities' }, { action: 'patch_prompt', tool: 'propose_workflow_patch' }],
  });
  const trace = await editor.read(`armature://runs/${runId}/trace`, ({ events }) => `${events.length} events`);
  const answered = trace.events.find(({ type }: Json) => type === 'tool_result');
  expect(JSON.stringify(answered.data.content)).toContain('PAID');

  const { workflow, version } = await editor.call('get_workflow', { workflowId }, (one) => `version ${one.version.number}`);
  const proposal = await editor.call(
    'propose_workflow_patch',
    {
      workflowId,
      baseVersionId: version.id,
      rationale: 'Since the deployment order_get answers `state`, not `status`; the order itself is paid as before.',
      changes: {
        description: 'Looks an order up. order_get answers `state` since its last deployment.',
        criteria: [{ op: 'update', position: 2, check: { ...workflow.criteria[1].check, jsonpath: '$.state', equals: 'PAID' } }],
      },
      evidence: [runId, answered.id, why.failingCriteria[0].criterionId, why.contributingToolCalls[0].callId],
    },
    ({ diff, warnings }) => `staged; ${diff.map(({ path }: Json) => path).join(', ')}; ${warnings.length} warnings`,
  );
  const trial = await run({ proposalId: proposal.proposalId });
  expect(trial).toMatchObject({
    results: [{ run: { status: 'pass', trial: { proposalId: proposal.proposalId } } }],
    trial: { verdict: 'passed', runs: [{ status: 'pass' }], current: [{ runId, status: 'partial' }] },
  });
  const shown = await editor.read(
    proposal.resourceUri,
    ({ state, trials }) => `${state}; trial ${trials.runs[0].status} beside ${trials.current[0].status} of the current version`,
  );
  expect(shown).toMatchObject({ state: 'staged', trials: { verdict: 'passed' } });

  // A person reads diff, warnings and trial, and agrees.
  const applied = await editor.call(
    'apply_workflow_change',
    { proposalId: proposal.proposalId, approvedBy: 'Ada' },
    (one) => `version ${one.version.number}, trial ${one.trial}`,
  );
  expect(applied).toMatchObject({ workflowId, version: { number: 2 }, created: false, trial: 'passed' });
  const fixed = await run({ baselineRunId: runId, reason: 'after the repair' });
  expect(fixed).toMatchObject({ runs: [{ status: 'pass', deduplicated: false }], trial: null });
  const compared = await editor.call(
    'compare_runs',
    { runId: fixed.runId, baselineRunId: runId },
    (one) => `${one.verdict}: ${one.status.before} → ${one.status.after}`,
  );
  expect(compared).toMatchObject({
    verdict: 'improved',
    status: { before: 'partial', after: 'pass' },
    criteria: [{ change: 'same' }, { change: 'improved' }],
  });

  const draft = await editor.call(
    'draft_regression_workflow_from_run',
    { runId, rationale: 'So that the same is caught again.' },
    ({ spec }) => `${spec.criteria.length} criteria`,
  );
  expect(draft).toMatchObject({ kind: 'draft', workflowId: null, sourceRunId: runId, spec: { schedule: null } });
  const made = await editor.call(
    'apply_workflow_change',
    { proposalId: draft.proposalId, approvedBy: 'Ada' },
    (one) => `created ${one.created}, trial ${one.trial}`,
  );
  expect(made).toMatchObject({ created: true, version: { number: 1 }, trial: 'none' });

  await editor.close();
  // Told once: both eras say the same.
  if (mode === 'auto') process.stdout.write(`${editor.transcript}\n`);
});
