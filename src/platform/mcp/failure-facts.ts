// Gathers what is known about a request that failed: from the frames first, from the library's error last.
import { contactFailure } from './contact-failure.ts';
import type { FailureFacts } from './contact-failure.ts';
import { RateLimited } from './fetch-lane.ts';
import { answerOf, newExchange } from './frames.ts';
import type { Exchange, FrameLog } from './frames.ts';
import type { Settled } from './link.ts';
import type { ContactFailure, McpTarget, Phase } from './mcp.ts';
import { networkFault } from './network-fault.ts';
import type { Sdk } from './sdk.ts';

export interface FailedContact {
  readonly error: unknown;
  /** The newest exchange of the request. */
  readonly exchange: Exchange;
  readonly failure: ContactFailure;
}

/** Reads `settled`, which must have failed. */
export function failedContact(sdk: Sdk, target: McpTarget, log: FrameLog, settled: Settled<unknown>, phase: Phase): FailedContact {
  const error = settled.result.ok ? undefined : settled.result.error;
  const exchange = settled.exchanges.at(-1) ?? streamExchange(log);
  return { error, exchange, failure: contactFailure(factsOf(sdk, target, log, { settled, error, exchange, phase })) };
}

interface Failed {
  readonly settled: Settled<unknown>;
  readonly error: unknown;
  readonly exchange: Exchange;
  readonly phase: Phase;
}

function factsOf(sdk: Sdk, target: McpTarget, log: FrameLog, { settled, error, exchange, phase }: Failed): FailureFacts {
  const fetchError = exchange.fetchError ?? (settled.exchanges.length === 0 ? log.stream.fetchError : undefined);
  const limited = fetchError instanceof RateLimited ? fetchError : undefined;
  const answer = answerOf(exchange);
  const timedOut = isTimeout(sdk, error);
  return {
    host: new URL(target.url).host,
    phase,
    hasCredential: target.hasCredential,
    status: exchange.status,
    contentType: exchange.contentType,
    bytes: exchange.bytes,
    hasChallenge: exchange.wwwAuthenticate !== undefined,
    network: limited || (timedOut && exchange.status !== undefined) ? undefined : (networkFault(fetchError) ?? networkFault(error)),
    rateLimit: limited ? { status: limited.status, retryAfterMs: limited.retryAfterMs } : undefined,
    timedOutAfterMs: timedOut ? Math.min(settled.durationMs, settled.timeoutMs) : undefined,
    isGivenUp: settled.isGivenUp && !settled.result.ok,
    isUnauthorized: isAuthError(sdk, error),
    isBroken: exchange.isBroken,
    isEmptyAnswer: exchange.isEmptyAnswer,
    answersOnStream: log.answersOnStream,
    rpcError: answer && 'error' in answer ? answer.error : undefined,
    isVersionRefused: isVersionRefused(sdk, error),
    message: error instanceof Error ? error.message : String(error),
  };
}

/** HTTP+SSE fails before any request is sent: the standing stream's status and error are the facts then. */
const streamExchange = (log: FrameLog): Exchange => (log.stream.status === undefined && log.stream.fetchError === undefined ? newExchange('none') : log.stream);

const isTimeout = (sdk: Sdk, error: unknown): boolean =>
  (sdk.SdkError.isInstance(error) && error.code === sdk.SdkErrorCode.RequestTimeout) || networkFault(error)?.code === 'timeout';

/** Refused by the server, or by our own checks of the authorization (issuer, state, scopes). */
export const isAuthError = (sdk: Sdk, error: unknown): boolean =>
  sdk.UnauthorizedError.isInstance(error) || sdk.OAuthError.isInstance(error) || sdk.OAuthClientFlowError.isInstance(error)
  || (sdk.SdkError.isInstance(error)
    && (error.code === sdk.SdkErrorCode.ClientHttpAuthentication || error.code === sdk.SdkErrorCode.ClientHttpForbidden));

/** The SDK refuses a revision it does not know with a plain error: its sentence is the only mark. */
const isVersionRefused = (sdk: Sdk, error: unknown): boolean =>
  sdk.UnsupportedProtocolVersionError.isInstance(error)
  || (error instanceof Error && error.message.includes('protocol version is not supported'));
