// Which field is to be changed from what to what: rule by rule.
import { describe, expect, test } from 'vitest';
import { checkCriterion, factsOf, failing, SPEC } from '#test/diagnosis-facts';
import type { FactsChanges } from '#test/diagnosis-facts';
import { toolResult, traceEvents } from '#test/trace-events';
import { findRemedies } from './find-remedies.ts';

const remedies = (changes: FactsChanges) =>
  findRemedies(factsOf(changes)).map(({ field, operation, before, after, evidence, changes: proposed }) => ({
    field,
    operation,
    before,
    after,
    evidence,
    proposed,
  }));

test('a run that passed, and one nobody knows a remedy for, have none', () => {
  const event = traceEvents();
  const events = [event('limit_reached', { limit: 'maxSteps', value: 30 })];
  expect(remedies({ run: { status: 'pass', classification: null }, events })).toEqual([]);
  expect(remedies({})).toEqual([]);
});

describe('the policy stopped a call', () => {
  const blocked = (rule: string, toolPolicy: object) => {
    const event = traceEvents();
    const events = [event('tool_blocked', { callId: 'call_1', tool: 'order_delete', arguments: {}, rule })];
    return remedies({ run: { classification: 'test' }, events, spec: { toolPolicy } });
  };

  test.each([
    [
      'denied by name',
      'denied_tools: order_delete',
      { denied_tools: ['order_delete', 'x'] },
      { field: 'toolPolicy.denied_tools', operation: 'remove', before: 'order_delete', after: undefined },
      { denied_tools: ['x'] },
    ],
    [
      'denied by a glob',
      'denied_tools: *_delete',
      { denied_tools: ['*_delete'] },
      { field: 'toolPolicy.denied_tools', operation: 'remove', before: '*_delete', after: undefined },
      { denied_tools: [] },
    ],
    [
      'not on the list',
      'allowed_tools: no match',
      { allowed_tools: ['order_get'] },
      { field: 'toolPolicy.allowed_tools', operation: 'add', before: undefined, after: 'order_delete' },
      { allowed_tools: ['order_get', 'order_delete'] },
    ],
    [
      'destructive, and there is a list',
      'allow_destructive: false, and the tool is annotated destructive',
      { allowed_tools: ['order_*'] },
      { field: 'toolPolicy.allowed_tools', operation: 'add', before: undefined, after: 'order_delete' },
      { allowed_tools: ['order_*', 'order_delete'] },
    ],
    [
      'destructive, and a list would forbid all else',
      'allow_destructive: false, and the tool is annotated destructive',
      {},
      { field: 'toolPolicy.allow_destructive', operation: 'replace', before: false, after: true },
      { allow_destructive: true },
    ],
  ])('%s', (_what, rule, policy, expected, toolPolicy) => {
    expect(blocked(rule, policy)).toEqual([{ ...expected, evidence: ['call_1'], proposed: { toolPolicy } }]);
  });

  test.each(['unknown_tool', 'malformed_arguments'])("what was the tester's own mistake (%s) is not", (rule) => {
    expect(blocked(rule, {})).toEqual([]);
  });
});

describe('a limit was reached', () => {
  const reached = (limit: string, classification: 'model' | 'server' = 'model', limits: object = {}) => {
    const event = traceEvents();
    return remedies({
      run: { classification },
      events: [event('limit_reached', { limit, value: 1 })],
      spec: { limits: { ...SPEC.limits, ...limits } },
    });
  };

  test.each([
    ['doubled', 'maxSteps', 30, 60],
    ['up to the highest there is', 'maxSteps', 150, 200],
    ['fractions too', 'maxCostUsd', 0.5, 1],
  ])('%s', (_what, limit, before, after) => {
    expect(reached(limit, 'model', { [limit]: before })).toEqual([
      { field: `limits.${limit}`, operation: 'replace', before, after, evidence: ['evt_1'], proposed: { limits: { [limit]: after } } },
    ]);
  });

  test('the highest cannot be raised, an unknown limit says nothing, and a slow server is not to be waited for', () => {
    expect(reached('maxSteps', 'model', { maxSteps: 200 })).toMatchObject([
      { field: 'limits.maxSteps', after: undefined, proposed: undefined },
    ]);
    expect(reached('constructor')).toEqual([]);
    expect(reached('timeoutSeconds', 'server')).toEqual([]);
  });
});

