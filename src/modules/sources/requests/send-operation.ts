// Sends the request of one call, with the credential that is added last, and reads a bounded answer. Redirects stay below the base URL.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import type { Exchanged } from '#platform/http/answer-reader';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { startTimeLimit } from '#platform/http/time-limit';
import { addCredential } from './add-credential.ts';
import type { OutgoingCredential } from './add-credential.ts';
import type { BuiltRequest } from './built-request.ts';
import type { OperationAnswer, SendFault } from './operation-answer.ts';
import { hasDotSegment } from './percent.ts';
import { readAnswer } from './read-answer.ts';

export interface Sending {
  /** Redirects are followed as long as they stay on its origin and below its path. */
  readonly baseUrl: string;
  /** Never part of the request that was built, so that no argument can replace it. */
  readonly credential?: OutgoingCredential | undefined;
  /** Of the answer's body; what is longer is cut. */
  readonly maxBytes: number;
  /** Until the whole answer is read. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Any status is an answer. Rejects only with the reason of `signal`, and with what is no fault of the network. */
export async function sendOperation(
  deps: Pick<Deps, 'exchange'>,
  request: BuiltRequest,
  sending: Sending,
): Promise<Outcome<OperationAnswer, SendFault>> {
  const { signal, timeoutMs } = sending;
  const limit = startTimeLimit(timeoutMs, signal);
  try {
    const response = await followed(deps, addCredential(request, sending.credential), { ...sending, signal: limit.signal });
    return response.ok ? ok(readAnswer(response.value)) : response;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof SafeFetchError) return failed(faultOf(error, timeoutMs));
    throw error;
  } finally {
    limit.end();
  }
}

async function followed(
  deps: Pick<Deps, 'exchange'>,
  request: BuiltRequest,
  { baseUrl, maxBytes, signal }: Sending,
): Promise<Outcome<Exchanged, SendFault>> {
  let current = request;
  for (let redirects = 0; ; redirects += 1) {
    const { url, ...init } = current;
    const exchanged = await deps.exchange(url, { ...init, maxBytes, signal });
    const location = REDIRECTS.has(exchanged.status) ? exchanged.header('location') : undefined;
    if (location === undefined) return ok(exchanged);
    if (redirects === MAX_REDIRECTS)
      return failed({ code: 'egress_blocked', message: `The API redirected more than ${MAX_REDIRECTS} times.` });
    const next = URL.parse(location, url);
    if (!next || !isBelow(next, baseUrl)) return failed({ code: 'egress_blocked', message: LEFT });
    current = redirected(current, next.href, exchanged.status);
  }
}

const LEFT = 'The API redirected to an address outside of its base URL, which was not followed.';

function isBelow(url: URL, baseUrl: string): boolean {
  const base = new URL(baseUrl);
  const path = base.pathname.replace(/\/+$/, '');
  const isSame = url.origin === base.origin && url.username === '' && url.password === '';
  return isSame && !hasDotSegment(url.pathname) && (url.pathname === path || url.pathname.startsWith(`${path}/`));
}

/** The fetch standard: 303 always, 301 and 302 after POST, become GET without a body. */
function redirected(request: BuiltRequest, url: string, status: number): BuiltRequest {
  const { method } = request;
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST';
  if (!becomesGet) return { ...request, url };
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'content-type'));
  return { method: 'GET', url, headers, body: null };
}

function faultOf({ code, message }: SafeFetchError, timeoutMs: number): SendFault {
  switch (code) {
    case 'timeout':
      return { code: 'timeout', message: `The API did not answer within ${timeoutMs / 1000} s.` };
    case 'blocked_address':
      return { code: 'blocked_address', message };
    case 'dns_failed':
    case 'connect_failed':
    case 'tls_failed':
    case 'too_large':
      return { code: 'unreachable', message };
    default:
      return code satisfies never;
  }
}
