// A trial runs the proposed content like any run, and changes no number, plan, incident or coverage that is about the workflow.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours, minutes } from '#kernel/duration';
import { createDestination, createRule, listIncidents, onRunFinished } from '#modules/alerts';
import { getCoverage, onRunFinishedForCoverage } from '#modules/coverage';
import { compareRuns, executeRun, getRun, getTrace, listRuns, rerunRun, startRuns, startTick, summarizeWorkflows } from '#modules/runs';
import type { Run } from '#modules/runs';
import { syncServer } from '#modules/servers';
import { getWorkflow, removeWorkflow, updateWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { applyProposal, getProposal, proposePatch, startTrial } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;
const rationale = 'The order is asked for by its wrong number.';
const WRONG = '1. call broken\nanswer nothing';
const RIGHT = '1. call order_get with {"orderId": "4711"}\nanswer The order is ${1.status}.';
const hourly = { cron: '0 * * * *', timezone: 'UTC' };

interface Staged {
  readonly shop: Shop;
  readonly workflow: Workflow;
  /** Names workflow and proposal. */
  readonly trial: { readonly workflowId: string; readonly proposalId: string };
}

/** A workflow that fails, and a proposal with which it passes; or the other way about. */
async function staged({
  is = WRONG,
  proposed = RIGHT,
  ...fields
}: { is?: string; proposed?: string; schedule?: object } = {}): Promise<Staged> {
  const shop = await world.newShop();
  const workflow = await shop.workflow({ testerPrompt: is, ...fields });
  return { shop, workflow, trial: { workflowId: workflow.id, proposalId: await propose(shop, workflow, { prompt: proposed }) } };
}

async function propose({ vera }: Shop, { id, currentVersion }: Workflow, changes: object): Promise<string> {
  return (await proposePatch(vera, { workflowId: id, baseVersionId: currentVersion.id, rationale, changes })).proposalId;
}

async function play(ctx: Ctx, { runId }: { readonly runId: string }): Promise<Run> {
  await executeRun(world.deps, runId, go);
  world.clock.advance(1000);
  return getRun(ctx, { runId });
}

test('it runs what is proposed, says so, and the proposal shows it beside the current version', async () => {
  const { shop, workflow, trial } = await staged();
  const failed = await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id }));
  const started = await startTrial(shop.ben, { ...trial, reason: 'try it' });
  expect(started.runs).toMatchObject([{ modelId: 'script/steps', status: 'pending', deduplicated: false }]);
  expect(await getProposal(shop.vera, { proposalId: trial.proposalId })).toMatchObject({ trials: { verdict: 'undecided' } });
  const run = await play(shop.vera, started);
  expect(run).toMatchObject({
    status: 'pass',
    prompt: RIGHT,
    reason: 'try it',
    triggerType: 'manual',
    trial: { proposalId: trial.proposalId },
    version: { number: null },
  });
  const { events } = await getTrace(shop.vera, { runId: run.runId });
  expect(events[0]).toMatchObject({ type: 'run_started', data: { versionId: run.version.id, versionNumber: null } });
  expect(await getProposal(shop.vera, { proposalId: trial.proposalId })).toMatchObject({
    trials: {
      verdict: 'passed',
      runs: [{ runId: run.runId, status: 'pass', url: expect.stringContaining(run.runId) }],
      current: [{ runId: failed.runId, status: 'fail', trial: null }],
    },
  });
  expect(await compareRuns(shop.vera, { runId: run.runId, baselineRunId: failed.runId })).toMatchObject({
    verdict: 'improved',
    workflowDiff: [{ path: 'testerPrompt', op: 'replace' }],
  });
  expect((await listRuns(shop.vera, {})).rows.map(({ runId, trial: of }) => [runId, of !== null])).toEqual([
    [run.runId, true],
    [failed.runId, false],
  ]);
  expect(await getWorkflow(shop.vera, { workflowId: workflow.id })).toEqual(workflow);
  expect(await applyProposal(shop.ben, { proposalId: trial.proposalId })).toMatchObject({
    trial: 'passed',
    version: { id: run.version.id, number: 2 },
  });
});

test('of several targets each is shown once, by its newest trial', async () => {
  const shop = await world.newShop();
  const workflow = await shop.workflow();
  const brief = { modelId: 'script/steps', skillMode: 'text', skillText: 'Be brief.' };
  const proposalId = await propose(shop, workflow, { model: [{ modelId: 'script/steps' }, brief], prompt: WRONG });
  const trial = { workflowId: workflow.id, proposalId };
  const { runs } = await startTrial(shop.ben, { ...trial, modelIds: ['script/steps'] });
  expect(runs).toHaveLength(2);
  for (const run of runs) await play(shop.vera, run);
  const { trials } = await getProposal(shop.vera, { proposalId: trial.proposalId });
  expect([trials.verdict, trials.runs.length]).toEqual(['failed', 2]);
});

