// The story of a repair over REST: a run fails, a viewer's key proposes, an editor tries and applies; and every error has its status.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, hours } from '#kernel/duration';
import { executeRun } from '#modules/runs';
import { makeRestWorld } from '#test/rest-world';
import type { Call, RestWorld } from '#test/rest-world';
import { jobHandlers } from '../src/surfaces/worker/jobs.ts';

let world: RestWorld;
let storeUrl: string;
beforeAll(async () => {
  world = await makeRestWorld();
  storeUrl = await world.startStore();
});
afterAll(() => world.close());

const PROPOSALS = '/workflow-change-proposals';
const rationale = 'It asks for one product instead of all.';

interface Stage {
  readonly viewer: Call;
  readonly editor: Call;
  readonly eve: Call;
  readonly workflow: { readonly id: string; readonly currentVersion: { readonly id: string } };
  readonly patch: object;
}

/** A workflow that calls the wrong tool. */
async function stage(): Promise<Stage> {
  const cast = await world.newOrg();
  const [viewer, editor] = [(await world.keyOf(cast.ada, 'viewer')).call, (await world.keyOf(cast.ada, 'editor')).call];
  const server = await editor('POST', '/mcp-servers', { body: { name: 'Store', baseUrl: storeUrl } });
  const { body: workflow } = await editor('POST', '/workflows', {
    body: {
      name: 'Products',
      mcpServerId: server.body.id,
      testerModelId: 'script/steps',
      testerPrompt: '1. call get_product with {"productId": "P-100"}\nanswer done',
      criteria: [{ kind: 'check', check: { kind: 'tool_called', tool: 'list_products' } }],
    },
  });
  return {
    viewer,
    editor,
    eve: (await world.keyOf(cast.eve)).call,
    workflow,
    patch: { kind: 'patch', workflowId: workflow.id, baseVersionId: workflow.currentVersion.id, rationale },
  };
}

const CURE = { prompt: '1. call list_products\nanswer done' };

async function play(call: Call, workflowId: string, body: object = {}) {
  const { status, body: started } = await call('POST', `/workflows/${workflowId}/runs`, { body });
  expect(status).toBe(202);
  await executeRun(world.deps, started.runId, new AbortController().signal);
  return (await call('GET', `/runs/${started.runId}`)).body;
}

test('fail, propose, try, apply, pass', async () => {
  const { viewer, editor, workflow, patch } = await stage();
  const failed = await play(editor, workflow.id, { idempotencyKey: 'a' });
  expect(failed).toMatchObject({ status: 'fail', trial: null, version: { number: 1 } });

  const proposed = await viewer('POST', PROPOSALS, { body: { ...patch, changes: CURE, evidence: [failed.runId] } });
  expect(proposed).toMatchObject({ status: 201, body: { kind: 'patch', state: 'staged', diff: [{ path: 'prompt', op: 'replace' }] } });
  const { proposalId } = proposed.body;
  expect(proposed.headers.get('location')).toContain(`${PROPOSALS}/${proposalId}`);

  const tried = await play(editor, workflow.id, { proposalId, idempotencyKey: 'a' });
  expect(tried).toMatchObject({ status: 'pass', trial: { proposalId }, version: { number: null } });
  const { body: shown } = await viewer('GET', `${PROPOSALS}/${proposalId}`);
  expect(shown.trials).toMatchObject({ verdict: 'passed', runs: [{ runId: tried.runId }], current: [{ runId: failed.runId }] });
  expect((await viewer('GET', `${PROPOSALS}?state=staged&workflowId=${workflow.id}`)).body).toMatchObject({
    total: 1,
    rows: [{ proposalId }],
  });
  expect((await viewer('GET', `/workflows/${workflow.id}`)).body).toMatchObject({
    lastRun: { runId: failed.runId },
    currentVersion: { number: 1 },
  });

  const applied = await editor('POST', `${PROPOSALS}/${proposalId}/apply`, { body: { approvedBy: 'Ada' } });
  expect(applied).toMatchObject({
    status: 200,
    body: { workflowId: workflow.id, version: { number: 2 }, created: false, trial: 'passed' },
  });
  expect(await play(editor, workflow.id, { idempotencyKey: 'b' })).toMatchObject({ status: 'pass', trial: null, version: { number: 2 } });
  expect((await viewer('GET', `/workflows/${workflow.id}/versions`)).body.rows).toMatchObject([
    { number: 2, author: { type: 'proposal', id: proposalId } },
    { number: 1 },
  ]);
});