describe('the evaluator', () => {
  const criterion = { ...checkCriterion(1, { kind: 'no_tool_errors' }), kind: 'judge' as const, check: undefined };
  const evaluation = (samples: number) => ({ judgeModelId: 'm/judge', samples, summary: '', tokensIn: 0, tokensOut: 0, costUsd: null });
  const unsure = (samples: number, agreement: number | null = 0.5) =>
    remedies({
      run: { classification: 'judge', evaluation: evaluation(samples) },
      spec: { criteria: [criterion] },
      criteria: [failing(criterion, { agreement })],
    });

  test.each([
    [1, 3],
    [3, 5],
  ])('was unsure with %i samples: %i, and a clearer sentence', (before, after) => {
    expect(unsure(before)).toEqual([
      {
        field: 'criteria[0].criterionText',
        operation: 'replace',
        before: 'Criterion 1.',
        after: undefined,
        evidence: ['crit_1'],
        proposed: undefined,
      },
      {
        field: 'judge.samples',
        operation: 'replace',
        before,
        after,
        evidence: ['crit_1'],
        proposed: { judge: { modelId: 'm/judge', samples: after } },
      },
    ]);
  });

  test('five samples are the most', () => {
    expect(unsure(5).map(({ field }) => field)).toEqual(['criteria[0].criterionText']);
  });

  test('could not be asked at all', () => {
    const run = { classification: 'judge', status: 'error', error: { kind: 'judge', message: 'no judge model is configured' } } as const;
    expect(remedies({ run })).toMatchObject([{ field: 'judge', operation: 'add' }]);
    expect(remedies({ run: { ...run, evaluation: evaluation(1) } })).toEqual([]);
  });
});

describe('the test changed since it passed', () => {
  const since = (path: string, change: { before?: unknown; after?: unknown; op?: 'add' | 'remove' | 'replace' | 'move' }) => {
    const old = checkCriterion(1, { kind: 'no_tool_errors' });
    const now = { ...old, criterionText: 'Other.' };
    return remedies({
      run: { classification: 'test', testerKind: 'model' },
      spec: { criteria: [now], testerPrompt: 'new' },
      changes: {
        baseline: { runId: 'run_0' },
        baselineSpec: { ...SPEC, testerPrompt: 'old', criteria: [old], toolPolicy: { allowed_tools: ['a'] } },
        workflow: [{ path, op: change.op ?? 'replace', ...change }],
      },
    });
  };
  const evidence = ['run_0', 'run_1'];

  test.each([
    [
      'the prompt',
      'testerPrompt',
      { before: 'old', after: 'new' },
      { field: 'prompt', operation: 'replace', before: 'new', after: 'old' },
      { prompt: 'old' },
    ],
    [
      'a sentence',
      'criteria[0].criterionText',
      { before: 'Criterion 1.', after: 'Other.' },
      { field: 'criteria[0].criterionText', operation: 'replace', before: 'Other.', after: 'Criterion 1.' },
      { criteria: [{ op: 'update', position: 1, criterionText: 'Criterion 1.' }] },
    ],
    [
      'a policy that lost an entry',
      'toolPolicy.allowed_tools[0]',
      { op: 'remove' as const, before: 'a' },
      { field: 'toolPolicy.allowed_tools[0]', operation: 'add', before: undefined, after: 'a' },
      { toolPolicy: { allowed_tools: ['a'] } },
    ],
    [
      'a criterion that came',
      'criteria[1]',
      { op: 'add' as const, after: {} },
      { field: 'criteria[1]', operation: 'remove', before: {}, after: undefined },
      undefined,
    ],
  ])('%s goes back', (_what, path, change, expected, proposed) => {
    expect(since(path, change)).toEqual([{ ...expected, evidence, proposed }]);
  });

  test('what is no part of the test stays', () => {
    expect(since('schedule', { before: null, after: {} })).toEqual([]);
  });
});

