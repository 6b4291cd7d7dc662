// One run from claim to end, against a real MCP server, by the step script.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { compareRuns, executeRun, getEvaluation, getRun, getTrace, listArtifacts, listToolCalls, rerunRun, startRuns } from './index.ts';
import type { Run } from './index.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

const go = new AbortController().signal;

async function runOnce(shop: Shop, changes: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const { id } = await shop.workflow(changes);
  const { runId } = await startRuns(shop.ben, { workflowId: id, forceNewRun: true });
  await executeRun(world.deps, runId, go);
  return getRun(shop.vera, { runId });
}

const check = (fields: Readonly<Record<string, unknown>>) => [{ kind: 'check', check: fields }];

test('a script run passes, with its answer, its trace in order and a verdict by rule for every check', async () => {
  const shop = await world.newShop();
  const run = await runOnce(shop);
  expect(run).toMatchObject({
    status: 'pass',
    testerKind: 'script',
    classification: null,
    error: null,
    finalAnswer: 'The order is paid.',
    costUsd: 0,
    toolCallCount: 1,
    queuePosition: null,
    attempts: [{ attempt: 1, status: 'pass', error: null }],
  });
  const { events } = await getTrace(shop.vera, { runId: run.runId });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events[0]?.type).toBe('run_started');
  expect(events.at(-1)?.type).toBe('run_finished');
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['mcp_connected', 'tool_call', 'tool_result', 'final_answer', 'criterion_verdict']),
  );
  const { criteria } = await getEvaluation(shop.vera, { runId: run.runId });
  expect(criteria.map(({ verdict, judgedBy }) => [verdict, judgedBy])).toEqual([
    ['pass', 'rule'],
    ['pass', 'rule'],
  ]);
  const ids = new Set(events.map(({ id }) => id));
  expect(criteria.flatMap(({ evidence }) => evidence).every(({ eventId }) => ids.has(eventId))).toBe(true);
});

test('the server sees the client name and the bare id of the run', async () => {
  const shop = await world.newShop();
  const before = world.mcp.received.length;
  const run = await runOnce(shop);
  const seen = world.mcp.received.slice(before);
  expect(seen.length).toBeGreaterThan(2);
  const ofRun = seen.filter(({ headers }) => headers['x-armature-workflow-run-id'] === run.runId.slice('run_'.length));
  expect(ofRun.map(({ message }) => message.method)).toEqual(expect.arrayContaining(['initialize', 'tools/list', 'tools/call']));
  expect(JSON.stringify(ofRun.find(({ message }) => message.method === 'initialize')?.message.params)).toContain('"armature-tester"');
});

test('a failing required check fails the run and blames the server whose tool failed', async () => {
  const shop = await world.newShop();
  const run = await runOnce(shop, { testerPrompt: '1. call broken\nanswer tried', criteria: check({ kind: 'no_tool_errors' }) });
  expect(run).toMatchObject({ status: 'fail', classification: 'server' });
  const [call] = await listToolCalls(shop.vera, { runId: run.runId });
  expect(call).toMatchObject({ tool: 'broken', isError: true, blocked: false });
  expect(run.classificationEvidence[0]).toMatchObject({ type: 'call', id: call?.callId });
});

test('a mix of verdicts is partial', async () => {
  const shop = await world.newShop();
  const criteria = [...check({ kind: 'tool_called', tool: 'order_get' }), ...check({ kind: 'tool_called', tool: 'order_list' })];
  expect(await runOnce(shop, { criteria })).toMatchObject({ status: 'partial', classification: 'test' });
});

test('a blocked call never reaches the server and blames the test', async () => {
  const shop = await world.newShop();
  const before = world.mcp.calls.length;
  const run = await runOnce(shop, {
    testerPrompt: '1. call order_delete\nanswer gone',
    criteria: check({ kind: 'tool_called', tool: 'order_delete' }),
  });
  expect(world.mcp.calls.slice(before)).not.toContain('order_delete');
  expect(run).toMatchObject({ status: 'fail', classification: 'test' });
  const { events } = await getTrace(shop.vera, { runId: run.runId, type: 'tool_blocked' });
  expect(events).toHaveLength(1);
});

test('a prompt that is no step script says that it needs a model, is not tried again and does not count', async () => {
  const shop = await world.newShop();
  const run = await runOnce(shop, { testerPrompt: 'Please look up an order.' });
  expect(run).toMatchObject({ status: 'error', error: { kind: 'model' }, classification: 'test', attempts: [{ attempt: 1 }] });
  expect(run.error?.message).toMatch(/^needs a model: line 1/);
  const row = await world.deps.db.selectFrom('runs').select('counts_for_pass_rate').where('id', '=', run.runId).executeTakeFirstOrThrow();
  expect(row.counts_for_pass_rate).toBe(false);
});

test('judge criteria without a judge end in the error that says what to do, before the server is touched', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow({ criteria: [{ criterionText: 'The status is right.' }] });
  const contacts = world.mcp.received.length;
  const { runId } = await startRuns(shop.ben, { workflowId: id });
  await executeRun(world.deps, runId, go);
  const run = await getRun(shop.vera, { runId });
  expect(run.error).toEqual({ kind: 'judge', message: 'no judge model is configured; add one or turn this criterion into a check' });
  expect(run).toMatchObject({ status: 'error', classification: 'judge' });
  expect(world.mcp.received.length).toBe(contacts);
  expect((await getEvaluation(shop.vera, { runId })).criteria).toMatchObject([{ verdict: null, judgedBy: null }]);
});

