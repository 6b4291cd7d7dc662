// The guarded fetch with the bounds of OAuth: small documents, short waits, no surprise redirects of credentials.
import { seconds } from '#kernel/duration';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { SafeFetchError } from '#platform/http/safe-fetch-error';

/** Longer than any sane authorization server takes, and short enough to be waited for before a run. */
const OAUTH_REQUEST_MS = seconds(10);
const MAX_BYTES = 256 * 1024;

/** The answer has been read to its end, so its body cannot hang. Rejects with SafeFetchError. */
export const boundedFetch =
  (send: SafeFetch, timeoutMs: number = OAUTH_REQUEST_MS): SafeFetch =>
  async (url, init = {}) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
    const response = await send(url, { ...init, signal });
    const text = await readBounded(response, new URL(url).host);
    const copy = new Response(NO_BODY.has(response.status) ? null : text, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
    // The constructor leaves it empty, and redirects are resolved against it.
    Object.defineProperty(copy, 'url', { value: response.url });
    return copy;
  };

const NO_BODY = new Set([101, 204, 205, 304]);

async function readBounded(response: Response, host: string): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new SafeFetchError('too_large', `The answer of ${host} is larger than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
