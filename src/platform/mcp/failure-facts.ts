// Gathers what is known about a request that failed: from the frames first, from the library's error last.
import { isUsableChallenge } from './challenge.ts';
import { contactFailure } from './contact-failure.ts';
import { RateLimited } from './fetch-lane.ts';
import { answerOf, newExchange } from './frames.ts';
import type { Exchange, FrameLog } from './frames.ts';
import type { Link, Settled } from './link.ts';
import type { ContactFailure, McpTarget, Phase } from './mcp.ts';
import { networkFault } from './network-fault.ts';
import type { Sdk } from './sdk.ts';
import { TokenProblem } from './with-tokens.ts';
import { placeOf } from './target-place.ts';

/** A connection and where it leads. */
export interface Reach {
  readonly sdk: Sdk;
  readonly target: McpTarget;
  readonly link: Link;
}

export interface FailedContact {
  /** The newest exchange of the request. */
  readonly exchange: Exchange;
  readonly failure: ContactFailure;
}

/** Reads `settled`, which must have failed. */
export function failedContact(reach: Reach, settled: Settled<unknown>, phase: Phase): FailedContact {
  const exchange = settled.exchanges.at(-1) ?? streamExchange(reach.link.log);
  const facts = { ...circumstances(reach, settled), ...errorFacts(reach.sdk, settled, exchange), ...frameFacts(exchange), phase };
  return { exchange, failure: contactFailure(facts) };
}

const circumstances = ({ target, link }: Reach, settled: Settled<unknown>) => ({
  host: placeOf(target),
  hasCredential: target.transport !== 'stdio_hosted' && target.hasCredential,
  answersOnStream: link.log.answersOnStream,
  hosted: link.hosted?.facts(),
  isGivenUp: settled.isGivenUp && !settled.result.ok,
});

/** What the wire shows. */
function frameFacts(exchange: Exchange) {
  const answer = answerOf(exchange);
  return {
    status: exchange.status,
    contentType: exchange.contentType,
    bytes: exchange.bytes,
    hasChallenge: isUsableChallenge(exchange.wwwAuthenticate),
    isBroken: exchange.isBroken,
    isComplete: exchange.isComplete,
    isEmptyAnswer: exchange.isEmptyAnswer,
    rpcError: answer && 'error' in answer ? answer.error : undefined,
  };
}

/** What the error says that the wire cannot. */
function errorFacts(sdk: Sdk, settled: Settled<unknown>, { fetchError, status }: Exchange) {
  const error = settled.result.ok ? undefined : settled.result.error;
  const limited = fetchError instanceof RateLimited ? fetchError : undefined;
  const timedOut = isTimeout(sdk, error);
  const isNetwork = limited === undefined && !(timedOut && status !== undefined);
  return {
    network: isNetwork ? (networkFault(fetchError) ?? networkFault(error)) : undefined,
    rateLimit: limited ? { status: limited.status, retryAfterMs: limited.retryAfterMs } : undefined,
    timedOutAfterMs: timedOut ? Math.min(settled.durationMs, settled.timeoutMs) : undefined,
    isUnauthorized: isAuthError(sdk, error),
    tokenProblem: tokenProblemIn(fetchError) ?? tokenProblemIn(error),
    isVersionRefused: isVersionRefused(sdk, error),
    message: error instanceof Error ? error.message : String(error),
  };
}

const tokenProblemIn = (error: unknown): string | undefined => (error instanceof TokenProblem ? error.message : undefined);

/** HTTP+SSE fails before any request is sent: the standing stream's status and error are the facts then. */
const streamExchange = (log: FrameLog): Exchange =>
  log.stream.status === undefined && log.stream.fetchError === undefined ? newExchange('none') : log.stream;

const isTimeout = (sdk: Sdk, error: unknown): boolean =>
  (sdk.SdkError.isInstance(error) && error.code === sdk.SdkErrorCode.RequestTimeout) || networkFault(error)?.code === 'timeout';

/** Refused by the server, or by our own checks of the authorization (issuer, state, scopes). */
const isAuthError = (sdk: Sdk, error: unknown): boolean =>
  sdk.UnauthorizedError.isInstance(error) ||
  sdk.OAuthError.isInstance(error) ||
  sdk.OAuthClientFlowError.isInstance(error) ||
  (sdk.SdkError.isInstance(error) &&
    (error.code === sdk.SdkErrorCode.ClientHttpAuthentication || error.code === sdk.SdkErrorCode.ClientHttpForbidden));

/** The SDK refuses a revision it does not know with a plain error: its sentence is the only mark. */
const isVersionRefused = (sdk: Sdk, error: unknown): boolean =>
  sdk.UnsupportedProtocolVersionError.isInstance(error) ||
  (error instanceof Error && error.message.includes('protocol version is not supported'));
