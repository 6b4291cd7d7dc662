// Every check kind against a recorded trace: when it passes, when it fails, and what it quotes.
import { describe, expect, test } from 'vitest';
import type { Check } from '#modules/workflows';
import type { TraceData, TraceEvent, TraceEventType } from '../run.ts';
import { evaluateCheck } from './checks.ts';
import type { RunTotals } from './checks.ts';
import { isQuoted } from './evidence.ts';

type Recorded = { [T in TraceEventType]: { type: T; data: TraceData[T] } }[TraceEventType];

const traceOf = (recorded: readonly Recorded[]): TraceEvent[] =>
  recorded.map((event, index) => ({
    id: `evt_${index + 1}`,
    runId: 'run_1',
    attempt: 1,
    seq: index + 1,
    at: '2026-01-01T00:00:00.000Z',
    ...event,
  }));

const TOTALS: RunTotals = { durationMs: 4000, steps: 3, tokensIn: 700, tokensOut: 300, costUsd: 0.02 };

interface Answer {
  readonly text?: string;
  readonly structured?: unknown;
  readonly isError?: boolean;
  readonly rpc?: number;
  readonly outcome?: string;
  readonly ms?: number;
}
let calls = 0;

function sent(tool: string, args: unknown = {}): Recorded & { type: 'tool_call' } {
  calls += 1;
  return { type: 'tool_call', data: { callId: `call_${calls}`, tool, arguments: args } };
}
const called = (tool: string, args: unknown = {}, answer: Answer = {}): Recorded[] => {
  const call = sent(tool, args);
  return [call, returned(call.data, answer)];
};
const returned = (
  { callId, tool }: { callId: string; tool: string },
  { text, structured, isError = false, rpc, outcome, ms = 10 }: Answer,
): Recorded => ({
  type: 'tool_result',
  data: {
    callId,
    tool,
    isError,
    outcome: outcome ?? (rpc === undefined ? (isError ? 'tool_error' : 'ok') : 'protocol_error'),
    bytes: 1,
    truncated: false,
    durationMs: ms,
    content: text === undefined ? [] : [{ type: 'text', text }],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    ...(rpc === undefined ? {} : { rpcError: { code: rpc, message: 'no' } }),
  },
});
const blocked = (tool: string): Recorded[] => {
  const call = sent(tool);
  return [call, { type: 'tool_blocked', data: { callId: call.data.callId, tool, arguments: {}, rule: 'denied_tools: *' } }];
};
const answered = (text: string): Recorded => ({ type: 'final_answer', data: { text } });

type Case = readonly [sentence: string, check: Check, trace: readonly Recorded[], verdict: 'pass' | 'fail', totals?: Partial<RunTotals>];

function decides(cases: readonly Case[]): void {
  const rows = cases.map(([sentence, check, recorded, verdict, totals = {}]) => ({ sentence, check, recorded, verdict, totals }));
  test.each(rows)('$sentence', ({ check, recorded, verdict, totals }) => {
    const trace = traceOf(recorded);
    const finding = evaluateCheck(check, trace, { ...TOTALS, ...totals });
    expect({ verdict: finding.verdict, reasoning: finding.reasoning }).toMatchObject({ verdict });
    expect(finding.reasoning).toMatch(/^.{5,1000}$/su);
    expect(finding.evidence.length).toBeLessThanOrEqual(5);
    for (const { eventId, excerpt } of finding.evidence) {
      const event = trace.find(({ id }) => id === eventId);
      expect(excerpt.length).toBeLessThanOrEqual(300);
      expect(event && isQuoted(excerpt, event), `${excerpt} in ${eventId}`).toBe(true);
    }
  });
}

const order = { status: 'shipped', total: 42, items: [{ sku: 'A' }, { sku: 'B' }], note: null };

