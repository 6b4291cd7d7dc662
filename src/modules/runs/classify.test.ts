// Each of the nine rules once, and their order.
import { expect, test } from 'vitest';
import { MCP_CONNECTED, RUN_STARTED, toolResult, traceEvents } from '#test/trace-events';
import { classify } from './classify.ts';
import type { BaselineChanges, Symptoms } from './classify.ts';
import type { CriterionVerdict, ErrorKind, TraceEvent } from './run.ts';

const baseline = (changes: Partial<BaselineChanges> = {}): BaselineChanges => ({
  runId: 'run_0',
  versionId: 'ver_2',
  testPaths: [],
  brokenTools: new Map(),
  snapshotId: 'snap_2',
  ...changes,
});
const verdict = (changes: Partial<CriterionVerdict> = {}): CriterionVerdict => ({
  criterionId: 'crit_1',
  position: 1,
  criterionText: 'It works.',
  isRequired: true,
  kind: 'judge',
  verdict: 'fail',
  reasoning: '',
  agreement: 1,
  evidence: [],
  judgedBy: 'llm:m',
  ...changes,
});
const failing = (changes: Partial<Symptoms> = {}): Symptoms => ({
  status: 'fail',
  testerKind: 'model',
  error: null,
  hadHttpStatus: false,
  events: [],
  verdicts: [verdict()],
  callCriteria: new Set(),
  durationMs: 10_000,
  baseline: null,
  ...changes,
});
const erring = (kind: ErrorKind, changes: Partial<Symptoms> = {}): Symptoms =>
  failing({ status: 'error', error: { kind, message: 'it broke' }, verdicts: [], ...changes });
const called = (changes: Parameters<typeof toolResult>[1]): TraceEvent[] => {
  const event = traceEvents();
  return [event('tool_call', { callId: 'call_1', tool: 'order_get', arguments: {} }), event('tool_result', toolResult('call_1', changes))];
};

test("a run that passed is nobody's fault", () => {
  expect(classify(failing({ status: 'pass' }))).toBeNull();
});

test.each<[string, Symptoms, string]>([
  ['1 error auth', erring('auth'), 'credential'],
  ['1 a call answered 401', failing({ events: called({ outcome: 'auth_error', isError: true }) }), 'credential'],
  ['1 comes before 2', erring('transport', { events: called({ outcome: 'auth_error', isError: true }) }), 'credential'],
  ['2 transport before any HTTP status', erring('transport'), 'network'],
  ['2 transport with a status', erring('transport', { hadHttpStatus: true }), 'server'],
  ['3 error judge', erring('judge'), 'judge'],
  ['3 error internal', erring('internal'), 'platform'],
  ['3 cancelled', erring('cancelled'), 'platform'],
  ['4 budget', erring('budget'), 'model'],
  ['4 model', erring('model'), 'model'],
  ['4 timeout with little time in calls', erring('timeout', { events: called({ durationMs: 4000 }) }), 'model'],
  ['4 timeout with most time in calls', erring('timeout', { events: called({ durationMs: 6000 }) }), 'server'],
  [
    '5 a tool with a breaking change',
    failing({ events: called({}), baseline: baseline({ brokenTools: new Map([['order_get', 'gone']]) }) }),
    'schema',
  ],
  [
    '5 refused with -32602',
    failing({ events: called({ isError: true, outcome: 'protocol_error', rpcError: { code: -32602, message: 'Invalid' } }) }),
    'schema',
  ],
  [
    '5 refused as a tool error',
    failing({
      events: called({
        isError: true,
        outcome: 'tool_error',
        content: [{ type: 'text', text: 'MCP error -32602: Input validation error' }],
      }),
    }),
    'schema',
  ],
  ['5 the result breaks outputSchema', failing({ events: called({ isError: true, outcome: 'schema_violation' }) }), 'schema'],
  ['6 isError', failing({ events: called({ isError: true, outcome: 'tool_error' }) }), 'server'],
  [
    '6 another protocol error',
    failing({ events: called({ isError: true, outcome: 'protocol_error', rpcError: { code: -32603, message: 'boom' } }) }),
    'server',
  ],
  [
    '6 comes before 7',
    failing({ events: called({ isError: true, outcome: 'tool_error' }), verdicts: [verdict({ agreement: 0.4 })] }),
    'server',
  ],
  ['7 two of three samples', failing({ verdicts: [verdict({ agreement: 2 / 3 })] }), 'judge'],
  [
    '7 an unsure optional criterion does not count',
    failing({ verdicts: [verdict(), verdict({ isRequired: false, agreement: 0.34 })] }),
    'model',
  ],
  [
    '7 an unsure criterion that passed does not count',
    failing({ verdicts: [verdict(), verdict({ verdict: 'pass', agreement: 0.34 })] }),
    'model',
  ],
  ['8 the test differs', failing({ baseline: baseline({ testPaths: ['testerPrompt'] }) }), 'test'],
  ['9 otherwise', failing({ events: called({}), baseline: baseline({ brokenTools: new Map([['other', 'gone']]) }) }), 'model'],
  ['9 without an AI the server is to blame', failing({ testerKind: 'script', events: called({}) }), 'server'],
  [
    '9 a script that does not make the calls its criteria ask for is a fault of the test',
    failing({ testerKind: 'script', callCriteria: new Set(['crit_1']) }),
    'test',
  ],
  [
    '9 … but a failing criterion about an answer is not',
    failing({ testerKind: 'script', verdicts: [verdict(), verdict({ criterionId: 'crit_2' })], callCriteria: new Set(['crit_1']) }),
    'server',
  ],
  ['9 … nor is a model excused', failing({ callCriteria: new Set(['crit_1']) }), 'model'],
  ['8 comes before that', failing({ testerKind: 'script', baseline: baseline({ testPaths: ['criteria[0].check.equals'] }) }), 'test'],
  ['4 a script that cannot be played is a fault of the test', erring('model', { testerKind: 'script' }), 'test'],
  ['4 a script over its budget is a fault of the test', erring('budget', { testerKind: 'pinned' }), 'test'],
])('%s', (_name, symptoms, classification) => {
  expect(classify(symptoms)?.classification).toBe(classification);
});

