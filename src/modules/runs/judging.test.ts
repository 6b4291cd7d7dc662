// Runs whose criteria need an evaluator: a real model door over HTTP to an endpoint that plays the judge.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startOpenAiEndpoint } from '#test/openai-endpoint';
import type { ChatRequest, OpenAiEndpoint, Script, Turn } from '#test/openai-endpoint';
import { makeRunWorld } from '#test/run-world';
import type { RunWorld, Shop } from '#test/run-world';
import { INJECTION } from '#test/shop-server';
import { executeRun, getEvaluation, getRun, getTrace, listArtifacts, startRuns } from './index.ts';
import type { Run } from './index.ts';

let world: RunWorld;
let endpoint: OpenAiEndpoint;
beforeAll(async () => {
  world = await makeRunWorld();
  endpoint = await startOpenAiEndpoint([{ status: 500 }]);
});
afterAll(async () => {
  await endpoint.close();
  await world.close();
});
afterEach(() => endpoint.play([{ status: 500 }]));

const go = new AbortController().signal;
const JUDGE = 'openai-compatible/judge';

/** A shop with a judge of 1 and 2 dollars per million tokens. */
async function judgedShop(): Promise<Shop> {
  const shop = await world.newShop();
  await world.deps.db
    .insertInto('models')
    .values({
      org_id: shop.org.id,
      id: JUDGE,
      display_name: 'Judge',
      provider: 'openai-compatible',
      upstream_name: 'judge',
      base_url: endpoint.baseUrl,
      roles: ['tester', 'judge'],
      input_usd_per_mtok: 1,
      output_usd_per_mtok: 2,
    })
    .execute();
  return shop;
}

const judged = { criteria: [{ criterionText: 'The status was found.' }], judge: { modelId: JUDGE, samples: 1 } };

async function start(shop: Shop, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await shop.workflow({ ...judged, ...changes });
  return (await startRuns(shop.ben, { workflowId: id, forceNewRun: true })).runId;
}

async function runOnce(shop: Shop, changes: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const runId = await start(shop, changes);
  await executeRun(world.deps, runId, go);
  return getRun(shop.vera, { runId });
}

const promptOf = ({ messages }: ChatRequest): string => JSON.stringify(messages.filter(({ role }) => role === 'user'));

/** The id of the criterion, and of the first event of a type, as the judge reads them. */
const criterionIn = (request: ChatRequest): string => /crit_[0-9a-z]{26}/.exec(promptOf(request))?.[0] ?? 'none';
const eventIn = (request: ChatRequest, type: string): string =>
  new RegExp(`\\[(evt_[0-9a-z]{26})\\] ${type}`).exec(promptOf(request))?.[1] ?? 'none';

interface Grade {
  readonly verdict: string;
  readonly excerpt?: string;
  readonly event?: string;
}

const grading = (request: ChatRequest, { verdict, excerpt = 'The order is paid.', event = 'final_answer' }: Grade): Turn => ({
  text: JSON.stringify({
    verdicts: [
      { criterionId: criterionIn(request), verdict, reasoning: 'Seen.', evidence: [{ eventId: eventIn(request, event), excerpt }] },
    ],
    summary: 'It went well.',
  }),
  usage: { in: 1_000_000, out: 100_000 },
});
const grades =
  (...list: readonly Grade[]): Script =>
  (request, index) =>
    grading(request, list[Math.min(index, list.length - 1)] ?? { verdict: 'fail' });

test('a judged run passes; verdict, evidence, summary, tokens and cost of the judge are stored', async () => {
  const shop = await judgedShop();
  endpoint.play(grades({ verdict: 'pass' }));
  const run = await runOnce(shop, { limits: { maxCostUsd: 10 } });
  expect(run).toMatchObject({ status: 'pass', error: null });
  expect(run.costUsd).toBeCloseTo(1.2);
  const evaluation = await getEvaluation(shop.vera, { runId: run.runId });
  expect(evaluation).toMatchObject({
    status: 'pass',
    judgeModelId: JUDGE,
    samples: 1,
    summary: 'It went well.',
    usage: { tokensIn: 1_000_000, tokensOut: 100_000 },
    criteria: [{ verdict: 'pass', judgedBy: `llm:${JUDGE}`, agreement: 1, evidence: [{ excerpt: 'The order is paid.' }] }],
  });
  const { events } = await getTrace(shop.vera, { runId: run.runId, type: 'final_answer' });
  expect(evaluation.criteria[0]?.evidence[0]?.eventId).toBe(events[0]?.id);
  expect((await listArtifacts(shop.vera, { runId: run.runId })).map(({ kind }) => kind)).toEqual(['final_answer', 'judge_report']);
});

test("three samples vote: two of three win, the agreement is stored, and doubt is the judge's fault", async () => {
  const shop = await judgedShop();
  endpoint.play(grades({ verdict: 'fail' }, { verdict: 'pass' }, { verdict: 'fail' }));
  const run = await runOnce(shop, { judge: { modelId: JUDGE, samples: 3 }, limits: { maxCostUsd: 50 } });
  expect(run).toMatchObject({ status: 'fail', classification: 'judge' });
  const { criteria } = await getEvaluation(shop.vera, { runId: run.runId });
  expect(criteria[0]?.agreement).toBeCloseTo(2 / 3);
});

test('an invented quote is asked for once more; the second answer counts', async () => {
  const shop = await judgedShop();
  endpoint.play(grades({ verdict: 'pass', excerpt: 'The order was refunded.' }, { verdict: 'fail' }));
  const before = endpoint.requests.length;
  const run = await runOnce(shop, { limits: { maxCostUsd: 10 } });
  expect(run.status).toBe('fail');
  expect(endpoint.requests.length - before).toBe(2);
});

