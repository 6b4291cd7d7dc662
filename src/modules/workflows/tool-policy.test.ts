// The order of the policy's rules, and globs.
import { describe, expect, test } from 'vitest';
import { matchGlob } from '#platform/match/glob';
import { decideTool } from './tool-policy.ts';
import type { ToolPolicy } from './workflow.ts';

const plain = (name: string) => ({ name });
const destructive = (name: string) => ({ name, annotations: { destructiveHint: true } });
const rule = (policy: ToolPolicy, tool: Parameters<typeof decideTool>[1]) => {
  const decision = decideTool(policy, tool);
  return decision.allowed ? 'allowed' : decision.rule;
};

describe('a tool is', () => {
  test.each<[string, ToolPolicy, Parameters<typeof decideTool>[1], string]>([
    ['allowed without a policy', {}, plain('get'), 'allowed'],
    [
      'blocked without a policy when annotated destructive',
      {},
      destructive('drop'),
      'allow_destructive: false, and the tool is annotated destructive',
    ],
    ['allowed when destructive ones are', { allow_destructive: true }, destructive('drop'), 'allowed'],
    ['blocked by a denied glob', { denied_tools: ['*_delete'] }, plain('order_delete'), 'denied_tools: *_delete'],
    [
      'blocked by denial before any allowance',
      { denied_tools: ['order_delete'], allowed_tools: ['order_*'] },
      plain('order_delete'),
      'denied_tools: order_delete',
    ],
    ['blocked when a list of allowed ones has no match', { allowed_tools: ['order_*'] }, plain('refund'), 'allowed_tools: no match'],
    ['blocked by an empty list of allowed ones', { allowed_tools: [] }, plain('refund'), 'allowed_tools: no match'],
    ['allowed by a glob', { allowed_tools: ['order_*'] }, plain('order_get'), 'allowed'],
    [
      'blocked as destructive though a glob allows it',
      { allowed_tools: ['order_*'] },
      destructive('order_drop'),
      'allow_destructive: false, and the tool is annotated destructive',
    ],
    ['allowed as destructive when named literally', { allowed_tools: ['order_drop'] }, destructive('order_drop'), 'allowed'],
    [
      'blocked by denial even when destructive ones are allowed',
      { denied_tools: ['?rop'], allow_destructive: true },
      destructive('drop'),
      'denied_tools: ?rop',
    ],
    ['allowed with a hint of false', {}, { name: 'get', annotations: { destructiveHint: false } }, 'allowed'],
  ])('%s', (_name, policy, tool, expected) => expect(rule(policy, tool)).toBe(expected));
});

describe('a glob', () => {
  test.each([
    ['get', 'get', true],
    ['get', 'gets', false],
    ['get', 'Get', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['**', 'x', true],
    ['?', 'x', true],
    ['?', '', false],
    ['?', '😀', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abcd', false],
    ['*_delete', 'x_delete_y_delete', true],
    ['a*b*c', 'axxbyyc', true],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j is %s', (pattern, name, expected) => expect(matchGlob(pattern, name)).toBe(expected));

  test('with many stars answers at once', () => {
    const startedAt = performance.now();
    expect(matchGlob(`${'*a'.repeat(99)}b`, 'a'.repeat(200))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
