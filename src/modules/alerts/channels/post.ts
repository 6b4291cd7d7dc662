// One POST of a channel, or another short request: a deadline of 10 s for all of it, no redirects, a bounded answer.
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { withDeadline } from './with-deadline.ts';

const REQUEST_MS = seconds(10);

export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborts when the process stops. */
  readonly signal: AbortSignal;
  /** Largest answer that is read; 0 leaves it unread: the status is all that counts. */
  readonly maxAnswerBytes: number;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

/** `isFinal`: another try would be refused the same way, here. The message names the host as it was given, and no answer. */
export interface Unanswered {
  readonly error: string;
  readonly isFinal: boolean;
}

/** Rejects only with the reason of `signal`. */
export async function post({ fetch, clock }: Pick<Deps, 'fetch' | 'clock'>, outgoing: Outgoing): Promise<Outcome<Answered, Unanswered>> {
  const { url, headers, body, signal, maxAnswerBytes } = outgoing;
  try {
    return await withDeadline(clock, { ms: REQUEST_MS, signal }, async (bounded) => {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: bounded });
      const retryAfterMs = pauseOf(response.headers.get('retry-after'), clock.now());
      return ok({ status: response.status, text: await textOf(response, maxAnswerBytes), retryAfterMs });
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof SafeFetchError)) throw error;
    return failed({ error: wordsOf(error), isFinal: error.code === 'blocked_address' });
  }
}

const wordsOf = ({ code, message }: SafeFetchError): string => `${code}: ${message}`;

async function textOf(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  if (maxBytes === 0) {
    // The status is known; how the rest would have ended is nobody's business.
    await response.body.cancel().catch(() => undefined);
    return '';
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new SafeFetchError('too_large', `The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Retry-After is a number of seconds or an HTTP date. */
function pauseOf(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const count = Number(header);
  const ms = Number.isFinite(count) ? seconds(count) : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Of answers that another try may change. */
const RETRIED = new Set([408, 409, 425, 429]);

export const isRetried = (status: number): boolean => RETRIED.has(status) || (status >= 500 && status <= 599);

export const isGood = (status: number): boolean => status >= 200 && status <= 299;
