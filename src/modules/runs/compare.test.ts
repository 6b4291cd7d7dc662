// Two runs side by side: verdicts, tool path and metrics.
import { expect, test } from 'vitest';
import type { Verdict } from '#modules/workflows';
import { compare } from './compare.ts';
import type { Side } from './compare.ts';
import type { CriterionVerdict } from './run.ts';

const criterion = (criterionId: string, verdict: Verdict, changes: Partial<CriterionVerdict> = {}): CriterionVerdict => ({
  criterionId,
  position: 1,
  criterionText: `text of ${criterionId}`,
  isRequired: true,
  kind: 'judge',
  verdict,
  reasoning: '',
  agreement: 1,
  evidence: [],
  judgedBy: 'rule',
  ...changes,
});
const side = (changes: Partial<Side> = {}): Side => ({
  status: 'pass',
  verdicts: [],
  calls: [],
  metrics: { durationMs: 100, costUsd: null, tokens: 0, toolCalls: 1, steps: 2 },
  ...changes,
});

test.each<[string, Side | null, Side, string]>([
  ['no baseline', null, side(), 'no_baseline'],
  ['the same', side({ verdicts: [criterion('a', 'pass')] }), side({ verdicts: [criterion('a', 'pass')] }), 'unchanged'],
  ['worse', side({ verdicts: [criterion('a', 'pass')] }), side({ verdicts: [criterion('a', 'partial')] }), 'regressed'],
  ['better', side({ verdicts: [criterion('a', 'fail')] }), side({ verdicts: [criterion('a', 'partial')] }), 'improved'],
  [
    'both',
    side({ verdicts: [criterion('a', 'pass'), criterion('b', 'fail')] }),
    side({ verdicts: [criterion('a', 'fail'), criterion('b', 'pass')] }),
    'mixed',
  ],
  [
    'an optional one does not decide',
    side({ verdicts: [criterion('a', 'pass'), criterion('b', 'pass', { isRequired: false })] }),
    side({ verdicts: [criterion('a', 'pass'), criterion('b', 'fail', { isRequired: false })] }),
    'unchanged',
  ],
  ['an error now', side({ status: 'fail' }), side({ status: 'error' }), 'regressed'],
  ['an error before', side({ status: 'error' }), side({ status: 'fail' }), 'improved'],
  ['two errors', side({ status: 'error' }), side({ status: 'error' }), 'unchanged'],
])('%s', (_name, before, after, verdict) => {
  expect(compare(before, after).verdict).toBe(verdict);
});

test('criteria are matched by id, then by text; the rest is added or removed', () => {
  const before = side({
    verdicts: [criterion('a', 'pass'), criterion('old', 'pass', { criterionText: 'same words' }), criterion('gone', 'fail')],
  });
  const after = side({
    verdicts: [criterion('a', 'fail'), criterion('new', 'pass', { criterionText: 'same words' }), criterion('fresh', 'pass')],
  });
  expect(
    compare(before, after).criteria.map(({ criterionId, before: old, after: now, change }) => [criterionId, old, now, change]),
  ).toEqual([
    ['a', 'pass', 'fail', 'regressed'],
    ['new', 'pass', 'pass', 'same'],
    ['fresh', null, 'pass', 'added'],
    ['gone', 'fail', null, 'removed'],
  ]);
});

test('an id always wins over an equal text elsewhere', () => {
  const before = side({
    verdicts: [criterion('a', 'fail', { criterionText: 'words' }), criterion('b', 'pass', { criterionText: 'other' })],
  });
  const after = side({
    verdicts: [criterion('c', 'pass', { criterionText: 'words' }), criterion('a', 'fail', { criterionText: 'other' })],
  });
  expect(compare(before, after).criteria.find(({ criterionId }) => criterionId === 'a')?.change).toBe('same');
});

test('tool paths: what came, what went, what fails now, what works again, and the order', () => {
  const call = (tool: string, isError = false) => ({ tool, isError });
  const before = side({ calls: [call('list'), call('get', true), call('gone'), call('pay')] });
  const after = side({ calls: [call('get'), call('list'), call('list'), call('new'), call('pay', true)] });
  expect(compare(before, after).toolCalls).toEqual({
    added: ['new'],
    removed: ['gone'],
    newErrors: ['pay'],
    fixedErrors: ['get'],
    orderChanged: true,
  });
  expect(compare(before, before).toolCalls).toEqual({ added: [], removed: [], newErrors: [], fixedErrors: [], orderChanged: false });
});

test('metrics carry their change in percent where it can be told', () => {
  const { metrics } = compare(side(), side({ metrics: { durationMs: 150, costUsd: 0.1, tokens: 5, toolCalls: 1, steps: null } }));
  expect(metrics.durationMs).toEqual({ before: 100, after: 150, deltaPercent: 50 });
  expect(metrics.costUsd).toEqual({ before: null, after: 0.1, deltaPercent: null });
  expect(metrics.tokens).toEqual({ before: 0, after: 5, deltaPercent: null });
  expect(metrics.steps).toEqual({ before: 2, after: null, deltaPercent: null });
});
