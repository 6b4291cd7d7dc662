// The one translation from our errors to HTTP answers (spec 05 §2).
import { HTTPException } from 'hono/http-exception';
import { AppError } from '#kernel/errors';
import type { ErrorCode, Thing } from '#kernel/errors';

const STATUS = {
  validation_failed: 400,
  secret_in_arguments: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  signature_invalid: 401,
  csrf_failed: 403,
  forbidden_origin: 403,
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
    readonly details: {
      readonly fieldErrors: readonly { field: string; message: string }[];
      readonly warnings: readonly string[];
      readonly [more: string]: unknown;
    };
  };
}

/** A code as it goes over the wire: `not_found` carries its thing. */
export type WireCode = ErrorCode | `${Thing}_not_found`;

export const statusOf = (code: WireCode): number => (isErrorCode(code) ? STATUS[code] : 404);

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(STATUS, code);

/** Whatever was thrown, in our words. What we did not foresee is `internal_error`, its message kept for the log alone. */
export function asAppError(error: Error): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof HTTPException ? HTTP_CODES[error.status] : undefined;
  if (code !== undefined) return new AppError(code, 'The request could not be read.', code === 'not_found' ? { thing: 'route' } : {});
  return new AppError('internal_error', error.message, { cause: error });
}

/** The framework's own refusals. */
const HTTP_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'validation_failed',
  401: 'unauthenticated',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

export const wireCode = (error: AppError): WireCode => (error.code === 'not_found' ? `${error.thing ?? 'route'}_not_found` : error.code);

export function problemOf(
  error: AppError,
  requestId: string,
): { status: (typeof STATUS)[ErrorCode]; body: ErrorBody; headers: Record<string, string> } {
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
    case 'upstream_unavailable':
      return { 'Retry-After': textOf(error.details['retryAfterSeconds'], '5') };
    case 'rate_limited':
      return { 'Retry-After': textOf(error.details['retryAfterSeconds'], '60') };
    case 'method_not_allowed':
      return { Allow: textOf(error.details['allow'], '') };
    default:
      return {};
  }
}

const textOf = (value: unknown, otherwise: string): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
