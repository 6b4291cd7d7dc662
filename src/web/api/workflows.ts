// Workflows: their fields, versions, and the check of one that is not saved yet.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { rest } from './client.ts';
import type { FieldError } from './error.ts';
import type { Page } from './page.ts';
import type { RunStatus } from './runs.ts';

export type WorkflowState = 'active' | 'paused' | 'archived';
export type Verdict = 'pass' | 'partial' | 'fail';

/** `kind` decides which further fields there are; the editor keeps them as the API names them. */
export interface Check {
  readonly kind: CheckKind;
  readonly tool?: string | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly argsMatch?: unknown;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly jsonpath?: string | undefined;
  readonly which?: 'last' | 'any' | 'all' | undefined;
  readonly equals?: unknown;
  readonly contains?: string | undefined;
  readonly matches?: string | undefined;
  readonly schema?: unknown;
  readonly ms?: number | undefined;
  readonly run?: true | undefined;
}

export const CHECK_KINDS = [
  'tool_called',
  'tool_not_called',
  'tool_order',
  'no_tool_errors',
  'tool_result',
  'final_answer',
  'max_latency_ms',
  'max_tool_calls',
  'max_steps',
  'max_tokens',
  'max_cost_usd',
] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

export interface Criterion {
  readonly id?: string | undefined;
  readonly position?: number | undefined;
  readonly criterionText: string;
  readonly isRequired: boolean;
  readonly kind: 'judge' | 'check';
  readonly check?: Check | undefined;
}

export interface TesterTarget {
  readonly modelId: string;
  readonly skillMode: 'none' | 'text';
  readonly skillText?: string | undefined;
}

export interface Schedule {
  readonly cron: string;
  readonly timezone: string;
}

export interface ToolPolicy {
  readonly allowed_tools?: readonly string[] | undefined;
  readonly denied_tools?: readonly string[] | undefined;
  readonly allow_destructive?: boolean | undefined;
}

export interface Limits {
  readonly maxSteps: number;
  readonly maxToolCalls: number;
  readonly timeoutSeconds: number;
  readonly maxTokens: number;
  readonly maxCostUsd: number;
  readonly maxToolResultBytes: number;
}

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly retryOn: readonly 'error'[];
  readonly backoffSeconds: number;
}

export interface JudgeSettings {
  readonly modelId: string;
  readonly samples: 1 | 3 | 5;
}

export interface WorkflowSpec {
  readonly name: string;
  readonly description: string;
  readonly mcpServerId: string;
  readonly defaultMcpAuthProfileId: string | null;
  readonly testerPrompt: string;
  readonly testerTargets: readonly TesterTarget[];
  readonly criteria: readonly Criterion[];
  readonly judge: JudgeSettings | null;
  readonly schedule: Schedule | null;
  readonly toolPolicy: ToolPolicy;
  readonly limits: Limits;
  readonly retryPolicy: RetryPolicy;
  readonly categories: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface VersionRef {
  readonly id: string;
  readonly number: number;
  readonly createdAt: string;
}

export interface Workflow extends WorkflowSpec {
  readonly id: string;
  readonly environment: string;
  readonly state: WorkflowState;
  readonly currentVersion: VersionRef;
  readonly nextRunAt: string | null;
  readonly scheduleLabel: string;
  readonly skippedTicks?: number | undefined;
  readonly createdAt?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly warnings: readonly string[];
  readonly passRate7d?: number | null | undefined;
  readonly lastRun?: { readonly runId: string; readonly status: RunStatus; readonly endedAt: string | null } | null | undefined;
}

export interface FieldDiff {
  readonly path: string;
  readonly op: 'add' | 'remove' | 'replace' | 'move';
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface WorkflowVersion extends VersionRef {
  readonly author: { readonly type: 'user' | 'key' | 'system' | 'proposal'; readonly id: string; readonly name: string };
  readonly diff: readonly FieldDiff[];
  readonly restoredFrom?: number | null | undefined;
  readonly spec?: WorkflowSpec | undefined;
}

export interface WorkflowCheck {
  readonly fieldErrors: readonly FieldError[];
  readonly warnings: readonly string[];
  readonly scheduleLabel: string | null;
  readonly nextRuns: readonly string[];
}

export interface WorkflowFilter {
  readonly search?: string | undefined;
  readonly mcpServerId?: string | undefined;
  readonly state?: string | undefined;
  readonly category?: string | undefined;
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
}

/** What is sent to create, change or check: the editor's fields, and the version it began with. */
export type WorkflowInput = Partial<WorkflowSpec> & { readonly state?: WorkflowState | undefined; readonly baseVersionId?: string | undefined };

const workflowPath = (id: string): string => `/workflows/${encodeURIComponent(id)}`;

export const workflowsQuery = (org: string, filter: WorkflowFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'workflows', filter],
    queryFn: ({ signal }) => rest<Page<Workflow>>('/workflows', { org, signal, query: { environment: 'all', ...filter } }),
    placeholderData: keepPreviousData,
  });

export const workflowQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'workflow', id],
    queryFn: ({ signal }) => rest<Workflow>(workflowPath(id), { org, signal }),
    enabled: id !== '',
  });

export const versionsQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: ['org', org, 'workflow', id, 'versions'],
    queryFn: ({ signal }) => rest<Page<WorkflowVersion>>(`${workflowPath(id)}/versions`, { org, signal }),
  });

export const workflowCheckQuery = (org: string, body: WorkflowInput) =>
  queryOptions({
    queryKey: ['org', org, 'workflow-check', body],
    queryFn: ({ signal }) => rest<WorkflowCheck>('/workflows/check', { org, signal, method: 'POST', body }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

export const createWorkflow = (org: string, body: WorkflowInput): Promise<Workflow> => rest('/workflows', { org, method: 'POST', body });
export const updateWorkflow = (org: string, id: string, body: WorkflowInput): Promise<Workflow> =>
  rest(workflowPath(id), { org, method: 'PATCH', body });
export const archiveWorkflow = (org: string, id: string): Promise<unknown> => rest(workflowPath(id), { org, method: 'DELETE' });
export const restoreVersion = (org: string, ids: { readonly workflowId: string; readonly versionId: string }): Promise<Workflow> =>
  rest(`${workflowPath(ids.workflowId)}/versions/${ids.versionId}/restore`, { org, method: 'POST', body: {} });
