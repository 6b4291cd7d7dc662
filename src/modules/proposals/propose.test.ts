// Proposing: any member may, nothing changes by it, and everything that is wrong is named as the caller wrote it.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours } from '#kernel/duration';
import { exportOrganization, listAuditLog } from '#modules/access';
import { executeRun, getEvaluation, listToolCalls, startRuns } from '#modules/runs';
import { syncServer } from '#modules/servers';
import {
  getVersion,
  getWorkflow,
  listVersions,
  removeWorkflow,
  restoreVersion,
  updateWorkflow,
  workflowExporter,
} from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { SECRET_SAMPLES } from '#test/secret-samples';
import { getProposal, listProposals, proposePatch } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const rationale = 'The order is asked for by its wrong number.';

async function start(changes: Readonly<Record<string, unknown>> = {}): Promise<{ shop: Shop; workflow: Workflow; patch: object }> {
  const shop = await world.newShop();
  const workflow = await shop.workflow(changes);
  return { shop, workflow, patch: { workflowId: workflow.id, baseVersionId: workflow.currentVersion.id, rationale } };
}

const errorsOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => [],
    (error: { code: string; fieldErrors: unknown }) => (error.code === 'validation_failed' ? error.fieldErrors : error.code),
  );

test('a viewer stages a patch: it tells what would change and who asked, and the workflow is as it was', async () => {
  const { shop, workflow, patch } = await start();
  const proposal = await proposePatch(shop.vera, {
    ...patch,
    changes: {
      prompt: '1. call order_list\nanswer done',
      model: 'script/steps',
      criteria: [{ op: 'update', position: 2, isRequired: false }],
    },
  });
  expect(proposal).toMatchObject({
    kind: 'patch',
    state: 'staged',
    workflowId: workflow.id,
    baseVersionId: workflow.currentVersion.id,
    sourceRunId: null,
    rationale,
    createdBy: { type: 'user', id: shop.vera.actor.id, name: 'Vera' },
    expiresAt: new Date(world.clock.now().getTime() + hours(24)).toISOString(),
    appliedVersionId: null,
    approvedBy: null,
    trials: { runs: [], current: [], verdict: 'none' },
    resourceUri: `armature://workflow-change-proposals/${proposal.proposalId}`,
    spec: {
      prompt: '1. call order_list\nanswer done',
      model: [{ modelId: 'script/steps', skillMode: 'none' }],
      mcpServerId: shop.serverId,
    },
  });
  expect(proposal.diff).toEqual([
    { path: 'prompt', op: 'replace', before: workflow.testerPrompt, after: '1. call order_list\nanswer done' },
    { path: 'criteria[1].isRequired', op: 'replace', before: true, after: false },
  ]);
  expect(proposal.warnings).toContain('criteria[1]: the required criterion "No tool call fails" is made optional');
  expect(await getProposal(shop.vera, { proposalId: proposal.proposalId })).toEqual(proposal);
  expect(await getWorkflow(shop.vera, { workflowId: workflow.id })).toEqual(workflow);
  const { rows } = await listAuditLog(shop.ada, { objectType: 'proposal' });
  expect(rows).toMatchObject([{ action: 'proposal.create', objectId: proposal.proposalId, actor: { id: shop.vera.actor.id } }]);
});

test('what is staged is no version: not in the history, not to be read or restored, not in the export, not current', async () => {
  const { shop, workflow, patch } = await start();
  const { proposalId } = await proposePatch(shop.ben, { ...patch, changes: { name: 'Another' } });
  const staged = await world.deps.db
    .selectFrom('workflow_change_proposals')
    .select('version_id')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  const ids = { workflowId: workflow.id, versionId: staged.version_id };
  await expect(getVersion(shop.ben, ids)).rejects.toMatchObject({ code: 'not_found', thing: 'version' });
  await expect(restoreVersion(shop.ben, ids)).rejects.toMatchObject({ code: 'not_found', thing: 'version' });
  expect(await listVersions(shop.ben, { workflowId: workflow.id })).toMatchObject({ total: 1, rows: [{ number: 1 }] });
  await updateWorkflow(shop.ben, { workflowId: workflow.id, description: 'Edited.' });
  expect(await listVersions(shop.ben, { workflowId: workflow.id })).toMatchObject({ total: 2, rows: [{ number: 2 }, { number: 1 }] });
  const versions = [];
  for await (const object of await exportOrganization(shop.ada, [workflowExporter]))
    if (object.kind === 'workflow_version') versions.push(object['number']);
  expect(versions).toEqual([1, 2]);
});

