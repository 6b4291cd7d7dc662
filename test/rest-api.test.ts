// One story for each resource of the REST API, against a real MCP server. Every answer is checked with its documented schema.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeRun } from '#modules/runs';
import { makeRestWorld } from '#test/rest-world';
import type { Call, RestWorld } from '#test/rest-world';
import { startOpenAiEndpoint } from './openai-endpoint.ts';

let world: RestWorld;
let storeUrl: string;
beforeAll(async () => {
  world = await makeRestWorld();
  storeUrl = await world.startStore();
});
afterAll(() => world.close());

const go = new AbortController().signal;

interface Team {
  readonly owner: Call;
  readonly editor: Call;
  readonly viewer: Call;
  readonly stranger: Call;
}

async function team(): Promise<Team> {
  const { ada, ben, vera, eve } = await world.newOrg();
  const [owner, editor, viewer, stranger] = await Promise.all([world.keyOf(ada), world.keyOf(ben), world.keyOf(vera), world.keyOf(eve)]);
  return { owner: owner.call, editor: editor.call, viewer: viewer.call, stranger: stranger.call };
}

async function addStore(call: Call, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { status, body } = await call('POST', '/mcp-servers', { body: { name: 'Acme Store', baseUrl: storeUrl, ...changes } });
  expect([status, body.error]).toEqual([201, undefined]);
  return body.id;
}

const SCRIPT = [
  '1. call get_order with {"orderId": "ORD-1001"}',
  '2. call get_order_total with {"orderId": "$1.id"}',
  'answer It comes to ${2.total}.',
].join('\n');
const HOLDS = [
  { kind: 'check', check: { kind: 'tool_called', tool: 'get_order_total' } },
  { kind: 'check', check: { kind: 'no_tool_errors' }, isRequired: false },
];

const workflowOf = (mcpServerId: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  name: 'Order total',
  mcpServerId,
  testerPrompt: SCRIPT,
  testerModelId: 'script/steps',
  criteria: HOLDS,
  ...changes,
});

async function addWorkflow(call: Call, mcpServerId: string, changes: Readonly<Record<string, unknown>> = {}) {
  const { status, body } = await call('POST', '/workflows', { body: workflowOf(mcpServerId, changes) });
  expect([status, body.error]).toEqual([201, undefined]);
  return body;
}

/** Dispatches, lets the worker's verb do the work, and returns the id. */
async function runThrough(call: Call, workflowId: string): Promise<string> {
  const { status, body } = await call('POST', `/workflows/${workflowId}/runs`, { body: { forceNewRun: true } });
  expect(status).toBe(202);
  await executeRun(world.deps, body.runId, go);
  return body.runId;
}

test('the organization answers who is asking', async () => {
  const cast = await world.newOrg();
  const { call, keyId } = await world.keyOf(cast.ben);
  const { body } = await call('GET', '/org');
  expect(body.organization).toEqual(cast.org);
  expect(body.actor).toMatchObject({ apiKeyId: keyId, userProfileId: null, role: 'editor', email: null });
});

