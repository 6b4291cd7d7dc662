// How an attempt ends before its final answer: limits, time, cancellation, and a server or a model that is gone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, rpcError } from '#test/mcp-fixtures/raw-server';
import type { Script, Turn } from '#test/openai-endpoint';
import { benchTool, memoryTrace, startTesterBench, textResult, until } from '#test/tester-bench';
import type { AttemptOptions, BenchServer, Served, TesterBench } from '#test/tester-bench';
import { runTester } from './run-tester.ts';

let bench: TesterBench;
let shop: Served;
beforeAll(async () => {
  bench = await startTesterBench();
  shop = await bench.serve({ tools: [benchTool('order_get')], answer: { 'tools/call': () => textResult('paid') } });
});
afterAll(() => bench.close());

async function run(options: AttemptOptions = {}, served = shop) {
  const trace = memoryTrace();
  const sent = served.calls().length;
  const result = await runTester({ ...served.attempt(options), append: trace.append });
  return { result, trace, calls: served.calls().slice(sent) };
}

/** Never stops calling. */
const LOOP: Script = [{ calls: [{ name: 'order_get', arguments: {} }], usage: { in: 400, out: 100 } }];
const DONE: Turn = { text: 'Done.' };
const many = (count: number): Turn => ({ calls: Array.from({ length: count }, () => ({ name: 'order_get', arguments: {} })) });

describe('a limit', () => {
  test.each<[string, number, { steps: number; toolCalls: number }]>([
    ['maxSteps', 3, { steps: 3, toolCalls: 3 }],
    ['maxToolCalls', 2, { steps: 3, toolCalls: 2 }],
    ['maxToolCalls', 0, { steps: 1, toolCalls: 0 }],
    ['maxTokens', 1500, { steps: 3, toolCalls: 2 }],
    // 600 millionths of a dollar a step.
    ['maxCostUsd', 0.0012, { steps: 2, toolCalls: 1 }],
  ])('%s %d ends an endless conversation as error budget', async (limit, value, totals) => {
    const { result, trace, calls } = await run({ play: LOOP, limits: { [limit]: value } });
    expect(result.error).toEqual({ kind: 'budget', message: `The limit ${limit} (${value}) was reached before a final answer.` });
    expect(result.totals).toMatchObject(totals);
    expect(calls).toHaveLength(totals.toolCalls);
    expect(trace.of('limit_reached')).toEqual([{ limit, value }]);
    expect(trace.events.slice(-2).map(({ type }) => type)).toEqual(['limit_reached', 'error']);
    expect(trace.of('error')).toEqual([{ kind: 'budget', message: result.error?.message }]);
  });

  test('of calls counts within one turn', async () => {
    const { result, calls } = await run({ play: [many(5)], limits: { maxToolCalls: 3 } });
    expect(result.error?.kind).toBe('budget');
    expect(calls).toHaveLength(3);
  });

  test('does not take away a final answer that is there', async () => {
    const usage = { in: 5000, out: 5000 };
    const { result } = await run({
      play: [{ text: 'Done.', usage }],
      limits: { maxSteps: 1, maxToolCalls: 0, maxTokens: 1000, maxCostUsd: 0.01 },
    });
    expect(result).toMatchObject({ finalAnswer: 'Done.', totals: { steps: 1 } });
    expect((await run({ play: [many(3), DONE], limits: { maxSteps: 2, maxToolCalls: 3 } })).result.finalAnswer).toBe('Done.');
  });

  test('of cost does not apply where the price is unknown', async () => {
    const { result, trace } = await run({ play: LOOP, price: null, limits: { maxCostUsd: 0.01, maxSteps: 4 } });
    expect(result).toMatchObject({ error: { kind: 'budget' }, totals: { costUsd: null, steps: 4 } });
    expect(trace.of('limit_reached')).toEqual([{ limit: 'maxSteps', value: 4 }]);
  });
});

