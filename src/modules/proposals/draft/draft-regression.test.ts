// Drafting a regression workflow from a failed run: what failed is kept, what the trace shows becomes checks, and a trial runs it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days } from '#kernel/duration';
import { cancelRun, compareRuns, executeRun, getRun, startRuns, sweepRetention } from '#modules/runs';
import type { Run } from '#modules/runs';
import { updateWorkflow } from '#modules/workflows';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { SECRET_SAMPLES } from '#test/secret-samples';
import { applyProposal, draftRegression, getProposal, startTrial } from '../index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const rationale = 'Refunds broke twice this month.';
const CRITERIA = [
  { kind: 'check', check: { kind: 'tool_result', tool: 'order_get', jsonpath: '$.status', equals: 'sent' } },
  { kind: 'check', check: { kind: 'no_tool_errors' } },
  { kind: 'check', check: { kind: 'tool_not_called', tool: 'broken' }, isRequired: false },
];
const SCRIPT = '1. call order_get with {"orderId": "4711"}\n2. call broken\nanswer The order is ${1.status}.';

async function play(shop: Shop, workflowId: string): Promise<Run> {
  const { runId } = await startRuns(shop.ben, { workflowId, forceNewRun: true });
  await executeRun(world.deps, runId, go);
  world.clock.advance(1000);
  return getRun(shop.vera, { runId });
}

/** A workflow that passed once, and then failed. */
async function failed(): Promise<{ shop: Shop; run: Run; workflowId: string; criterionIds: readonly string[] }> {
  const shop = await world.newShop();
  const passing = [{ kind: 'check', check: { kind: 'tool_called', tool: 'order_get' } }];
  const { id } = await shop.workflow({
    testerPrompt: '1. call order_get with {"orderId": "4711"}\nanswer done',
    criteria: passing,
    schedule: { cron: '0 8 * * *', timezone: 'UTC' },
    toolPolicy: { denied_tools: ['order_delete'] },
    limits: { maxSteps: 7 },
    testerTargets: [{ modelId: 'script/steps' }, { modelId: 'script/steps', skillMode: 'text', skillText: 'Be brief.' }],
  });
  await play(shop, id);
  const { criteria } = await updateWorkflow(shop.ben, { workflowId: id, testerPrompt: SCRIPT, criteria: CRITERIA });
  return { shop, run: await play(shop, id), workflowId: id, criterionIds: criteria.map((one) => one.id) };
}

test('it keeps the failing required criteria on the target that ran, and adds what the trace shows', async () => {
  const { shop, run, criterionIds } = await failed();
  expect(run).toMatchObject({ status: 'fail' });
  const draft = await draftRegression(shop.vera, { runId: run.runId, rationale });
  expect(draft).toMatchObject({
    kind: 'draft',
    state: 'staged',
    workflowId: null,
    baseVersionId: null,
    sourceRunId: run.runId,
    evidence: expect.arrayContaining([run.runId, criterionIds[0], criterionIds[1]]),
    spec: {
      name: `Regression: Order status ${world.clock.now().toISOString().slice(0, 10)}`,
      description: `Drafted from the failed run ${run.runId}.`,
      prompt: SCRIPT,
      model: [{ modelId: 'script/steps', skillMode: 'none' }],
      mcpServerId: shop.serverId,
      schedule: null,
      toolPolicy: { denied_tools: ['order_delete'] },
      limits: { maxSteps: 7 },
    },
  });
  expect(
    draft.spec.criteria.map(({ id, position, check }) => [
      position,
      criterionIds.indexOf(id),
      check?.kind,
      check && 'tool' in check ? check.tool : null,
    ]),
  ).toEqual([
    [1, 0, 'tool_result', 'order_get'],
    [2, 1, 'no_tool_errors', null],
    [3, -1, 'tool_called', 'order_get'],
    [4, -1, 'tool_called', 'broken'],
  ]);
  expect(draft.diff).toEqual(
    expect.arrayContaining([
      { path: 'name', op: 'replace', before: 'Order status', after: draft.spec.name },
      expect.objectContaining({ path: 'model[1]', op: 'remove' }),
      expect.objectContaining({ path: 'criteria[2]', op: 'remove' }),
      expect.objectContaining({ path: 'schedule' }),
    ]),
  );
});

test('named criteria and a name of one’s own are kept; the shape of the last good result is a check', async () => {
  const { shop, run, criterionIds } = await failed();
  const draft = await draftRegression(shop.vera, {
    runId: run.runId,
    rationale,
    name: 'Never again',
    criterionIds: [criterionIds[1], criterionIds[2]],
  });
  expect(draft.spec.name).toBe('Never again');
  expect(draft.spec.criteria.slice(0, 2).map(({ id }) => id)).toEqual(criterionIds.slice(1));
  const third = await shopWithJudged();
  const judged = await draftRegression(third.shop.vera, { runId: third.run.runId, rationale });
  expect(judged.spec.criteria.map(({ check }) => check)).toContainEqual({
    kind: 'tool_result',
    tool: 'order_get',
    schema: {
      type: 'object',
      required: ['status', 'orderId'],
      properties: { status: { type: 'string' }, orderId: { type: 'string' } },
    },
  });
});