test('eve cannot read, list or propose for what is not hers', async () => {
  const { shop, patch } = await start();
  const { proposalId } = await proposePatch(shop.vera, { ...patch, changes: { name: 'Another' } });
  await expect(getProposal(shop.eve, { proposalId })).rejects.toMatchObject({ code: 'not_found', thing: 'proposal' });
  await expect(proposePatch(shop.eve, { ...patch, changes: { name: 'Hers' } })).rejects.toMatchObject({
    code: 'not_found',
    thing: 'workflow',
  });
  expect((await listProposals(shop.eve, {})).total).toBe(0);
});

describe('refused', () => {
  test('an archived workflow and a base that is not current, before anything else is looked at', async () => {
    const { shop, workflow, patch } = await start();
    await updateWorkflow(shop.ben, { workflowId: workflow.id, description: 'Edited.' });
    const current = (await getWorkflow(shop.ben, { workflowId: workflow.id })).currentVersion.id;
    const wrong = { ...patch, changes: { surprise: true }, evidence: ['nothing'] };
    await expect(proposePatch(shop.vera, wrong)).rejects.toMatchObject({
      code: 'stale_base_version',
      details: { currentVersionId: current },
    });
    await removeWorkflow(shop.ben, { workflowId: workflow.id });
    expect(await errorsOf(proposePatch(shop.vera, wrong))).toEqual([
      { field: 'workflowId', message: 'is archived and read-only; set its state to paused first' },
    ]);
  });

  test.each([
    ['nothing that changes', { name: 'Order status' }, 'changes', 'change nothing'],
    ['no change at all', {}, 'changes', 'change nothing'],
    ['no object', 'rename it', 'changes', 'must be an object'],
    [
      'a position that is not there',
      { criteria: [{ op: 'remove', position: 3 }] },
      'changes.criteria[0].position',
      'Position does not exist.',
    ],
    ['another server', { mcpServerId: 'mcp_x' }, 'changes.mcpServerId', 'cannot change; make a new workflow for another server'],
    ['an unknown field', { testerPrompt: 'x' }, 'changes.testerPrompt', 'is not a known field'],
    ['a bad cron', { schedule: { cron: '0 25 * * *' } }, 'changes.schedule.cron', 'field 2 (hour) 25 is not within 0-23'],
    ['an empty prompt', { prompt: ' ' }, 'changes.prompt', 'must not be empty'],
    ['an unknown model', { model: 'nobody/none' }, 'changes.model', 'is not a model of this organization'],
    ['a model twice', { model: ['script/steps', 'script/steps'] }, 'changes.model[1]', 'is named twice'],
    [
      'a target without its text',
      { model: [{ modelId: 'script/steps', skillMode: 'text' }] },
      'changes.model[0].skillText',
      'is required for skillMode text',
    ],
    ['a limit out of range', { limits: { maxSteps: 0 } }, 'changes.limits.maxSteps', 'must be at least 1'],
    [
      'no criterion left',
      {
        criteria: [
          { op: 'remove', position: 1 },
          { op: 'remove', position: 1 },
        ],
      },
      'changes.criteria',
      'must have at least 1 entry',
    ],
    [
      'a judged criterion with a check',
      {
        criteria: [
          { op: 'remove', position: 1 },
          { op: 'add', criterionText: 'x', check: { kind: 'no_tool_errors' } },
        ],
      },
      'changes.criteria[1].check',
      'is only for kind check',
    ],
    [
      'a profile of nobody',
      { defaultMcpAuthProfileId: 'auth_x' },
      'changes.defaultMcpAuthProfileId',
      "is not an auth profile of the workflow's server",
    ],
  ])('%s', async (_name, changes, field, message) => {
    const { shop, patch } = await start();
    expect(await errorsOf(proposePatch(shop.vera, { ...patch, changes }))).toEqual([{ field, message }]);
    expect((await listProposals(shop.vera, {})).total).toBe(0);
  });

  test('everything that is wrong at once', async () => {
    const { shop, patch } = await start();
    const asked = proposePatch(shop.vera, {
      ...patch,
      changes: { prompt: '', surprise: 1, criteria: [{ op: 'move', position: 1, to: 5 }] },
      evidence: ['nothing'],
    });
    expect(await errorsOf(asked)).toMatchObject([
      { field: 'changes.surprise' },
      { field: 'changes.criteria[0].to' },
      { field: 'changes.prompt' },
      { field: 'evidence[0]' },
    ]);
  });

  test('a rationale of nine letters, and a secret wherever it stands', async () => {
    const { shop, patch } = await start();
    expect(await errorsOf(proposePatch(shop.vera, { ...patch, rationale: 'too short', changes: { name: 'A' } }))).toMatchObject([
      { field: 'rationale' },
    ]);
    const secret = SECRET_SAMPLES[0]?.[1] ?? '';
    await expect(proposePatch(shop.vera, { ...patch, changes: { prompt: `Use ${secret}` } })).rejects.toMatchObject({
      code: 'secret_in_arguments',
      details: { field: 'changes.prompt' },
    });
    await expect(proposePatch(shop.vera, { ...patch, rationale: `It is ${secret}`, changes: { name: 'A' } })).rejects.toMatchObject({
      code: 'secret_in_arguments',
    });
  });
});