describe('servers', () => {
  test('are probed, saved with their catalog, listed, changed and archived', async () => {
    const { owner, editor, viewer } = await team();
    const tried = await editor('POST', '/mcp-servers/test-connection', { body: { baseUrl: storeUrl } });
    expect(tried.body).toMatchObject({ ok: true, serverInfo: { name: 'acme-store' }, error: null });
    expect((await viewer('GET', '/mcp-servers')).body.total).toBe(0);

    const created = await editor('POST', '/mcp-servers', { body: { name: 'Acme Store', baseUrl: storeUrl, categories: ['shop'] } });
    const { id } = created.body;
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/api/armature/v1/mcp-servers/${id}`);
    expect(created.body).toMatchObject({ health: 'healthy', transportType: 'streamable_http', environment: 'production', state: 'active' });
    expect((await viewer('GET', `/mcp-servers/${id}`)).body).toEqual(created.body);

    const { body: list } = await viewer('GET', '/mcp-servers?category=shop,other');
    expect(list).toMatchObject({
      page: 1,
      pageSize: 25,
      total: 1,
      rows: [{ id, transport_type: 'streamable_http', base_url: storeUrl, tool_count: created.body.toolCount }],
    });
    expect((await viewer('GET', '/mcp-servers?categorySlug=other')).body.total).toBe(0);
    // given together, both hold
    expect((await viewer('GET', '/mcp-servers?category=shop,other&categorySlug=shop')).body.total).toBe(1);
    expect((await viewer('GET', '/mcp-servers?category=shop,other&categorySlug=other')).body.total).toBe(0);

    const catalog = await viewer('GET', `/mcp-servers/${id}/catalog`);
    expect(catalog.body.tools.map((tool: { name: string }) => tool.name)).toEqual(
      expect.arrayContaining(['search_products', 'get_order_total']),
    );
    expect(catalog.body.snapshotId).toBe(created.body.snapshotId);

    expect((await editor('POST', `/mcp-servers/${id}/probe`)).body).toMatchObject({ ok: true });
    // a body names it, so it is a wrong field and not a path that leads nowhere
    for (const verb of ['probe', 'sync']) {
      const refused = await owner('POST', `/mcp-servers/${id}/${verb}`, { body: { authProfileId: 'auth_none' } });
      expect([refused.status, refused.body.error.details.fieldErrors[0].field]).toEqual([400, 'authProfileId']);
    }
    expect((await owner('POST', `/mcp-servers/${id}/sync`, { body: {} })).body).toMatchObject({ ok: true, changed: false });
    const snapshots = await viewer('GET', `/mcp-servers/${id}/snapshots`);
    expect(snapshots.body).toMatchObject({ total: 1, rows: [{ id: created.body.snapshotId, breakingCount: 0 }] });
    const diff = await viewer('GET', `/mcp-servers/${id}/diff?from=${created.body.snapshotId}&to=${created.body.snapshotId}`);
    expect(diff.body).toMatchObject({ breakingCount: 0, added: [], removed: [], changed: [] });
    expect((await viewer('GET', `/mcp-servers/${id}/catalog?snapshotId=snap_none`)).body.error.code).toBe('snapshot_not_found');

    const renamed = await editor('PATCH', `/mcp-servers/${id}`, { body: { name: 'Store', environment: 'staging' } });
    expect(renamed.body).toMatchObject({ name: 'Store', environment: 'staging' });
    expect((await viewer('GET', '/mcp-servers')).body.total).toBe(0);
    expect((await viewer('GET', '/mcp-servers?environment=all')).body.total).toBe(1);

    expect((await editor('DELETE', `/mcp-servers/${id}`)).body).toEqual({ ok: true });
    expect((await viewer('GET', `/mcp-servers/${id}`)).body.state).toBe('archived');
  });

  test('that do not answer are 422 with the probe, and saved only when asked to', async () => {
    const { editor } = await team();
    const dead = { name: 'Dead', baseUrl: 'http://127.0.0.1:9/mcp' };
    const refused = await editor('POST', '/mcp-servers', { body: dead });
    expect(refused.status).toBe(422);
    expect(refused.body.error).toMatchObject({ code: 'probe_failed', details: { fieldErrors: [], warnings: [] } });
    expect((await editor('POST', '/mcp-servers', { body: { ...dead, skipProbe: true } })).status).toBe(201);
    expect((await editor('POST', '/mcp-servers', { body: { ...dead, skipProbe: true } })).body.error.code).toBe('conflict');
  });

  test('have auth profiles whose value never comes back', async () => {
    const { editor, viewer } = await team();
    const id = await addStore(editor);
    const profiles = `/mcp-servers/${id}/auth-profiles`;
    const secret = 'a-bearer-value-4711';
    const created = await editor('POST', profiles, { body: { name: 'ci', kind: 'bearer', value: secret } });
    expect(created.status).toBe(201);
    const changed = await editor('PATCH', `${profiles}/${created.body.id}`, { body: { isDefault: true } });
    expect(changed.body).toMatchObject({ name: 'ci', kind: 'bearer', isDefault: true });
    const listed = await viewer('GET', profiles);
    expect(listed.body.rows).toHaveLength(2);
    expect(JSON.stringify([created.body, changed.body, listed.body])).not.toContain(secret);
    expect((await editor('DELETE', `${profiles}/auth_none`)).body.error.code).toBe('auth_profile_not_found');
  });

  test('in use are not archived without force, and force pauses the workflow', async () => {
    const { editor, viewer } = await team();
    const id = await addStore(editor);
    const workflow = await addWorkflow(editor, id, { schedule: { cron: '0 * * * *' } });
    const refused = await editor('DELETE', `/mcp-servers/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.error.details.usedBy).toEqual([{ type: 'workflow', id: workflow.id, name: workflow.name }]);
    expect((await editor('DELETE', `/mcp-servers/${id}?force=false`)).status).toBe(409);
    expect((await editor('DELETE', `/mcp-servers/${id}?force=perhaps`)).status).toBe(400);
    expect((await editor('DELETE', `/mcp-servers/${id}?force`)).body).toEqual({ ok: true });
    expect((await viewer('GET', `/workflows/${workflow.id}`)).body.state).toBe('paused');
  });
});

