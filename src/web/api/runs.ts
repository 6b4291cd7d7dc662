// Runs: list, detail, trace, verdicts, comparison, and what can be done to one.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { rest } from './client.ts';
import { isNotFound } from './error.ts';
import type { Page } from './page.ts';
import type { CatalogDiff } from './servers.ts';
import type { FieldDiff, Verdict } from './workflows.ts';

export const RUN_STATUSES = ['pending', 'running', 'pass', 'partial', 'fail', 'error'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export const CLASSIFICATIONS = ['server', 'schema', 'credential', 'network', 'model', 'judge', 'test', 'platform'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];
export type TesterKind = 'model' | 'script' | 'pinned';
export type ErrorKind = 'transport' | 'auth' | 'timeout' | 'model' | 'judge' | 'budget' | 'cancelled' | 'internal';

export interface RunSummary {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly mcpServerId: string;
  readonly modelId: string;
  readonly testerKind: TesterKind;
  readonly status: RunStatus;
  readonly classification: Classification | null;
  readonly triggerType: 'scheduled' | 'manual';
  readonly reason: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  readonly costUsd: number | null;
  readonly version: { readonly id: string; readonly number: number };
  readonly errorKind: ErrorKind | null;
}

export interface RunAttempt {
  readonly attempt: number;
  readonly status: string;
  readonly error: { readonly kind: ErrorKind; readonly message: string } | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface ClassificationEvidence {
  readonly type: 'event' | 'criterion' | 'call' | 'run' | 'catalog' | 'version';
  readonly id: string;
  readonly note: string;
}

export interface Run extends RunSummary {
  readonly prompt: string;
  readonly finalAnswer: string | null;
  readonly error: { readonly kind: ErrorKind; readonly message: string } | null;
  readonly tokens: { readonly in: number; readonly out: number };
  readonly steps: number;
  readonly toolCallCount: number;
  readonly attempts: readonly RunAttempt[];
  readonly baselineRunId: string | null;
  readonly classificationEvidence: readonly ClassificationEvidence[];
  readonly traceExpired: boolean;
  readonly queuePosition: number | null;
}

export const EVENT_TYPES = [
  'run_started',
  'mcp_connected',
  'model_message',
  'tool_call',
  'tool_result',
  'tool_blocked',
  'resource_read',
  'prompt_get',
  'server_notification',
  'limit_reached',
  'error',
  'final_answer',
  'criterion_verdict',
  'run_finished',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface TraceEvent {
  readonly id: string;
  readonly runId: string;
  readonly attempt: number;
  readonly seq: number;
  readonly at: string;
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface TracePage {
  readonly runId: string;
  readonly attempt: number;
  readonly events: readonly TraceEvent[];
  readonly nextAfterSeq?: number | undefined;
}

export interface Evidence {
  readonly eventId: string;
  readonly excerpt: string;
}

export interface CriterionVerdict {
  readonly criterionId: string;
  readonly position: number;
  readonly criterionText: string;
  readonly isRequired: boolean;
  readonly kind: 'judge' | 'check';
  readonly verdict: Verdict | null;
  readonly reasoning: string | null;
  readonly agreement: number | null;
  readonly evidence: readonly Evidence[];
  readonly judgedBy?: string | null | undefined;
}

export interface Evaluation {
  readonly status: RunStatus;
  readonly judgeModelId?: string | null | undefined;
  readonly samples?: number | null | undefined;
  readonly summary?: string | null | undefined;
  readonly criteria: readonly CriterionVerdict[];
}

export interface Artifact {
  readonly name: string;
  readonly kind: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

export interface Metric {
  readonly before?: number | null | undefined;
  readonly after: number | null;
  readonly deltaPercent?: number | null | undefined;
}

export interface Comparison {
  readonly runId: string;
  readonly baselineRunId?: string | null | undefined;
  readonly verdict: 'regressed' | 'improved' | 'mixed' | 'unchanged' | 'no_baseline';
  readonly status: { readonly before?: RunStatus | null | undefined; readonly after: RunStatus };
  readonly criteria: readonly {
    readonly criterionId: string;
    readonly criterionText: string;
    readonly isRequired: boolean;
    readonly before?: Verdict | null | undefined;
    readonly after?: Verdict | null | undefined;
    readonly change: 'regressed' | 'improved' | 'same' | 'added' | 'removed';
  }[];
  readonly toolCalls: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly newErrors: readonly string[];
    readonly fixedErrors: readonly string[];
    readonly orderChanged: boolean;
  };
  readonly metrics: Readonly<Record<'durationMs' | 'costUsd' | 'tokens' | 'toolCalls' | 'steps', Metric>>;
  readonly workflowDiff: readonly FieldDiff[];
  readonly catalogDiff: CatalogDiff | null;
}

export interface RunFilter {
  readonly range?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly mcpServerId?: string | undefined;
  readonly modelId?: string | undefined;
  readonly status?: string | undefined;
  readonly classification?: string | undefined;
  readonly search?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

export interface Dispatch {
  readonly runId: string;
  readonly runs: readonly { readonly runId: string; readonly modelId: string; readonly status: RunStatus; readonly deduplicated: boolean }[];
}

export interface DispatchInput {
  readonly reason?: string | undefined;
  readonly forceNewRun?: boolean | undefined;
  readonly baselineRunId?: string | undefined;
  readonly modelIds?: readonly string[] | undefined;
}

const runPath = (id: string): string => `/runs/${encodeURIComponent(id)}`;
const LIVE_LIST_MS = 5_000;

export const isFinished = (status: RunStatus): boolean => status !== 'pending' && status !== 'running';

/** The list refreshes by itself while one of its runs is under way. */
export const runsQuery = (org: string, filter: RunFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'runs', filter],
    queryFn: ({ signal }) => rest<Page<RunSummary>>('/runs', { org, signal, query: { ...filter } }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.rows.some((run) => !isFinished(run.status)) ? LIVE_LIST_MS : false),
  });

export const runQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'run', id],
    queryFn: ({ signal }) => fetchRun(org, id, signal),
    refetchInterval: (query) => (query.state.data?.status === 'pending' ? LIVE_LIST_MS : false),
  });

