// The noun: how an organization is doing, and how its numbers are put together (spec 04 get_organization_health). Pure.
import type { FailingMonitor, MonitorCounts } from '#modules/monitors';
import type { FailingTarget, RunCount, RunStatus, TesterKind } from '#modules/runs';
import { passRate, testerKindOf } from '#modules/runs';
import type { McpServer } from '#modules/servers';
import type { ActiveTargets, WorkflowCounts } from '#modules/workflows';

export const HEALTH_RANGES = ['24h', '7d', '30d'] as const;
export type HealthRange = (typeof HEALTH_RANGES)[number];

export interface RunNumbers extends Readonly<Record<RunStatus, number>> {
  /** 0–1, of graded runs of one kind of tester; null without any. */
  readonly passRate: number | null;
  /** Whose pass rate it is: kinds are never mixed in one. */
  readonly passRateTesterKind: TesterKind | null;
}

export interface FailingWorkflow {
  readonly workflowId: string;
  readonly name: string;
  /** The newest one that did not pass, of its longest failing target. */
  readonly runId: string;
  readonly status: RunStatus;
  readonly since: string | null;
}

export interface ServerHealthRow extends Pick<McpServer, 'name' | 'health' | 'lastSyncedAt'> {
  readonly mcpServerId: string;
  /** 0–100; null without active tools. */
  readonly coveragePercent: number | null;
  readonly breakingChanges7d: number;
}

export interface OrganizationHealth {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
  readonly range: HealthRange;
  readonly generatedAt: string;
  /** Of the range. */
  readonly runs: RunNumbers;
  /** At most 100 failing ones, longest failing first. */
  readonly workflows: WorkflowCounts & { readonly failing: readonly FailingWorkflow[] };
  /** Active ones by status. At most 100 failing ones, longest failing first. */
  readonly monitors: MonitorCounts & { readonly failing: readonly FailingMonitor[] };
  /** Active ones of every environment, at most 300, by name. */
  readonly servers: readonly ServerHealthRow[];
  readonly openIncidents: number;
}

/** A model's word counts first; where no model ran, a script's. */
const KINDS: readonly TesterKind[] = ['model', 'pinned', 'script'];

export function runNumbers(counts: readonly RunCount[]): RunNumbers {
  const sum = (status: RunStatus, kind?: TesterKind): number =>
    counts
      .filter((one) => one.status === status && (kind === undefined || testerKindOf(one.modelId) === kind))
      .reduce((total, { count }) => total + count, 0);
  const rateOf = (kind: TesterKind) => passRate({ pass: sum('pass', kind), partial: sum('partial', kind), fail: sum('fail', kind) });
  const kind = KINDS.find((one) => rateOf(one) !== null) ?? null;
  return {
    pass: sum('pass'),
    partial: sum('partial'),
    fail: sum('fail'),
    error: sum('error'),
    running: sum('running'),
    pending: sum('pending'),
    passRate: kind && rateOf(kind),
    passRateTesterKind: kind,
  };
}

/** Each workflow once. `targets` are in their order. */
export function failingWorkflows(workflows: readonly ActiveTargets[], targets: readonly FailingTarget[]): FailingWorkflow[] {
  const names = new Map(workflows.map(({ workflowId, name }) => [workflowId, name]));
  return [...Map.groupBy(targets, ({ workflowId }) => workflowId)].flatMap(([workflowId, [worst]]) =>
    worst ? [{ workflowId, name: names.get(workflowId) ?? '', runId: worst.runId, status: worst.status, since: worst.since }] : [],
  );
}
