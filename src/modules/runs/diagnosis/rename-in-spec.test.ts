// New names put into scripts, prose, checks and policies.
import { expect, test } from 'vitest';
import { renameInCheck, renameInPolicy, renameInProse, renameInScript } from './rename-in-spec.ts';
import type { Renames } from './rename-in-spec.ts';

const RENAMES: Renames = {
  tools: new Map([['order_get', 'order_fetch']]),
  arguments: new Map([
    ['order_get', { from: 'orderId', to: 'order_id' }],
    ['pay', { from: 'sum', to: 'amount' }],
  ]),
};

test.each([
  ['a tool and its argument', '1. call order_get with {"orderId": "1"}', '1. call order_fetch with {"order_id":"1"}'],
  ['an argument alone', '2. call pay with {"sum": 3, "to": "x"}', '2. call pay with {"amount":3,"to":"x"}'],
  ['the same argument of another tool stays', '1. call order_list with {"orderId": "1"}', '1. call order_list with {"orderId": "1"}'],
  ['a tool without arguments', '1. call order_get', '1. call order_fetch'],
  ['a value that reads like the argument stays', '1. call pay with {"note": "sum"}', '1. call pay with {"note": "sum"}'],
  [
    'an argument that has the new name already stays',
    '1. call pay with {"sum": 1, "amount": 2}',
    '1. call pay with {"sum": 1, "amount": 2}',
  ],
  ['a comment and the answer stay', '# order_get\nanswer ${1.orderId}', '# order_get\nanswer ${1.orderId}'],
  ['no JSON stays', '1. call order_get with {orderId}', '1. call order_fetch with {orderId}'],
  ['a name that only begins alike stays', '1. call order_get_all', '1. call order_get_all'],
])('in a script: %s', (_what, script, expected) => {
  expect(renameInScript(script, RENAMES)).toBe(expected);
});

test.each([
  ['every whole name', 'Use order_get, then (order_get).', 'Use order_fetch, then (order_fetch).'],
  ['not inside longer names', 'order_get_all reorder_get order_get-x', 'order_get_all reorder_get order_get-x'],
  ['at both ends', 'order_get', 'order_fetch'],
])('in prose: %s', (_what, text, expected) => {
  expect(renameInProse(text, RENAMES.tools)).toBe(expected);
});

test.each(['search', 'Find', 'a'])('in prose a name like the word "%s" is left to people', (word) => {
  expect(renameInProse(`Please ${word} it.`, new Map([[word, 'other']]))).toBe(`Please ${word} it.`);
});

test.each([
  [
    { kind: 'tool_called', tool: 'order_get', argsMatch: { orderId: '1' } },
    { kind: 'tool_called', tool: 'order_fetch', argsMatch: { order_id: '1' } },
  ],
  [
    { kind: 'tool_called', tool: 'other', argsMatch: { orderId: '1' } },
    { kind: 'tool_called', tool: 'other', argsMatch: { orderId: '1' } },
  ],
  [
    { kind: 'tool_order', tools: ['order_get', 'pay'] },
    { kind: 'tool_order', tools: ['order_fetch', 'pay'] },
  ],
  [
    { kind: 'max_latency_ms', tool: 'order_get', ms: 5 },
    { kind: 'max_latency_ms', tool: 'order_fetch', ms: 5 },
  ],
  [
    { kind: 'max_latency_ms', run: true, ms: 5 },
    { kind: 'max_latency_ms', run: true, ms: 5 },
  ],
  [{ kind: 'no_tool_errors' }, { kind: 'no_tool_errors' }],
] as const)('in the check %j', (check, expected) => {
  expect(renameInCheck(check, RENAMES)).toEqual(expected);
});

test('in a policy: names, not globs', () => {
  expect(
    renameInPolicy({ allowed_tools: ['order_get', 'order_*'], denied_tools: ['order_get'], allow_destructive: true }, RENAMES),
  ).toEqual({
    allowed_tools: ['order_fetch', 'order_*'],
    denied_tools: ['order_fetch'],
    allow_destructive: true,
  });
  expect(renameInPolicy({}, RENAMES)).toEqual({});
});
