// The fetch handed to the SDK: sends through the guarded fetch and writes what it sees into the exchange under way.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '#platform/clock';
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { Exchange, FrameLog } from './frames.ts';

/** A 429 (or 503 with Retry-After) is not a verdict on the server's revision: it is thrown before the SDK can read it. */
export class RateLimited extends Error {
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfterMs: number | undefined) {
    super(`The server answered HTTP ${status}: too many requests`);
    this.name = 'RateLimited';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface FetchLane {
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /** Runs `send` so that every fetch inside it belongs to `exchange`. */
  run<T>(exchange: Exchange, send: () => Promise<T>): Promise<T>;
  /** Ends every fetch that is still under way, such as a standing stream that never opened. */
  abort(): void;
}

export function createFetchLane(send: SafeFetch, log: FrameLog, clock: Clock): FetchLane {
  const current = new AsyncLocalStorage<Exchange>();
  const stop = new AbortController();
  return {
    run: (exchange, work) => current.run(exchange, work),
    abort: () => stop.abort(),
    async fetch(url, init) {
      const exchange = exchangeOf(current.getStore(), log, init);
      exchange.fetchError = undefined;
      const signal = init?.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal;
      try {
        const response = await send(url, { ...init, signal });
        if (isRateLimit(response)) {
          await response.body?.cancel();
          exchange.status = response.status;
          throw new RateLimited(response.status, waitOf(response.headers.get('retry-after'), clock.now()));
        }
        return await log.received(exchange, response);
      } catch (error) {
        exchange.fetchError = error;
        throw error;
      }
    },
  };
}

/** A GET opens the standing stream whoever asked for it; requests a sign-in makes outside any exchange are not recorded as one. */
function exchangeOf(current: Exchange | undefined, log: FrameLog, init: RequestInit | undefined): Exchange {
  const isStream = (init?.method ?? 'GET') === 'GET' && new Headers(init?.headers).get('accept')?.includes('text/event-stream');
  if (isStream) return log.stream;
  return current && isMessage(init) ? current : log.begin('other', undefined);
}

/** Discovery, registration and token requests run inside a refused request, and are none of its answer. */
const isMessage = (init: RequestInit | undefined): boolean => typeof init?.body === 'string' && init.body.includes('"jsonrpc"');

const isRateLimit = (response: Response): boolean =>
  response.status === 429 || (response.status === 503 && response.headers.has('retry-after'));

/** Retry-After is a number of seconds or an HTTP date. */
function waitOf(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
