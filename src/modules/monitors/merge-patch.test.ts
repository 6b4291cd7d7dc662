// What a patch makes of a monitor, and what follows from the difference.
import { describe, expect, test } from 'vitest';
import { immutableProblems, mergePatch, transitionOf } from './merge-patch.ts';
import type { MonitorSpec } from './monitor.ts';

const SPEC: MonitorSpec = {
  name: 'order_get on Shop',
  mcpServerId: 'mcp_1',
  authProfileId: 'auth_1',
  toolName: 'order_get',
  arguments: { orderId: '1', options: { a: 1, b: 2 } },
  intervalSeconds: 300,
  timeoutSeconds: 30,
  assertions: [{ kind: 'max_latency_ms', ms: 500 }],
  validateOutputSchema: true,
  allowDestructive: false,
  protocolEra: 'auto',
  state: 'active',
};
const PAUSED: MonitorSpec = { ...SPEC, state: 'paused' };

test('a patch replaces what it names and keeps the rest', () => {
  expect(mergePatch(SPEC, {})).toEqual(SPEC);
  expect(mergePatch(SPEC, { name: 'x', arguments: {}, validateOutputSchema: false })).toEqual({
    ...SPEC,
    name: 'x',
    arguments: {},
    validateOutputSchema: false,
  });
});

test('null takes the auth profile away', () => {
  expect(mergePatch(SPEC, { authProfileId: null }).authProfileId).toBeNull();
});

test('server and tool may be sent unchanged only', () => {
  expect(immutableProblems(SPEC, { mcpServerId: 'mcp_1', toolName: 'order_get' })).toEqual([]);
  expect(immutableProblems(SPEC, { mcpServerId: 'mcp_2', toolName: 'x' }).map(({ field }) => field)).toEqual(['mcpServerId', 'toolName']);
});

describe('what follows', () => {
  const nothing = { isChanged: false, pauses: false, resumes: false, isNewQuestion: false, plan: null };
  test.each([
    ['nothing', SPEC, {}, nothing],
    ['the same arguments in another order', SPEC, { arguments: { options: { b: 2, a: 1 }, orderId: '1' } }, nothing],
    ['another name', SPEC, { name: 'x' }, { ...nothing, isChanged: true }],
    ['another time-out', SPEC, { timeoutSeconds: 5 }, { ...nothing, isChanged: true }],
    ['another interval', SPEC, { intervalSeconds: 60 as const }, { ...nothing, isChanged: true, plan: 'grid' }],
    ['other arguments', SPEC, { arguments: {} }, { ...nothing, isChanged: true, isNewQuestion: true, plan: 'now' }],
    ['other assertions', SPEC, { assertions: [] }, { ...nothing, isChanged: true, isNewQuestion: true, plan: 'now' }],
    [
      'other arguments and another interval',
      SPEC,
      { arguments: {}, intervalSeconds: 60 as const },
      { ...nothing, isChanged: true, isNewQuestion: true, plan: 'now' },
    ],
    ['a pause', SPEC, { state: 'paused' as const }, { ...nothing, isChanged: true, pauses: true }],
    ['a pause of a paused one', PAUSED, { state: 'paused' as const }, nothing],
    ['other arguments while paused', PAUSED, { arguments: {} }, { ...nothing, isChanged: true, isNewQuestion: true }],
    ['a resume', PAUSED, { state: 'active' as const }, { ...nothing, isChanged: true, resumes: true, isNewQuestion: true, plan: 'now' }],
  ])('from %s', (_what, before, patch, expected) => {
    expect(transitionOf(before, mergePatch(before, patch))).toEqual(expected);
  });
});
