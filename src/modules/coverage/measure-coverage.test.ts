// The rules of coverage, one by one and against a naive model of them (spec 01 §7).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InputShape, ToolUse } from './coverage.ts';
import { measureCoverage } from './measure-coverage.ts';
import type { ConsideredTool, CoverageFacts } from './measure-coverage.ts';

const tool = (name: string, changes: Partial<ConsideredTool> = {}): ConsideredTool => ({
  name,
  description: `About ${name}`,
  readOnly: false,
  destructive: false,
  shape: { optional: [], enums: [] },
  ...changes,
});

const use = (name: string, changes: Partial<ToolUse> = {}): ToolUse => ({
  runId: 'run_1',
  workflowId: 'wf_1',
  tool: name,
  okCount: 1,
  errorCount: 0,
  lastOkAt: '2026-01-31T09:00:00.000Z',
  lastErrorAt: null,
  seen: { arguments: [], values: [], errorAnswerAt: null },
  ...changes,
});

const failing = (name: string, at = '2026-01-30T09:00:00.000Z'): ToolUse =>
  use(name, { okCount: 0, errorCount: 2, lastOkAt: null, lastErrorAt: at });

const facts = (changes: Partial<CoverageFacts> = {}): CoverageFacts => ({
  tools: [tool('order_get'), tool('order_list')],
  workflows: [{ id: 'wf_1', name: 'Order lookup', allowedTools: [] }],
  runs: [{ runId: 'run_1', workflowId: 'wf_1' }],
  uses: [],
  monitors: [],
  ...changes,
});

const names = (rows: readonly { readonly tool: string }[]) => rows.map(({ tool: name }) => name);

describe('what covers a tool', () => {
  test.each([
    ['one good call in a considered run', { uses: [use('order_get')] }, ['order_get']],
    ['a good call beside bad ones', { uses: [use('order_get', { errorCount: 9 })] }, ['order_get']],
    [
      'its very name in the allow-list of an active workflow',
      { workflows: [{ id: 'wf_1', name: 'W', allowedTools: ['order_list'] }] },
      ['order_list'],
    ],
    ['not calls that all failed', { uses: [failing('order_get')] }, []],
    [
      'not a glob, nor one spelled like the tool',
      { tools: [tool('a*'), tool('ab')], workflows: [{ id: 'wf_1', name: 'W', allowedTools: ['a*', 'a?'] }] },
      [],
    ],
    ['not a workflow without an allow-list', {}, []],
    ['not a monitor', { monitors: [{ id: 'mon_1', name: 'M', toolName: 'order_get' }] }, []],
    ['not a run of a workflow that is paused or archived by now', { workflows: [], uses: [use('order_get')] }, []],
    ['not a run that is not considered', { runs: [], uses: [use('order_get')] }, []],
    ['not a tool that left the catalog', { uses: [use('order_delete')] }, []],
  ] satisfies readonly [string, Partial<CoverageFacts>, readonly string[]][])('%s', (_, changes, covered) => {
    expect(names(measureCoverage(facts(changes)).covered)).toEqual(covered);
  });
});

test('a covered tool says by what, how often, when last, who touches it and how deeply', () => {
  const shape = { optional: ['note', 'region'], enums: [{ argument: 'region', values: ['DE', 'FR'] }] };
  const seen = { arguments: ['region'], values: [{ argument: 'region', values: ['FR', 'XX'] }], errorAnswerAt: '2026-01-31T09:15:02.114Z' };
  const report = measureCoverage(
    facts({
      tools: [tool('order_get', { shape })],
      workflows: [
        { id: 'wf_2', name: 'Names it', allowedTools: ['order_get', 'order_get'] },
        { id: 'wf_1', name: 'Calls it', allowedTools: [] },
      ],
      runs: [
        { runId: 'run_2', workflowId: 'wf_1' },
        { runId: 'run_1', workflowId: 'wf_1' },
      ],
      uses: [
        use('order_get', { okCount: 3, seen }),
        use('order_get', { runId: 'run_2', okCount: 0, errorCount: 1, lastOkAt: null, lastErrorAt: '2026-01-31T09:15:02.114Z' }),
      ],
      monitors: [{ id: 'mon_1', name: 'Every minute', toolName: 'order_get' }],
    }),
  );
  expect(report.covered).toEqual([
    {
      tool: 'order_get',
      by: ['run', 'policy'],
      callCount: 4,
      errorCount: 1,
      lastCalledAt: '2026-01-31T09:15:02.114Z',
      workflows: [
        { id: 'wf_1', name: 'Calls it' },
        { id: 'wf_2', name: 'Names it' },
      ],
      monitors: [{ id: 'mon_1', name: 'Every minute' }],
      depth: {
        optionalArguments: { seen: 1, total: 2, missing: ['note'] },
        enumValues: [{ argument: 'region', seen: ['FR'], missing: ['DE'] }],
        errorPaths: { exercised: true, last: '2026-01-31T09:15:02.114Z' },
      },
    },
  ]);
});

test('an uncovered tool says what it is, who tried it and when a call last failed', () => {
  const { uncovered } = measureCoverage(
    facts({
      tools: [tool('refund_create', { destructive: true })],
      uses: [failing('refund_create')],
      monitors: [{ id: 'mon_1', name: 'M', toolName: 'refund_create' }],
    }),
  );
  expect(uncovered).toEqual([
    {
      tool: 'refund_create',
      description: 'About refund_create',
      readOnly: false,
      destructive: true,
      lastFailedCallAt: '2026-01-30T09:00:00.000Z',
      workflows: [{ id: 'wf_1', name: 'Order lookup' }],
      monitors: [{ id: 'mon_1', name: 'M' }],
    },
  ]);
});

