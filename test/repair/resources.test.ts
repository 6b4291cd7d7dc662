// The eight resources and two prompts of the repair endpoint, and the ids it completes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#kernel/ids';
import { createAuthProfile } from '#modules/servers';
import { jsonText } from '#platform/db/schema';
import type { Shop } from '../run-world.ts';
import { makeRepairWorld } from './repair-world.ts';
import type { Agent, RepairWorld } from './repair-world.ts';

const MEBIBYTE = 1024 * 1024;

let world: RepairWorld;
beforeAll(async () => {
  world = await makeRepairWorld();
});
afterAll(() => world.close());

interface Scene {
  readonly shop: Shop;
  readonly workflowId: string;
  readonly versionId: string;
  readonly runId: string;
  readonly agent: Agent;
}

async function makeScene(): Promise<Scene> {
  const shop = await world.newShop();
  return { shop, ...(await world.failing(shop)), agent: await world.agentOf(shop.vera) };
}

interface Asked {
  readonly ref: object;
  readonly name: string;
}

const completed = async ({ agent }: Scene, { ref, name }: Asked, value: string): Promise<readonly string[]> =>
  (await agent.send('completion/complete', { ref, argument: { name, value } })).body.result.completion.values;

describe('a viewer reads', () => {
  test('the models that are active', async () => {
    const { agent } = await makeScene();
    expect(await agent.read('armature://catalog/models')).toEqual({
      models: [{ id: 'script/steps', displayName: 'Step script (no AI)', provider: 'script', roles: ['tester'] }],
    });
  });

  test('the format of a workflow, as JSON Schema with the names of this endpoint', async () => {
    const { agent } = await makeScene();
    const schema = await agent.read('armature://schemas/workflow');
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining([
        'name',
        'description',
        'model',
        'prompt',
        'schedule',
        'toolPolicy',
        'criteria',
        'mcpServerId',
        'judge',
        'limits',
      ]),
    );
    expect(JSON.stringify(schema)).toContain('no_tool_errors');
  });

  test('the trace of a run in order, by either form of its id', async () => {
    const { agent, runId } = await makeScene();
    const trace = await agent.read(`armature://runs/${runId}/trace`);
    expect(trace).toMatchObject({ runId, attempt: 1, truncated: false });
    const types = trace.events.map(({ type }: { type: string }) => type);
    expect([types[0], types.at(-1)]).toEqual(['run_started', 'run_finished']);
    expect(types).toEqual(expect.arrayContaining(['tool_call', 'tool_result', 'final_answer', 'criterion_verdict']));
    const bare = await agent.read(`armature://runs/${runId.replace('run_', '')}/trace`);
    expect(bare.events).toEqual(trace.events);
  });

  test('no more than a mebibyte of a trace, and is told', async () => {
    const { agent, runId, shop } = await makeScene();
    const { db } = world.deps;
    const events = Array.from({ length: 30 }, (_, i) => ({
      id: newId('evt'),
      run_id: runId,
      org_id: shop.org.id,
      attempt: 1,
      seq: 1_000 + i,
      at: world.clock.now(),
      type: 'server_notification',
      data: jsonText({ method: 'notifications/message', params: { text: 'ü'.repeat(30_000) } }),
    }));
    await db.insertInto('run_events').values(events).execute();
    const { body } = await agent.send('resources/read', { uri: `armature://runs/${runId}/trace` });
    const [{ text }] = body.result.contents;
    const trace = JSON.parse(text);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MEBIBYTE);
    expect(Buffer.byteLength(text)).toBeGreaterThan(MEBIBYTE - 120_000);
    expect(trace.truncated).toBe(true);
    expect(trace.events.length).toBeLessThan(40);
  });

  test('what a run left behind', async () => {
    const { agent, runId } = await makeScene();
    const { artifacts, ...rest } = await agent.read(`armature://runs/${runId}/artifacts`);
    expect(rest).toEqual({ runId });
    expect(artifacts).toMatchObject([
      { name: 'final-answer.txt', kind: 'final_answer', mimeType: 'text/plain', text: 'The order is paid.' },
    ]);
  });

  test('a workflow exactly as get_workflow answers it', async () => {
    const { agent, workflowId, versionId } = await makeScene();
    const read = await agent.read(`armature://workflows/${workflowId}`);
    expect(read).toEqual(await agent.call('get_workflow', { workflowId }));
    expect(read).toMatchObject({
      workflow: { workflowId, state: 'active', model: [{ modelId: 'script/steps' }], criteria: [{ position: 1 }, { position: 2 }] },
      version: { id: versionId, number: 1, author: { type: 'user' } },
      isCurrent: true,
    });
    expect(read.workflow).not.toHaveProperty('testerPrompt');
  });

  test('the tools of a server, and how they are covered', async () => {
    const { agent, shop } = await makeScene();
    const { tools, ...rest } = await agent.read(`armature://mcp-servers/${shop.serverId}/tools`);
    expect(rest).toEqual({ mcpServerId: shop.serverId, snapshotId: expect.stringMatching(/^snap_/), truncated: false });
    expect(tools[0]).toEqual({
      name: 'order_get',
      title: null,
      description: 'One order.',
      inputSchema: expect.objectContaining({ required: ['orderId'] }),
      outputSchema: null,
      annotations: {},
      active: true,
    });
    const coverage = await agent.read(`armature://mcp-servers/${shop.serverId}/coverage`);
    expect(coverage).toMatchObject({ mcpServerId: shop.serverId, covered: [{ tool: 'order_get' }] });
  });

  test('a proposal with rationale, evidence, diff, warnings and trials', async () => {
    const { agent, workflowId, versionId, runId } = await makeScene();
    const { proposalId, resourceUri } = await agent.call('propose_workflow_patch', {
      workflowId,
      baseVersionId: versionId,
      rationale: 'Nobody needs the list of orders any more.',
      changes: { criteria: [{ op: 'remove', position: 2 }] },
      evidence: [runId],
    });
    expect(await agent.read(resourceUri)).toMatchObject({
      proposalId,
      kind: 'patch',
      workflowId,
      baseVersionId: versionId,
      rationale: 'Nobody needs the list of orders any more.',
      evidence: [runId],
      diff: [{ op: 'remove', path: 'criteria[1]' }],
      warnings: [expect.stringContaining('is removed')],
      state: 'staged',
      appliedVersionId: null,
      trials: { verdict: 'none', runs: [], current: [{ runId }] },
    });
  });
});

