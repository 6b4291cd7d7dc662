// What a run did with each tool, from the events of its trace.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toolResult, traceEvents } from '#test/trace-events';
import type { CallEvent } from '#modules/runs';
import type { InputShape } from './coverage.ts';
import { extractUses } from './extract-uses.ts';

const SHAPE: InputShape = {
  optional: ['note', 'filter', 'filter.status', 'items', 'items[].note'],
  enums: [
    { argument: 'region', values: ['DE', 'FR'] },
    { argument: 'filter.status', values: ['open', 'done'] },
    { argument: 'tags[]', values: ['a', 'b'] },
  ],
};
const shapes = new Map([['order_get', SHAPE]]);

/** The events coverage reads of a trace: those of calls. */
function calls(
  ...sent: readonly { readonly tool?: string; readonly args?: unknown; readonly answer?: Parameters<typeof toolResult>[1] | null }[]
) {
  const event = traceEvents();
  return sent.flatMap(({ tool = 'order_get', args = {}, answer = {} }, index): CallEvent[] => {
    const callId = `call_${index}`;
    const call = event('tool_call', { callId, tool, arguments: args });
    return answer === null ? [call] : [call, event('tool_result', toolResult(callId, { tool, ...answer }))];
  });
}

const use = () => extractUses(calls({}), shapes)[0];

test('a call that was answered well counts as such, with the time it was sent', () => {
  expect(use()).toEqual({
    tool: 'order_get',
    okCount: 1,
    errorCount: 0,
    lastOkAt: '2026-01-01T00:00:00.000Z',
    lastErrorAt: null,
    seen: { arguments: [], values: [], errorAnswerAt: null },
  });
});

test.each([
  ['an error of the tool', { isError: true, outcome: 'tool_error' }, true],
  ['an error of the protocol', { isError: true, outcome: 'protocol_error', rpcError: { code: -32602, message: 'no' } }, true],
  ['no answer in time', { isError: true, outcome: 'timeout' }, false],
  ['a session that broke', { isError: true, outcome: 'transport_error' }, false],
  ['no answer on record', null, false],
] as const)('%s counts as an error; an error path is taken only when the server answers', (_, answer, isErrorPath) => {
  const [one] = extractUses(calls({ answer }), shapes);
  expect(one).toMatchObject({ okCount: 0, errorCount: 1, lastOkAt: null, lastErrorAt: '2026-01-01T00:00:00.000Z' });
  expect(one?.seen.errorAnswerAt).toBe(isErrorPath ? '2026-01-01T00:00:00.000Z' : null);
});

test('a result that broke its own output schema, but was usable, is a good answer', () => {
  expect(extractUses(calls({ answer: { outcome: 'schema_violation' } }), shapes)[0]).toMatchObject({ okCount: 1, errorCount: 0 });
});

test('of the arguments only what the schema names is kept, and never a free text', () => {
  const [one] = extractUses(
    calls(
      { args: { note: 'private words', region: 'DE', unknown: 'x', filter: { status: 'open', other: 1 } } },
      { args: { region: 'nowhere', tags: ['a', 'z', { a: 1 }], items: [{ note: 'n' }, { deep: { note: 'n' } }] } },
    ),
    shapes,
  );
  expect(one?.seen).toEqual({
    arguments: ['note', 'filter', 'filter.status', 'items', 'items[].note'],
    values: [
      { argument: 'region', values: ['DE'] },
      { argument: 'filter.status', values: ['open'] },
      { argument: 'tags[]', values: ['a'] },
    ],
    errorAnswerAt: null,
  });
});

test('a tool without a known schema is counted, and nothing of its arguments is kept', () => {
  expect(extractUses(calls({ tool: 'gone', args: { region: 'DE' } }), shapes)).toMatchObject([
    { tool: 'gone', okCount: 1, seen: { arguments: [], values: [] } },
  ]);
});

test('any arguments at all are read without harm, and the counts add up', () => {
  const arbitrary = fc.array(
    fc.record({
      tool: fc.constantFrom('order_get', '__proto__', 'b'),
      args: fc.jsonValue(),
      answered: fc.boolean(),
      isError: fc.boolean(),
    }),
    {
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(arbitrary, (sent) => {
      const uses = extractUses(
        calls(...sent.map(({ tool, args, answered, isError }) => ({ tool, args, answer: answered ? { isError } : null }))),
        shapes,
      );
      expect(uses.map(({ tool }) => tool)).toEqual([...new Set(sent.map(({ tool }) => tool))].toSorted());
      for (const one of uses) {
        const own = sent.filter(({ tool }) => tool === one.tool);
        const well = own.filter(({ answered, isError }) => answered && !isError);
        expect([one.okCount, one.errorCount]).toEqual([well.length, own.length - well.length]);
        expect(one.seen.arguments.every((path) => SHAPE.optional.includes(path))).toBe(true);
      }
    }),
  );
});
