// The closed list of errors a caller can meet. Surfaces translate them; nobody else does.

/** What `not_found` was looking for; REST writes `<thing>_not_found`. */
export type Thing =
  | 'workflow'
  | 'version'
  | 'run'
  | 'mcp_server'
  | 'auth_profile'
  | 'snapshot'
  | 'monitor'
  | 'rule'
  | 'destination'
  | 'delivery'
  | 'model'
  | 'proposal'
  | 'source'
  | 'bundle'
  | 'source_secret'
  | 'execution'
  | 'approval'
  | 'topic'
  | 'search'
  | 'session'
  | 'invitation'
  | 'link'
  | 'transfer'
  | 'ingest_key'
  | 'provider'
  | 'route'
  | 'api_key'
  | 'connected_app'
  | 'member'
  | 'user'
  | 'organization'
  | 'maintenance_window'
  | 'incident'
  | 'status_page'
  | 'mail';

export const ERROR_CODES = [
  'validation_failed',
  'secret_in_arguments',
  'unauthenticated',
  'invalid_credentials',
  'signature_invalid',
  'csrf_failed',
  'forbidden_origin',
  'forbidden_role',
  'feature_disabled',
  'not_found',
  'method_not_allowed',
  'conflict',
  'stale_base_version',
  'proposal_already_applied',
  'proposal_expired',
  'trace_expired',
  'payload_too_large',
  'unsupported_media_type',
  'probe_failed',
  'compile_failed',
  'rate_limited',
  'internal_error',
  'unavailable',
  'source_paused',
  'upstream_unavailable',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One wrong field: `field` is its path as the caller wrote it (`criteria[3].check.jsonpath`). */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface ErrorExtras {
  readonly thing?: Thing;
  readonly fieldErrors?: readonly FieldError[];
  readonly warnings?: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Thrown when the caller asked for something that cannot be done. The message is for that caller: no secret, no stack. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly thing: Thing | undefined;
  readonly fieldErrors: readonly FieldError[];
  readonly warnings: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'AppError';
    this.code = code;
    this.thing = extras.thing;
    this.fieldErrors = extras.fieldErrors ?? [];
    this.warnings = extras.warnings ?? [];
    this.details = extras.details ?? {};
  }
}

/** Absent, or another organization's: the two are the same answer on purpose. */
export const notFound = (thing: Thing): AppError => new AppError('not_found', `No such ${thing.replaceAll('_', ' ')}.`, { thing });

/** All wrong fields at once; the message begins with the first one's path (spec README §4). */
export const validationFailed = (fieldErrors: readonly [FieldError, ...FieldError[]]): AppError =>
  new AppError('validation_failed', `${fieldErrors[0].field}: ${fieldErrors[0].message}`, { fieldErrors });

export const invalidField = (field: string, message: string): AppError => validationFailed([{ field, message }]);