describe('a script and its checks contradict each other', () => {
  const event = traceEvents();
  const events = ['a', 'b', 'c'].flatMap((tool) => [
    event('tool_call', { callId: `call_${tool}`, tool, arguments: {} }),
    event('tool_result', toolResult(`call_${tool}`, { tool })),
  ]);
  const contradict = (check: Parameters<typeof checkCriterion>[1], testerKind: 'script' | 'model' = 'script') => {
    const criterion = checkCriterion(1, check);
    return remedies({
      run: { classification: 'test', testerKind, steps: 4, toolCallCount: 3 },
      spec: { criteria: [criterion] },
      criteria: [failing(criterion)],
      events,
    });
  };

  test.each([
    ['too few calls allowed', { kind: 'max_tool_calls' as const, max: 1 }, { field: 'criteria[0].check.max', before: 1, after: 3 }],
    ['too few steps allowed', { kind: 'max_steps' as const, max: 2 }, { field: 'criteria[0].check.max', before: 2, after: 4 }],
    [
      'another order',
      { kind: 'tool_order' as const, tools: ['c', 'a'] },
      { field: 'criteria[0].check.tools', before: ['c', 'a'], after: ['a', 'c'] },
    ],
    ['a tool without a step', { kind: 'tool_called' as const, tool: 'd' }, { field: 'prompt', before: undefined, after: undefined }],
  ])('%s', (_what, check, expected) => {
    expect(contradict(check)).toMatchObject([{ ...expected, operation: 'replace', evidence: ['crit_1'] }]);
  });

  test.each([
    ['an order of tools that were never called', { kind: 'tool_order' as const, tools: ['c', 'z'] }],
    ['a tool that was called with other arguments', { kind: 'tool_called' as const, tool: 'a', argsMatch: { x: 1 } }],
  ])('%s is nothing a rule can mend', (_what, check) => {
    expect(contradict(check)).toEqual([]);
  });

  test('a model may act otherwise next time', () => {
    expect(contradict({ kind: 'max_tool_calls', max: 1 }, 'model')).toEqual([]);
  });
});

test('a prompt that is no script can be mended, or given to a model', () => {
  const event = traceEvents();
  const events = [event('error', { kind: 'model', message: 'needs a model: line 1 is not a step' })];
  const run = {
    status: 'error',
    classification: 'test',
    error: { kind: 'model', message: 'needs a model: line 1 is not a step' },
  } as const;
  expect(remedies({ run, events })).toMatchObject([
    { field: 'prompt', evidence: ['evt_1'] },
    { field: 'model', before: 'script/steps' },
  ]);
});

test('a tester that never called what a check wants is told so', () => {
  const criterion = checkCriterion(1, { kind: 'tool_called', tool: 'pay' });
  const run = { classification: 'model', testerKind: 'model' } as const;
  expect(remedies({ run, spec: { criteria: [criterion] }, criteria: [failing(criterion)] })).toMatchObject([
    { field: 'prompt', evidence: ['crit_1'] },
  ]);
});

test('a refused credential is that of its profile', () => {
  const [remedy] = findRemedies(factsOf({ run: { classification: 'credential' }, authProfileId: 'auth_1' }));
  expect(remedy).toMatchObject({ subject: { type: 'auth_profile', id: 'auth_1' }, field: 'secret', operation: 'replace' });
});

test('hostile names stay short, and there are never more than 30 remedies', () => {
  const event = traceEvents();
  const events = Array.from({ length: 200 }, (_, index) =>
    event('tool_blocked', {
      callId: `call_${index}`,
      tool: `tool_${index}_${'x'.repeat(5_000)}`,
      arguments: {},
      rule: 'allowed_tools: no match',
    }),
  );
  const found = findRemedies(factsOf({ run: { classification: 'test' }, events, spec: { toolPolicy: { allowed_tools: [] } } }));
  expect(found).toHaveLength(30);
  for (const { why } of found) expect(why.length).toBeLessThanOrEqual(500);
});
