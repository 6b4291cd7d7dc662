// Finds out whether a server that failed on one HTTP transport would answer on the other one.
import { connectWith } from './connect.ts';
import type { DoorParts } from './connect.ts';
import { createEventSplitter } from './event-splitter.ts';
import type { ContactFailure, HttpTarget } from './mcp.ts';
import { withTokens } from './with-tokens.ts';

const LOOK_MS = 5000;
const LOOK_BYTES = 64 * 1024;

/** A sentence that names the transport to choose, or undefined. Nothing is changed by itself. */
export async function otherTransport(parts: DoorParts, target: HttpTarget, signal: AbortSignal): Promise<string | undefined> {
  const host = new URL(target.url).host;
  if (target.transport === 'streamable_http') {
    const answers = await speaksEventStream(parts, target, signal);
    return answers ? `${host} answers with the older HTTP+SSE transport at this URL. Set the transport to "sse".` : undefined;
  }
  const timeoutMs = Math.min(target.timeoutMs, LOOK_MS);
  const reached = await connectWith(parts, { ...target, transport: 'streamable_http', timeoutMs }, { signal });
  if (!reached.ok) return undefined;
  await reached.value.close();
  return `${host} answers with Streamable HTTP at this URL. Set the transport to "streamable_http".`;
}

/** A server that answered, and not with something that says nothing about its transport. */
export const mayBeOtherTransport = ({ httpStatus, code, retryAfterMs }: ContactFailure): boolean =>
  httpStatus !== undefined && httpStatus !== 429 && retryAfterMs === undefined && (code === 'http_status' || code === 'not_mcp');

/** HTTP+SSE opens with an event called `endpoint`. */
async function speaksEventStream(parts: DoorParts, target: HttpTarget, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await withTokens(parts.fetch, target)(target.url, {
      headers: { ...target.headers, accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(Math.min(target.timeoutMs, LOOK_MS))]),
    });
    if (!response.ok || !response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
      await response.body?.cancel();
      return false;
    }
    return await opensWithEndpoint(response.body);
  } catch {
    // Whatever went wrong, it is not an HTTP+SSE server we could point to; the first failure stays the answer.
    return false;
  }
}

async function opensWithEndpoint(body: ReadableStream<Uint8Array>): Promise<boolean> {
  let first: string | undefined;
  let bytes = 0;
  const split = createEventSplitter(LOOK_BYTES, ({ event }) => {
    first ??= event;
  });
  const decoder = new TextDecoder();
  // Leaving the loop cancels the stream.
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    split(decoder.decode(chunk, { stream: true }));
    if (first !== undefined || bytes > LOOK_BYTES) break;
  }
  return first === 'endpoint';
}