describe('who may, and when', () => {
  const codeOf = (asked: Promise<unknown>): Promise<unknown> =>
    asked.then(
      () => 'done',
      (error: { code: string; thing?: string; fieldErrors: readonly { field: string }[] }) =>
        [error.code, error.thing, ...error.fieldErrors.map(({ field }) => field)].filter((part) => part !== undefined).join(' '),
    );

  test('vera may not, eve finds nothing, and what is not there is told apart', async () => {
    const { shop, trial } = await staged();
    const other = await shop.workflow();
    expect(await codeOf(startTrial(shop.vera, trial))).toBe('forbidden_role');
    expect(await codeOf(startTrial(shop.eve, trial))).toBe('not_found workflow');
    expect(await codeOf(startTrial(shop.ben, { ...trial, proposalId: 'prop_x' }))).toBe('not_found proposal');
    expect(await codeOf(startTrial(shop.ben, { ...trial, workflowId: other.id }))).toBe('validation_failed proposalId');
    expect(await codeOf(startTrial(shop.ben, { ...trial, modelIds: ['nobody/none'] }))).toBe('validation_failed modelIds[0]');
    expect(await codeOf(startTrial(shop.ben, { ...trial, surprise: 1 }))).toBe('validation_failed surprise');
    expect((await listRuns(shop.vera, {})).total).toBe(0);
  });

  test('not of an applied or an expired one, nor of an archived workflow; of a paused one it may', async () => {
    const { shop, workflow, trial } = await staged();
    await updateWorkflow(shop.ben, { workflowId: workflow.id, state: 'paused' });
    expect(await codeOf(startTrial(shop.ben, trial))).toBe('done');
    await removeWorkflow(shop.ben, { workflowId: workflow.id });
    expect(await codeOf(startTrial(shop.ben, trial))).toBe('conflict');
    await updateWorkflow(shop.ben, { workflowId: workflow.id, state: 'paused' });
    await applyProposal(shop.ben, { proposalId: trial.proposalId });
    expect(await codeOf(startTrial(shop.ben, trial))).toBe('proposal_already_applied');
    const next = await staged();
    world.clock.advance(hours(24));
    expect(await codeOf(startTrial(next.shop.ben, next.trial))).toBe('proposal_expired');
  });
});

test('the same key is the same trial, but never a run of the current version or of another proposal', async () => {
  const { shop, workflow, trial } = await staged();
  const other = { ...trial, proposalId: await propose(shop, workflow, { prompt: '1. call order_list\nanswer done' }) };
  const key = { idempotencyKey: 'commit 1', reason: 'gate' };
  const counted = await startRuns(shop.ben, { workflowId: workflow.id, ...key });
  const first = await startTrial(shop.ben, { ...trial, ...key });
  expect((await startTrial(shop.ben, { ...trial, ...key })).runs).toMatchObject([{ runId: first.runId, deduplicated: true }]);
  const second = await startTrial(shop.ben, { ...other, ...key });
  expect(new Set([counted.runId, first.runId, second.runId]).size).toBe(3);
  expect((await startTrial(shop.ben, { ...trial, ...key, forceNewRun: true })).runId).not.toBe(first.runId);
});