describe('tool_called', () =>
  decides([
    ['passes for one call when nothing else is said', { kind: 'tool_called', tool: 'get' }, called('get'), 'pass'],
    ['fails without a call', { kind: 'tool_called', tool: 'get' }, called('put'), 'fail'],
    ['fails on an empty trace', { kind: 'tool_called', tool: 'get' }, [], 'fail'],
    ['does not count a blocked call', { kind: 'tool_called', tool: 'get' }, blocked('get'), 'fail'],
    ['counts a call that never returned: it was sent', { kind: 'tool_called', tool: 'get' }, [sent('get')], 'pass'],
    ['takes names exactly', { kind: 'tool_called', tool: 'get' }, called('get_all'), 'fail'],
    ['fails below min', { kind: 'tool_called', tool: 'get', min: 2 }, called('get'), 'fail'],
    ['passes at min', { kind: 'tool_called', tool: 'get', min: 2 }, [...called('get'), ...called('get')], 'pass'],
    ['passes at max', { kind: 'tool_called', tool: 'get', max: 2 }, [...called('get'), ...called('get')], 'pass'],
    ['fails above max', { kind: 'tool_called', tool: 'get', max: 1 }, [...called('get'), ...called('get')], 'fail'],
    ['passes without a call when min is 0', { kind: 'tool_called', tool: 'get', min: 0 }, [], 'pass'],
    ['with max alone still wants one call', { kind: 'tool_called', tool: 'get', max: 3 }, [], 'fail'],
    [
      'counts only calls with matching arguments',
      { kind: 'tool_called', tool: 'get', argsMatch: { id: 2 }, max: 1 },
      [...called('get', { id: 1 }), ...called('get', { id: 2 })],
      'pass',
    ],
    [
      'lets other arguments be',
      { kind: 'tool_called', tool: 'get', argsMatch: { a: { b: 1 } } },
      called('get', { a: { b: 1, c: 2 }, d: 3 }),
      'pass',
    ],
    ['wants a listed argument to be there', { kind: 'tool_called', tool: 'get', argsMatch: { a: null } }, called('get', {}), 'fail'],
    ['takes null for null', { kind: 'tool_called', tool: 'get', argsMatch: { a: null } }, called('get', { a: null }), 'pass'],
    ['tells a number from its text', { kind: 'tool_called', tool: 'get', argsMatch: { a: 1 } }, called('get', { a: '1' }), 'fail'],
    ['takes arrays exactly', { kind: 'tool_called', tool: 'get', argsMatch: { a: [1] } }, called('get', { a: [1, 2] }), 'fail'],
    [
      'takes objects in arrays exactly',
      { kind: 'tool_called', tool: 'get', argsMatch: { a: [{ b: 1 }] } },
      called('get', { a: [{ b: 1, c: 2 }] }),
      'fail',
    ],
    [
      'matches a text by pattern',
      { kind: 'tool_called', tool: 'get', argsMatch: { id: { $matches: '^ord_\\d+$' } } },
      called('get', { id: 'ord_12' }),
      'pass',
    ],
    [
      'matches no number by pattern',
      { kind: 'tool_called', tool: 'get', argsMatch: { id: { $matches: '12' } } },
      called('get', { id: 12 }),
      'fail',
    ],
    [
      'is not satisfied by what an object inherits',
      { kind: 'tool_called', tool: 'get', argsMatch: { toString: {} } },
      called('get', {}),
      'fail',
    ],
  ]));

describe('tool_not_called', () =>
  decides([
    ['passes without a call', { kind: 'tool_not_called', tool: 'delete' }, called('get'), 'pass'],
    ['passes when the call was blocked', { kind: 'tool_not_called', tool: 'delete' }, blocked('delete'), 'pass'],
    ['fails on a call, also a failing one', { kind: 'tool_not_called', tool: 'delete' }, called('delete', {}, { isError: true }), 'fail'],
  ]));

describe('tool_order', () =>
  decides([
    ['passes with others between', { kind: 'tool_order', tools: ['a', 'c'] }, [...called('a'), ...called('b'), ...called('c')], 'pass'],
    ['fails the other way round', { kind: 'tool_order', tools: ['a', 'b'] }, [...called('b'), ...called('a')], 'fail'],
    ['looks at first calls only', { kind: 'tool_order', tools: ['a', 'b'] }, [...called('b'), ...called('a'), ...called('b')], 'fail'],
    [
      'does not mind repetition after the first',
      { kind: 'tool_order', tools: ['a', 'b'] },
      [...called('a'), ...called('b'), ...called('a')],
      'pass',
    ],
    ['fails when one is missing', { kind: 'tool_order', tools: ['a', 'b', 'c'] }, [...called('a'), ...called('b')], 'fail'],
    [
      'does not count a blocked first call',
      { kind: 'tool_order', tools: ['a', 'b'] },
      [...blocked('a'), ...called('b'), ...called('a')],
      'fail',
    ],
  ]));

