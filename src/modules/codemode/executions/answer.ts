// The noun: what a tool call of a code-mode endpoint answers with (spec 07 §6).
import type { Method } from '#modules/sources';

/** Why a script or an operation failed. The first thirteen are those of the endpoint's contract, the others speak of approvals and ends. */
export const ERROR_KINDS = [
  'syntax_error',
  'type_error',
  'runtime_error',
  'api_error',
  'bad_arguments',
  'timeout',
  'memory_limit',
  'call_limit',
  'response_too_large',
  'egress_blocked',
  'forbidden_role',
  'missing_secret',
  'result_not_serialisable',
  /** The manifest's policy does not let anybody call it. */
  'policy_blocked',
  /** Waits for a person; `approvalId` says what to ask again with. */
  'approval_pending',
  'approval_rejected',
  'approval_expired',
  /** The sandbox engine of this instance cannot pause a script. */
  'approval_unsupported',
  /** It was stopped from outside: the caller left, or the process ended. What it had called by then stays called. */
  'interrupted',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

export interface ExecutionError {
  readonly kind: ErrorKind;
  /** What happened and what to do; without secrets. */
  readonly message: string;
  /** Of the script as the agent wrote it, from 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly operationId?: string | undefined;
  /** Of `api_error`; 0 when nothing answered. */
  readonly status?: number | undefined;
  /** Of `api_error`: what the API said, at most 4 KiB. */
  readonly body?: unknown;
  /** Of `approval_pending`, `approval_rejected` and `approval_expired`. */
  readonly approvalId?: string | undefined;
}

export interface LogLine {
  readonly level: string;
  readonly text: string;
}

/** One call of the API: of what operation, not with what. */
export interface CallRecord {
  readonly operationId: string;
  readonly method: Method;
  /** The template, such as `/pets/{petId}`. */
  readonly path: string;
  /** Null when nothing answered, or nothing was sent. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly bytes: number;
}

export interface ExecutionAnswer {
  readonly execId: string;
  readonly ok: boolean;
  /** JSON; a text that begins the JSON when it was cut. */
  readonly result: unknown;
  readonly resultTruncated: boolean;
  readonly logs: readonly LogLine[];
  readonly calls: readonly CallRecord[];
  readonly durationMs: number;
  /** What to do about a result that was cut. */
  readonly hint?: string | undefined;
  /** What to know of it although it ran, such as that its types were not checked. */
  readonly warnings?: readonly string[] | undefined;
  readonly error?: ExecutionError | undefined;
}
