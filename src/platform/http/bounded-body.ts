// Wraps a response body so that it ends: at a size, at a silence, and with the caller's signal.
import { SafeFetchError, safeFetchErrorOf } from './safe-fetch-error.ts';

export interface BodyBounds {
  readonly host: string;
  /** Decompressed bytes. Of an event stream each event is bounded by it: the stream itself is many answers. */
  readonly maxBytes: number;
  readonly isEventStream: boolean;
  /** Longest silence between two chunks; 0 for none. */
  readonly idleMs: number;
  /** The caller's reason when it aborted, so that readers see that and not a broken socket. */
  readonly signal: AbortSignal | undefined;
}

type Chunk = Uint8Array<ArrayBuffer>;

/** The same bytes, streamed as they arrive; errors with a SafeFetchError, or the caller's abort reason. */
export function boundedBody(body: ReadableStream<Chunk>, bounds: BodyBounds): ReadableStream<Chunk> {
  const reader = body.getReader();
  const meter = bounds.isEventStream ? eventMeter() : totalMeter();
  const read = async (controller: ReadableStreamDefaultController<Chunk>): Promise<void> => {
    const result = await withIdleLimit(reader.read(), bounds);
    if (result.done) {
      controller.close();
      return;
    }
    if (meter(result.value) > bounds.maxBytes)
      throw new SafeFetchError('too_large', `The answer of ${bounds.host} is larger than ${bounds.maxBytes} bytes.`);
    controller.enqueue(result.value);
  };
  return new ReadableStream<Chunk>(
    {
      pull: (controller) =>
        read(controller).catch((error: unknown) => {
          const reason = bounds.signal?.aborted ? abortReason(bounds.signal, bounds.host) : safeFetchErrorOf(error, bounds.host);
          controller.error(reason);
          // The connection is given up; what its cancellation says adds nothing to the reason above.
          reader.cancel(reason).catch(() => undefined);
        }),
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** What an aborted call rejects with: the caller's own reason, or `timeout` when it was a time limit. */
export function abortReason(signal: AbortSignal, host: string): unknown {
  const reason: unknown = signal.reason;
  const isTimeout = typeof reason === 'object' && reason !== null && (reason as { name?: unknown }).name === 'TimeoutError';
  return isTimeout ? new SafeFetchError('timeout', `${host} did not answer in time.`, 'TimeoutError') : reason;
}

async function withIdleLimit<T>(reading: Promise<T>, bounds: BodyBounds): Promise<T> {
  if (bounds.idleMs === 0) return reading;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new SafeFetchError('timeout', `${bounds.host} fell silent in the middle of its answer.`)),
    bounds.idleMs,
  );
  try {
    return await Promise.race([reading, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function totalMeter(): (chunk: Chunk) => number {
  let total = 0;
  return (chunk) => (total += chunk.byteLength);
}

const LF = 0x0a;
const CR = 0x0d;

/** Bytes since the last empty line, which is what ends an event. */
function eventMeter(): (chunk: Chunk) => number {
  let size = 0;
  let lineLength = 0;
  let previous = 0;
  return (chunk) => {
    let largest = size;
    for (const byte of chunk) {
      size += 1;
      const isLineEnd = byte === CR || (byte === LF && previous !== CR);
      if (isLineEnd && lineLength === 0) {
        largest = Math.max(largest, size);
        size = 0;
      }
      if (isLineEnd) lineLength = 0;
      else if (byte !== LF) lineLength += 1;
      previous = byte;
    }
    return Math.max(largest, size);
  };
}
