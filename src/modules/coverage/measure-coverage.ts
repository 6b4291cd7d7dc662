// Which tools count as covered, and what is told of each (spec 01 §7). Pure: data in, data out.
import { MAX_RUNS, MAX_TOOLS } from './coverage.ts';
import type { CoverageReport, CoveredTool, InputShape, Named, ToolUse, UncoveredTool } from './coverage.ts';
import { latest } from './latest.ts';
import { measureDepth } from './measure-depth.ts';

export interface CoverageFacts {
  /** Every active tool of the server, or more than are considered. */
  readonly tools: readonly ConsideredTool[];
  /** Active ones alone. */
  readonly workflows: readonly (Named & { readonly allowedTools: readonly string[] })[];
  /** Finished ones, the newest first. */
  readonly runs: readonly { readonly runId: string; readonly workflowId: string }[];
  readonly uses: readonly ToolUse[];
  readonly monitors: readonly (Named & { readonly toolName: string })[];
}

export interface ConsideredTool {
  readonly name: string;
  readonly description: string | null;
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly shape: InputShape;
}

/** Of the objects that touch one tool. */
const MAX_NAMED = 50;

export function measureCoverage(facts: CoverageFacts): CoverageReport {
  const tools = facts.tools.toSorted((a, b) => byText(a.name, b.name)).slice(0, MAX_TOOLS);
  const active = new Map(facts.workflows.map((workflow) => [workflow.id, workflow]));
  const runs = facts.runs.filter(({ workflowId }) => active.has(workflowId)).slice(0, MAX_RUNS);
  const considered = new Set(runs.map(({ runId }) => runId));
  const uses = Map.groupBy(
    facts.uses.filter(({ runId }) => considered.has(runId)),
    ({ tool }) => tool,
  );
  const naming = namingOf(facts.workflows);
  const monitors = Map.groupBy(facts.monitors, ({ toolName }) => toolName);
  const rows = tools.map((tool) => {
    const own = uses.get(tool.name) ?? [];
    const named = naming.get(tool.name) ?? [];
    const callers = own.flatMap(({ workflowId }) => active.get(workflowId) ?? []);
    return {
      tool,
      uses: own,
      isNamed: named.length > 0,
      workflows: toNamed([...named, ...callers]),
      monitors: toNamed(monitors.get(tool.name) ?? []),
    };
  });
  const covered = rows.flatMap(coveredTool);
  return {
    runsConsidered: runs.length,
    toolsConsidered: tools.length,
    truncated: facts.tools.length > tools.length,
    coveragePercent: percentOf(covered.length, tools.length),
    covered,
    uncovered: rows.flatMap((row) => (bySources(row).length === 0 ? [uncoveredTool(row)] : [])),
  };
}

/** A whole number. With at most 100 tools, neither 0 nor 100 is ever the rounding of something else. */
export const percentOf = (covered: number, considered: number): number | null =>
  considered === 0 ? null : Math.round((100 * covered) / considered);

interface Row {
  readonly tool: ConsideredTool;
  readonly uses: readonly ToolUse[];
  readonly isNamed: boolean;
  readonly workflows: readonly Named[];
  readonly monitors: readonly Named[];
}

const bySources = ({ uses, isNamed }: Row): CoveredTool['by'] => [
  ...(uses.some(({ okCount }) => okCount > 0) ? (['run'] as const) : []),
  ...(isNamed ? (['policy'] as const) : []),
];

function coveredTool(row: Row): CoveredTool[] {
  const by = bySources(row);
  if (by.length === 0) return [];
  const { tool, uses, workflows, monitors } = row;
  const errorCount = sum(uses.map((use) => use.errorCount));
  return [
    {
      tool: tool.name,
      by,
      callCount: errorCount + sum(uses.map((use) => use.okCount)),
      errorCount,
      lastCalledAt: uses.reduce<string | null>((last, use) => latest(latest(last, use.lastOkAt), use.lastErrorAt), null),
      workflows,
      monitors,
      depth: measureDepth(
        tool.shape,
        uses.map(({ seen }) => seen),
      ),
    },
  ];
}

const uncoveredTool = ({ tool, uses, workflows, monitors }: Row): UncoveredTool => ({
  tool: tool.name,
  description: tool.description,
  readOnly: tool.readOnly,
  destructive: tool.destructive,
  lastFailedCallAt: uses.reduce<string | null>((last, use) => latest(last, use.lastErrorAt), null),
  workflows,
  monitors,
});

/** Who names which tool by its very name. A glob names none, not even one that is spelled like it. */
function namingOf(workflows: CoverageFacts['workflows']): ReadonlyMap<string, readonly Named[]> {
  const naming = new Map<string, Named[]>();
  for (const workflow of workflows) {
    for (const entry of new Set(workflow.allowedTools)) {
      if (isGlob(entry)) continue;
      const named = naming.get(entry) ?? [];
      naming.set(entry, named);
      named.push(workflow);
    }
  }
  return naming;
}

export const isGlob = (entry: string): boolean => /[*?]/.test(entry);

/** Each once, by name. */
const toNamed = (objects: readonly Named[]): Named[] =>
  [...new Map(objects.map(({ id, name }) => [id, { id, name }])).values()]
    .toSorted((a, b) => byText(a.name, b.name) || byText(a.id, b.id))
    .slice(0, MAX_NAMED);

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
