// Tells network errors apart by their codes, through however many wrappers they arrive in. Pure.
import { isObject, textOf } from './json-value.ts';
import type { NetworkFault } from './contact-failure.ts';

const MAX_WRAPPERS = 8;

const DOOR_CODES = ['dns_failed', 'connect_failed', 'tls_failed', 'timeout', 'blocked_address', 'too_large'] as const;
const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const TIMEOUT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|EPROTO|HOSTNAME_MISMATCH/;
const CONNECT = /^(ECONN|EHOST|ENET|EPIPE|EADDR|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED|UND_ERR_RES|HPE_)/;

/** The network's fault inside `error`, or undefined where the network worked. */
export function networkFault(error: unknown): NetworkFault | undefined {
  let isFetchFailure = false;
  let at = error;
  for (let depth = 0; depth < MAX_WRAPPERS && isObject(at); depth += 1) {
    const code = textOf(at['code']);
    const own = DOOR_CODES.find((known) => known === code);
    if (own) return { code: own, detail: ownDetail(own, at) };
    if (at['name'] === 'TimeoutError') return { code: 'timeout', detail: 'timeout' };
    if (at['name'] === 'AbortError') return { code: 'aborted', detail: 'aborted' };
    const fault = code === undefined ? undefined : faultOfCode(code);
    if (fault) return fault;
    if (at instanceof TypeError) isFetchFailure = true;
    at = at['cause'] ?? (Array.isArray(at['errors']) ? at['errors'][0] : undefined);
  }
  return isFetchFailure ? { code: 'connect_failed', detail: 'the request could not be sent' } : undefined;
}

/** Our own door's sentence says what no code can: which rule blocked, which limit was passed. */
const ownDetail = (code: NetworkFault['code'], error: Readonly<Record<string, unknown>>): string => {
  const message = textOf(error['message']) ?? code;
  return code === 'blocked_address' || code === 'too_large' ? message : (textOf(error['detail']) ?? message);
};

function faultOfCode(code: string): NetworkFault | undefined {
  if (DNS.has(code)) return { code: 'dns_failed', detail: code };
  if (TIMEOUT.has(code)) return { code: 'timeout', detail: code };
  if (TLS.test(code)) return { code: 'tls_failed', detail: code };
  return CONNECT.test(code) ? { code: 'connect_failed', detail: code } : undefined;
}