test('a run that ended leaves the fact run.finished, exactly once, also when its job comes again', async () => {
  const shop = await world.newShop();
  const run = await runOnce(shop);
  await executeRun(world.deps, run.runId, go);
  const facts = await world.deps.db
    .selectFrom('facts')
    .selectAll()
    .where('org_id', '=', shop.org.id)
    .where('type', '=', 'run.finished')
    .execute();
  expect(facts.map(({ payload }) => payload)).toEqual([{ runId: run.runId, status: 'pass' }]);
  expect((await getRun(shop.vera, { runId: run.runId })).attempts).toHaveLength(1);
});

test('a secret of the organization that a tool returns is not stored anywhere', async () => {
  const shop = await world.newShop();
  const secret = 'correct-horse-battery-staple';
  await world.deps.vault.put(world.deps.db, shop.org.id, secret);
  const run = await runOnce(shop, { testerPrompt: `1. call order_get with {"orderId": "${secret}"}\nanswer it was \${1.orderId}` });
  const stored = JSON.stringify([
    run,
    await getTrace(shop.vera, { runId: run.runId }),
    await listToolCalls(shop.vera, { runId: run.runId }),
    await getEvaluation(shop.vera, { runId: run.runId }),
  ]);
  expect(run.finalAnswer).toBe('it was [redacted:stored_secret]');
  expect(stored.replaceAll(JSON.stringify(run.prompt), '')).not.toContain(secret);
});

test('a picture a tool returns is an artifact, and not in the trace', async () => {
  const shop = await world.newShop();
  const run = await runOnce(shop, { testerPrompt: '1. call picture\nanswer seen', criteria: check({ kind: 'no_tool_errors' }) });
  const artifacts = await listArtifacts(shop.vera, { runId: run.runId });
  expect(artifacts.map(({ kind, mimeType }) => [kind, mimeType])).toEqual([
    ['final_answer', 'text/plain'],
    ['image', 'image/png'],
  ]);
  expect(artifacts[1]?.base64).toMatch(/^iVBOR/);
  expect(JSON.stringify(await getTrace(shop.vera, { runId: run.runId }))).not.toContain('iVBOR');
});

test('rerun: the current version with the run as baseline, and the two can be compared', async () => {
  const shop = await world.newShop();
  const first = await runOnce(shop);
  const again = await rerunRun(shop.ben, { runId: first.runId });
  await executeRun(world.deps, again.runId, go);
  expect(await getRun(shop.vera, { runId: again.runId })).toMatchObject({
    status: 'pass',
    baselineRunId: first.runId,
    version: first.version,
  });
  const comparison = await compareRuns(shop.vera, { runId: again.runId });
  expect(comparison).toMatchObject({
    verdict: 'unchanged',
    baselineRunId: first.runId,
    status: { before: 'pass', after: 'pass' },
    workflowDiff: [],
  });
  expect(comparison.criteria.map(({ change }) => change)).toEqual(['same', 'same']);
  expect(comparison.toolCalls).toEqual({ added: [], removed: [], newErrors: [], fixedErrors: [], orderChanged: false });
  await expect(rerunRun(shop.vera, { runId: first.runId })).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(rerunRun(shop.eve, { runId: first.runId })).rejects.toMatchObject({ code: 'not_found' });
});

test('an unreachable server is a transport error, tried again after the backoff, and blames the network', async () => {
  const shop = await world.newShop();
  const { id } = await shop.workflow();
  await world.deps.db.updateTable('mcp_servers').set({ base_url: 'http://127.0.0.1:9/mcp' }).where('id', '=', shop.serverId).execute();
  const { runId } = await startRuns(shop.ben, { workflowId: id });
  await executeRun(world.deps, runId, go);
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'pending',
    attempts: [{ attempt: 1, status: 'error', error: { kind: 'transport' } }],
  });
  const retry = world.queued.findLast(({ payload }) => 'runId' in payload && payload.runId === runId);
  expect(retry?.options?.startAfter).toEqual(new Date(world.clock.now().getTime() + 10_000));
  await executeRun(world.deps, runId, go);
  expect((await getRun(shop.vera, { runId })).attempts).toHaveLength(1);
  world.clock.advance(10_000);
  await executeRun(world.deps, runId, go);
  expect(await getRun(shop.vera, { runId })).toMatchObject({
    status: 'error',
    classification: 'network',
    error: { kind: 'transport' },
    attempts: [
      { attempt: 1, status: 'error' },
      { attempt: 2, status: 'error' },
    ],
  });
  expect((await getTrace(shop.vera, { runId, attempt: 1 })).events.at(-1)?.type).toBe('error');
  expect((await getTrace(shop.vera, { runId })).attempt).toBe(2);
});

test('eve can see nothing of a run', async () => {
  const shop = await world.newShop();
  const { runId } = await runOnce(shop);
  for (const read of [getRun, getTrace, getEvaluation, listToolCalls, listArtifacts, compareRuns]) {
    await expect(read(shop.eve, { runId })).rejects.toMatchObject({ code: 'not_found', thing: 'run' });
  }
});
