// What goes wrong at the repair endpoint: each its own code, with the field that is at fault and what to do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, hours } from '#kernel/duration';
import { sweepRetention } from '#modules/runs';
import { updateServer } from '#modules/servers';
import { removeWorkflow, updateWorkflow } from '#modules/workflows';
import { silentLog } from '#platform/log';
import type { Shop } from '../run-world.ts';
import { agentWith, makeRepairWorld } from './repair-world.ts';
import type { Agent, RepairWorld } from './repair-world.ts';

let world: RepairWorld;
beforeAll(async () => {
  world = await makeRepairWorld();
});
afterAll(() => world.close());

interface Failing {
  readonly shop: Shop;
  readonly workflowId: string;
  readonly versionId: string;
  readonly runId: string;
  readonly agent: Agent;
}

async function makeFailing(): Promise<Failing> {
  const shop = await world.newShop();
  return { shop, ...(await world.failing(shop)), agent: await world.agentOf(shop.ada, 'owner') };
}

const RATIONALE = 'The run shows that the orders are never listed.';
const patchOf = ({ workflowId, versionId }: Failing, more: Readonly<Record<string, unknown>> = {}) => ({
  workflowId,
  baseVersionId: versionId,
  rationale: RATIONALE,
  changes: { description: 'Looks an order up.' },
  ...more,
});
const invalid = (field: string, message: unknown = expect.any(String)) => ({
  code: -32602,
  data: { code: 'validation_failed', details: { fieldErrors: expect.arrayContaining([{ field, message }]) } },
});
const refusal = (code: string, more: object = {}) => ({ code: -32000, data: { code, details: more } });