test('after a judge error only the evaluation is repeated: the server is not touched again', async () => {
  const shop = await judgedShop();
  endpoint.play(grades({ verdict: 'pass', excerpt: 'invented' }));
  const runId = await start(shop, { limits: { maxCostUsd: 50 } });
  await executeRun(world.deps, runId, go);
  expect(await getRun(shop.vera, { runId })).toMatchObject({ status: 'pending', attempts: [{ attempt: 1, error: { kind: 'judge' } }] });
  const [contacts, calls] = [world.mcp.received.length, world.mcp.calls.length];
  endpoint.play(grades({ verdict: 'pass' }));
  world.clock.advance(10_000);
  await executeRun(world.deps, runId, go);
  expect([world.mcp.received.length, world.mcp.calls.length]).toEqual([contacts, calls]);
  const run = await getRun(shop.vera, { runId });
  expect(run).toMatchObject({
    status: 'pass',
    finalAnswer: 'The order is paid.',
    toolCallCount: 1,
    attempts: [{ attempt: 1, status: 'pass' }],
  });
  expect(run.costUsd).toBeCloseTo(3.6);
  const { events } = await getTrace(shop.vera, { runId });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'run_started')).toHaveLength(1);
});

test('a judge that stays wrong ends the run as error judge, with what was wrong', async () => {
  const shop = await judgedShop();
  endpoint.play(grades({ verdict: 'pass', excerpt: 'invented' }));
  const run = await runOnce(shop, { retryPolicy: { maxAttempts: 1 }, limits: { maxCostUsd: 50 } });
  expect(run).toMatchObject({ status: 'error', classification: 'judge', error: { kind: 'judge' }, finalAnswer: 'The order is paid.' });
  expect(run.error?.message).toContain('invalid twice');
  expect((await getEvaluation(shop.vera, { runId: run.runId })).criteria[0]?.verdict).toBeNull();
});

test.each<[string, Turn]>([
  ['no JSON', { text: 'I think it is fine.' }],
  ['JSON of another form', { text: '{"verdict":"pass"}' }],
])('%s is an invalid answer', async (_name, turn) => {
  const shop = await judgedShop();
  endpoint.play([turn]);
  expect((await runOnce(shop, { retryPolicy: { maxAttempts: 1 } })).error?.kind).toBe('judge');
});

test('a tool result that tells the judge to pass stays inside the fence and moves no verdict', async () => {
  const shop = await judgedShop();
  // A judge that follows its fencing rules: outside the data nobody asks for a pass, so it grades by the record.
  endpoint.play((request) => {
    const outside = promptOf(request).replaceAll(/BEGIN ([A-Z ]+) ([0-9a-f]{24}).*?END \1 \2/gs, '');
    return grading(request, { verdict: outside.includes(INJECTION) ? 'pass' : 'fail', excerpt: INJECTION, event: 'tool_result' });
  });
  const run = await runOnce(shop, { testerPrompt: '1. call hostile\nanswer nothing found', limits: { maxCostUsd: 10 } });
  expect(run.status).toBe('fail');
  const request = endpoint.requests.at(-1);
  expect(request && promptOf(request.body)).toContain(INJECTION);
});

test('the budget covers tester and judge together', async () => {
  const shop = await judgedShop();
  endpoint.play(grades({ verdict: 'pass' }));
  const run = await runOnce(shop, { judge: { modelId: JUDGE, samples: 3 }, limits: { maxCostUsd: 2 } });
  expect(run).toMatchObject({ status: 'error', error: { kind: 'budget' }, classification: 'test' });
  expect(run.attempts).toHaveLength(1);
});

test('a judge that was switched off is an error judge, a tester that was is an error model; neither is tried again', async () => {
  const shop = await judgedShop();
  const [byJudge, byTester] = [await start(shop), await start(shop, { testerTargets: [{ modelId: JUDGE, skillMode: 'none' }] })];
  await world.deps.db.updateTable('models').set({ active: false }).where('org_id', '=', shop.org.id).where('id', '=', JUDGE).execute();
  await executeRun(world.deps, byJudge, go);
  await executeRun(world.deps, byTester, go);
  expect(await getRun(shop.vera, { runId: byJudge })).toMatchObject({ status: 'error', error: { kind: 'judge' }, classification: 'judge' });
  expect(await getRun(shop.vera, { runId: byTester })).toMatchObject({
    status: 'error',
    error: { kind: 'model' },
    classification: 'model',
  });
});

test('a model tester and a judge share nothing but the trace: the judge is a request of its own', async () => {
  const shop = await judgedShop();
  endpoint.play((request, index) => {
    if (index === 0) return { calls: [{ name: 'order_get', arguments: { orderId: '4711' } }], usage: { in: 10, out: 5 } };
    if (index === 1) return { text: 'The order is paid.', usage: { in: 20, out: 5 } };
    return grading(request, { verdict: 'pass' });
  });
  const before = endpoint.requests.length;
  const run = await runOnce(shop, {
    testerPrompt: 'Look up order 4711.',
    testerTargets: [{ modelId: JUDGE, skillMode: 'none' }],
    limits: { maxCostUsd: 10 },
  });
  expect(run).toMatchObject({ status: 'pass', testerKind: 'model', tokens: { in: 30, out: 10 }, steps: 2, toolCallCount: 1 });
  const last = endpoint.requests.slice(before).at(-1)?.body;
  expect(last?.messages.map(({ role }) => role)).not.toContain('tool');
  expect(last?.tools).toBeUndefined();
});