test('a draft of the failed run becomes a workflow of its own', async () => {
  const { viewer, editor, workflow } = await stage();
  const failed = await play(editor, workflow.id);
  const drafted = await viewer('POST', PROPOSALS, { body: { kind: 'draft', runId: failed.runId, rationale, name: 'Never again' } });
  expect(drafted).toMatchObject({
    status: 201,
    body: { kind: 'draft', workflowId: null, sourceRunId: failed.runId, spec: { name: 'Never again' } },
  });
  const applied = await editor('POST', `${PROPOSALS}/${drafted.body.proposalId}/apply`);
  expect(applied.body).toMatchObject({ created: true, version: { number: 1 } });
  expect((await viewer('GET', `/workflows/${applied.body.workflowId}`)).body).toMatchObject({
    name: 'Never again',
    schedule: null,
    state: 'active',
  });
});

test('the worker sweeps what nobody applied in seven days', async () => {
  const { viewer, patch } = await stage();
  const { proposalId } = (await viewer('POST', PROPOSALS, { body: { ...patch, changes: CURE } })).body;
  const sweep = () => jobHandlers(world.deps)['retention.sweep'].handle({}, new AbortController().signal);
  await sweep();
  expect((await viewer('GET', `${PROPOSALS}/${proposalId}`)).status).toBe(200);
  world.clock.advance(days(7) + 1);
  await sweep();
  expect((await viewer('GET', `${PROPOSALS}/${proposalId}`)).body.error.code).toBe('proposal_not_found');
});

describe('each error has its status and code', () => {
  const errorOf = async (asked: ReturnType<Call>) => {
    const { status, body } = await asked;
    return [status, body.error?.code, body.error?.details.fieldErrors[0]?.field].filter((part) => part !== undefined);
  };

  test('of proposing', async () => {
    const { viewer, editor, eve, workflow, patch } = await stage();
    const propose = (body: object, call = viewer) => errorOf(call('POST', PROPOSALS, { body }));
    expect(await propose({ ...patch, kind: 'change' })).toEqual([400, 'validation_failed', 'kind']);
    expect(await propose({ ...patch, changes: {} })).toEqual([400, 'validation_failed', 'changes']);
    const nowhere = { criteria: [{ op: 'remove', position: 2 }] };
    expect(await propose({ ...patch, changes: nowhere })).toEqual([400, 'validation_failed', 'changes.criteria[0].position']);
    expect(await propose({ ...patch, changes: CURE, evidence: ['evt_x'] })).toEqual([400, 'validation_failed', 'evidence[0]']);
    expect(await propose({ ...patch, changes: CURE, surprise: 1 })).toEqual([400, 'validation_failed', 'surprise']);
    expect(await propose({ ...patch, workflowId: 'wf_x', changes: CURE })).toEqual([400, 'validation_failed', 'workflowId']);
    expect(await propose({ ...patch, changes: CURE }, eve)).toEqual([400, 'validation_failed', 'workflowId']);
    expect(await propose({ kind: 'draft', runId: 'run_x', rationale })).toEqual([400, 'validation_failed', 'runId']);
    expect(await propose({ ...patch, changes: { prompt: `use amt_${'a'.repeat(12)}_${'b'.repeat(40)}` } })).toEqual([
      400,
      'secret_in_arguments',
      'changes.prompt',
    ]);
    await editor('PATCH', `/workflows/${workflow.id}`, { body: { description: 'Edited.' } });
    const stale = await viewer('POST', PROPOSALS, { body: { ...patch, changes: CURE } });
    expect(stale).toMatchObject({
      status: 409,
      body: { error: { code: 'stale_base_version', details: { currentVersionId: expect.any(String) } } },
    });
  });

  test('of applying and trying', async () => {
    const { viewer, editor, eve, workflow, patch } = await stage();
    const propose = async () => (await viewer('POST', PROPOSALS, { body: { ...patch, changes: CURE } })).body.proposalId as string;
    const [first, second, third] = [await propose(), await propose(), await propose()];
    const apply = (id: string, call = editor) => errorOf(call('POST', `${PROPOSALS}/${id}/apply`));
    const trial = (proposalId: string) => errorOf(editor('POST', `/workflows/${workflow.id}/runs`, { body: { proposalId } }));
    expect(await apply(first, viewer)).toEqual([403, 'forbidden_role']);
    expect(await apply(first, eve)).toEqual([404, 'proposal_not_found']);
    expect(await apply('prop_x')).toEqual([404, 'proposal_not_found']);
    expect(await trial('prop_x')).toEqual([400, 'validation_failed', 'proposalId']);
    expect(await trial(first)).toEqual([202]);
    expect(await apply(first)).toEqual([200]);
    expect(await apply(first)).toEqual([409, 'proposal_already_applied']);
    expect(await trial(first)).toEqual([409, 'proposal_already_applied']);
    expect(await apply(second)).toEqual([409, 'stale_base_version']);
    world.clock.advance(hours(24));
    expect(await apply(third)).toEqual([410, 'proposal_expired']);
    expect(await trial(third)).toEqual([410, 'proposal_expired']);
  });
});
