// Turns what went wrong into a cause, a phase and a sentence that says what to change. Pure.
import { hostedCause } from './hosted-cause.ts';
import type { HostedFacts } from './hosted-facts.ts';
import { objectOf, textOf } from './json-value.ts';
import type { ContactCode, ContactFailure, Phase } from './mcp.ts';
import { secondsText } from './seconds-text.ts';

/** An error of the network, told apart by its code. */
export interface NetworkFault {
  readonly code: 'dns_failed' | 'connect_failed' | 'tls_failed' | 'timeout' | 'blocked_address' | 'too_large' | 'aborted';
  /** The library's own short word for it, such as `ECONNREFUSED`. */
  readonly detail: string;
}

/** Everything known about one failed contact, without any class of a library. */
export interface FailureFacts {
  /** Host and port as the caller wrote them; never a resolved address. */
  readonly host: string;
  readonly phase: Phase;
  readonly hasCredential: boolean;
  readonly status?: number | undefined;
  readonly contentType?: string | undefined;
  readonly bytes: number;
  /** The answer carried a `WWW-Authenticate` that a client can use. */
  readonly hasChallenge: boolean;
  readonly network?: NetworkFault | undefined;
  readonly rateLimit?: { readonly status: number; readonly retryAfterMs?: number | undefined } | undefined;
  /** Our own deadline or the SDK's request time-out ended it. */
  readonly timedOutAfterMs?: number | undefined;
  /** The caller stopped waiting. */
  readonly isGivenUp: boolean;
  readonly isUnauthorized: boolean;
  /** There was no token to send: why. */
  readonly tokenProblem?: string | undefined;
  readonly isBroken: boolean;
  /** The whole body arrived. */
  readonly isComplete: boolean;
  /** Answered 202 or 204, where a message was due. */
  readonly isEmptyAnswer: boolean;
  /** HTTP+SSE: the POST's own answer is only a receipt. */
  readonly answersOnStream: boolean;
  /** Of a hosted program. */
  readonly hosted?: HostedFacts | undefined;
  /** The JSON-RPC error the server answered with. */
  readonly rpcError?: Readonly<Record<string, unknown>> | undefined;
  readonly isVersionRefused: boolean;
  /** What the library said, as the last resort. */
  readonly message: string;
}

const MAX_QUOTE_CHARS = 300;

export function contactFailure(facts: FailureFacts): ContactFailure {
  const { code, phase, message } = causeOf(facts);
  const rpcCode = facts.rpcError?.['code'];
  return {
    code,
    phase,
    message,
    httpStatus: facts.status ?? facts.rateLimit?.status,
    // A program that was started and failed is the server's fault as well: there is no network between.
    hadHttpStatus: facts.status !== undefined || facts.rateLimit !== undefined || facts.hosted !== undefined,
    retryAfterMs: facts.rateLimit?.retryAfterMs,
    authAdvertised: facts.status === 401 ? facts.hasChallenge : undefined,
    host: facts.hosted ? undefined : facts.host,
    rpcCode: code === 'protocol_unsupported' && typeof rpcCode === 'number' ? rpcCode : undefined,
    ...(facts.hosted?.hadNoRoom ? { isOurs: true } : {}),
  };
}

interface Cause {
  readonly code: ContactCode;
  readonly phase: Phase;
  readonly message: string;
}

/** The first rule that knows a cause decides: what the network did, then what the server said, then what is missing. */
const causeOf = (facts: FailureFacts): Cause => CAUSES.map((rule) => rule(facts)).find((cause) => cause !== undefined) ?? notMcp(facts);

const CAUSES: readonly ((facts: FailureFacts) => Cause | undefined)[] = [
  (facts) => (facts.tokenProblem === undefined ? undefined : noToken(facts.tokenProblem)),
  (facts) => (facts.rateLimit ? rateLimited(facts, facts.rateLimit.status) : undefined),
  (facts) => (facts.isGivenUp ? givenUp(facts) : undefined),
  (facts) => (facts.hosted ? hostedCause(facts, facts.hosted) : undefined),
  (facts) => (facts.network && facts.network.code !== 'aborted' ? networkCause(facts, facts.network) : undefined),
  (facts) => (facts.isBroken ? cut(facts) : undefined),
  (facts) => (facts.status === 401 || facts.status === 403 || facts.isUnauthorized ? refused(facts) : undefined),
  (facts) => (facts.isVersionRefused || facts.rpcError?.['code'] === UNSUPPORTED_VERSION ? noCommonVersion(facts) : undefined),
  (facts) => (facts.status !== undefined && !isSuccess(facts.status) ? badStatus(facts, facts.status) : undefined),
  (facts) => (facts.rpcError ? refusedByRpc(facts, facts.rpcError) : undefined),
  (facts) => (facts.isEmptyAnswer ? notMcp({ ...facts, bytes: 0 }) : undefined),
  (facts) => (facts.timedOutAfterMs !== undefined && !hasAnswered(facts) ? timedOut(facts, facts.timedOutAfterMs) : undefined),
];

/** The credential is what failed, whatever the state of the server: it was not asked. */
export const noToken = (message: string): ContactFailure => ({ code: 'auth_rejected', phase: 'http', message, hadHttpStatus: false });

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** −32022 of revision 2026-07-28. */
const UNSUPPORTED_VERSION = -32022;

