// One request and its whole answer up to a size: the other half of the one way out, for those who want no stream. It costs a third of
// what a fetch does, which a script that calls an API twenty times feels.
import type { Agent } from 'undici';
import type { AddressPolicy } from './address-guard.ts';
import { allowedTarget } from './allowed-target.ts';
import { AnswerReader } from './answer-reader.ts';
import type { Exchanged } from './answer-reader.ts';
import { abortReason } from './bounded-body.ts';
import { isReservedPort } from './reserved-ports.ts';
import { reservedPort, safeFetchErrorOf } from './safe-fetch-error.ts';

/**
 * Any status is an answer; redirects are the caller's to follow. Rejects with SafeFetchError, with the reason of the caller's signal,
 * or with a TypeError for a header that cannot be sent.
 */
export type SafeExchange = (url: string, request: ExchangeRequest) => Promise<Exchanged>;

export interface ExchangeRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Of the answer's body, decompressed; what is longer is cut, and never more than the client's own bound is read. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface ExchangeDoors {
  readonly policy: AddressPolicy;
  readonly agent: Agent;
  readonly maxBytes: number;
  /** Longest silence inside the body. */
  readonly bodyIdleMs: number;
}

const ASKED = { accept: '*/*', 'accept-encoding': 'gzip, br', 'user-agent': 'armature' };

export function createSafeExchange(doors: ExchangeDoors): SafeExchange {
  return async (url, request) => {
    const target = allowedTarget(url, doors.policy);
    if (isReservedPort(target.port)) throw reservedPort(target.host);
    const { signal } = request;
    try {
      return await exchanged(doors, target, request);
    } catch (error) {
      if (signal.aborted) throw abortReason(signal, target.host);
      if (isRefusedArgument(error)) throw new TypeError('The request cannot be sent as it is.', { cause: error });
      throw safeFetchErrorOf(error, target.host);
    }
  };
}

function exchanged(
  { agent, maxBytes, bodyIdleMs }: ExchangeDoors,
  target: URL,
  { method, headers, body, signal, maxBytes: wantedBytes }: ExchangeRequest,
): Promise<Exchanged> {
  const reader = new AnswerReader(Math.min(wantedBytes, maxBytes), signal);
  if (!signal.aborted) {
    const path = target.pathname + target.search;
    agent.dispatch({ origin: target.origin, path, method, headers: { ...ASKED, ...headers }, body, bodyTimeout: bodyIdleMs }, reader);
  }
  return reader.answer;
}

/** A bad header name or value is the caller's mistake, not the network's. */
const isRefusedArgument = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'UND_ERR_INVALID_ARG' || error.code === 'UND_ERR_NOT_SUPPORTED');