describe('a proposal', () => {
  test('on a base that is not current any more is stale, when it is made and when it is applied, and names the current version', async () => {
    const failing = await makeFailing();
    const { proposalId } = await failing.agent.call('propose_workflow_patch', patchOf(failing));
    const { currentVersion } = await updateWorkflow(failing.shop.ben, { workflowId: failing.workflowId, name: 'Renamed meanwhile' });
    const stale = refusal('stale_base_version', { currentVersionId: currentVersion.id });
    expect(await failing.agent.refused('apply_workflow_change', { proposalId })).toMatchObject(stale);
    expect(await failing.agent.refused('propose_workflow_patch', patchOf(failing))).toMatchObject(stale);
  });

  test('is expired a day after it was staged', async () => {
    const failing = await makeFailing();
    const { proposalId, expiresAt } = await failing.agent.call('propose_workflow_patch', patchOf(failing));
    expect(Date.parse(expiresAt) - world.clock.now().getTime()).toBe(hours(24));
    world.clock.advance(hours(24));
    expect(await failing.agent.refused('apply_workflow_change', { proposalId })).toMatchObject(refusal('proposal_expired'));
    const late = await failing.agent.refused('run_workflow_now', { workflowId: failing.workflowId, proposalId });
    expect(late).toMatchObject(refusal('proposal_expired'));
  });

  test('is applied once, also of two at the same moment', async () => {
    const failing = await makeFailing();
    const { proposalId } = await failing.agent.call('propose_workflow_patch', patchOf(failing));
    const answers = await Promise.all(
      [1, 2].map(() => failing.agent.send('tools/call', { name: 'apply_workflow_change', arguments: { proposalId } })),
    );
    const codes = answers.map(({ body }) => body.error?.data.code ?? body.result.structuredContent.version.number);
    expect(new Set(codes)).toEqual(new Set([2, 'proposal_already_applied']));
    expect(await failing.agent.refused('apply_workflow_change', { proposalId })).toMatchObject(refusal('proposal_already_applied'));
  });

  test('of another organization is not there', async () => {
    const failing = await makeFailing();
    const { proposalId, resourceUri } = await failing.agent.call('propose_workflow_patch', patchOf(failing));
    const eve = await world.agentOf(failing.shop.eve, 'owner');
    const missing = { code: -32002, data: { code: 'proposal_not_found' } };
    expect(await eve.refused('apply_workflow_change', { proposalId })).toMatchObject(missing);
    expect((await eve.send('resources/read', { uri: resourceUri })).body.error).toMatchObject(missing);
    expect(await eve.refused('apply_workflow_change', { proposalId: 'prop_never' })).toMatchObject(missing);
  });

  test('can be made but not applied by a viewer', async () => {
    const failing = await makeFailing();
    const vera = await world.agentOf(failing.shop.vera);
    const { proposalId } = await vera.call('propose_workflow_patch', patchOf(failing));
    for (const [tool, args] of [
      ['apply_workflow_change', { proposalId }],
      ['run_workflow_now', { workflowId: failing.workflowId, proposalId }],
    ] as const) {
      expect(await vera.refused(tool, args)).toMatchObject(refusal('forbidden_role', { neededRole: 'editor' }));
    }
  });

  test('with a bad position names the operation', async () => {
    const failing = await makeFailing();
    const changes = { criteria: [{ op: 'remove', position: 3 }] };
    const refused = await failing.agent.refused('propose_workflow_patch', patchOf(failing, { changes }));
    expect(refused).toMatchObject(invalid('changes.criteria[0].position', 'Position does not exist.'));
    expect(refused.message).toBe('changes.criteria[0].position: Position does not exist.');
  });

  test('that cites an id nobody knows, or one of another organization, names the entry', async () => {
    const [failing, other] = [await makeFailing(), await makeFailing()];
    const evidence = [failing.runId, 'evt_never', other.runId];
    const refused = await failing.agent.refused('propose_workflow_patch', patchOf(failing, { evidence }));
    expect(refused).toMatchObject(invalid('evidence[1]'));
    expect(refused).toMatchObject(invalid('evidence[2]'));
    expect(refused.data.details.fieldErrors).toHaveLength(2);
  });

  test('must change something, say why, leave the server alone, and hold only known fields', async () => {
    const failing = await makeFailing();
    const refused = async (more: Readonly<Record<string, unknown>>) =>
      failing.agent.refused('propose_workflow_patch', patchOf(failing, more));
    expect(await refused({ changes: { description: '' } })).toMatchObject(invalid('changes'));
    expect(await refused({ rationale: 'short' })).toMatchObject(invalid('rationale'));
    expect(await refused({ changes: { mcpServerId: 'mcp_other' } })).toMatchObject(invalid('changes.mcpServerId'));
    expect(await refused({ changes: { colour: 'red' } })).toMatchObject(invalid('changes.colour', 'is not a known field'));
    expect(await refused({ changes: 'all of it' })).toMatchObject(invalid('changes'));
  });
});

describe('what is asked of an object that cannot do it is at fault in the argument that names it', () => {
  test('an archived workflow is neither run nor changed', async () => {
    const failing = await makeFailing();
    await removeWorkflow(failing.shop.ben, { workflowId: failing.workflowId });
    const { agent, workflowId } = failing;
    expect(await agent.refused('run_workflow_now', { workflowId })).toMatchObject(invalid('workflowId'));
    expect(await agent.refused('propose_workflow_patch', patchOf(failing))).toMatchObject(invalid('workflowId'));
  });

  test('a run that is not finished is neither diagnosed nor compared nor drafted from', async () => {
    const { agent, workflowId } = await makeFailing();
    const { runId } = await agent.call('run_workflow_now', { workflowId, forceNewRun: true });
    for (const [tool, more] of [
      ['diagnose_run', {}],
      ['compare_runs', {}],
      ['draft_regression_workflow_from_run', { rationale: RATIONALE }],
    ] as const) {
      expect(await agent.refused(tool, { runId, ...more }), tool).toMatchObject(invalid('runId'));
    }
    await world.play();
  });

  test('a run of another workflow is no baseline', async () => {
    const failing = await makeFailing();
    const { runId: baselineRunId } = await world.failing(failing.shop);
    expect(await failing.agent.refused('compare_runs', { runId: failing.runId, baselineRunId })).toMatchObject(invalid('baselineRunId'));
  });

  test('a version or profile that is not there is a wrong argument, not a missing workflow or server', async () => {
    const { agent, workflowId, shop } = await makeFailing();
    expect(await agent.refused('get_workflow', { workflowId, versionId: 'ver_never' })).toMatchObject(invalid('versionId'));
    const args = { mcpServerId: shop.serverId, authProfileId: 'auth_never' };
    expect(await agent.refused('sync_mcp_server_capabilities', args)).toMatchObject(invalid('authProfileId'));
  });
});

