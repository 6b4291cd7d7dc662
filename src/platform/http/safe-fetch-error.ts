// Why a request got no answer, in a closed list. Messages name the host as the caller wrote it, never a resolved address.
export type SafeFetchCode = 'dns_failed' | 'connect_failed' | 'tls_failed' | 'timeout' | 'blocked_address' | 'too_large';

export class SafeFetchError extends Error {
  readonly code: SafeFetchCode;
  /** The system's or library's own code where there is one, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
  readonly detail: string | undefined;

  constructor(code: SafeFetchCode, message: string, detail?: string) {
    super(message);
    this.name = 'SafeFetchError';
    this.code = code;
    this.detail = detail;
  }
}

const TIMEOUT_CODES = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT', 'TimeoutError']);
const SIZE_CODES = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE', 'HPE_HEADER_OVERFLOW']);
const DNS_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ESERVFAIL', 'ENODATA']);
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO$|ERROR_IN_CERT|PATH_LENGTH)/;
const MAX_CAUSES = 5;

/** Turns whatever the HTTP library threw into one of ours. `host` as the caller wrote it. */
export function safeFetchErrorOf(thrown: unknown, host: string): SafeFetchError {
  const chain = causesOf(thrown);
  const own = chain.find((cause) => cause instanceof SafeFetchError);
  if (own) return own;
  const codes = chain.map(codeOf).filter((code) => code !== undefined);
  for (const code of codes) {
    if (TIMEOUT_CODES.has(code)) return new SafeFetchError('timeout', `${host} did not answer in time.`, code);
    if (SIZE_CODES.has(code)) return new SafeFetchError('too_large', `The header block of ${host} is too large.`, code);
    if (DNS_CODES.has(code)) return new SafeFetchError('dns_failed', `The name ${host} could not be resolved.`, code);
    if (TLS_CODE.test(code)) return new SafeFetchError('tls_failed', `The TLS connection to ${host} failed (${code}).`, code);
  }
  if (chain.some((cause) => cause instanceof Error && cause.message === 'bad port')) {
    return reservedPort(host);
  }
  return new SafeFetchError('connect_failed', connectMessage(host, codes), codes[0]);
}

/** `host` with its port. */
export const reservedPort = (host: string): SafeFetchError =>
  new SafeFetchError('connect_failed', `The port of ${host} is reserved for another protocol; HTTP clients do not use it.`, 'bad port');

function connectMessage(host: string, codes: readonly string[]): string {
  if (codes.includes('ECONNREFUSED')) return `${host} refused the connection.`;
  if (codes.includes('ECONNRESET') || codes.includes('UND_ERR_SOCKET'))
    return `${host} closed the connection before the answer was complete.`;
  return codes[0] === undefined ? `The request to ${host} failed.` : `The request to ${host} failed (${codes[0]}).`;
}

/** The error and what caused it, bounded; of an aggregate only the first. */
function causesOf(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  let current = thrown;
  while (current !== undefined && current !== null && chain.length < MAX_CAUSES) {
    chain.push(current);
    current = current instanceof AggregateError && current.errors.length > 0 ? current.errors[0] : (current as { cause?: unknown }).cause;
  }
  return chain;
}

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined;
  const { code, name } = cause as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return name === 'TimeoutError' ? 'TimeoutError' : undefined;
}