describe('time', () => {
  const late = { kind: 'timeout', message: 'The limit timeoutSeconds (60) was reached before a final answer.' };
  const limits = { timeoutSeconds: 60 };

  test('ends a model that never answers', async () => {
    const { result, trace } = await run({ limits, play: () => (bench.clock.advance(60_000), { hang: true }) });
    expect(result.error).toEqual(late);
    expect(trace.of('limit_reached')).toEqual([{ limit: 'timeoutSeconds', value: 60 }]);
  });

  test('ends a conversation between its turns', async () => {
    const { result, calls } = await run({ limits, play: (_request, index) => (bench.clock.advance(25_000), index < 9 ? many(1) : DONE) });
    expect(result).toMatchObject({ error: late, totals: { steps: 2, toolCalls: 2 } });
    expect(calls).toHaveLength(2);
  });

  test('ends a call that hangs, and its result is on record as a time-out', async () => {
    const slow = await bench.serve({ tools: [benchTool('hang')], answer: { 'tools/call': () => bench.clock.advance(60_000) } });
    const { result, trace } = await run({ limits, play: [{ calls: [{ name: 'hang', arguments: {} }] }, DONE] }, slow);
    expect(result).toMatchObject({ error: late, totals: { toolCalls: 1 } });
    expect(trace.events.map(({ type }) => type)).toEqual([
      'mcp_connected',
      'model_message',
      'tool_call',
      'tool_result',
      'limit_reached',
      'error',
    ]);
    expect(trace.of('tool_result')).toMatchObject([{ isError: true, content: [] }]);
  });

  test("of one call is the server's own: the tester is told and goes on", async () => {
    const slow = await bench.serve({ tools: [benchTool('hang')], answer: { 'tools/call': () => undefined }, timeoutMs: 50 });
    const { result, trace } = await run({ limits, play: [{ calls: [{ name: 'hang', arguments: {} }] }, DONE] }, slow);
    expect(result).toMatchObject({ finalAnswer: 'Done.' });
    expect(trace.of('tool_result')).toMatchObject([{ isError: true, outcome: 'timeout' }]);
    expect(JSON.stringify(bench.endpoint.requests.at(-1)?.body.messages)).toContain('The server did not answer in time');
  });

  test('that was over before it began sends nothing', async () => {
    const trace = memoryTrace();
    const before = bench.endpoint.requests.length;
    const result = await runTester({ ...shop.attempt({ limits, play: [DONE] }), deadline: bench.clock.now(), append: trace.append });
    expect(result.error).toEqual(late);
    expect(bench.endpoint.requests.length).toBe(before);
  });

  test('waited for a busy provider counts', async () => {
    const busy: Turn = { status: 429, headers: { 'retry-after': '20' } };
    const from = bench.endpoint.requests.length;
    const pending = run({ limits, play: [busy, busy, DONE] });
    for (const count of [1, 2]) {
      // The attempt's own limit, the request's, and the wait.
      await until(() => bench.endpoint.requests.length - from === count && bench.clock.sleepers === 3);
      bench.clock.advance(20_000);
    }
    expect((await pending).result).toMatchObject({ finalAnswer: 'Done.', totals: { steps: 1 } });
    expect(bench.endpoint.requests.length - from).toBe(3);
    expect(bench.clock.sleepers).toBe(0);
  });

  test('that a provider wants longer than there is left ends the attempt at once', async () => {
    const { result } = await run({ limits, play: [{ status: 429, headers: { 'retry-after': '600' } }] });
    expect(result.error).toMatchObject({ kind: 'model', message: expect.stringContaining('600 s, longer than the time left') });
  });
});

describe('a cancelled run', () => {
  test('ends while the model thinks', async () => {
    const cancel = new AbortController();
    const { result, trace } = await run({ signal: cancel.signal, play: () => (cancel.abort(), { hang: true }) });
    expect(result.error).toEqual({ kind: 'cancelled', message: 'The run was cancelled.' });
    expect(trace.of('limit_reached')).toEqual([]);
  });

  test('ends while a call is open', async () => {
    const cancel = new AbortController();
    const slow = await bench.serve({ tools: [benchTool('hang')], answer: { 'tools/call': () => cancel.abort() } });
    const { result } = await run({ signal: cancel.signal, play: [{ calls: [{ name: 'hang', arguments: {} }] }] }, slow);
    expect(result.error?.kind).toBe('cancelled');
  });
});

describe('a server that', () => {
  const calling = async (answer: NonNullable<BenchServer['answer']>, era?: BenchServer['era']) => {
    const server = await bench.serve({ tools: [benchTool('order_get')], answer, era });
    const done = await run({ play: [many(1), DONE] }, server);
    return { ...done, outcome: done.trace.of('tool_result')[0]?.outcome };
  };

  test('refuses the credential in the middle ends the attempt as error auth', async () => {
    const { result, outcome } = await calling({ 'tools/call': (_request, response) => json(response, { error: 'no' }, 401) });
    expect(result.error?.kind).toBe('auth');
    expect(outcome).toBe('auth_error');
  });

  test('answers HTTP 500 ends the attempt as error transport, with a status', async () => {
    const { result, outcome } = await calling({ 'tools/call': (_request, response) => json(response, {}, 500) });
    expect(result.error).toMatchObject({ kind: 'transport', hadHttpStatus: true });
    expect(outcome).toBe('transport_error');
  });

  test('cuts the connection ends the attempt as error transport, without a status', async () => {
    const { result } = await calling({ 'tools/call': (_request, response) => void response.destroy() });
    expect(result.error).toMatchObject({ kind: 'transport', hadHttpStatus: false });
  });

  test('answers with a protocol error is heard, and the conversation goes on', async () => {
    const { result, trace } = await calling({
      'tools/call': ({ message }, response) => json(response, rpcError(message.id, { code: -32602, message: 'orderId is missing' })),
    });
    expect(result).toMatchObject({ finalAnswer: 'Done.' });
    expect(trace.of('tool_result')).toMatchObject([
      { isError: true, outcome: 'protocol_error', rpcError: { code: -32602, message: expect.stringContaining('orderId is missing') } },
    ]);
  });

  test('answers with nothing that can be used is not taken for an empty success', async () => {
    const { result, trace } = await calling({ 'tools/call': () => ({ content: 'not a list' }) });
    expect(result).toMatchObject({ finalAnswer: 'Done.' });
    expect(trace.of('tool_result')).toMatchObject([{ isError: true, outcome: 'schema_violation' }]);
    expect(JSON.stringify(bench.endpoint.requests.at(-1)?.body.messages)).toContain('could not be used');
  });
});

test('an event that cannot be stored ends the attempt at once: nothing is sent that is not on record', async () => {
  const trace = memoryTrace();
  const before = shop.calls().length;
  const attempt = shop.attempt({ play: [many(1), DONE] });
  const lost = runTester({
    ...attempt,
    append: (type, data) => (type === 'tool_call' ? Promise.reject(new Error('lease lost')) : trace.append(type, data)),
  });
  await expect(lost).rejects.toThrow('lease lost');
  expect(shop.calls().length).toBe(before);
  expect(bench.clock.sleepers).toBe(0);
});