test("another organization's resources are not there, and nothing of a credential is in one's own", async () => {
  const scene = await makeScene();
  const { shop, workflowId, runId } = scene;
  await createAuthProfile(shop.ben, {
    serverId: shop.serverId,
    name: 'Staging',
    kind: 'bearer',
    value: 'a-credential-of-the-shop',
    skipProbe: true,
  });
  const eve = await world.agentOf(shop.eve, 'owner');
  const uris = {
    [`armature://runs/${runId}/trace`]: 'run_not_found',
    [`armature://runs/${runId}/artifacts`]: 'run_not_found',
    [`armature://workflows/${workflowId}`]: 'workflow_not_found',
    [`armature://mcp-servers/${shop.serverId}/tools`]: 'mcp_server_not_found',
    [`armature://mcp-servers/${shop.serverId}/coverage`]: 'mcp_server_not_found',
    'armature://workflow-change-proposals/prop_never': 'proposal_not_found',
  };
  for (const [uri, code] of Object.entries(uris)) {
    const { error } = (await eve.send('resources/read', { uri })).body;
    expect(error, uri).toMatchObject({ code: -32002, data: { code, uri, details: { fieldErrors: [], warnings: [] } } });
    const { text } = (await scene.agent.send('resources/read', { uri })).body.result?.contents[0] ?? { text: '' };
    expect(text).not.toContain('a-credential-of-the-shop');
  }
});

describe('ids are completed', () => {
  test('of runs that did not pass, newest first, by either form', async () => {
    const scene = await makeScene();
    const { workflowId: passing } = { workflowId: (await scene.shop.workflow({ name: 'Passing' })).id };
    const editor = await world.agentOf(scene.shop.ben);
    const { runId: passed } = await editor.call('run_workflow_now', { workflowId: passing });
    await world.play();
    const asked = { ref: { type: 'ref/prompt', name: 'repair_failing_workflow' }, name: 'runId' };
    expect(await completed(scene, asked, '')).toEqual([scene.runId]);
    expect(await completed(scene, asked, scene.runId.slice(0, 10))).toEqual([scene.runId]);
    expect(await completed(scene, asked, scene.runId.slice(4, 10))).toEqual([scene.runId]);
    expect(await completed(scene, asked, passed)).toEqual([]);
    expect(await completed(scene, { ref: { type: 'ref/resource', uri: 'armature://runs/{id}/trace' }, name: 'id' }, 'run_')).toEqual([
      scene.runId,
    ]);
  });

  test('of servers, workflows and proposals, and none of another organization', async () => {
    const scene = await makeScene();
    const { agent, shop, workflowId, versionId } = scene;
    const { proposalId } = await agent.call('propose_workflow_patch', {
      workflowId,
      baseVersionId: versionId,
      rationale: 'The name says too little about it.',
      changes: { name: 'Orders' },
    });
    const resource = (uri: string) => ({ type: 'ref/resource', uri });
    const mine = [
      [{ type: 'ref/prompt', name: 'design_workflow_suite' }, 'mcpServerId', shop.serverId],
      [resource('armature://mcp-servers/{id}/tools'), 'id', shop.serverId],
      [resource('armature://workflows/{id}'), 'id', workflowId],
      [resource('armature://workflow-change-proposals/{id}'), 'id', proposalId],
    ] as const;
    const eve = { ...scene, agent: await world.agentOf(shop.eve, 'owner') };
    for (const [ref, name, id] of mine) {
      expect(await completed(scene, { ref, name }, id.slice(0, 8))).toEqual([id]);
      expect(await completed(eve, { ref, name }, '')).toEqual([]);
    }
  });
});

describe('prompts', () => {
  test('name the steps of a repair in order, with the ids they are about', async () => {
    const { agent, runId, workflowId } = await makeScene();
    const text = await agent.prompt('repair_failing_workflow', { runId: runId.replace('run_', '') });
    const order = [
      'diagnose_run',
      'propose_workflow_patch',
      'resourceUri',
      'approval',
      'apply_workflow_change',
      'wait true',
      'compare_runs',
    ];
    const lines = text.split('\n').filter((line) => /^\d\. /.test(line));
    expect(lines).toHaveLength(7);
    lines.forEach((line, index) => expect(line).toContain(order[index]));
    expect(text).toContain(`armature://runs/${runId}/trace`);
    expect(text).toContain(`baselineRunId ${runId}`);
    expect(text).toContain(workflowId);
  });

  test('name the steps to a suite in order', async () => {
    const { agent, shop } = await makeScene();
    const text = await agent.prompt('design_workflow_suite', { mcpServerId: shop.serverId });
    const order = [
      'catalog/models',
      'schemas/workflow',
      `${shop.serverId}/coverage`,
      `${shop.serverId}/tools`,
      'uncovered',
      'approval',
      'POST',
    ];
    const lines = text.split('\n').filter((line) => /^\d\. /.test(line));
    expect(lines).toHaveLength(7);
    lines.forEach((line, index) => expect(line).toContain(order[index]));
  });
});
