// The noun: why one call of an operation failed, as the script sees it thrown and as the answer tells it when nobody catches it.
import { cutText } from '../executions/cut-text.ts';
import type { ErrorKind, ExecutionError } from '../executions/answer.ts';

export interface CallFailure {
  readonly kind: Extract<
    ErrorKind,
    | 'api_error'
    | 'bad_arguments'
    | 'response_too_large'
    | 'egress_blocked'
    | 'forbidden_role'
    | 'missing_secret'
    | 'policy_blocked'
    | 'approval_rejected'
    | 'approval_unsupported'
    | 'call_limit'
    | 'interrupted'
  >;
  readonly message: string;
  readonly operationId: string;
  /** Of `api_error`; 0 when nothing answered. */
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly approvalId?: string | undefined;
}

/** What the script catches: `ApiError` for an answer of the API that is no success, otherwise an error named after its kind. */
export const NAMES: Readonly<Record<CallFailure['kind'], string>> = {
  api_error: 'ApiError',
  bad_arguments: 'BadArgumentsError',
  response_too_large: 'ResponseTooLargeError',
  egress_blocked: 'EgressBlockedError',
  forbidden_role: 'ForbiddenRoleError',
  missing_secret: 'MissingSecretError',
  policy_blocked: 'PolicyBlockedError',
  approval_rejected: 'ApprovalRejectedError',
  approval_unsupported: 'ApprovalUnsupportedError',
  call_limit: 'CallLimitError',
  interrupted: 'InterruptedError',
};

/** As the bridge of the sandbox takes an error. */
export const guestErrorOf = (failure: CallFailure): string =>
  JSON.stringify({
    name: NAMES[failure.kind],
    message: failure.message,
    operationId: failure.operationId,
    ...(failure.kind === 'api_error' ? { status: failure.status ?? 0, body: failure.body ?? null } : {}),
  });

const MAX_BODY_BYTES = 4 * 1024;

/** As the answer of the tool tells it; to be redacted yet. */
export function errorOfFailure(failure: CallFailure): ExecutionError {
  const { kind, message, operationId, approvalId } = failure;
  if (kind !== 'api_error') return { kind, message, operationId, ...(approvalId === undefined ? {} : { approvalId }) };
  return { kind, message, operationId, status: failure.status ?? 0, body: boundedBody(failure.body) };
}

/** As it is when it is short, otherwise the beginning of its text. A script may have made it, of any depth. */
export function boundedBody(body: unknown): unknown {
  try {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
    return Buffer.byteLength(text) <= MAX_BODY_BYTES ? (body ?? null) : `${cutText(text, MAX_BODY_BYTES)}…`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return '[nested too deeply]';
  }
}

export const callLimitMessage = (maxCalls: number): string =>
  `The script made more than ${maxCalls} calls, the limit of this endpoint. Ask for more with each call (page size, filters), or split the work into several scripts.`;