const networkCause = (facts: FailureFacts, fault: NetworkFault): Cause => {
  const { host } = facts;
  switch (fault.code) {
    case 'dns_failed':
      return { code: 'dns_failed', phase: 'dns', message: `The name ${host} could not be resolved. Check the spelling of the URL's host.` };
    case 'tls_failed':
      return {
        code: 'tls_failed',
        phase: 'tls',
        message: `The TLS handshake with ${host} failed (${fault.detail}). Use a certificate this machine trusts and that names the host, or check that the port speaks https.`,
      };
    case 'timeout':
      return timedOut(facts, facts.timedOutAfterMs);
    case 'blocked_address':
      return { code: 'blocked_address', phase: 'address', message: fault.detail };
    case 'too_large':
      return { code: 'not_mcp', phase: facts.phase, message: `${host} sent an answer larger than the limit. ${fault.detail}` };
    case 'aborted':
    case 'connect_failed':
      if (facts.status !== undefined) return cut(facts);
      return {
        code: 'connect_failed',
        phase: 'connect',
        message: `No connection to ${host} (${fault.detail}). Check that the server runs and that host and port are right.`,
      };
  }
};

const timedOut = (facts: FailureFacts, ms: number | undefined): Cause => ({
  code: 'timeout',
  phase: facts.phase,
  message: `${facts.host} did not answer${ms === undefined ? '' : ` within ${secondsText(ms)}`} (phase ${facts.phase}). Raise the time-out, or find out what keeps the server busy.`,
});

const givenUp = (facts: FailureFacts): Cause => ({
  code: 'timeout',
  phase: facts.phase,
  message: `The request to ${facts.host} was cancelled before it was answered.`,
});

const cut = (facts: FailureFacts): Cause => ({
  code: 'connect_failed',
  phase: facts.phase,
  message: `${facts.host} closed the connection before its answer was complete (phase ${facts.phase}). The request may have been carried out.`,
});

const rateLimited = (facts: FailureFacts, status: number): Cause => {
  const wait = facts.rateLimit?.retryAfterMs;
  const when = wait === undefined ? 'later' : `after ${Math.ceil(wait / 1000)} s`;
  return {
    code: 'http_status',
    phase: facts.phase,
    message: `${facts.host} answered HTTP ${status}: it limits requests. Try again ${when}.`,
  };
};

const refused = (facts: FailureFacts): Cause => {
  const status = facts.status === undefined ? 'refused the credential' : `answered HTTP ${facts.status}`;
  const advice = facts.hasCredential
    ? 'The credential that was sent is not accepted: replace its value, or check which scopes it needs.'
    : 'It wants a credential: choose or add an auth profile.';
  return { code: 'auth_rejected', phase: 'http', message: `${facts.host} ${status}. ${advice}` };
};

const noCommonVersion = (facts: FailureFacts): Cause => {
  const supported = objectOf(facts.rpcError?.['data'])['supported'];
  const list = Array.isArray(supported) ? ` It offers ${supported.slice(0, 10).map(String).join(', ')}.` : '';
  return {
    code: 'protocol_unsupported',
    phase: 'initialize',
    message: `${facts.host} speaks no protocol revision that we do.${list} Set the protocol era to auto, or update the server.`,
  };
};

const badStatus = (facts: FailureFacts, status: number): Cause => ({
  code: 'http_status',
  phase: 'http',
  message: `${facts.host} answered HTTP ${status}${facts.rpcError ? ` with ${rpcErrorText(facts.rpcError)}` : ''}. ${statusAdvice(status)}`,
});

const statusAdvice = (status: number): string => {
  if (status === 404 || status === 405) return 'Check the path of the URL (often /mcp) and the transport.';
  if (status >= 500) return "Look into the server's own log.";
  if (status >= 300 && status < 400) return 'It redirects to another origin: use the final URL.';
  return 'The server did not accept the request.';
};

const refusedByRpc = (facts: FailureFacts, error: Readonly<Record<string, unknown>>): Cause =>
  facts.phase === 'list'
    ? { code: 'list_failed', phase: 'list', message: `${facts.host} refused to list: ${rpcErrorText(error)}.` }
    : {
        code: 'protocol_unsupported',
        phase: facts.phase,
        message: `${facts.host} refused the handshake: ${rpcErrorText(error)}. ${facts.hosted ? 'Check that the command starts an MCP server on stdio.' : "Check that the URL is the server's MCP endpoint."}`,
      };

const hasAnswered = (facts: FailureFacts): boolean => facts.isComplete && !facts.answersOnStream;

const notMcp = (facts: FailureFacts): Cause => {
  if (facts.hosted) return notMcpProgram(facts);
  const what =
    facts.bytes === 0 ? 'an empty body' : `${facts.contentType?.split(';')[0] ?? 'no content type'}, which is no usable MCP message`;
  const said = facts.status === undefined ? facts.message.slice(0, MAX_QUOTE_CHARS) : `answered HTTP ${facts.status} with ${what}`;
  return {
    code: facts.phase === 'list' ? 'list_failed' : 'not_mcp',
    phase: facts.phase,
    message: `${facts.host} ${said}. Point the URL to the server's MCP endpoint (often /mcp) and check the transport.`,
  };
};

const notMcpProgram = (facts: FailureFacts): Cause => ({
  code: facts.phase === 'list' ? 'list_failed' : 'not_mcp',
  phase: facts.phase,
  message: `${facts.host} gave no usable MCP answer (${facts.message.slice(0, MAX_QUOTE_CHARS)}). Check that the command starts an MCP server on stdio.`,
});

/** `JSON-RPC error -32603 "text"`, the text shortened: it is data of the server. */
export const rpcErrorText = (error: Readonly<Record<string, unknown>>): string =>
  `JSON-RPC error ${String(error['code'])} ${JSON.stringify((textOf(error['message']) ?? '').slice(0, MAX_QUOTE_CHARS))}`;
