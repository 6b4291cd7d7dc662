// The noun: a scheduled test of one MCP server, and the content of its immutable versions (spec 02).
import type { ValueTest } from '#platform/match/value-test';

export const WORKFLOW_STATES = ['active', 'paused', 'archived'] as const;
export type WorkflowState = (typeof WORKFLOW_STATES)[number];

export type Verdict = 'pass' | 'partial' | 'fail';

/** Criteria decided by code from the trace (spec 02 §3). */
export type Check =
  | {
      readonly kind: 'tool_called';
      readonly tool: string;
      readonly argsMatch?: Readonly<Record<string, unknown>> | undefined;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
    }
  | { readonly kind: 'tool_not_called'; readonly tool: string }
  | { readonly kind: 'tool_order'; readonly tools: readonly string[] }
  | { readonly kind: 'no_tool_errors' }
  | ({
      readonly kind: 'tool_result';
      readonly tool: string;
      readonly jsonpath?: string | undefined;
      readonly which?: 'last' | 'any' | 'all' | undefined;
    } & ValueTest)
  | ({ readonly kind: 'final_answer'; readonly contains?: string | undefined } & Omit<ValueTest, 'equals'>)
  | { readonly kind: 'max_latency_ms'; readonly ms: number; readonly tool?: string | undefined; readonly run?: true | undefined }
  | { readonly kind: 'max_tool_calls' | 'max_steps' | 'max_tokens'; readonly max: number }
  | { readonly kind: 'max_cost_usd'; readonly max: number };

export type CheckKind = Check['kind'];

export interface Criterion {
  readonly id: string;
  /** 1-based. */
  readonly position: number;
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

/** Everything a version freezes. */
export interface WorkflowSpec {
  readonly name: string;
  readonly description: string;
  readonly mcpServerId: string;
  /** null = the server's default profile at the time of the run. */
  readonly defaultMcpAuthProfileId: string | null;
  readonly testerPrompt: string;
  readonly testerTargets: readonly TesterTarget[];
  readonly criteria: readonly Criterion[];
  /** null = the organization's default judge, or none needed. */
  readonly judge: JudgeSettings | null;
  readonly schedule: Schedule | null;
  readonly toolPolicy: ToolPolicy;
  readonly limits: Limits;
  readonly retryPolicy: RetryPolicy;
  readonly categories: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface FieldDiff {
  readonly path: string;
  readonly op: 'add' | 'remove' | 'replace' | 'move';
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface VersionAuthor {
  readonly type: 'user' | 'key' | 'system' | 'proposal';
  readonly id: string;
  readonly name: string;
}

export interface WorkflowVersion {
  readonly id: string;
  readonly workflowId: string;
  readonly number: number;
  /** ISO time. */
  readonly createdAt: string;
  readonly author: VersionAuthor;
  /** To the version before. */
  readonly diff: readonly FieldDiff[];
  readonly restoredFrom: number | null;
  readonly spec: WorkflowSpec;
}

/** As REST answers it (spec 02 §1): the current version's content and what is derived from it. */
export interface Workflow extends WorkflowSpec {
  readonly id: string;
  readonly environment: string;
  readonly state: WorkflowState;
  readonly currentVersion: { readonly id: string; readonly number: number; readonly createdAt: string };
  readonly nextRunAt: string | null;
  readonly scheduleLabel: string;
  readonly skippedTicks: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly warnings: readonly string[];
}