test('evidence must exist in the organization: each id that names nothing is told by its place', async () => {
  const { shop, workflow, patch } = await start();
  const { runId } = await startRuns(shop.ben, { workflowId: workflow.id });
  await executeRun(world.deps, runId, go);
  const [call] = await listToolCalls(shop.vera, { runId });
  const { criteria } = await getEvaluation(shop.vera, { runId });
  const good = [runId, runId.replace('run_', ''), criteria[0]?.criterionId, call?.callId, call?.eventId, criteria[0]?.evidence[0]?.eventId];
  const proposal = await proposePatch(shop.vera, { ...patch, changes: { name: 'A' }, evidence: good });
  expect(proposal.evidence).toEqual(good);

  const other = (await start()).shop;
  const foreign = await other.workflow();
  const asked = { workflowId: foreign.id, baseVersionId: foreign.currentVersion.id, rationale, changes: { name: 'A' }, evidence: good };
  expect(await errorsOf(proposePatch(other.vera, asked))).toMatchObject(good.map((_, index) => ({ field: `evidence[${index}]` })));
  const unknown = [
    'evt_00000000000000000000000000',
    `${call?.callId.slice(0, -1)}${call?.callId.endsWith('0') === true ? '1' : '0'}`,
    'crit_1',
    'call_',
    'wf_1',
    '',
    'run_x',
  ];
  expect(await errorsOf(proposePatch(shop.vera, { ...patch, changes: { name: 'A' }, evidence: [runId, ...unknown] }))).toMatchObject(
    unknown.map((_, index) => ({ field: `evidence[${index + 1}]` })),
  );
  expect(await errorsOf(proposePatch(shop.vera, { ...patch, changes: { name: 'A' }, evidence: Array(51).fill(runId) }))).toMatchObject([
    { field: 'evidence' },
  ]);
});

test('a removed criterion is gone for good: the one added at its place has a new id', async () => {
  const { shop, workflow, patch } = await start();
  const { spec, diff } = await proposePatch(shop.vera, {
    ...patch,
    changes: {
      criteria: [
        { op: 'remove', position: 1 },
        { op: 'add', position: 1, kind: 'check', check: { kind: 'tool_called', tool: 'gone_tool' } },
      ],
    },
  });
  const known = workflow.criteria.map(({ id }) => id);
  expect(known).not.toContain(spec.criteria[0]?.id);
  expect(spec.criteria[1]?.id).toBe(known[1]);
  expect(diff.map(({ op, path }) => `${op} ${path}`)).toEqual(['remove criteria[0]', 'add criteria[0]']);
});

