// The noun: one execution of a workflow version with one tester target (spec 02 §9–13).
import type { Verdict } from '#modules/workflows';

export const RUN_STATUSES = ['pending', 'running', 'pass', 'partial', 'fail', 'error'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type FinishedStatus = Exclude<RunStatus, 'pending' | 'running'>;
export const isFinished = (status: RunStatus): status is FinishedStatus => status !== 'pending' && status !== 'running';

export const ERROR_KINDS = ['transport', 'auth', 'timeout', 'model', 'judge', 'budget', 'cancelled', 'internal'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

export const CLASSIFICATIONS = ['credential', 'network', 'server', 'judge', 'platform', 'model', 'schema', 'test'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];

/** Which kind of tester acted (spec 11 §1). Kinds are never mixed in one statistic. */
export type TesterKind = 'model' | 'script' | 'pinned';

/** What the next claim does: a new attempt, or only the grading again after a judge error. */
export type RunPhase = 'test' | 'evaluate';

export interface RunError {
  readonly kind: ErrorKind;
  readonly message: string;
}

export const CANCELLED: RunError = { kind: 'cancelled', message: 'the run was cancelled' };

export interface Evidence {
  readonly eventId: string;
  readonly excerpt: string;
}

export interface ClassificationEvidence {
  readonly type: 'event' | 'criterion' | 'call' | 'run' | 'catalog' | 'version';
  readonly id: string;
  readonly note: string;
}

/** Every event type of the trace and its data (spec 02 §10). Append-only, redacted before it is stored. */
export interface TraceData {
  run_started: {
    versionId: string;
    /** null: a trial of what was not applied. */
    versionNumber: number | null;
    target: { modelId: string; skillMode: string };
    testerKind: TesterKind;
    limits: unknown;
    snapshotId: string | null;
  };
  mcp_connected: { protocolVersion: string; era: string; serverInfo: unknown; offeredTools: string[]; findings?: unknown[] };
  model_message: { text: string; tokensIn: number; tokensOut: number; costUsd: number | null; latencyMs: number; stopReason: string };
  tool_call: { callId: string; tool: string; arguments: unknown };
  tool_result: {
    callId: string;
    tool: string;
    isError: boolean;
    rpcError?: { code: number; message: string };
    outcome: string;
    content: unknown[];
    structuredContent?: unknown;
    bytes: number;
    truncated: boolean;
    durationMs: number;
  };
  tool_blocked: { callId: string; tool: string; arguments: unknown; rule: string };
  resource_read: { uri: string; bytes: number; content: unknown[]; durationMs: number; error?: string };
  prompt_get: { name: string; bytes: number; content: unknown[]; durationMs: number; error?: string };
  server_notification: { method: string; params: unknown };
  limit_reached: { limit: string; value: number };
  error: { kind: ErrorKind; message: string };
  final_answer: { text: string };
  criterion_verdict: { criterionId: string; verdict: Verdict; reasoning: string; judgedBy: string; agreement?: number };
  run_finished: {
    status: FinishedStatus;
    durationMs: number;
    judgeDurationMs: number;
    tokensIn: number;
    tokensOut: number;
    costUsd: number | null;
  };
}
export type TraceEventType = keyof TraceData;

/** One line a type: the compiler names the one that is missing. */
const TRACE_EVENT_TYPES = {
  run_started: true,
  mcp_connected: true,
  model_message: true,
  tool_call: true,
  tool_result: true,
  tool_blocked: true,
  resource_read: true,
  prompt_get: true,
  server_notification: true,
  limit_reached: true,
  error: true,
  final_answer: true,
  criterion_verdict: true,
  run_finished: true,
} satisfies Record<TraceEventType, true>;
export const isTraceEventType = (text: string): text is TraceEventType => Object.hasOwn(TRACE_EVENT_TYPES, text);

export type TraceEvent = {
  readonly [T in TraceEventType]: {
    readonly id: string;
    readonly runId: string;
    readonly attempt: number;
    readonly seq: number;
    readonly at: string;
    readonly type: T;
    readonly data: Readonly<TraceData[T]>;
  };
}[TraceEventType];

export interface CriterionVerdict {
  readonly criterionId: string;
  readonly position: number;
  readonly criterionText: string;
  readonly isRequired: boolean;
  readonly kind: 'judge' | 'check';
  readonly verdict: Verdict;
  readonly reasoning: string;
  readonly agreement: number | null;
  readonly evidence: readonly Evidence[];
  /** `rule`, `llm:<model id>` or `human`. */
  readonly judgedBy: string;
}

/** `RunSummary` of spec 04 §3 with what REST adds. */
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
  /** Of the deciding attempt, judging excluded. */
  readonly durationMs: number | null;
  /** Tester and judge, all attempts; null when a price is unknown, or nothing was spent yet. */
  readonly costUsd: number | null;
  /** `number` is null for a trial: what it ran had none. */
  readonly version: { readonly id: string; readonly number: number | null };
  /** Set for a run of proposed content that was not applied: it counts for no statistic. */
  readonly trial: { readonly proposalId: string } | null;
  readonly errorKind: ErrorKind | null;
  readonly url: string;
}

export interface RunAttempt {
  readonly attempt: number;
  readonly status: string;
  readonly error: RunError | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export interface Run extends RunSummary {
  readonly prompt: string;
  readonly finalAnswer: string | null;
  readonly error: RunError | null;
  readonly tokens: { readonly in: number; readonly out: number };
  readonly steps: number;
  readonly toolCallCount: number;
  readonly attempts: readonly RunAttempt[];
  readonly baselineRunId: string | null;
  readonly classificationEvidence: readonly ClassificationEvidence[];
  readonly traceExpired: boolean;
  /** Place in the queue while pending, 1 = next. */
  readonly queuePosition: number | null;
}

/** A criterion of a run as it is shown: without a verdict while the run is not graded. */
export interface GradedCriterion extends Omit<CriterionVerdict, 'verdict' | 'reasoning' | 'judgedBy'> {
  readonly verdict: Verdict | null;
  readonly reasoning: string | null;
  readonly judgedBy: string | null;
}

/** What is stored of an evaluation beside its verdicts. */
export interface StoredEvaluation {
  readonly judgeModelId: string;
  readonly samples: number;
  readonly summary: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd: number | null;
}

/** Text columns hold closed sets; anything else is a broken database and stops here. */
const oneOf = <T extends string>(values: readonly T[], text: string): T => {
  const value = values.find((each) => each === text);
  if (value === undefined) throw new Error(`the database holds an unknown value: ${text.slice(0, 40)}`);
  return value;
};

export const asRunStatus = (text: string): RunStatus => oneOf(RUN_STATUSES, text);
export const asTesterKind = (text: string): TesterKind => oneOf(['model', 'script', 'pinned'], text);
export const asPhase = (text: string): RunPhase => oneOf(['test', 'evaluate'], text);
export const asErrorKind = (text: string): ErrorKind => oneOf(ERROR_KINDS, text);
export const asClassification = (text: string): Classification => oneOf(CLASSIFICATIONS, text);
