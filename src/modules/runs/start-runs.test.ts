// Dispatch: one key is one run, row and job together, and everything wrong is named.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeWorkflow } from '#modules/workflows';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld } from '#test/run-world';
import { cancelRun, getRun, listRuns, startRuns } from './index.ts';
import type { StartedRuns } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const jobsFor = (runId: string): number =>
  world.queued.filter(({ name, payload }) => name === 'run.execute' && 'runId' in payload && payload.runId === runId).length;

test('a dispatch makes one pending run for each target, with its job', async () => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow({
    testerTargets: [
      { modelId: 'script/steps', skillMode: 'none' },
      { modelId: 'script/steps', skillMode: 'text', skillText: 'Be brief.' },
    ],
  });
  const started = await startRuns(ben, { workflowId: id });
  expect(started.runs).toHaveLength(2);
  expect(started.runId).toBe(started.runs[0]?.runId);
  expect(new Set(started.runs.map(({ runId }) => runId)).size).toBe(2);
  for (const run of started.runs) {
    expect(run).toMatchObject({ modelId: 'script/steps', status: 'pending', deduplicated: false });
    expect(run.url).toMatch(new RegExp(`/o/[a-z0-9-]+/runs/${run.runId}$`));
    expect(jobsFor(run.runId)).toBe(1);
  }
});

test('twenty dispatches at once with one key make one run and one job', async () => {
  const { ben, vera, workflow } = await world.newShop();
  const { id } = await workflow();
  const answers = await Promise.all(Array.from({ length: 20 }, () => startRuns(ben, { workflowId: id, idempotencyKey: 'commit 1' })));
  const runs = answers.flatMap((answer) => answer.runs);
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
  expect(runs.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
  expect((await listRuns(vera, {})).total).toBe(1);
  expect(jobsFor(runs[0]?.runId ?? '')).toBe(1);
});

test('without a key, the same caller within one minute gets the same run; later, and another caller, do not', async () => {
  const { ada, ben, workflow } = await world.newShop();
  const { id } = await workflow();
  world.clock.moveTo(new Date(Math.ceil(world.clock.now().getTime() / 60_000) * 60_000));
  const first = await startRuns(ben, { workflowId: id });
  expect((await startRuns(ben, { workflowId: id })).runs[0]).toMatchObject({ runId: first.runId, deduplicated: true });
  expect((await startRuns(ada, { workflowId: id })).runId).not.toBe(first.runId);
  world.clock.advance(60_000);
  expect((await startRuns(ben, { workflowId: id })).runId).not.toBe(first.runId);
});

test('the same key still means the same run when it is finished', async () => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow();
  const first = await startRuns(ben, { workflowId: id, idempotencyKey: 'k' });
  await cancelRun(ben, { runId: first.runId });
  expect((await startRuns(ben, { workflowId: id, idempotencyKey: 'k' })).runs[0]).toMatchObject({
    runId: first.runId,
    status: 'error',
    deduplicated: true,
  });
});

test('another reason is another run, unless it differs in spelling only', async () => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow();
  const start = (reason: string): Promise<StartedRuns> => startRuns(ben, { workflowId: id, reason, idempotencyKey: 'k' });
  const first = await start('Deploy  42');
  expect((await start('deploy 42')).runId).toBe(first.runId);
  expect((await start('deploy 43')).runId).not.toBe(first.runId);
});

test('forceNewRun makes a new run every time', async () => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow();
  const [a, b] = [
    await startRuns(ben, { workflowId: id, idempotencyKey: 'k', forceNewRun: true }),
    await startRuns(ben, { workflowId: id, idempotencyKey: 'k', forceNewRun: true }),
  ];
  expect(a.runId).not.toBe(b.runId);
});

test('a secret in the reason is not stored', async () => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow();
  const { runId } = await startRuns(ben, { workflowId: id, reason: 'with ghp_0123456789abcdefghijklmnopqrstuvwxyzAB' });
  expect((await getRun(ben, { runId })).reason).toBe('with [redacted:github_token]');
});

test.each<[string, Record<string, unknown>, string]>([
  ['reason', { reason: 'x'.repeat(201) }, 'reason'],
  ['empty key', { idempotencyKey: '' }, 'idempotencyKey'],
  ['key with a line break', { idempotencyKey: 'a\nb' }, 'idempotencyKey'],
  ['key beyond ASCII', { idempotencyKey: 'schlüssel' }, 'idempotencyKey'],
  ['long key', { idempotencyKey: 'k'.repeat(129) }, 'idempotencyKey'],
  ['force', { forceNewRun: 'yes' }, 'forceNewRun'],
  ['a foreign model', { modelIds: ['script/steps', 'openai/other'] }, 'modelIds[1]'],
  ['a model twice', { modelIds: ['script/steps', 'script/steps'] }, 'modelIds[1]'],
  ['no model', { modelIds: [] }, 'modelIds'],
  ['an unknown baseline', { baselineRunId: 'run_6f1c2b0e-0000-4000-8000-000000000000' }, 'baselineRunId'],
  ['a baseline that is no id', { baselineRunId: 'yesterday' }, 'baselineRunId'],
  ['an unknown field', { priority: 1 }, 'priority'],
])('a bad %s is refused by name', async (_name, fields, field) => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow();
  await expect(startRuns(ben, { workflowId: id, ...fields })).rejects.toMatchObject({
    code: 'validation_failed',
    fieldErrors: [{ field }],
  });
});

test('a baseline must be finished and of the same workflow', async () => {
  const { ben, workflow } = await world.newShop();
  const [one, two] = [await workflow(), await workflow()];
  const { runId } = await startRuns(ben, { workflowId: one.id });
  const startWith = (workflowId: string) => startRuns(ben, { workflowId, baselineRunId: runId, forceNewRun: true });
  await expect(startWith(one.id)).rejects.toMatchObject({ fieldErrors: [{ field: 'baselineRunId', message: 'is not finished' }] });
  await cancelRun(ben, { runId });
  await expect(startWith(two.id)).rejects.toMatchObject({
    fieldErrors: [{ field: 'baselineRunId', message: 'is a run of another workflow' }],
  });
  const started = await startWith(one.id);
  expect((await getRun(ben, { runId: started.runId })).baselineRunId).toBe(runId);
});

test('an archived workflow cannot be run', async () => {
  const { ben, workflow } = await world.newShop();
  const { id } = await workflow();
  await removeWorkflow(ben, { workflowId: id });
  await expect(startRuns(ben, { workflowId: id })).rejects.toMatchObject({ code: 'conflict' });
});

test('vera may not start a run, and eve does not find the workflow', async () => {
  const { vera, eve, workflow } = await world.newShop();
  const { id } = await workflow();
  await expect(startRuns(vera, { workflowId: id })).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(startRuns(eve, { workflowId: id })).rejects.toMatchObject({ code: 'not_found', thing: 'workflow' });
});