test('warnings: tools that the catalog does not have, and what a required criterion loses', async () => {
  const { shop, patch } = await start({
    criteria: [{ criterionText: 'The answer names the status of the order' }, { criterionText: 'b' }],
  });
  await world.deps.db.updateTable('mcp_servers').set({ snapshot_id: null }).where('id', '=', shop.serverId).execute();
  await syncServer(shop.ada, { serverId: shop.serverId });
  const { warnings } = await proposePatch(shop.vera, {
    ...patch,
    changes: {
      toolPolicy: { allowed_tools: ['order_*', 'nothing_here'] },
      criteria: [
        { op: 'update', position: 1, criterionText: 'It answers' },
        { op: 'remove', position: 2 },
        { op: 'add', kind: 'check', check: { kind: 'tool_called', tool: 'gone_tool' } },
      ],
    },
  });
  expect(warnings).toEqual(
    expect.arrayContaining([
      'criteria[0]: the required criterion "The answer names the status of the order" is cut to less than half its text',
      'criteria[1]: the required criterion "b" is removed',
      'criteria[1].check: the tool gone_tool is not in the catalog of the server',
      'toolPolicy.allowed_tools[1]: nothing_here matches no tool of the catalog',
    ]),
  );
});

test('a thousand that wait to be applied are enough, and a quarter of them from one; expired ones do not count', async () => {
  const { shop, workflow, patch } = await start();
  const { proposalId } = await proposePatch(shop.vera, { ...patch, changes: { name: 'first' } });
  const copy = (count: number, proposerId: string) =>
    sql`
    with copies as (
      insert into workflow_versions (id, org_id, workflow_id, spec, author, created_at)
      select 'ver_copy_' || n || ${proposerId}::text || ${shop.org.id}::text, org_id, workflow_id, spec, author, created_at
      from workflow_versions, generate_series(1, ${count}::int) as n where id = ${workflow.currentVersion.id} returning id
    )
    insert into workflow_change_proposals
      (id, org_id, kind, workflow_id, version_id, base_version_id, rationale, diff, created_by, created_at, expires_at)
    select 'prop_' || c.id, org_id, kind, workflow_id, c.id, base_version_id, rationale, diff,
      jsonb_set(created_by, '{id}', to_jsonb(${proposerId}::text)), created_at, expires_at
    from workflow_change_proposals, copies as c where workflow_change_proposals.id = ${proposalId}`.execute(world.deps.db);
  const one = (ctx: Ctx) => proposePatch(ctx, { ...patch, changes: { name: 'one more' } });
  const tooMany = { code: 'rate_limited', details: { retryAfterSeconds: 3600 } };
  await copy(249, shop.vera.actor.id);
  await expect(one(shop.vera)).rejects.toMatchObject(tooMany);
  await one(shop.ben);
  await copy(749, 'usr_others');
  await expect(one(shop.ben)).rejects.toMatchObject(tooMany);
  world.clock.advance(hours(24));
  await one(shop.vera);
});

test('lists are narrowed by state and workflow, newest first, a page at a time', async () => {
  const { shop, workflow, patch } = await start();
  const propose = (name: string) => proposePatch(shop.vera, { ...patch, changes: { name } });
  const old = await propose('first');
  world.clock.advance(hours(24));
  const [second, third] = [await propose('second'), await propose('third')];
  const ids = async (query: object) => (await listProposals(shop.vera, query)).rows.map(({ proposalId }) => proposalId);
  expect(await ids({})).toEqual([third.proposalId, second.proposalId, old.proposalId]);
  expect(await ids({ state: 'staged' })).toEqual([third.proposalId, second.proposalId]);
  expect(await ids({ state: 'expired', workflowId: workflow.id })).toEqual([old.proposalId]);
  expect(await ids({ state: 'applied' })).toEqual([]);
  expect(await listProposals(shop.vera, { page: 2, pageSize: 2 })).toMatchObject({
    total: 3,
    rows: [{ proposalId: old.proposalId, state: 'expired' }],
  });
  await expect(listProposals(shop.vera, { workflowId: 'wf_x' })).rejects.toMatchObject({ code: 'validation_failed' });
});
