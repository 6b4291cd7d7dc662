// The one way out: time-out, size cap, address check at connect time, no redirects across origins.
import { Agent, fetch as undiciFetch } from 'undici';
import type { BodyInit as UndiciBody, Dispatcher, Response as UndiciResponse } from 'undici';
import { hostOf } from './address-guard.ts';
import type { AddressPolicy } from './address-guard.ts';
import { allowedTarget } from './allowed-target.ts';
import { abortReason, boundedBody } from './bounded-body.ts';
import type { BodyBounds } from './bounded-body.ts';
import { guardedConnector, systemResolver } from './guarded-connector.ts';
import type { Resolver } from './guarded-connector.ts';
import { createSafeExchange } from './safe-exchange.ts';
import type { SafeExchange } from './safe-exchange.ts';
import { SafeFetchError, safeFetchErrorOf } from './safe-fetch-error.ts';

/**
 * Same shape as the platform's fetch, over the guarded dispatcher. Rejects with SafeFetchError, or with the reason of the
 * caller's signal. Redirects within the origin are followed (at most 5, each judged anew); one that leaves the origin is
 * not: the 3xx answer itself is returned and nothing, no credential either, goes to the other side.
 */
export type SafeFetch = (url: string | URL, init?: SafeRequestInit) => Promise<Response>;

export interface SafeRequestInit extends RequestInit {
  /** Sent as `Host` in place of the URL's own, to see whether a server checks it; the platform's fetch cannot say it. */
  readonly foreignHost?: string | undefined;
  /** The caller reads the beginning of a body and cancels the rest: an announced length is no reason to refuse it. */
  readonly readsPart?: boolean | undefined;
}

/** Milliseconds and bytes; each has a default. */
export interface FetchLimits {
  /** Look-up, connection and TLS handshake together; default 10 000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Until the header block is complete; default 300 000. Pass a signal for less. */
  readonly headersTimeoutMs?: number | undefined;
  /** Longest silence inside a body that is no event stream; default 300 000. */
  readonly bodyIdleMs?: number | undefined;
  /** Decompressed body, or one event of an event stream; default 10 MiB. */
  readonly maxBytes?: number | undefined;
  /** Default 64 KiB. */
  readonly maxHeaderBytes?: number | undefined;
  /** Name resolution; tests pass their own. */
  readonly resolver?: Resolver | undefined;
}

const MIB = 1024 * 1024;
const DEFAULTS = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 300_000,
  bodyIdleMs: 300_000,
  maxBytes: 10 * MIB,
  maxHeaderBytes: 64 * 1024,
  resolver: systemResolver,
};
const MAX_REDIRECTS = 5;
const MAX_CONNECTIONS_PER_ORIGIN = 128;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
const NO_BODY_STATUSES = new Set([101, 204, 205, 304]);

type Bounds = Required<{ [K in keyof FetchLimits]: NonNullable<FetchLimits[K]> }>;
/** A request in the form that can be sent again after a redirect. */
interface Prepared {
  readonly method: string;
  readonly headers: [string, string][];
  readonly body: UndiciBody | null;
  readonly signal: AbortSignal | null;
  readonly foreignHost: string | undefined;
  readonly readsPart: boolean;
  readonly duplex?: 'half';
}
interface Sender {
  readonly policy: AddressPolicy;
  readonly bounds: Bounds;
  readonly agent: Agent;
}

/** The whole way out. */
export interface SafeHttp extends SafeFetch {
  readonly exchange: SafeExchange;
  /** Ends idle connections and refuses new requests; call it once when the process stops. */
  close(): Promise<void>;
}

export function createSafeFetch(policy: AddressPolicy, limits: FetchLimits = {}): SafeHttp {
  const bounds = boundsOf(limits);
  const agent = new Agent({
    connect: guardedConnector(policy, bounds.resolver, bounds.connectTimeoutMs),
    connections: MAX_CONNECTIONS_PER_ORIGIN,
    maxHeaderSize: bounds.maxHeaderBytes,
    headersTimeout: bounds.headersTimeoutMs,
    // Silence is watched in boundedBody, which knows event streams: those may be silent for hours.
    bodyTimeout: 0,
    allowH2: false,
  });
  const sender = { policy, bounds, agent };
  const safeFetch: SafeFetch = (url, init = {}) => followed(sender, url, init);
  const { maxBytes, bodyIdleMs } = bounds;
  const exchange = createSafeExchange({ policy, agent, maxBytes, bodyIdleMs });
  return Object.assign(safeFetch, { exchange, close: () => agent.destroy() });
}

const boundsOf = (limits: FetchLimits): Bounds => ({
  connectTimeoutMs: limits.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
  headersTimeoutMs: limits.headersTimeoutMs ?? DEFAULTS.headersTimeoutMs,
  bodyIdleMs: limits.bodyIdleMs ?? DEFAULTS.bodyIdleMs,
  maxBytes: limits.maxBytes ?? DEFAULTS.maxBytes,
  maxHeaderBytes: limits.maxHeaderBytes ?? DEFAULTS.maxHeaderBytes,
  resolver: limits.resolver ?? DEFAULTS.resolver,
});