test('8 a call that the policy blocked', () => {
  const event = traceEvents();
  const blame = classify(
    failing({ events: [event('tool_blocked', { callId: 'call_9', tool: 'order_delete', arguments: {}, rule: 'denied_tools: *_delete' })] }),
  );
  expect(blame).toEqual({
    classification: 'test',
    evidence: [{ type: 'call', id: 'call_9', note: 'order_delete was blocked: denied_tools: *_delete' }],
  });
});

test.each(['unknown_tool', 'malformed_arguments'])(
  '9 a call that was stopped for the fault of the model itself, %s, is no fault of the test',
  (rule) => {
    const blocked = traceEvents()('tool_blocked', { callId: 'call_9', tool: 'order_find', arguments: {}, rule });
    expect(classify(failing({ events: [blocked] }))?.classification).toBe('model');
  },
);

test('a time-out counts a call without an answer up to the end, and a handshake that never ended wholly', () => {
  const event = traceEvents();
  const open = [
    event('run_started', RUN_STARTED),
    event('mcp_connected', MCP_CONNECTED),
    event('tool_call', { callId: 'call_1', tool: 'slow', arguments: {} }),
  ];
  expect(classify(erring('timeout', { events: open, durationMs: 10_000 }))?.classification).toBe('server');
  expect(classify(erring('timeout', { events: open, durationMs: 3_000 }))?.classification).toBe('model');
  expect(classify(erring('timeout', { events: open.slice(0, 1) }))?.classification).toBe('server');
});

test('the evidence names the event of the error, the calls, and the catalog compared with', () => {
  const event = traceEvents();
  const error = event('error', { kind: 'transport', message: 'no answer' });
  expect(classify(erring('transport', { events: [error], error: error.data }))?.evidence).toEqual([
    { type: 'event', id: error.id, note: 'no answer' },
  ]);
  const changed = classify(failing({ events: called({}), baseline: baseline({ brokenTools: new Map([['order_get', 'was removed']]) }) }));
  expect(changed?.evidence).toEqual([
    { type: 'catalog', id: 'snap_2', note: 'compared with the baseline run_0' },
    { type: 'call', id: 'call_1', note: 'order_get: was removed' },
  ]);
});

test('evidence is bounded in number and length', () => {
  const event = traceEvents();
  const many = Array.from({ length: 20 }, (_, i) =>
    event(
      'tool_result',
      toolResult(`call_${i}`, { isError: true, outcome: 'protocol_error', rpcError: { code: 1, message: 'x'.repeat(5000) } }),
    ),
  );
  const blame = classify(failing({ events: many }));
  expect(blame?.evidence).toHaveLength(5);
  expect(Math.max(...(blame?.evidence ?? []).map(({ note }) => note.length))).toBe(300);
});

test('the last rule cites the criteria that decided and the events they quote', () => {
  const quoted = verdict({ criterionId: 'crit_1', reasoning: 'is 5.4, not 16.17', evidence: [{ eventId: 'evt_8', excerpt: '5.4' }] });
  const optional = verdict({ criterionId: 'crit_2', isRequired: false });
  expect(
    classify(failing({ testerKind: 'script', verdicts: [quoted, optional, verdict({ criterionId: 'crit_3', verdict: 'pass' })] }))
      ?.evidence,
  ).toEqual([
    { type: 'criterion', id: 'crit_1', note: 'is 5.4, not 16.17' },
    { type: 'event', id: 'evt_8', note: '5.4' },
  ]);
});
