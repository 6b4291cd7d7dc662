// Every tool of the repair endpoint × every role, and another organization's key, over HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRole, ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import { createMonitors } from '#modules/monitors';
import { proposePatch } from '#modules/proposals';
import type { Shop } from '../run-world.ts';
import { makeRepairWorld } from './repair-world.ts';
import type { Agent, RepairWorld } from './repair-world.ts';

let world: RepairWorld;
let scene: Scene;
beforeAll(async () => {
  world = await makeRepairWorld();
  scene = await makeScene();
});
afterAll(() => world.close());

interface Scene {
  readonly shop: Shop;
  readonly workflowId: string;
  readonly versionId: string;
  readonly runId: string;
  readonly proposalId: string;
  readonly agents: Readonly<Record<Role, Agent>>;
  readonly eve: Agent;
}

async function makeScene(): Promise<Scene> {
  const shop = await world.newShop();
  const { ada, ben, serverId } = shop;
  const failing = await world.failing(shop);
  await createMonitors(ben, { name: 'Orders', mcpServerId: serverId, toolName: 'order_list', intervalSeconds: 300 });
  const agents = {
    viewer: await world.agentOf(ada, 'viewer'),
    editor: await world.agentOf(ada, 'editor'),
    admin: await world.agentOf(ada, 'admin'),
    owner: await world.agentOf(ada, 'owner'),
  };
  const proposal = await propose(shop, failing);
  return { shop, ...failing, proposalId: proposal.proposalId, agents, eve: await world.agentOf(shop.eve, 'owner') };
}

const propose = ({ vera }: Shop, { workflowId, versionId }: { workflowId: string; versionId: string }) =>
  proposePatch(vera, {
    workflowId,
    baseVersionId: versionId,
    rationale: 'The name says too little.',
    changes: { name: `n ${Math.random()}` },
  });

interface Row {
  readonly role: Role;
  readonly annotations: readonly [readOnly: boolean, destructive: boolean, idempotent: boolean, openWorld: boolean];
  /** A call that does something; asked for each role. */
  readonly args: (scene: Scene) => unknown;
  /** What a key of another organization meets: the code of an error, or the lists that are empty. */
  readonly eve: string | readonly string[];
  /** Of the result, in the order of the specification. */
  readonly result: readonly string[];
}

const READ = [true, false, true, false] as const;
const STAGE = [false, false, false, false] as const;
const STAGED = ['proposalId', 'kind', 'workflowId', 'baseVersionId', 'state', 'expiresAt', 'resourceUri', 'diff', 'warnings'];

const TABLE: Readonly<Record<string, Row>> = {
  search_runs: { role: 'viewer', annotations: READ, args: () => ({}), eve: ['runs'], result: ['runs', 'nextBefore'] },
  inspect_run: {
    role: 'viewer',
    annotations: READ,
    args: ({ runId }) => ({ runId }),
    eve: 'run_not_found',
    result: ['run', 'criteria', 'toolCalls', 'evaluation', 'classificationEvidence', 'truncated'],
  },
  diagnose_run: {
    role: 'viewer',
    annotations: READ,
    args: ({ runId }) => ({ runId: runId.replace('run_', '') }),
    eve: 'run_not_found',
    result: [
      'runId',
      'status',
      'classification',
      'classificationEvidence',
      'failingCriteria',
      'contributingToolCalls',
      'contributingEvents',
      'changesSinceBaseline',
      'suggestedActions',
      'similarFailures',
      'remediations',
    ],
  },
  get_organization_health: {
    role: 'viewer',
    annotations: READ,
    args: () => ({ range: '7d' }),
    eve: ['servers'],
    result: ['organization', 'range', 'generatedAt', 'runs', 'workflows', 'monitors', 'servers', 'openIncidents'],
  },
  list_workflows: { role: 'viewer', annotations: READ, args: () => ({}), eve: ['workflows'], result: ['workflows', 'nextCursor'] },
  get_workflow: {
    role: 'viewer',
    annotations: READ,
    args: ({ workflowId }) => ({ workflowId }),
    eve: 'workflow_not_found',
    result: ['workflow', 'version', 'isCurrent', 'warnings'],
  },
  list_mcp_servers: { role: 'viewer', annotations: READ, args: () => ({}), eve: ['servers'], result: ['servers', 'nextCursor'] },
  list_monitors: { role: 'viewer', annotations: READ, args: () => ({}), eve: ['monitors'], result: ['monitors', 'nextCursor'] },
  compare_runs: {
    role: 'viewer',
    annotations: READ,
    args: ({ runId }) => ({ runId }),
    eve: 'run_not_found',
    result: ['verdict', 'status', 'criteria', 'toolCalls', 'metrics', 'workflowDiff', 'catalogDiff', 'baselineRunId', 'runId'],
  },
  propose_workflow_patch: {
    role: 'viewer',
    annotations: STAGE,
    args: ({ workflowId, runId, versionId }) => ({
      workflowId,
      baseVersionId: versionId,
      rationale: 'The run shows that the orders are never listed.',
      changes: { description: 'Looks an order up.' },
      evidence: [runId],
    }),
    eve: 'workflow_not_found',
    result: STAGED,
  },
  draft_regression_workflow_from_run: {
    role: 'viewer',
    annotations: STAGE,
    args: ({ runId }) => ({ runId, rationale: 'Watch that the orders are listed.' }),
    eve: 'run_not_found',
    result: [...STAGED, 'sourceRunId', 'spec'],
  },
  // last of those that look at the base version: it makes the next one
  run_workflow_now: {
    role: 'editor',
    annotations: [false, true, false, true],
    args: ({ workflowId }) => ({ workflowId, forceNewRun: true }),
    eve: 'workflow_not_found',
    result: ['runId', 'runs', 'results'],
  },
  apply_workflow_change: {
    role: 'editor',
    annotations: STAGE,
    args: async ({ shop }) => ({ proposalId: (await propose(shop, await world.failing(shop))).proposalId, approvedBy: 'Ada' }),
    eve: 'proposal_not_found',
    result: ['proposalId', 'workflowId', 'version', 'created', 'diff', 'trial'],
  },
  sync_mcp_server_capabilities: {
    role: 'admin',
    annotations: [false, false, true, true],
    args: ({ shop }) => ({ mcpServerId: shop.serverId }),
    eve: 'mcp_server_not_found',
    result: ['ok', 'syncedAt', 'changed', 'snapshotId', 'contentHash', 'counts', 'diff', 'error'],
  },
};
const NAMES = Object.keys(TABLE);
const rowOf = (name: string): Row => {
  const row = TABLE[name];
  if (!row) throw new Error(`${name} is not in the table`);
  return row;
};

