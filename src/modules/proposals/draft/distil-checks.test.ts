// Checks are distilled by fixed rules: what the kept criteria's evidence cites was called, nothing failed, and good results keep their shape.
import { describe, expect, test } from 'vitest';
import type { ToolCallRow } from '#modules/runs';
import type { Criterion } from '#modules/workflows';
import { distilChecks } from './distil-checks.ts';
import type { Failure } from './distil-checks.ts';
import { shapeOfResult } from './shape-of-result.ts';

const criterion = (id: string, changes: Partial<Criterion> = {}): Criterion => ({
  id,
  position: 1,
  criterionText: id,
  isRequired: true,
  kind: 'judge',
  ...changes,
});
const call = (tool: string, changes: Partial<ToolCallRow> = {}): ToolCallRow => ({
  callId: `call_${tool}`,
  eventId: `evt_${tool}`,
  tool,
  arguments: {},
  result: null,
  isError: false,
  blocked: false,
  durationMs: 1,
  attempt: 1,
  ...changes,
});
const verdict = (criterionId: string, eventIds: readonly string[]): Failure['verdicts'][number] => ({
  criterionId,
  position: 1,
  criterionText: criterionId,
  isRequired: true,
  kind: 'judge',
  verdict: 'fail',
  reasoning: '',
  agreement: null,
  evidence: eventIds.map((eventId) => ({ eventId, excerpt: 'x' })),
  judgedBy: 'rule',
});
const failure = (changes: Partial<Failure>): Failure => ({
  verdicts: [],
  blamed: [],
  citedIds: [],
  citedCalls: [],
  calls: [],
  goodCalls: [],
  hasTrace: true,
  ...changes,
});
const cited = (tool: string) => ({ eventId: `evt_${tool}`, callId: `call_${tool}`, tool });
const paid = { content: [], structuredContent: { status: 'paid', total: 3, lines: [1], note: null }, truncated: false };
const FOUND = failure({ verdicts: [verdict('a', ['evt_get']), verdict('b', ['evt_list'])], citedCalls: [cited('get'), cited('list')] });

test('each tool that a kept criterion cites was called; what others cite does not matter', () => {
  expect(distilChecks([criterion('a')], FOUND, 50).checks).toEqual([{ kind: 'tool_called', tool: 'get' }]);
  expect(distilChecks([criterion('a'), criterion('b')], FOUND, 50).checks).toEqual([
    { kind: 'tool_called', tool: 'get' },
    { kind: 'tool_called', tool: 'list' },
  ]);
});

test('a tool that must not be called, or is checked already, gets no such check', () => {
  const not = criterion('a', { kind: 'check', check: { kind: 'tool_not_called', tool: 'get' } });
  const already = criterion('b', { kind: 'check', check: { kind: 'tool_called', tool: 'list', min: 2 } });
  expect(distilChecks([not, already], FOUND, 50).checks).toEqual([]);
});

test('after an error the classification cites', () => {
  const error = failure({ blamed: ['call_get'], citedCalls: [cited('get')] });
  expect(distilChecks([criterion('a')], error, 50).checks).toEqual([{ kind: 'tool_called', tool: 'get' }]);
});

describe('no tool errors', () => {
  const none = [{ kind: 'no_tool_errors' }];
  test.each([
    ['a call failed', [call('get', { isError: true })], [criterion('a')], none],
    ['a call was only blocked', [call('get', { isError: true, blocked: true })], [criterion('a')], []],
    ['all went well', [call('get')], [criterion('a')], []],
    ['it is checked already', [call('get', { isError: true })], [criterion('a', { kind: 'check', check: { kind: 'no_tool_errors' } })], []],
  ])('when %s', (_name, calls, kept, expected) => expect(distilChecks(kept, failure({ calls }), 50).checks).toEqual(expected));
});

test('the shape of a good result is kept, never that of the failed run', () => {
  const schema = shapeOfResult(paid);
  const wanted = { kind: 'tool_result', tool: 'get', schema };
  const after = (goodCalls: readonly ToolCallRow[]) =>
    distilChecks([criterion('a')], { ...FOUND, calls: [call('get', { result: paid })], goodCalls }, 50).checks;
  expect(after([call('get', { result: paid })])).toContainEqual(wanted);
  expect(after([])).not.toContainEqual(wanted);
  expect(after([call('get', { result: paid, isError: true })])).not.toContainEqual(wanted);
  expect(after([call('get', { result: { ...paid, truncated: true } })])).not.toContainEqual(wanted);
});

test('what does not fit any more is left out and told, and a trace past its retention too', () => {
  expect(distilChecks([criterion('a'), criterion('b')], FOUND, 3)).toEqual({
    checks: [{ kind: 'tool_called', tool: 'get' }],
    warnings: ['1 distilled checks were left out: a workflow has at most 3 criteria'],
  });
  expect(distilChecks([criterion('a')], { ...FOUND, hasTrace: false }, 50)).toMatchObject({
    checks: [],
    warnings: [expect.stringContaining('retention')],
  });
});

describe('a shape', () => {
  test.each([
    [
      'names fields and types, no values',
      paid,
      {
        type: 'object',
        required: ['status', 'total', 'lines', 'note'],
        properties: { status: { type: 'string' }, total: { type: 'number' }, lines: { type: 'array' }, note: {} },
      },
    ],
    [
      'is read from text that is JSON',
      { content: [{ type: 'text', text: '{"ok":true}' }] },
      { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' } } },
    ],
    ['is none of plain text', { content: [{ type: 'text', text: 'done' }] }, undefined],
    ['is none of a list', { content: [], structuredContent: [1] }, undefined],
  ])('%s', (_name, answer, expected) => expect(shapeOfResult(answer)).toEqual(expected));

  test('has an end in depth and breadth', () => {
    const deep = { a: { b: { c: { d: { e: 1 } } } } };
    expect(JSON.stringify(shapeOfResult({ content: [], structuredContent: deep }))).not.toContain('"e"');
    const wide = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field ${i}`, i]));
    expect(shapeOfResult({ content: [], structuredContent: wide })?.['required']).toHaveLength(30);
  });
});
