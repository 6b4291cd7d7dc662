// The one translation from our errors to HTTP answers (spec 05 §2).
import type { AppError, ErrorCode } from '#kernel/errors';

const STATUS = {
  validation_failed: 400,
  secret_in_arguments: 400,
  unauthenticated: 401,
  signature_invalid: 401,
  csrf_failed: 403,
  forbidden_role: 403,
  feature_disabled: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale_base_version: 409,
  proposal_already_applied: 409,
  proposal_expired: 410,
  trace_expired: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  probe_failed: 422,
  compile_failed: 422,
  rate_limited: 429,
  internal_error: 500,
  unavailable: 503,
  source_paused: 503,
  upstream_unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: { readonly fieldErrors: readonly { field: string; message: string }[]; readonly warnings: readonly string[]; readonly [more: string]: unknown };
  };
}

export const statusOf = (code: ErrorCode) => STATUS[code];

/** `not_found` carries its thing in the code: `workflow_not_found`. */
export const wireCode = (error: AppError): string =>
  error.code === 'not_found' ? `${error.thing ?? 'route'}_not_found` : error.code;

export function problemOf(error: AppError, requestId: string): { status: (typeof STATUS)[ErrorCode]; body: ErrorBody; headers: Record<string, string> } {
  const isInternal = error.code === 'internal_error';
  return {
    status: STATUS[error.code],
    headers: headersOf(error),
    body: {
      error: {
        code: wireCode(error),
        message: isInternal ? `Something went wrong on our side. Tell the operator this request id: ${requestId}` : error.message,
        details: {
          ...(isInternal ? { requestId } : error.details),
          fieldErrors: [...error.fieldErrors],
          warnings: [...error.warnings],
        },
      },
    },
  };
}

function headersOf(error: AppError): Record<string, string> {
  switch (error.code) {
    case 'unauthenticated':
      return { 'WWW-Authenticate': 'Bearer' };
    case 'rate_limited':
      return { 'Retry-After': String(error.details['retryAfterSeconds'] ?? 60) };
    case 'method_not_allowed':
      return { Allow: String(error.details['allow'] ?? '') };
    default:
      return {};
  }
}