interface Listed {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: string;
    readonly additionalProperties: boolean;
    readonly properties: Record<string, { description?: string }>;
  };
  readonly outputSchema: { readonly type: string; readonly properties: Record<string, unknown> };
  readonly annotations: Record<string, boolean>;
}
const listedFor = async (agent: Agent): Promise<readonly Listed[]> => (await agent.send('tools/list')).body.result.tools;

describe('the list of tools', () => {
  test.each(ROLES)('shows %s what the role may call, and no more', async (role) => {
    const tools = await listedFor(scene.agents[role]);
    const allowed = NAMES.filter((name) => hasRole(role, rowOf(name).role));
    expect(tools.map(({ name }) => name).toSorted()).toEqual(allowed.toSorted());
  });

  test('is 14 tools for an owner, each with closed and described input, an output schema, and all four annotations', async () => {
    const tools = await listedFor(scene.agents.owner);
    expect(tools).toHaveLength(14);
    for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
      const { annotations: expected, result } = rowOf(name);
      const [readOnlyHint, destructiveHint, idempotentHint, openWorldHint] = expected;
      expect(annotations, name).toEqual({ readOnlyHint, destructiveHint, idempotentHint, openWorldHint });
      expect([inputSchema.type, inputSchema.additionalProperties, outputSchema.type], name).toEqual(['object', false, 'object']);
      expect(Object.keys(inputSchema.properties), name).toContain('telemetry');
      for (const [field, { description: said }] of Object.entries(inputSchema.properties)) expect(said, `${name}.${field}`).toBeTruthy();
      expect(Object.keys(outputSchema.properties), name).toEqual(expect.arrayContaining([...result]));
      expect(title.length > 3 && description.length > 80, name).toBe(true);
    }
  });
});

describe.each(NAMES)('%s', (name) => {
  const { role: needed, args, eve, result } = rowOf(name);

  test.each(ROLES)(`for %s`, async (role) => {
    const agent = scene.agents[role];
    if (hasRole(role, needed)) {
      const given = await args(scene);
      expect(Object.keys(await agent.call(name, given))).toEqual(expect.arrayContaining([...result]));
      return;
    }
    expect(await agent.refused(name, await args(scene))).toMatchObject({
      code: -32000,
      data: { code: 'forbidden_role', details: { neededRole: needed } },
    });
  });

  test('shows eve nothing', async () => {
    const given = await args(scene);
    if (typeof eve === 'string') {
      const refused = await scene.eve.refused(name, given);
      expect(refused).toMatchObject({ code: -32002, data: { code: eve } });
      expect(JSON.stringify(refused)).not.toContain('Shop');
      return;
    }
    const answer = await scene.eve.call(name, given);
    for (const list of eve) expect(answer[list]).toEqual([]);
  });

  test('refuses an argument it does not know, and a secret in one it does, without repeating it', async () => {
    const agent = scene.agents.owner;
    expect(await agent.refused(name, { bogus: 1 })).toMatchObject({
      code: -32602,
      data: {
        code: 'validation_failed',
        details: { fieldErrors: expect.arrayContaining([{ field: 'bogus', message: 'is not a known field' }]) },
      },
    });
    const secret = `ghp_${'a1B2'.repeat(10)}`;
    const refused = await agent.refused(name, { telemetry: { context: `they gave me ${secret}` } });
    expect(refused).toMatchObject({
      code: -32602,
      data: { code: 'secret_in_arguments', details: { fieldErrors: [{ field: 'telemetry.context' }] } },
    });
    expect(JSON.stringify(refused)).not.toContain(secret);
  });
});