async function followed(sender: Sender, url: string | URL, init: SafeRequestInit): Promise<Response> {
  let target = allowedTarget(String(url), sender.policy);
  let request = await prepared(init);
  for (let redirects = 0; ; redirects += 1) {
    const response = await send(sender, target, request);
    const next = init.redirect === 'manual' ? undefined : redirectTarget(response, target);
    const isStream = request.body instanceof ReadableStream;
    if (!next || next.origin !== target.origin || (isStream && keepsBody(response.status))) {
      return wrapped(sender, { response, request, isRedirected: redirects > 0 });
    }
    await discard(response);
    if (init.redirect === 'error' || redirects === MAX_REDIRECTS) {
      throw new SafeFetchError('connect_failed', `${target.host} redirects ${init.redirect === 'error' ? 'the request' : 'in a circle'}.`);
    }
    target = allowedTarget(next.href, sender.policy);
    request = redirected(request, response.status);
  }
}

async function send(sender: Sender, target: URL, { foreignHost, ...request }: Prepared): Promise<UndiciResponse> {
  const dispatcher = foreignHost === undefined ? sender.agent : withHost(sender.agent, foreignHost);
  try {
    return await undiciFetch(target.href, { ...request, redirect: 'manual', dispatcher });
  } catch (error) {
    const signal = request.signal;
    if (signal?.aborted) throw abortReason(signal, hostOf(target));
    if (isRefusedArgument(error)) throw error;
    throw safeFetchErrorOf(error, target.host);
  }
}

/** Where the connection leads stays with the URL and its checks; only what is written into the request changes. */
const withHost = (agent: Agent, host: string): Dispatcher =>
  agent.compose((dispatch) => (options, handler) => dispatch({ ...options, headers: { ...options.headers, host } }, handler));

/** A bad header name or method is the caller's mistake, not the network's. */
const isRefusedArgument = (error: unknown): boolean => error instanceof TypeError && error.cause === undefined;

function redirectTarget(response: UndiciResponse, from: URL): URL | undefined {
  const location = REDIRECT_STATUSES.has(response.status) ? response.headers.get('location') : null;
  return location === null ? undefined : (URL.parse(location, from.href) ?? undefined);
}

const keepsBody = (status: number): boolean => status === 307 || status === 308;

/** The fetch standard: 303 always, 301 and 302 after POST, become GET without a body. */
function redirected(request: Prepared, status: number): Prepared {
  const method = request.method.toUpperCase();
  const becomesGet = status === 303 ? method !== 'HEAD' : !keepsBody(status) && method === 'POST';
  if (!becomesGet) return request;
  const headers = new Headers(request.headers);
  for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location']) headers.delete(name);
  return { ...request, method: 'GET', body: null, headers: [...headers] };
}

/** Our types and the library's describe the same standard; forms and blobs are turned into bytes, which both understand. */
async function prepared(init: SafeRequestInit): Promise<Prepared> {
  const headers = new Headers(init.headers);
  let body = init.body ?? null;
  if (body instanceof FormData || body instanceof Blob || body instanceof URLSearchParams) {
    const carrier = new Response(body);
    // The web server of this process puts a Response of its own in place, which does not ask a blob for its type.
    const type = body instanceof Blob ? body.type : carrier.headers.get('content-type');
    if (type && !headers.has('content-type')) headers.set('content-type', type);
    body = new Uint8Array(await carrier.arrayBuffer());
  }
  const duplex = body instanceof ReadableStream ? { duplex: 'half' as const } : {};
  return {
    method: init.method ?? 'GET',
    headers: [...headers],
    body: body as UndiciBody | null,
    signal: init.signal ?? null,
    foreignHost: init.foreignHost,
    readsPart: init.readsPart ?? false,
    ...duplex,
  };
}

/** Reads at most a little of an answer nobody wants, so that its connection can be used again. */
async function discard(response: UndiciResponse): Promise<void> {
  await response.body?.cancel();
}

interface Answer {
  readonly response: UndiciResponse;
  readonly request: Prepared;
  readonly isRedirected: boolean;
}

/** The library's answer as a standard Response with a bounded body. */
async function wrapped(sender: Sender, { response, request, isRedirected }: Answer): Promise<Response> {
  const host = URL.parse(response.url)?.host ?? 'the server';
  const body = hasBody(response, request)
    ? await bounded(sender, response, { host, signal: request.signal ?? undefined, readsPart: request.readsPart })
    : null;
  const result = new Response(body, { status: response.status, statusText: response.statusText, headers: [...response.headers] });
  // The constructor leaves these empty, and callers resolve relative links against the URL.
  Object.defineProperties(result, { url: { value: response.url }, redirected: { value: isRedirected } });
  return result;
}

const hasBody = (response: UndiciResponse, request: Prepared): boolean =>
  response.body !== null && !NO_BODY_STATUSES.has(response.status) && request.method.toUpperCase() !== 'HEAD';

async function bounded(
  { bounds }: Sender,
  response: UndiciResponse,
  { host, signal, readsPart }: Pick<BodyBounds, 'host' | 'signal'> & { readonly readsPart: boolean },
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { maxBytes, bodyIdleMs } = bounds;
  const isEventStream = /^\s*text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
  if (!isEventStream && !readsPart && Number(response.headers.get('content-length')) > maxBytes) {
    await discard(response);
    throw new SafeFetchError('too_large', `The answer of ${host} is larger than ${maxBytes} bytes.`);
  }
  // The library's stream is the platform's, only its type is declared apart.
  const body = response.body as ReadableStream<Uint8Array<ArrayBuffer>>;
  return boundedBody(body, { host, maxBytes, isEventStream, idleMs: isEventStream ? 0 : bodyIdleMs, signal });
}