describe('lists', () => {
  test('take only cursors they gave, and no other limit beside one', async () => {
    const { agent, shop } = await makeFailing();
    for (const name of ['Second', 'Third']) {
      world.clock.advance(1);
      await shop.workflow({ name });
    }
    const first = await agent.call('list_workflows', { limit: 2 });
    const second = await agent.call('list_workflows', { cursor: first.nextCursor });
    expect([...first.workflows, ...second.workflows].map(({ name }: { name: string }) => name)).toEqual([
      'Order status',
      'Second',
      'Third',
    ]);
    expect(second.nextCursor).toBeNull();
    for (const cursor of ['x', 'MS4y', '-1', Buffer.from('2.101').toString('base64url'), `${first.nextCursor}=`]) {
      expect(await agent.refused('list_workflows', { cursor }), cursor).toMatchObject(invalid('cursor'));
    }
    expect(await agent.refused('list_workflows', { cursor: first.nextCursor, limit: 3 })).toMatchObject(invalid('limit'));
    expect(await agent.refused('list_workflows', { limit: 101 })).toMatchObject(invalid('limit'));
  });

  test('say which filter names nothing', async () => {
    const { agent, workflowId } = await makeFailing();
    const missing = (code: string) => ({ code: -32002, data: { code } });
    expect(await agent.refused('list_workflows', { mcpServerId: 'mcp_never' })).toMatchObject(missing('mcp_server_not_found'));
    expect(await agent.refused('list_monitors', { mcpServerId: 'mcp_never' })).toMatchObject(missing('mcp_server_not_found'));
    expect(await agent.refused('search_runs', { mcpServerId: 'mcp_never' })).toMatchObject(missing('mcp_server_not_found'));
    expect(await agent.refused('search_runs', { workflowId: 'wf_never' })).toMatchObject(missing('workflow_not_found'));
    const times = { workflowId, before: '2026-01-01T00:00:00Z', after: '2026-01-01T00:00:00Z' };
    expect(await agent.refused('search_runs', times)).toMatchObject(invalid('after'));
  });

  test('of workflows hold active and paused ones unless asked for archived ones', async () => {
    const { agent, shop, workflowId } = await makeFailing();
    world.clock.advance(1);
    await updateWorkflow(shop.ben, { workflowId: (await shop.workflow({ name: 'Paused' })).id, state: 'paused' });
    world.clock.advance(1);
    await removeWorkflow(shop.ben, { workflowId });
    const names = async (args: object) => (await agent.call('list_workflows', args)).workflows.map(({ name }: { name: string }) => name);
    await shop.workflow({ name: 'Active' });
    expect(await names({})).toEqual(['Paused', 'Active']);
    expect(await names({ state: 'archived' })).toEqual(['Order status']);
    expect(await names({ search: 'act' })).toEqual(['Active']);
    expect((await agent.call('list_mcp_servers', { environment: 'staging' })).servers).toEqual([]);
    await updateServer(shop.ben, { serverId: shop.serverId, environment: 'staging' });
    expect((await agent.call('list_mcp_servers', { environment: 'staging' })).servers).toMatchObject([{ mcpServerId: shop.serverId }]);
    expect(await names({})).toEqual(['Paused', 'Active']);
  });
});