describe('no_tool_errors', () =>
  decides([
    ['passes when nothing was called', { kind: 'no_tool_errors' }, [], 'pass'],
    ['passes when all came back clean', { kind: 'no_tool_errors' }, [...called('a'), ...called('b')], 'pass'],
    ['does not mind a blocked call', { kind: 'no_tool_errors' }, [...called('a'), ...blocked('b')], 'pass'],
    ['fails on isError', { kind: 'no_tool_errors' }, [...called('a'), ...called('b', {}, { isError: true })], 'fail'],
    ['fails on a protocol error', { kind: 'no_tool_errors' }, called('a', {}, { rpc: -32602 }), 'fail'],
    ['fails on a call that never returned', { kind: 'no_tool_errors' }, [sent('a')], 'fail'],
    ['fails on a call that timed out', { kind: 'no_tool_errors' }, called('a', {}, { outcome: 'timeout' }), 'fail'],
    ['passes when only the output schema was broken', { kind: 'no_tool_errors' }, called('a', {}, { outcome: 'schema_violation' }), 'pass'],
  ]));

describe('tool_result', () =>
  decides([
    ['fails when the tool was not called', { kind: 'tool_result', tool: 'get', equals: 1 }, called('put'), 'fail'],
    ['fails when the call was blocked', { kind: 'tool_result', tool: 'get', equals: 1 }, blocked('get'), 'fail'],
    [
      'compares structured content deeply, keys in any order',
      { kind: 'tool_result', tool: 'get', equals: { b: [1, { c: null }], a: 1 } },
      called('get', {}, { structured: { a: 1, b: [1, { c: null }] } }),
      'pass',
    ],
    [
      'equals allows nothing more',
      { kind: 'tool_result', tool: 'get', equals: { a: 1 } },
      called('get', {}, { structured: { a: 1, b: 2 } }),
      'fail',
    ],
    [
      'prefers structured content to text',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.status', equals: 'shipped' },
      called('get', {}, { structured: order, text: '{"status":"lost"}' }),
      'pass',
    ],
    [
      'reads the first text as JSON without it',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.status', equals: 'shipped' },
      called('get', {}, { text: JSON.stringify(order) }),
      'pass',
    ],
    [
      'else holds all text under text',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.text', matches: '^Order \\d+ shipped$' },
      called('get', {}, { text: 'Order 12 shipped' }),
      'pass',
    ],
    [
      'a pattern looks at an object as JSON',
      { kind: 'tool_result', tool: 'get', matches: '"status":"shipped"' },
      called('get', {}, { structured: order }),
      'pass',
    ],
    [
      'a pattern looks at a number as JSON',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.total', matches: '^42$' },
      called('get', {}, { structured: order }),
      'pass',
    ],
    [
      'equals null is a wish of its own',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.note', equals: null },
      called('get', {}, { structured: order }),
      'pass',
    ],
    [
      'fails where the path finds nothing',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.gone', equals: null },
      called('get', {}, { structured: order }),
      'fail',
    ],
    [
      'wants all values of the path',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.items[*].sku', matches: '^[AB]$' },
      called('get', {}, { structured: order }),
      'pass',
    ],
    [
      'fails when one value of the path does not fit',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.items[*].sku', equals: 'A' },
      called('get', {}, { structured: order }),
      'fail',
    ],
    [
      'holds a value against a schema',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.total', schema: { type: 'integer', minimum: 40 } },
      called('get', {}, { structured: order }),
      'pass',
    ],
    [
      'fails against a schema',
      { kind: 'tool_result', tool: 'get', schema: { type: 'object', required: ['id'] } },
      called('get', {}, { structured: order }),
      'fail',
    ],
    [
      'looks at the last result by itself',
      { kind: 'tool_result', tool: 'get', equals: 2 },
      [...called('get', {}, { structured: 1 }), ...called('get', {}, { structured: 2 })],
      'pass',
    ],
    [
      'last is not an earlier one',
      { kind: 'tool_result', tool: 'get', equals: 1 },
      [...called('get', {}, { structured: 1 }), ...called('get', {}, { structured: 2 })],
      'fail',
    ],
    [
      'any is one of them',
      { kind: 'tool_result', tool: 'get', which: 'any', equals: 1 },
      [...called('get', {}, { structured: 1 }), ...called('get', {}, { structured: 2 })],
      'pass',
    ],
    [
      'any fails when none fits',
      { kind: 'tool_result', tool: 'get', which: 'any', equals: 3 },
      [...called('get', {}, { structured: 1 }), ...called('get', {}, { structured: 2 })],
      'fail',
    ],
    [
      'all is each of them',
      { kind: 'tool_result', tool: 'get', which: 'all', matches: '^[12]$' },
      [...called('get', {}, { structured: 1 }), ...called('get', {}, { structured: 2 })],
      'pass',
    ],
    [
      'all fails on one',
      { kind: 'tool_result', tool: 'get', which: 'all', equals: 1 },
      [...called('get', {}, { structured: 1 }), ...called('get', {}, { structured: 2 })],
      'fail',
    ],
    ['a protocol error is no result', { kind: 'tool_result', tool: 'get', matches: '' }, called('get', {}, { rpc: -32000 }), 'fail'],
    [
      'a last call without answer has no result',
      { kind: 'tool_result', tool: 'get', equals: 1 },
      [...called('get', {}, { structured: 1 }), sent('get')],
      'fail',
    ],
    [
      'a result with isError is looked at',
      { kind: 'tool_result', tool: 'get', jsonpath: '$.text', matches: 'not found' },
      called('get', {}, { isError: true, text: 'order not found' }),
      'pass',
    ],
    ['an empty result has empty text', { kind: 'tool_result', tool: 'get', equals: { text: '' } }, called('get'), 'pass'],
  ]));