/** Its failing criterion is about a call and not about its result, so the result is free to be checked. */
async function shopWithJudged(): Promise<{ shop: Shop; run: Run }> {
  const shop = await world.newShop();
  const criteria = (max: number) => [{ kind: 'check', check: { kind: 'tool_called', tool: 'order_get', min: 0, max } }];
  const testerPrompt = '1. call order_get with {"orderId": "4711"}\nanswer done';
  const { id } = await shop.workflow({ testerPrompt, criteria: criteria(1) });
  await play(shop, id);
  await updateWorkflow(shop.ben, { workflowId: id, criteria: criteria(0) });
  return { shop, run: await play(shop, id) };
}

test('after an error all criteria are kept', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow({ testerPrompt: 'Look the order up.' });
  const run = await play(shop, id);
  expect(run.status).toBe('error');
  const draft = await draftRegression(shop.vera, { runId: run.runId, rationale });
  expect(draft.spec.criteria).toHaveLength(2);
});

test('it can be tried under the workflow it came from, compared with the failed run, and applied', async () => {
  const { shop, run, workflowId } = await failed();
  const { proposalId } = await draftRegression(shop.vera, { runId: run.runId, rationale });
  const { runId } = await startTrial(shop.ben, { workflowId, proposalId });
  await executeRun(world.deps, runId, go);
  const compared = await compareRuns(shop.vera, { runId, baselineRunId: run.runId });
  expect(compared.criteria.filter(({ change }) => change === 'same')).toHaveLength(2);
  expect((await getProposal(shop.vera, { proposalId })).trials).toMatchObject({ verdict: 'failed', runs: [{ runId }] });
  const applied = await applyProposal(shop.ben, { proposalId });
  expect(applied).toMatchObject({ created: true, trial: 'failed' });
  expect(await getRun(shop.vera, { runId })).toMatchObject({ workflowId, trial: { proposalId } });
});

test('a trial that failed can be drafted from like any run', async () => {
  const { shop, run, workflowId } = await failed();
  const { proposalId } = await draftRegression(shop.vera, { runId: run.runId, rationale });
  const { runId } = await startTrial(shop.ben, { workflowId, proposalId });
  await executeRun(world.deps, runId, go);
  const again = await draftRegression(shop.vera, { runId, rationale });
  expect(again).toMatchObject({ sourceRunId: runId, spec: { prompt: SCRIPT } });
});

describe('refused', () => {
  const errorsOf = (asked: Promise<unknown>): Promise<unknown> =>
    asked.then(
      () => [],
      (error: { code: string; thing?: string; fieldErrors: unknown }) =>
        error.code === 'validation_failed' ? error.fieldErrors : [error.code, error.thing],
    );

  test('a run that is not there, is another organization’s, is not finished, or passed', async () => {
    const { shop, run } = await failed();
    expect(await errorsOf(draftRegression(shop.eve, { runId: run.runId, rationale }))).toEqual(['not_found', 'run']);
    expect(await errorsOf(draftRegression(shop.vera, { runId: 'run_x', rationale }))).toEqual(['not_found', 'run']);
    const { id } = await shop.workflow();
    const { runId } = await startRuns(shop.ben, { workflowId: id });
    expect(await errorsOf(draftRegression(shop.vera, { runId, rationale }))).toEqual([{ field: 'runId', message: 'is not finished' }]);
    await executeRun(world.deps, runId, go);
    expect(await errorsOf(draftRegression(shop.vera, { runId, rationale }))).toMatchObject([
      { field: 'runId', message: expect.stringContaining('passed') },
    ]);
  });

  test('criteria that are not the run’s, or named twice, and a secret', async () => {
    const { shop, run, criterionIds } = await failed();
    const ask = (more: object) => errorsOf(draftRegression(shop.vera, { runId: run.runId, rationale, ...more }));
    expect(await ask({ criterionIds: [criterionIds[0], 'crit_x', criterionIds[0]] })).toEqual([
      { field: 'criterionIds[1]', message: "is not a criterion of the run's version" },
      { field: 'criterionIds[2]', message: 'is named twice' },
    ]);
    expect(await ask({ criterionIds: [] })).toMatchObject([{ field: 'criterionIds' }]);
    expect(await ask({ name: SECRET_SAMPLES[0]?.[1] })).toEqual(['secret_in_arguments', undefined]);
  });

  test('a run whose server is archived by now', async () => {
    const { shop, run } = await failed();
    await world.deps.db.updateTable('mcp_servers').set({ state: 'archived' }).where('id', '=', shop.serverId).execute();
    expect(await errorsOf(draftRegression(shop.vera, { runId: run.runId, rationale }))).toEqual([
      { field: 'runId', message: 'cannot be drafted from: mcpServerId is an archived MCP server' },
    ]);
  });
});

test('a cancelled run, and one past its retention, can be drafted from without what is gone', async () => {
  const { shop, run, workflowId } = await failed();
  const { runId } = await startRuns(shop.ben, { workflowId, idempotencyKey: 'c' });
  await cancelRun(shop.ben, { runId });
  expect((await draftRegression(shop.vera, { runId, rationale })).spec.criteria.length).toBeGreaterThanOrEqual(CRITERIA.length);
  world.clock.advance(days(91));
  await sweepRetention(world.deps);
  const draft = await draftRegression(shop.vera, { runId: run.runId, rationale });
  expect(draft.spec.criteria).toHaveLength(2);
  expect(draft.warnings).toContain('The trace of the run is past its retention, so no checks were distilled from it');
});