describe('resources', () => {
  test('are eight, and take neither a query string nor a fragment nor an unknown address', async () => {
    const { agent, runId } = await makeFailing();
    const fixed = (await agent.send('resources/list')).body.result.resources;
    const byId = (await agent.send('resources/templates/list')).body.result.resourceTemplates;
    expect([fixed.length, byId.length]).toEqual([2, 6]);
    for (const uri of [
      `armature://runs/${runId}/trace?limit=1`,
      `armature://runs/${runId}/trace#x`,
      'armature://nothing',
      'https://example.test/',
    ]) {
      expect((await agent.send('resources/read', { uri })).body.error, uri).toMatchObject(invalid('uri'));
    }
  });

  test('of a trace past its retention say so, while the run itself can still be inspected', async () => {
    const { agent, runId } = await makeFailing();
    world.clock.advance(days(91));
    await sweepRetention(world.deps);
    for (const uri of [`armature://runs/${runId}/trace`, `armature://runs/${runId}/artifacts`]) {
      const { error } = (await agent.send('resources/read', { uri })).body;
      expect(error).toMatchObject({ code: -32002, message: 'trace expired', data: { code: 'run_not_found' } });
    }
    expect(await agent.call('inspect_run', { runId })).toMatchObject({ run: { status: 'partial' }, toolCalls: [], truncated: true });
  });
});

describe('prompts', () => {
  test('need their argument, and one that names something', async () => {
    const { agent, shop } = await makeFailing();
    const refused = async (name: string, args: object) => (await agent.send('prompts/get', { name, arguments: args })).body.error;
    expect(await refused('repair_failing_workflow', {})).toMatchObject(invalid('runId', 'is required'));
    expect(await refused('design_workflow_suite', {})).toMatchObject(invalid('mcpServerId', 'is required'));
    expect(await refused('repair_failing_workflow', { runId: 'run_never' })).toMatchObject({
      code: -32002,
      data: { code: 'run_not_found' },
    });
    const missing = { code: -32002, data: { code: 'mcp_server_not_found' } };
    expect(await refused('design_workflow_suite', { mcpServerId: 'mcp_never' })).toMatchObject(missing);
    const eve = await world.agentOf(shop.eve, 'owner');
    expect(
      (await eve.send('prompts/get', { name: 'design_workflow_suite', arguments: { mcpServerId: shop.serverId } })).body.error,
    ).toMatchObject(missing);
    expect(await refused('no_such_prompt', {})).toMatchObject(invalid('name'));
  });
});

test('an unknown tool is a wrong name', async () => {
  const { agent } = await makeFailing();
  expect(await agent.refused('delete_everything')).toMatchObject(invalid('name'));
});

test('a key that is no key gets nothing but 401', async () => {
  const { status, body } = await agentWith(world.url, 'amt_nobody').send('tools/list');
  expect([status, body.error.code]).toEqual([401, 'unauthenticated']);
});

test('a fault of ours tells its request id, and nothing of itself but to the log', async () => {
  const logged: unknown[] = [];
  const broken = await makeRepairWorld({ log: { ...silentLog, error: (fields) => void logged.push(fields) } });
  try {
    const agent = await broken.agentOf((await broken.newShop()).ada, 'owner');
    await broken.deps.db.schema.alterTable('runs').renameTo('hidden_runs').execute();
    const refused = await agent.refused('inspect_run', { runId: 'run_00000000-0000-4000-8000-000000000000' });
    expect(refused).toMatchObject({
      code: -32603,
      data: { code: 'internal_error', details: { requestId: expect.stringMatching(/^req_/) } },
    });
    expect(JSON.stringify(refused)).not.toMatch(/hidden|relation|exist/);
    expect(logged).toMatchObject([{ requestId: refused.data.details.requestId }]);
  } finally {
    await broken.close();
  }
});
