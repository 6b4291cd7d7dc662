// The one translation from our errors to JSON-RPC errors (spec 04 §4): a number for the protocol, `data.code` for the caller.
import { AppError } from '#kernel/errors';
import type { ErrorCode, FieldError, Thing } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import { RpcError } from '#platform/mcp/define-tool';

const INVALID_PARAMS = -32602;
const NOT_FOUND = -32002;
const REFUSED = -32000;
const INTERNAL = -32603;

/** What the protocol's number is for each code; null: the code is another one here. */
const NUMBERS = {
  validation_failed: INVALID_PARAMS,
  secret_in_arguments: INVALID_PARAMS,
  forbidden_role: REFUSED,
  stale_base_version: REFUSED,
  proposal_already_applied: REFUSED,
  proposal_expired: REFUSED,
  rate_limited: REFUSED,
  internal_error: INTERNAL,
  not_found: null,
  trace_expired: null,
  conflict: null,
  payload_too_large: null,
  unauthenticated: null,
  invalid_credentials: null,
  signature_invalid: null,
  csrf_failed: null,
  forbidden_origin: null,
  feature_disabled: null,
  method_not_allowed: null,
  unsupported_media_type: null,
  probe_failed: null,
  compile_failed: null,
  unavailable: null,
  source_paused: null,
  upstream_unavailable: null,
} as const satisfies Record<ErrorCode, number | null>;

/** Things with a code of their own, and the argument that names each of the others. */
const NOT_FOUND_CODES: Partial<Record<Thing, string>> = {
  run: 'run_not_found',
  workflow: 'workflow_not_found',
  mcp_server: 'mcp_server_not_found',
  proposal: 'proposal_not_found',
};
const NAMED_BY: Partial<Record<Thing, string>> = { version: 'versionId', auth_profile: 'authProfileId', model: 'modelIds' };

interface Translation {
  readonly ctx: Pick<Ctx, 'deps' | 'requestId' | 'signal'>;
  /** The argument that names the object which is asked to do something: it is at fault where the object cannot. */
  readonly subject: string;
}

export function rpcErrorOf(error: unknown, translation: Translation): RpcError {
  if (error instanceof RpcError) return error;
  if (!(error instanceof AppError)) return internalError(error, translation);
  const number = NUMBERS[error.code];
  if (error.code === 'internal_error') return internalError(error, translation);
  if (number !== null) return rpcError(number, error.code, error);
  switch (error.code) {
    case 'not_found':
      return notFoundError(error, translation);
    case 'trace_expired':
      return rpcError(NOT_FOUND, 'run_not_found', { message: 'trace expired' });
    case 'conflict':
    case 'payload_too_large':
      return wrongField(translation.subject, error.message, error.warnings);
    default:
      return internalError(error, translation);
  }
}

function notFoundError(error: AppError, { subject }: Translation): RpcError {
  const thing = error.thing ?? 'route';
  const code = NOT_FOUND_CODES[thing];
  return code === undefined ? wrongField(NAMED_BY[thing] ?? subject, error.message) : rpcError(NOT_FOUND, code, error);
}

const wrongField = (field: string, message: string, warnings: readonly string[] = []): RpcError =>
  rpcError(INVALID_PARAMS, 'validation_failed', { message: `${field}: ${message}`, fieldErrors: [{ field, message }], warnings });

/** The time a call may wait for its runs is over; they go on. */
export const runWaitTimeout = (message: string, runs: readonly { readonly runId: string; readonly status: string }[]): RpcError =>
  rpcError(REFUSED, 'run_wait_timeout', { message, details: { runs } });

/** Says nothing of itself; the log knows the rest by the request id. Whoever hung up caused the failure, and reads no answer. */
function internalError(error: unknown, { ctx }: Translation): RpcError {
  if (!ctx.signal.aborted) ctx.deps.log.error({ requestId: ctx.requestId, err: error }, 'a call of the repair endpoint failed');
  const message = `Something went wrong on our side. Tell the operator this request id: ${ctx.requestId}`;
  return rpcError(INTERNAL, 'internal_error', { message, details: { requestId: ctx.requestId } });
}

interface Told {
  readonly message: string;
  readonly fieldErrors?: readonly FieldError[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

function rpcError(number: number, code: string, { message, fieldErrors = [], warnings = [], details = {} }: Told): RpcError {
  return new RpcError(number, message, { code, details: { ...details, fieldErrors: [...fieldErrors], warnings: [...warnings] } });
}

/** The code a caller branches on, of an error made here. */
export function codeOf({ data }: RpcError): string {
  const code = typeof data === 'object' && data !== null && 'code' in data ? data.code : undefined;
  return typeof code === 'string' ? code : 'internal_error';
}