const fenced = (json: string): string => `Here it is:\n\n\`\`\`json\n${json}\n\`\`\`\nDone.`;

describe('final_answer', () =>
  decides([
    ['fails without an answer', { kind: 'final_answer', contains: 'x' }, called('get'), 'fail'],
    ['contains a text', { kind: 'final_answer', contains: '12 orders' }, [answered('There are 12 orders.')], 'pass'],
    ['minds upper and lower case', { kind: 'final_answer', contains: '12 Orders' }, [answered('There are 12 orders.')], 'fail'],
    ['takes what it contains literally', { kind: 'final_answer', contains: 'a.c' }, [answered('abc')], 'fail'],
    ['matches anywhere', { kind: 'final_answer', matches: '\\d+ orders' }, [answered('There are 12 orders.')], 'pass'],
    ['fails on no match', { kind: 'final_answer', matches: '^\\d+ orders' }, [answered('There are 12 orders.')], 'fail'],
    [
      'takes the whole answer as JSON',
      { kind: 'final_answer', schema: { type: 'object', required: ['a'] } },
      [answered(' {"a":1} ')],
      'pass',
    ],
    [
      'takes its only fenced block as JSON',
      { kind: 'final_answer', schema: { type: 'object', required: ['a'] } },
      [answered(fenced('{"a":1}'))],
      'pass',
    ],
    [
      'fails with two fenced blocks',
      { kind: 'final_answer', schema: { type: 'object' } },
      [answered(fenced('{"a":1}') + fenced('{"a":1}'))],
      'fail',
    ],
    ['fails with a fenced block that is no JSON', { kind: 'final_answer', schema: {} }, [answered(fenced('a: 1'))], 'fail'],
    ['fails with prose', { kind: 'final_answer', schema: {} }, [answered('a is 1')], 'fail'],
    ['fails when the JSON breaks the schema', { kind: 'final_answer', schema: { type: 'array' } }, [answered('{"a":1}')], 'fail'],
    [
      'does not close a fence with a shorter one',
      { kind: 'final_answer', schema: { type: 'string' } },
      [answered('````\n"```"\n````')],
      'pass',
    ],
    ['does not count an unclosed fence', { kind: 'final_answer', schema: {} }, [answered('```json\n{"a":1}')], 'fail'],
  ]));

