// One request and its whole answer up to a size: the other half of the one way out, for those who want no stream. It costs a third of
// what a fetch does, which a script that calls an API twenty times feels.
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Agent } from 'undici';
import type { AddressPolicy } from './address-guard.ts';
import { allowedTarget } from './allowed-target.ts';
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

export interface Exchanged {
  readonly status: number;
  /** By its name in lower case; several of one name are joined by commas. */
  header(name: string): string | undefined;
  readonly bytes: Buffer;
  /** The body is longer than what is here. */
  readonly truncated: boolean;
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

async function exchanged(
  { agent, maxBytes, bodyIdleMs }: ExchangeDoors,
  target: URL,
  { method, headers, body, signal, maxBytes: wantedBytes }: ExchangeRequest,
): Promise<Exchanged> {
  const response = await agent.request({
    origin: target.origin,
    path: target.pathname + target.search,
    method,
    headers: { ...ASKED, ...headers },
    body,
    signal,
    bodyTimeout: bodyIdleMs,
  });
  const header = (name: string): string | undefined => {
    const value = response.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const read = await readUpTo(decoded(response.body, header('content-encoding')), Math.min(wantedBytes, maxBytes));
  return { status: response.statusCode, header, ...read };
}

/** A bad header name or value is the caller's mistake, not the network's. */
const isRefusedArgument = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'UND_ERR_INVALID_ARG' || error.code === 'UND_ERR_NOT_SUPPORTED');

/** The two that were asked for; what comes in another stays as it is. */
function decoded(body: Readable, encoding = ''): Readable {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      // As browsers do, what came of a body that is cut short is read.
      return pipeline(body, createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }), () => undefined);
    case 'br':
      return pipeline(body, createBrotliDecompress(), () => undefined);
    default:
      return body;
  }
}

function readUpTo(stream: Readable, maxBytes: number): Promise<{ bytes: Buffer; truncated: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBytes) return;
      resolve({ bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true });
      // The rest is not wanted; how its connection ends says nothing more.
      stream.destroy();
    });
    stream.once('end', () => resolve({ bytes: Buffer.concat(chunks), truncated: false }));
    stream.on('error', reject);
    stream.once('close', () => reject(new Error('the answer ended early')));
  });
}
