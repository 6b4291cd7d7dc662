// How the numbers of the overview are put together.
import { expect, test } from 'vitest';
import type { RunCount } from '#modules/runs';
import { failingWorkflows, runNumbers } from './organization-health.ts';

const count = (modelId: string, status: RunCount['status'], n: number): RunCount => ({ modelId, status, count: n });

test.each([
  ['nothing ran', [], null, null],
  ['a model alone', [count('openai/a', 'pass', 3), count('openai/b', 'fail', 1)], 0.75, 'model'],
  ['a script alone', [count('script/steps', 'pass', 1), count('script/steps', 'partial', 1)], 0.5, 'script'],
  ['kinds are not mixed: a model comes first', [count('openai/a', 'fail', 1), count('script/steps', 'pass', 9)], 0, 'model'],
  ['errors are no grade, so the script speaks', [count('openai/a', 'error', 5), count('script/steps', 'pass', 2)], 1, 'script'],
])('pass rate: %s', (_what, counts, passRate, passRateTesterKind) => {
  expect(runNumbers(counts)).toMatchObject({ passRate, passRateTesterKind });
});

test('statuses are summed over all models', () => {
  const counts = [count('a/a', 'pass', 1), count('b/b', 'pass', 2), count('a/a', 'running', 4), count('a/a', 'pending', 5)];
  expect(runNumbers(counts)).toMatchObject({ pass: 3, partial: 0, fail: 0, error: 0, running: 4, pending: 5 });
});

test('a workflow of several failing models is shown once, by the one that fails longest', () => {
  const target = (modelId: string, since: string) => ({
    workflowId: 'wf_1',
    modelId,
    runId: `run_${modelId}`,
    status: 'fail' as const,
    since,
  });
  const workflows = [{ workflowId: 'wf_1', name: 'One', modelIds: ['a', 'b'] }];
  expect(failingWorkflows(workflows, [target('a', '2026-01-01T00:00:00.000Z'), target('b', '2026-01-02T00:00:00.000Z')])).toEqual([
    { workflowId: 'wf_1', name: 'One', runId: 'run_a', status: 'fail', since: '2026-01-01T00:00:00.000Z' },
  ]);
});