describe('lists that are short by their nature', () => {
  test('are paged as every list is', async () => {
    const { owner, viewer } = await team();
    const id = await addStore(owner);
    for (const name of ['a', 'b', 'c']) {
      await owner('POST', `/mcp-servers/${id}/auth-profiles`, { body: { name, kind: 'bearer', value: 'x' } });
      await owner('POST', '/alert-destinations', { body: { name, kind: 'webhook', url: 'https://hooks.example.test/a' } });
    }
    for (const path of [`/mcp-servers/${id}/auth-profiles`, '/alert-destinations', '/models']) {
      const whole = (await viewer('GET', path)).body;
      const pages = await Promise.all([1, 2, 3].map(async (page) => (await viewer('GET', `${path}?page=${page}&pageSize=2`)).body));
      expect([path, whole.page, whole.pageSize, whole.total]).toEqual([path, 1, 25, whole.rows.length]);
      expect(pages.flatMap(({ rows }) => rows)).toEqual(whole.rows.slice(0, 6));
      expect(pages.map(({ total }) => total)).toEqual([whole.total, whole.total, whole.total]);
    }
  });
});

describe('workflows', () => {
  test('are found by category, by environment and by state', async () => {
    const { editor, viewer } = await team();
    const serverId = await addStore(editor);
    await addWorkflow(editor, serverId);
    const labelled = await addWorkflow(editor, serverId, { name: 'Labelled', categories: ['checkout', 'slow'] });
    const found = async (query: string) => (await viewer('GET', `/workflows?${query}`)).body.rows.map(({ id }: { id: string }) => id);
    expect(await found('category=checkout,other')).toEqual([labelled.id]);
    expect(await found('category=other')).toEqual([]);
    expect(await found('categorySlug=slow')).toEqual([labelled.id]);
    expect(await found('category=checkout&categorySlug=other')).toEqual([]);
    expect((await viewer('GET', '/workflows?category=No+Slug')).body.error.details.fieldErrors[0].field).toBe('category');
    await editor('PATCH', `/mcp-servers/${serverId}`, { body: { environment: 'staging' } });
    expect([await found('category=checkout'), await found('category=checkout&environment=staging')]).toEqual([[], [labelled.id]]);
    await editor('DELETE', `/workflows/${labelled.id}`);
    expect(await found('categorySlug=slow&environment=all')).toEqual([]);
    expect(await found('categorySlug=slow&environment=all&state=all')).toEqual([labelled.id]);
  });

  test('are saved in versions, restored, checked and archived', async () => {
    const { editor, viewer } = await team();
    const serverId = await addStore(editor);
    const check = await viewer('POST', '/workflows/check', { body: workflowOf(serverId, { schedule: { cron: '0 25 * * *' } }) });
    expect(check.body.fieldErrors).toEqual([{ field: 'schedule.cron', message: 'field 2 (hour) 25 is not within 0-23' }]);

    const first = await addWorkflow(editor, serverId, { schedule: { cron: '0 * * * *', timezone: 'Europe/Paris' } });
    expect(first).toMatchObject({ currentVersion: { number: 1 }, passRate7d: null, lastRun: null, state: 'active', warnings: [] });
    expect(first.nextRunAt).not.toBeNull();

    const second = await editor('PATCH', `/workflows/${first.id}`, { body: { schedule: null, baseVersionId: first.currentVersion.id } });
    expect(second.body).toMatchObject({ schedule: null, nextRunAt: null, currentVersion: { number: 2 } });
    const stale = await editor('PATCH', `/workflows/${first.id}`, { body: { name: 'Late', baseVersionId: first.currentVersion.id } });
    expect([stale.status, stale.body.error.code]).toEqual([409, 'stale_base_version']);

    const versions = await viewer('GET', `/workflows/${first.id}/versions`);
    expect(versions.body.rows.map((row: { number: number }) => row.number)).toEqual([2, 1]);
    expect(versions.body.rows[0].diff.map((one: { path: string }) => one.path)).toEqual([expect.stringMatching(/^schedule/)]);
    const one = await viewer('GET', `/workflows/${first.id}/versions/${first.currentVersion.id}`);
    expect(one.body.spec.schedule).toEqual({ cron: '0 * * * *', timezone: 'Europe/Paris' });

    const restored = await editor('POST', `/workflows/${first.id}/versions/${first.currentVersion.id}/restore`);
    expect(restored.body).toMatchObject({ currentVersion: { number: 3 }, schedule: { cron: '0 * * * *' } });
    expect((await viewer('GET', `/workflows/${first.id}/versions?pageSize=1`)).body.rows[0].restoredFrom).toBe(1);

    expect((await viewer('GET', `/workflows?mcpServerId=${serverId}&search=order`)).body.total).toBe(1);
    expect((await editor('DELETE', `/workflows/${first.id}`)).body).toEqual({ ok: true });
    expect((await viewer('GET', '/workflows')).body.total).toBe(0);
    expect((await viewer('GET', '/workflows?state=all')).body.rows[0]).toMatchObject({ id: first.id, state: 'archived' });
    expect((await editor('POST', `/workflows/${first.id}/runs`)).body.error.code).toBe('conflict');
  });

  test('name every wrong field at once, and refuse a secret without repeating it', async () => {
    const { editor } = await team();
    const serverId = await addStore(editor);
    const wrong = await editor('POST', '/workflows', {
      body: workflowOf(serverId, {
        name: '',
        criteria: [{ kind: 'check', check: { kind: 'tool_result', tool: 'x', jsonpath: '$[', equals: 1 } }],
        colour: 'red',
      }),
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.details.fieldErrors.map(({ field }: { field: string }) => field)).toEqual(
      expect.arrayContaining(['name', 'criteria[0].check.jsonpath', 'colour']),
    );
    expect(wrong.body.error.message.startsWith(`${wrong.body.error.details.fieldErrors[0].field}: `)).toBe(true);

    const key = `sk-ant-api03-${'A1b2C3d4'.repeat(12)}`;
    const leaked = await editor('POST', '/workflows', { body: workflowOf(serverId, { testerPrompt: `Log in with ${key}` }) });
    expect([leaked.status, leaked.body.error.code]).toEqual([400, 'secret_in_arguments']);
    expect(leaked.body.error.message).toContain('testerPrompt');
    expect(JSON.stringify(leaked.body)).not.toContain(key);
  });
});

describe('runs', () => {
  test('are dispatched once per key, executed, and read back from every side', async () => {
    const { editor, viewer } = await team();
    const serverId = await addStore(editor);
    const { id: workflowId } = await addWorkflow(editor, serverId);
    const dispatch = () => editor('POST', `/workflows/${workflowId}/runs`, { body: { idempotencyKey: 'commit-1', reason: 'CI' } });
    const started = await dispatch();
    expect(started.status).toBe(202);
    expect((await dispatch()).body).toMatchObject({ runId: started.body.runId, runs: [{ deduplicated: true }] });
    const { runId } = started.body;
    expect((await viewer('GET', `/runs/${runId}`)).body).toMatchObject({ status: 'pending', reason: 'CI' });
    expect((await viewer('GET', `/runs/${runId}/evaluation`)).body).toEqual({ status: 'pending', criteria: [] });

    await executeRun(world.deps, runId, go);
    const { body: run } = await viewer('GET', `/runs/${runId.slice('run_'.length)}`);
    expect(run).toMatchObject({
      runId,
      status: 'pass',
      testerKind: 'script',
      toolCallCount: 2,
      costUsd: 0,
      attempts: [{ attempt: 1, status: 'pass' }],
    });

    const first = await viewer('GET', `/runs/${runId}/trace?limit=3`);
    expect(first.body).toMatchObject({ attempt: 1, nextAfterSeq: 3 });
    const seen = [...first.body.events];
    for (let after: number | undefined = first.body.nextAfterSeq; after !== undefined;) {
      const { body } = await viewer('GET', `/runs/${runId}/trace?limit=3&afterSeq=${after}`);
      seen.push(...body.events);
      after = body.nextAfterSeq;
    }
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    expect([seen[0].type, seen.at(-1).type]).toEqual(['run_started', 'run_finished']);
    expect((await viewer('GET', `/runs/${runId}/trace?type=tool_call`)).body.events).toHaveLength(2);

    const { body: evaluation } = await viewer('GET', `/runs/${runId}/evaluation`);
    expect(evaluation.criteria.map(({ verdict, judgedBy }: { verdict: string; judgedBy: string }) => [verdict, judgedBy])).toEqual([
      ['pass', 'rule'],
      ['pass', 'rule'],
    ]);
    const { body: calls } = await viewer('GET', `/runs/${runId}/tool-calls`);
    expect(calls.rows.map(({ tool }: { tool: string }) => tool)).toEqual(['get_order', 'get_order_total']);
    expect(calls).toMatchObject({ page: 1, pageSize: 25, total: 2 });
    expect((await viewer('GET', `/runs/${runId}/tool-calls?page=2&pageSize=1`)).body).toEqual({
      rows: [calls.rows[1]],
      page: 2,
      pageSize: 1,
      total: 2,
    });
    const { body: files } = await viewer('GET', `/runs/${runId}/artifacts`);
    expect(files.artifacts[0]).toMatchObject({ kind: 'final_answer', text: run.finalAnswer });

    expect((await viewer('GET', `/runs?workflowId=${workflowId}&status=pass`)).body).toMatchObject({ total: 1, rows: [{ runId }] });
    expect((await viewer('GET', `/workflows/${workflowId}`)).body).toMatchObject({ passRate7d: 1, lastRun: { runId, status: 'pass' } });
  });

  test('can be run again and compared with what they were', async () => {
    const { editor, viewer } = await team();
    const { id: workflowId } = await addWorkflow(editor, await addStore(editor));
    const before = await runThrough(editor, workflowId);
    await editor('PATCH', `/workflows/${workflowId}`, {
      body: { criteria: [{ kind: 'check', check: { kind: 'tool_called', tool: 'create_order' } }] },
    });
    const again = await editor('POST', `/runs/${before}/rerun`, { body: { version: 'current' } });
    expect(again.status).toBe(202);
    await executeRun(world.deps, again.body.runId, go);
    const { body } = await viewer('GET', `/runs/${again.body.runId}/compare`);
    expect(body).toMatchObject({ baselineRunId: before, verdict: 'regressed', status: { before: 'pass', after: 'fail' } });
    expect(body.workflowDiff.length).toBeGreaterThan(0);
    expect((await viewer('GET', `/runs/${again.body.runId}/diagnosis`)).body).toMatchObject({
      runId: again.body.runId,
      status: 'fail',
      classification: 'test',
      failingCriteria: [{ position: 1, verdict: 'fail' }],
      changesSinceBaseline: { baselineRunId: before },
      suggestedActions: [{ action: 'patch_criteria' }, { action: 'patch_tool_policy' }],
    });
    const foreign = await viewer('GET', `/runs/${again.body.runId}/compare?baselineRunId=run_00000000-0000-4000-8000-000000000000`);
    expect(foreign.body.error).toMatchObject({ code: 'validation_failed', details: { fieldErrors: [{ field: 'baselineRunId' }] } });
  });

  test('are cancelled while they wait, and no more once they ended', async () => {
    const { editor, viewer } = await team();
    const { id: workflowId } = await addWorkflow(editor, await addStore(editor));
    const { body } = await editor('POST', `/workflows/${workflowId}/runs`);
    expect((await editor('POST', `/runs/${body.runId}/cancel`)).body).toEqual({ ok: true });
    expect((await viewer('GET', `/runs/${body.runId}`)).body).toMatchObject({ status: 'error', error: { kind: 'cancelled' } });
    expect((await editor('POST', `/runs/${body.runId}/cancel`)).status).toBe(409);
  });

  test.each([
    ['workflowId=wf_none', 'workflowId'],
    ['mcpServerId=mcp_none', 'mcpServerId'],
    ['status=odd', 'status'],
    ['range=1y', 'range'],
    ['sort=name', 'sort'],
    [`search=${'x'.repeat(201)}`, 'search'],
  ])('are not listed by a query of %s: 400 names the field', async (query, field) => {
    const { viewer } = await team();
    const { status, body } = await viewer('GET', `/runs?${query}`);
    expect([status, body.error?.details.fieldErrors[0].field]).toEqual([400, field]);
  });
});

describe('models', () => {
  test('are preflighted, tested, changed and removed; the key never comes back', async () => {
    const { owner, viewer } = await team();
    const endpoint = await startOpenAiEndpoint([{ calls: [{ name: 'report_word', arguments: { word: 'armature' } }] }]);
    try {
      const apiKey = 'k-4711-never-shown';
      const created = await owner('POST', '/models', {
        body: { provider: 'openai-compatible', upstreamName: 'org/tiny', baseUrl: endpoint.baseUrl, apiKey },
      });
      expect(created.status).toBe(201);
      const { id } = created.body;
      expect(id).toBe('openai-compatible/org/tiny');
      const path = `/models/${encodeURIComponent(id)}`;
      expect(created.headers.get('location')).toBe(`/api/armature/v1${path}`);
      expect(created.body).toMatchObject({ isDefaultTester: true, isDefaultJudge: true, active: true });
      const tested = await owner('POST', `${path}/test`);
      expect(tested.body).toMatchObject({ ok: true, message: null });
      const changed = await owner('PATCH', path, { body: { displayName: 'Tiny', inputUsdPerMTok: 1, outputUsdPerMTok: 2 } });
      expect(changed.body).toMatchObject({ displayName: 'Tiny', price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2, source: 'override' } });
      const listed = await viewer('GET', '/models');
      expect(listed.body.rows.map((row: { id: string }) => row.id)).toEqual(['script/steps', id]);
      expect(JSON.stringify([created.body, tested.body, changed.body, listed.body])).not.toContain(apiKey);
      expect((await owner('DELETE', path)).body).toEqual({ ok: true });
      expect((await owner('DELETE', path)).body.error.code).toBe('model_not_found');
    } finally {
      await endpoint.close();
    }
  });
});
