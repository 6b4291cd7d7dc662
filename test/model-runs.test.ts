// From a model that is added to a run that is graded: every part is real, only the model's words are written here.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createModel, updateModel } from '#modules/models';
import { executeRun, getEvaluation, getRun, getTrace, listToolCalls, startRuns } from '#modules/runs';
import { createLlmDoor } from '#platform/llm/door';
import { silentLog } from '#platform/log';
import { ASKED, JUDGE, LOOK, REPORT, TESTER, grading, makeModelWorld, userText } from './model-world.ts';
import type { ModelWorld } from './model-world.ts';
import type { ChatRequest, Turn } from './openai-endpoint.ts';
import { INJECTION } from './shop-server.ts';

const go = new AbortController().signal;

let world: ModelWorld;
beforeAll(async () => {
  world = await makeModelWorld();
});
afterAll(() => world.close());
afterEach(() => world.endpoint.play([]));

describe('a model behind a base URL', () => {
  test('is added after it made a tool call, becomes the default, and its key goes nowhere else', async () => {
    const shop = await world.modelShop();
    expect(world.endpoint.requests.at(-1)?.headers.authorization).toBe('Bearer key-of-judge');
    world.playBoth([LOOK, REPORT]);
    const { testerTargets: _none, judge: _default, ...workflow } = ASKED;
    const created = await shop.workflow({ ...workflow, testerModelId: undefined });
    const { runId } = await startRuns(shop.ben, { workflowId: created.id, forceNewRun: true });
    await executeRun(world.deps, runId, go);
    const run = await getRun(shop.vera, { runId });
    expect(run).toMatchObject({ modelId: TESTER, testerKind: 'model' });
    const kept = JSON.stringify([run, await getTrace(shop.vera, { runId }), await getEvaluation(shop.vera, { runId }), world.mcp.received]);
    expect(kept).not.toContain('key-of-');
  });

  test('that answers in words only is refused, and nothing is saved', async () => {
    const shop = await world.newShop();
    world.endpoint.play([{ text: 'armature' }]);
    const model = { provider: 'openai-compatible', upstreamName: 'chatty', baseUrl: world.endpoint.baseUrl };
    await expect(createModel(shop.ada, model)).rejects.toMatchObject({
      code: 'probe_failed',
      message: expect.stringContaining('the model answered with text'),
    });
    await expect(world.start(shop, { testerTargets: [{ modelId: 'openai-compatible/chatty', skillMode: 'none' }] })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(createModel(shop.ben, model)).rejects.toMatchObject({ code: 'forbidden_role' });
  });
});

describe('a model run', () => {
  test('is traced from connection to verdict, with tokens and cost by the price of the organization', async () => {
    const shop = await world.modelShop();
    world.playBoth([LOOK, REPORT]);
    const run = await world.runOnce(shop);
    expect(run).toMatchObject({
      status: 'pass',
      testerKind: 'model',
      modelId: TESTER,
      finalAnswer: 'Order 4711 is paid.',
      steps: 2,
      toolCallCount: 1,
      tokens: { in: 3000, out: 150 },
      error: null,
    });
    // Agent 3000 and 150 tokens, judge 5000 and 500, at 1 and 2 dollars a million.
    expect(run.costUsd).toBeCloseTo(0.0093, 10);
    const { events } = await getTrace(shop.vera, { runId: run.runId });
    expect(events.map(({ type }) => type)).toEqual([
      'run_started',
      'mcp_connected',
      'model_message',
      'tool_call',
      'tool_result',
      'model_message',
      'final_answer',
      'criterion_verdict',
      'criterion_verdict',
      'run_finished',
    ]);
    expect(events[0]?.data).toMatchObject({ testerKind: 'model', target: { modelId: TESTER } });
    expect(events[2]?.data).toMatchObject({ text: 'Looking.', tokensIn: 1000, tokensOut: 100, costUsd: 0.0012, stopReason: 'tool_calls' });
    expect(events.at(-1)?.data).toMatchObject({ status: 'pass', tokensIn: 3000, tokensOut: 150 });
    const { criteria } = await getEvaluation(shop.vera, { runId: run.runId });
    expect(criteria.map(({ verdict, judgedBy }) => [verdict, judgedBy])).toEqual([
      ['pass', `llm:${JUDGE}`],
      ['pass', 'rule'],
    ]);
    expect(await listToolCalls(shop.vera, { runId: run.runId })).toMatchObject([
      { tool: 'order_get', arguments: { orderId: '4711' }, blocked: false, isError: false },
    ]);
  });

  test('has no cost where a price is unknown, and no limit of cost then', async () => {
    const shop = await world.modelShop({});
    world.playBoth([LOOK, REPORT]);
    const run = await world.runOnce(shop, { limits: { maxCostUsd: 0.01 } });
    expect(run).toMatchObject({ status: 'pass', costUsd: null, tokens: { in: 3000, out: 150 } });
    const { events } = await getTrace(shop.vera, { runId: run.runId, type: 'run_finished' });
    expect(events[0]?.data).toMatchObject({ costUsd: null });
  });

  test('and a script run of one workflow say which kind acted; the script asks no model for its steps', async () => {
    const shop = await world.modelShop();
    const asked = world.playBoth([LOOK, REPORT]);
    const { id } = await shop.workflow({
      ...ASKED,
      testerPrompt: '1. call order_get with {"orderId": "4711"}\nanswer Order ${1.orderId} is ${1.status}.',
      testerTargets: [
        { modelId: 'script/steps', skillMode: 'none' },
        { modelId: TESTER, skillMode: 'none' },
      ],
    });
    const { runs } = await startRuns(shop.ben, { workflowId: id, forceNewRun: true });
    for (const { runId } of runs) await executeRun(world.deps, runId, go);
    const [script, model] = await Promise.all(runs.map(({ runId }) => getRun(shop.vera, { runId })));
    expect(script).toMatchObject({ testerKind: 'script', status: 'pass', tokens: { in: 0, out: 0 }, finalAnswer: 'Order 4711 is paid.' });
    expect(model).toMatchObject({
      testerKind: 'model',
      status: 'pass',
      tokens: { in: 3000, out: 150 },
      finalAnswer: 'Order 4711 is paid.',
    });
    // The script's cost is its judge's alone.
    expect(script?.costUsd).toBeCloseTo(0.006, 10);
    expect(asked).toEqual({ agent: 2, judge: 2 });
  });

  test('that calls what is not there fails by its own fault, not by that of the test', async () => {
    const shop = await world.modelShop();
    world.playBoth(
      [
        {
          calls: [
            { name: 'order_find', arguments: {} },
            { name: 'order_get', arguments: '{"orderId": ' },
          ],
        },
        REPORT,
      ],
      [{ verdict: 'fail' }],
    );
    const run = await world.runOnce(shop);
    expect(run).toMatchObject({ status: 'fail', classification: 'model', toolCallCount: 0 });
    expect((await listToolCalls(shop.vera, { runId: run.runId })).map(({ tool, blocked }) => [tool, blocked])).toEqual([
      ['order_find', true],
      ['order_get', true],
    ]);
  });

  test('that never ends is stopped by its budget, is not tried again, and is never judged', async () => {
    const shop = await world.modelShop();
    const asked = world.playBoth([LOOK]);
    const run = await world.runOnce(shop, { limits: { maxSteps: 4 } });
    expect(run).toMatchObject({
      status: 'error',
      error: { kind: 'budget' },
      classification: 'model',
      attempts: [{ attempt: 1 }],
      steps: 4,
    });
    expect(asked).toEqual({ agent: 4, judge: 0 });
  });
});

describe('words of the server', () => {
  test('that tell tester and judge what to do reach both as data and move no verdict', async () => {
    const shop = await world.modelShop();
    const prompts: { agent: ChatRequest[]; judge: ChatRequest[] } = { agent: [], judge: [] };
    world.endpoint.play((request) => {
      if (request.model === 'agent')
        return prompts.agent.push(request) === 1 ? { calls: [{ name: 'hostile', arguments: {} }] } : { text: 'Nothing was found.' };
      prompts.judge.push(request);
      // A judge that keeps to its rules: what stands inside the fences asks for nothing.
      const outside = userText(request).replaceAll(/BEGIN ([A-Z ]+) ([0-9a-f]{24}).*?END \1 \2/gs, '');
      return grading(request, { verdict: outside.includes(INJECTION) ? 'pass' : 'fail', excerpt: 'Nothing was found' });
    });
    const run = await world.runOnce(shop);
    expect(run.status).toBe('fail');
    for (const message of prompts.agent.flatMap(({ messages }) => messages)) {
      if (message.role !== 'tool') expect(JSON.stringify(message)).not.toContain(INJECTION);
    }
    const told = prompts.agent.at(-1)?.messages.find(({ role }) => role === 'tool');
    expect(String(told?.content)).toMatch(new RegExp(`^<<<DATA ([0-9a-f]+) tool hostile result\\n${INJECTION}\\n<<<END \\1$`));
    const [system] = prompts.judge[0]?.messages ?? [];
    expect(userText(prompts.judge[0] ?? { model: '', messages: [] })).toContain(INJECTION);
    expect(JSON.stringify(system)).not.toContain(INJECTION);
  });
});

describe('a judge', () => {
  test('that invents its evidence is asked once more with what is wrong, then the run is error judge', async () => {
    const shop = await world.modelShop();
    const asked = world.playBoth([LOOK, REPORT], [{ excerpt: 'is refunded' }]);
    const run = await world.runOnce(shop, { retryPolicy: { maxAttempts: 1 } });
    expect(run).toMatchObject({ status: 'error', error: { kind: 'judge' }, classification: 'judge', finalAnswer: 'Order 4711 is paid.' });
    expect(asked.judge).toBe(2);
    const again = world.endpoint.requests.at(-1)?.body.messages ?? [];
    expect(again.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(JSON.stringify(again.at(-1))).toMatch(/Your answer is invalid: .*evt_/);
    expect((await getEvaluation(shop.vera, { runId: run.runId })).criteria.map(({ verdict }) => verdict)).toEqual([null, null]);
  });

  test.each<[string, Turn]>([
    ['half a JSON', { text: '{"verdicts": [' }],
    [
      'an event that is not there',
      { text: JSON.stringify({ verdicts: [{ criterionId: 'crit_1', verdict: 'pass', reasoning: '', evidence: [] }], summary: '' }) },
    ],
    ['an empty text', { text: '' }],
  ])('that first sends %s is asked once more, and the second answer counts', async (_name, turn) => {
    const shop = await world.modelShop();
    const asked = world.playBoth([LOOK, REPORT], [{ turn }, {}]);
    const run = await world.runOnce(shop);
    expect(run).toMatchObject({ status: 'pass', attempts: [{ attempt: 1 }] });
    expect(asked.judge).toBe(2);
  });

  test.each<[string, Turn, string]>([
    ['refuses', { text: '', finish: 'content_filter' }, 'refused'],
    ['does not take its key', { status: 401 }, 'refused the API key'],
    ['is gone', { drop: true }, 'network'],
  ])('that %s is error judge with the reason, and no verdict is made up', async (_name, turn, why) => {
    const shop = await world.modelShop();
    world.playBoth([LOOK, REPORT], [{ turn }]);
    const run = await world.runOnce(shop, { retryPolicy: { maxAttempts: 1 } });
    expect(run).toMatchObject({ status: 'error', error: { kind: 'judge', message: expect.stringContaining(why) } });
    expect((await getEvaluation(shop.vera, { runId: run.runId })).criteria.map(({ verdict }) => verdict)).toEqual([null, null]);
  });
});

describe('an error of the model', () => {
  test('is tried again by the policy of the workflow, as an attempt of its own', async () => {
    const shop = await world.modelShop();
    world.playBoth([{ drop: true }, LOOK, REPORT]);
    const runId = await world.start(shop, { retryPolicy: { maxAttempts: 2, backoffSeconds: 5 } });
    await executeRun(world.deps, runId, go);
    expect(await getRun(shop.vera, { runId })).toMatchObject({
      status: 'pending',
      attempts: [{ attempt: 1, status: 'error', error: { kind: 'model' } }],
    });
    world.clock.advance(5000);
    await executeRun(world.deps, runId, go);
    expect(await getRun(shop.vera, { runId })).toMatchObject({
      status: 'pass',
      error: null,
      attempts: [
        { attempt: 1, status: 'error', error: { kind: 'model' } },
        { attempt: 2, status: 'pass', error: null },
      ],
    });
    expect((await getTrace(shop.vera, { runId, attempt: 1 })).events.at(-1)).toMatchObject({ type: 'error', data: { kind: 'model' } });
  });

  test('is not tried again where the policy says so', async () => {
    const shop = await world.modelShop();
    world.playBoth([{ text: '' }]);
    const run = await world.runOnce(shop, { retryPolicy: { maxAttempts: 1 } });
    expect(run).toMatchObject({
      status: 'error',
      error: { kind: 'model', message: 'The model ended without an answer.' },
      classification: 'model',
      attempts: [{ attempt: 1 }],
    });
  });

  test('comes from a model that was switched off after the dispatch, and the message says what to do', async () => {
    const shop = await world.modelShop();
    const runId = await world.start(shop);
    await updateModel(shop.ada, { modelId: TESTER, active: false });
    const before = world.endpoint.requests.length;
    await executeRun(world.deps, runId, go);
    expect(await getRun(shop.vera, { runId })).toMatchObject({
      status: 'error',
      error: { kind: 'model', message: expect.stringContaining('switched off; switch it on in Settings → Models') },
    });
    expect(world.endpoint.requests.length).toBe(before);
    await expect(world.start(shop)).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

test('with ALLOW_MODEL_REQUESTS=0 no request leaves: error model for a tester, error judge for a judge, and a script with checks passes', async () => {
  const shop = await world.modelShop();
  const llm = createLlmDoor({ fetch: world.deps.fetch, clock: world.clock, log: silentLog, allowModelRequests: false });
  const off = { ...world.deps, llm };
  const before = world.endpoint.requests.length;
  const script = {
    testerPrompt: '1. call order_get with {"orderId": "4711"}',
    testerTargets: [{ modelId: 'script/steps', skillMode: 'none' }],
    retryPolicy: { maxAttempts: 1 },
  };
  const message = expect.stringContaining('ALLOW_MODEL_REQUESTS=0');
  expect(await world.runOnce(shop, { retryPolicy: { maxAttempts: 1 } }, off)).toMatchObject({
    status: 'error',
    error: { kind: 'model', message },
  });
  expect(await world.runOnce(shop, script, off)).toMatchObject({ status: 'error', error: { kind: 'judge', message } });
  expect(await world.runOnce(shop, { ...script, criteria: ASKED.criteria.slice(1) }, off)).toMatchObject({
    status: 'pass',
    testerKind: 'script',
  });
  expect(world.endpoint.requests.length).toBe(before);
});