export const fetchRun = (org: string, id: string, signal: AbortSignal): Promise<Run> => rest(runPath(id), { org, signal });

export const evaluationQuery = (org: string, id: string, status: RunStatus | undefined) =>
  queryOptions({
    queryKey: ['org', org, 'run', id, 'evaluation', status],
    queryFn: ({ signal }) => rest<Evaluation>(`${runPath(id)}/evaluation`, { org, signal }),
    enabled: status !== undefined,
    placeholderData: keepPreviousData,
  });

export const artifactsQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'run', id, 'artifacts'],
    queryFn: ({ signal }) => rest<{ readonly artifacts: readonly Artifact[] }>(`${runPath(id)}/artifacts`, { org, signal }),
  });

export const comparisonQuery = (org: string, id: string, baselineRunId: string | undefined) =>
  queryOptions({
    queryKey: ['org', org, 'run', id, 'compare', baselineRunId],
    queryFn: ({ signal }) => rest<Comparison>(`${runPath(id)}/compare`, { org, signal, query: { baselineRunId } }),
  });

const TRACE_PAGE = 1000;

/** One page of the trace after an event; `attempt` undefined means the last one. */
export const fetchTrace = (
  org: string,
  id: string,
  from: { readonly attempt?: number | undefined; readonly afterSeq?: number | undefined; readonly signal?: AbortSignal | undefined },
): Promise<TracePage> =>
  rest(`${runPath(id)}/trace`, { org, signal: from.signal, query: { attempt: from.attempt, afterSeq: from.afterSeq, limit: TRACE_PAGE } });

export const startRuns = (org: string, workflowId: string, body: DispatchInput): Promise<Dispatch> =>
  rest(`/workflows/${encodeURIComponent(workflowId)}/runs`, { org, method: 'POST', body });
export const cancelRun = (org: string, id: string): Promise<unknown> => rest(`${runPath(id)}/cancel`, { org, method: 'POST', body: {} });
export const rerunRun = (org: string, id: string, version: 'current' | 'own'): Promise<Dispatch> =>
  rest(`${runPath(id)}/rerun`, { org, method: 'POST', body: { version } });

/** The slug of the organization a run belongs to, among those given; null when none has it. */
export async function findRunOwner(slugs: readonly string[], id: string): Promise<string | null> {
  for (const org of slugs) {
    try {
      await rest<Run>(runPath(id), { org });
      return org;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return null;
}
