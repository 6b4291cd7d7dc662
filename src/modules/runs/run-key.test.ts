// The same key is the same run, and nothing else is.
import { expect, test } from 'vitest';
import type { TesterTarget } from '#modules/workflows';
import { defaultIdempotencyKey, normaliseReason, runIdOf, targetKey, testerKindOf } from './run-key.ts';
import type { RunKey } from './run-key.ts';

const target: TesterTarget = { modelId: 'anthropic/example', skillMode: 'none' };
const key: RunKey = { orgId: 'org_1', workflowId: 'wf_1', target, reason: 'Deploy  42', idempotencyKey: 'abc' };

test('a run id is a version 5 UUID and the same every time', () => {
  expect(runIdOf(key)).toMatch(/^run_[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(runIdOf({ ...key })).toBe(runIdOf(key));
});

test.each<[string, Partial<RunKey>]>([
  ['organization', { orgId: 'org_2' }],
  ['workflow', { workflowId: 'wf_2' }],
  ['model', { target: { modelId: 'openai/example', skillMode: 'none' } }],
  ['skill text', { target: { modelId: 'anthropic/example', skillMode: 'text', skillText: 'Be brief.' } }],
  ['reason', { reason: 'Deploy 43' }],
  ['idempotency key', { idempotencyKey: 'abd' }],
  ['a text that only moves the border between two parts', { workflowId: 'wf_1","x', reason: 'Deploy 42' }],
])('another %s is another run', (_what, change) => {
  expect(runIdOf({ ...key, ...change })).not.toBe(runIdOf(key));
});

test('reasons that differ in case, white space or composition are one reason', () => {
  expect(runIdOf({ ...key, reason: '  deploy\t42 ' })).toBe(runIdOf(key));
  expect(normaliseReason(' Cafe\u0301  Run ')).toBe('caf\u00e9 run');
});

test('a skill text that is not used does not matter', () => {
  expect(targetKey({ modelId: 'a/b', skillMode: 'none', skillText: 'left over' })).toBe('a/b');
  expect(targetKey({ modelId: 'a/b', skillMode: 'text', skillText: 'x' })).toMatch(/^a\/b#[0-9a-f]{64}$/);
});

test('the default key is the caller and the UTC minute', () => {
  expect(defaultIdempotencyKey('usr_1', new Date('2026-03-01T10:20:59.999Z'))).toBe('usr_1 2026-03-01T10:20');
});

test.each([
  ['script/steps', 'script'],
  ['pinned/run', 'pinned'],
  ['openai/gpt', 'model'],
  ['scripted/x', 'model'],
] as const)('%s is tested by: %s', (modelId, kind) => {
  expect(testerKindOf(modelId)).toBe(kind);
});