describe('bounds', () =>
  decides([
    ['the run took exactly the allowed time', { kind: 'max_latency_ms', ms: 4000, run: true }, [], 'pass'],
    ['the run took a millisecond more', { kind: 'max_latency_ms', ms: 3999, run: true }, [], 'fail'],
    [
      'each call of the tool was fast enough',
      { kind: 'max_latency_ms', ms: 10, tool: 'get' },
      [...called('get'), ...called('put', {}, { ms: 99 })],
      'pass',
    ],
    [
      'one call of the tool was too slow',
      { kind: 'max_latency_ms', ms: 10, tool: 'get' },
      [...called('get'), ...called('get', {}, { ms: 11 })],
      'fail',
    ],
    ['a call that never returned was not fast', { kind: 'max_latency_ms', ms: 10, tool: 'get' }, [sent('get')], 'fail'],
    ['no call was slow when there was none', { kind: 'max_latency_ms', ms: 10, tool: 'get' }, [], 'pass'],
    ['tool calls at the bound', { kind: 'max_tool_calls', max: 2 }, [...called('a'), ...called('b'), ...blocked('c')], 'pass'],
    ['tool calls over the bound', { kind: 'max_tool_calls', max: 1 }, [...called('a'), ...called('b')], 'fail'],
    ['no tool call allowed and none made', { kind: 'max_tool_calls', max: 0 }, [], 'pass'],
    ['steps at the bound', { kind: 'max_steps', max: 3 }, [], 'pass'],
    ['steps over the bound', { kind: 'max_steps', max: 2 }, [], 'fail'],
    ['tokens count in and out', { kind: 'max_tokens', max: 1000 }, [], 'pass'],
    ['tokens over the bound', { kind: 'max_tokens', max: 999 }, [], 'fail'],
    ['cost at the bound', { kind: 'max_cost_usd', max: 0.02 }, [], 'pass'],
    ['cost over the bound', { kind: 'max_cost_usd', max: 0.01 }, [], 'fail'],
    ['unknown cost fails', { kind: 'max_cost_usd', max: 100 }, [], 'fail', { costUsd: null }],
    ['a run without cost passes', { kind: 'max_cost_usd', max: 0.01 }, [], 'pass', { costUsd: 0 }],
  ]));

describe('evidence', () => {
  test('names the events that decided, and quotes the value looked at', () => {
    const trace = traceOf([...called('get', {}, { structured: { status: 'lost' } }), ...called('get', {}, { structured: order })]);
    const finding = evaluateCheck({ kind: 'tool_result', tool: 'get', jsonpath: '$.status', equals: 'shipped' }, trace, TOTALS);
    expect(finding.evidence).toEqual([{ eventId: 'evt_4', excerpt: 'shipped' }]);
  });

  test('of a failing check names the failing events only', () => {
    const trace = traceOf([...called('a'), ...called('b', {}, { isError: true })]);
    expect(evaluateCheck({ kind: 'no_tool_errors' }, trace, TOTALS).evidence).toEqual([
      { eventId: 'evt_4', excerpt: '"outcome":"tool_error"' },
    ]);
  });

  test('quotes at most 300 characters of a long answer, and no half character', () => {
    const trace = traceOf([answered(`x${'😀'.repeat(400)}`)]);
    const [evidence] = evaluateCheck({ kind: 'final_answer', matches: '^x' }, trace, TOTALS).evidence;
    expect(evidence?.excerpt).toBe(`x${'😀'.repeat(149)}`);
  });

  test('stops at five events', () => {
    const trace = traceOf(Array.from({ length: 9 }, () => called('get')).flat());
    expect(evaluateCheck({ kind: 'tool_called', tool: 'get' }, trace, TOTALS).evidence).toHaveLength(5);
  });
});