describe('counts for nothing', () => {
  test('neither pass rate nor last run', async () => {
    const { shop, workflow, trial } = await staged({ is: RIGHT, proposed: WRONG });
    const passed = await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id }));
    expect((await play(shop.vera, await startTrial(shop.ben, trial))).status).toBe('fail');
    const summary = (await summarizeWorkflows(shop.vera, [workflow.id])).get(workflow.id);
    expect(summary).toMatchObject({ passRate7d: 1, lastRun: { runId: passed.runId, status: 'pass' } });
  });

  test('a workflow that was only tried has neither', async () => {
    const { shop, workflow, trial } = await staged();
    await play(shop.vera, await startTrial(shop.ben, trial));
    expect((await summarizeWorkflows(shop.vera, [workflow.id])).get(workflow.id)).toEqual({ passRate7d: null, lastRun: null });
  });

  test('no baseline of later runs, though it has one itself', async () => {
    const { shop, workflow, trial } = await staged({ is: RIGHT, proposed: '1. call order_get with {"orderId": "1"}\nanswer done' });
    const passed = await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id }));
    const tried = await play(shop.vera, await startTrial(shop.ben, trial));
    expect(tried).toMatchObject({ status: 'pass', baselineRunId: passed.runId });
    const later = await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id, forceNewRun: true }));
    expect(later.baselineRunId).toBe(passed.runId);
  });

  test('no baseline that is named by hand, but of the same proposal; once that is applied, of any', async () => {
    const { shop, workflow, trial } = await staged();
    const tried = await play(shop.vera, await startTrial(shop.ben, trial));
    const named = { workflowId: workflow.id, baselineRunId: tried.runId, forceNewRun: true };
    const refused = {
      code: 'validation_failed',
      fieldErrors: [{ field: 'baselineRunId', message: 'is a trial of a proposal that is not applied' }],
    };
    await expect(startRuns(shop.ben, named)).rejects.toMatchObject(refused);
    const other = await propose(shop, workflow, { prompt: `${RIGHT}!` });
    await expect(startTrial(shop.ben, { ...named, proposalId: other })).rejects.toMatchObject(refused);
    const again = await startTrial(shop.ben, { ...named, proposalId: trial.proposalId });
    expect((await getRun(shop.vera, { runId: again.runId })).baselineRunId).toBe(tried.runId);
    await applyProposal(shop.ben, { proposalId: trial.proposalId });
    const later = await startRuns(shop.ben, named);
    expect((await getRun(shop.vera, { runId: later.runId })).baselineRunId).toBe(tried.runId);
  });

  test('it holds up no tick, and a tick does not take it for its own run', async () => {
    const { shop, workflow, trial } = await staged({ schedule: hourly });
    await startTrial(shop.ben, trial);
    const tick = (hour: number) => {
      const tickAt = `2026-11-21T${hour}:00:00.000Z`;
      return startTick(world.deps, { orgId: shop.org.id, workflowId: workflow.id, targetIndex: 0, tickAt });
    };
    expect(await tick(10)).toBe('started');
    expect(await tick(11)).toBe('skipped');
    expect((await getWorkflow(shop.vera, { workflowId: workflow.id })).skippedTicks).toBe(1);
  });

  test('it covers no tool', async () => {
    const { shop, trial } = await staged({ is: RIGHT, proposed: '1. call order_list\nanswer done' });
    await syncServer(shop.ada, { serverId: shop.serverId });
    const { runId } = await play(shop.vera, await startTrial(shop.ben, trial));
    await onRunFinishedForCoverage(world.deps, shop.org.id, { runId });
    expect(await getCoverage(shop.vera, { serverId: shop.serverId })).toMatchObject({ runsConsidered: 0, covered: [] });
    expect(await world.deps.db.selectFrom('tool_use_runs').selectAll().where('run_id', '=', runId).execute()).toEqual([]);
  });

  test('it opens no incident, and closes none', async () => {
    const { shop, workflow, trial } = await staged({ is: RIGHT, proposed: WRONG });
    const webhook = await createDestination(shop.ada, { kind: 'webhook', name: 'Ops', url: 'http://127.0.0.1:9/hook' });
    await createRule(shop.ben, { name: 'Orders', targetType: 'workflow', targetId: workflow.id, destinationId: webhook.id });
    world.clock.advance(minutes(1));
    const tell = async ({ runId, status }: Run) => onRunFinished(world.deps, shop.org.id, { runId, status });
    await tell(await play(shop.vera, await startTrial(shop.ben, trial)));
    await tell(await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id, idempotencyKey: 'a' })));
    expect((await listIncidents(shop.vera, {})).total).toBe(0);

    const broken = await updateWorkflow(shop.ben, { workflowId: workflow.id, testerPrompt: WRONG });
    await tell(await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id, idempotencyKey: 'b' })));
    expect((await listIncidents(shop.vera, { state: 'open' })).total).toBe(1);
    const cure = { workflowId: workflow.id, proposalId: await propose(shop, broken, { prompt: RIGHT }) };
    const cured = await play(shop.vera, await startTrial(shop.ben, cure));
    expect(cured.status).toBe('pass');
    await tell(cured);
    expect((await listIncidents(shop.vera, { state: 'open' })).total).toBe(1);
  });
});

test('the rerun of a trial by its own version is a trial too; by the current version it is a run that counts', async () => {
  const { shop, workflow, trial } = await staged();
  const tried = await play(shop.vera, await startTrial(shop.ben, trial));
  const own = await play(shop.vera, await rerunRun(shop.ben, { runId: tried.runId, version: 'own' }));
  expect(own).toMatchObject({
    status: 'pass',
    trial: { proposalId: trial.proposalId },
    version: tried.version,
    baselineRunId: tried.runId,
  });
  const current = await play(shop.vera, await rerunRun(shop.ben, { runId: tried.runId }));
  expect(current).toMatchObject({ status: 'fail', trial: null, version: workflow.currentVersion && { number: 1 } });
  // nobody changed the workflow: neither is it measured by the trial nor blamed for being another than what was tried
  expect(current.baselineRunId).toBeNull();
  expect(JSON.stringify(current.classificationEvidence)).not.toContain(tried.runId);
});

test('a trial that was waiting when its proposal was applied stays a trial of the same content', async () => {
  const { shop, workflow, trial } = await staged();
  const started = await startTrial(shop.ben, trial);
  const applied = await applyProposal(shop.ben, { proposalId: trial.proposalId });
  const run = await play(shop.vera, started);
  expect(run).toMatchObject({ status: 'pass', version: { id: applied.version.id, number: null }, trial: { proposalId: trial.proposalId } });
  expect((await summarizeWorkflows(shop.vera, [workflow.id])).get(workflow.id)?.lastRun).toBeNull();
  const counted = await play(shop.vera, await startRuns(shop.ben, { workflowId: workflow.id }));
  expect(counted).toMatchObject({ status: 'pass', version: applied.version, trial: null });
  expect(await getProposal(shop.vera, { proposalId: trial.proposalId })).toMatchObject({
    trials: { runs: [{ runId: run.runId }], current: [{ runId: counted.runId }] },
  });
});