test('at most 100 tools by name and 50 runs count, and more tools are said to be left out', () => {
  const many = Array.from({ length: 101 }, (_, i) => tool(`tool_${String(i).padStart(3, '0')}`)).toReversed();
  const runs = Array.from({ length: 51 }, (_, i) => ({ runId: `run_${i}`, workflowId: 'wf_1' }));
  const report = measureCoverage(
    facts({
      tools: many,
      runs,
      uses: [use('tool_000', { runId: 'run_50' }), use('tool_001', { runId: 'run_49' }), use('tool_100', { runId: 'run_0' })],
    }),
  );
  expect(report).toMatchObject({ runsConsidered: 50, toolsConsidered: 100, truncated: true, coveragePercent: 1 });
  expect(names(report.covered)).toEqual(['tool_001']);
  expect(names(report.uncovered)).not.toContain('tool_100');
  expect(measureCoverage(facts({ tools: many.slice(0, 100) })).truncated).toBe(false);
});

test.each([
  [0, 0, null],
  [12, 9, 75],
  [3, 1, 33],
  [100, 99, 99],
  [100, 1, 1],
])('of %i tools %i covered are %s percent', (count, covered, percent) => {
  const tools = Array.from({ length: count }, (_, i) => tool(`t${i}`));
  expect(measureCoverage(facts({ tools, uses: tools.slice(0, covered).map(({ name }) => use(name)) })).coveragePercent).toBe(percent);
});

test('it agrees with a naive reading of the rules on any facts', () => {
  const toolName = fc.constantFrom('a', 'b', 'c', 'd*', 'constructor', '__proto__');
  const workflowId = fc.constantFrom('wf_1', 'wf_2', 'wf_3');
  const runId = fc.constantFrom('run_1', 'run_2', 'run_3', 'run_4');
  const arbitrary = fc.record({
    tools: fc.uniqueArray(toolName).map((all) => all.map((name) => tool(name))),
    workflows: fc.uniqueArray(
      fc.record({ id: workflowId, name: fc.constant('W'), allowedTools: fc.array(fc.oneof(toolName, fc.constant('?'))) }),
      {
        selector: ({ id }) => id,
      },
    ),
    runs: fc.uniqueArray(fc.record({ runId, workflowId }), { selector: (run) => run.runId }),
    uses: fc.array(fc.record({ runId, tool: toolName, ok: fc.nat(2), bad: fc.nat(2) })),
    monitors: fc.array(fc.record({ id: fc.constant('mon_1'), name: fc.constant('M'), toolName })),
  });
  fc.assert(
    fc.property(arbitrary, ({ uses, ...given }) => {
      const workflowOf = new Map(given.runs.map((run) => [run.runId, run.workflowId]));
      const read = uses.map(({ ok, bad, ...one }) =>
        use(one.tool, { ...one, workflowId: workflowOf.get(one.runId) ?? 'wf_1', okCount: ok, errorCount: bad }),
      );
      const report = measureCoverage({ ...given, uses: read });
      const isNamed = (name: string) =>
        given.workflows.some(({ allowedTools }) => allowedTools.some((entry) => entry === name && !/[*?]/.test(entry)));
      const isActive = (id: string | undefined) => given.workflows.some((workflow) => workflow.id === id);
      const isCalled = (name: string) => uses.some((one) => one.tool === name && one.ok > 0 && isActive(workflowOf.get(one.runId)));
      const isCovered = (name: string) => isNamed(name) || isCalled(name);
      const all = given.tools.map(({ name }) => name).toSorted();
      expect(names(report.covered)).toEqual(all.filter(isCovered));
      expect(names(report.uncovered)).toEqual(all.filter((name) => !isCovered(name)));
      expect(report.coveragePercent).toBe(all.length === 0 ? null : Math.round((report.covered.length / all.length) * 100));
    }),
  );
});

test('what a call exercised is told exactly, and without any one call exactly that is missing', () => {
  const shape: InputShape = { optional: ['a', 'b', 'c'], enums: [{ argument: 'a', values: [1, 2, 3] }] };
  const seenOf = (paths: readonly string[], value: number) => ({
    arguments: paths,
    values: [{ argument: 'a', values: [value] }],
    errorAnswerAt: null,
  });
  const sent = fc.array(fc.record({ paths: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), value: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  const depthOf = (all: readonly { readonly paths: readonly string[]; readonly value: number }[]) =>
    measureCoverage(
      facts({
        tools: [tool('order_get', { shape })],
        workflows: [{ id: 'wf_1', name: 'W', allowedTools: ['order_get'] }],
        uses: all.map(({ paths, value }) => use('order_get', { seen: seenOf(paths, value) })),
      }),
    ).covered[0]?.depth;
  fc.assert(
    fc.property(sent, (all) => {
      for (const part of [all, all.slice(1)]) {
        const given = new Set<string>(part.flatMap(({ paths }) => paths));
        expect(depthOf(part)?.optionalArguments).toEqual({
          seen: given.size,
          total: 3,
          missing: shape.optional.filter((path) => !given.has(path)),
        });
        expect(depthOf(part)?.enumValues[0]?.seen).toEqual([1, 2, 3].filter((value) => part.some((one) => one.value === value)));
      }
    }),
  );
});
