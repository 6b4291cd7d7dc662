// The raw-frame lane: what really went over the wire, beside what the SDK makes of it.
import { createEventSplitter } from './event-splitter.ts';
import { arrayOf, isObject, objectOf, parseJson, textOf } from './json-value.ts';
import type { JsonObject } from './json-value.ts';

/** Kept of one frame; the rest is read and counted, not kept. */
const FRAME_CAP_BYTES = 1024 * 1024;
/** Kept of one page of a list: up to 1000 tools with their schemas. */
const LIST_FRAME_CAP_BYTES = 8 * 1024 * 1024;
/** Kept in one connection at a time. */
const LOG_CAP_BYTES = 16 * 1024 * 1024;
/** Frames of one exchange; a stream of notifications beyond it is counted only. */
const EXCHANGE_FRAMES = 256;

interface Frame {
  readonly text: string;
  readonly isTruncated: boolean;
}

/** One request and what came back for it. Filled while the answer arrives. */
export interface Exchange {
  readonly id: number | string | undefined;
  readonly method: string;
  readonly frames: Frame[];
  /** Methods of requests the server made of us while this one ran. */
  readonly askedByServer: string[];
  status?: number | undefined;
  contentType?: string | undefined;
  wwwAuthenticate?: string | undefined;
  /** What `fetch` threw, before any library wrapped it. */
  fetchError?: unknown;
  bytes: number;
  /** A frame was longer than the cap, or the log was full. */
  isTruncated: boolean;
  /** The response stream ended without an answer to `id`. */
  isBroken: boolean;
  /** The whole body has arrived. Never set for an event stream. */
  isComplete: boolean;
  /** Nobody waits for it any more: what still arrives is counted, not kept. */
  isOver: boolean;
  /** Answered 202 or 204: no message will ever come. */
  isEmptyAnswer: boolean;
  /** Called once when no answer can come any more. */
  onBroken?: (() => void) | undefined;
}

/** The answer to a request as it was sent, or undefined where no frame holds one. */
export type Answer = { readonly result: unknown } | { readonly error: JsonObject };

export const newExchange = (method: string, id?: number | string): Exchange => ({
  id,
  method,
  frames: [],
  askedByServer: [],
  bytes: 0,
  isTruncated: false,
  isBroken: false,
  isComplete: false,
  isOver: false,
  isEmptyAnswer: false,
});

/** Looks through the frames of `exchange`, newest first. Parses lazily: a call that went well never pays for it. */
export function answerOf(exchange: Exchange): Answer | undefined {
  for (const frame of exchange.frames.toReversed()) {
    if (frame.isTruncated) continue;
    const answer = messagesIn(frame.text)
      .map((message) => asAnswer(message, exchange.id))
      .find((found) => found !== undefined);
    if (answer) return answer;
  }
  return undefined;
}

/** Requests by the server (elicitation, sampling, roots) that arrived with this exchange. */
export const askedIn = (exchange: Exchange): readonly string[] => [
  ...exchange.askedByServer,
  ...exchange.frames
    .filter((frame) => frame.text.includes('"method"'))
    .flatMap((frame) => messagesIn(frame.text))
    .flatMap((message) => (isObject(message) && message['id'] !== undefined ? [textOf(message['method']) ?? ''] : []))
    .filter((method) => method !== ''),
];

/** All frames of one connection. */
export class FrameLog {
  /** The standing event stream (HTTP+SSE, or GET of a session). */
  readonly stream = newExchange('stream');
  /** The newest request of the connection. */
  last: Exchange | undefined;
  /** True where answers come on the standing stream (HTTP+SSE): its end breaks all that is pending. */
  readonly answersOnStream: boolean;
  private readonly pending = new Map<number | string, Exchange>();
  private keptBytes = 0;

  constructor(answersOnStream: boolean) {
    this.answersOnStream = answersOnStream;
  }

  begin(method: string, id: number | string | undefined): Exchange {
    const exchange = newExchange(method, id);
    if (id !== undefined) {
      this.pending.set(id, exchange);
      this.last = exchange;
    }
    return exchange;
  }

  /** Forgets a settled request. Its frames live on with whoever holds the exchange. */
  end(exchange: Exchange): void {
    if (exchange.id !== undefined && this.pending.get(exchange.id) === exchange) this.pending.delete(exchange.id);
    exchange.isOver = true;
    for (const frame of exchange.frames) this.keptBytes -= frame.text.length;
  }

  /** The response stream of `exchange` is over for good. */
  streamEnded(exchange: Exchange): void {
    if (exchange.isBroken || answerOf(exchange)) return;
    exchange.isBroken = true;
    exchange.onBroken?.();
  }

  /** A message on a channel that all requests share: its id says whose it is. */
  arrived(message: unknown, text: string): void {
    this.stream.bytes += text.length;
    this.routeMessage(message, { text: text.slice(0, LIST_FRAME_CAP_BYTES), isTruncated: text.length > LIST_FRAME_CAP_BYTES });
  }

  /** The channel that all requests share is over for good. */
  channelEnded(): void {
    for (const waiting of this.pending.values()) this.streamEnded(waiting);
  }

  /** Copies what arrives into `exchange` and gives back a response for the SDK. */
  async received(exchange: Exchange, response: Response): Promise<Response> {
    exchange.status = response.status;
    exchange.contentType = response.headers.get('content-type') ?? undefined;
    exchange.wwwAuthenticate = response.headers.get('www-authenticate') ?? undefined;
    if (exchange.id !== undefined && !this.answersOnStream && (response.status === 202 || response.status === 204)) {
      exchange.isEmptyAnswer = true;
      exchange.onBroken?.();
    }
    if (!response.body) {
      exchange.isComplete = true;
      return response;
    }
    const init = { status: response.status, statusText: response.statusText, headers: response.headers };
    if (exchange.contentType?.startsWith('text/event-stream')) return new Response(this.copyEvents(exchange, response.body), init);
    const text = await response.text();
    exchange.bytes += Buffer.byteLength(text);
    exchange.isComplete = true;
    const cap = capOf(exchange);
    this.keep(exchange, { text: text.slice(0, cap), isTruncated: text.length > cap });
    return new Response(text, init);
  }

  private copyEvents(exchange: Exchange, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const decoder = new TextDecoder();
    const split = createEventSplitter(capOf(exchange), ({ data, isTruncated }) => this.route(exchange, { text: data, isTruncated }));
    const over = (): void => {
      if (exchange === this.stream && this.answersOnStream) this.channelEnded();
    };
    return body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          exchange.bytes += chunk.byteLength;
          split(decoder.decode(chunk, { stream: true }));
          controller.enqueue(chunk);
        },
        flush: over,
        cancel: over,
      }),
    );
  }

  /** A frame on the answer's own stream belongs to it; on the standing stream its id says whose it is. */
  private route(from: Exchange, frame: Frame): void {
    if (from !== this.stream) {
      this.keep(from, frame);
      return;
    }
    for (const message of messagesIn(frame.text)) this.routeMessage(message, frame);
  }

  private routeMessage(message: unknown, frame: Frame): void {
    const { id, method } = objectOf(message);
    if (typeof id !== 'number' && typeof id !== 'string') return;
    if (typeof method === 'string') this.askedOfAll(method);
    else this.arrivedFor(this.pending.get(id), frame);
  }

  /** The standing stream does not say which call made the server ask: every call under way may be the one. */
  private askedOfAll(method: string): void {
    const calls = [...this.pending.values()].filter((waiting) => waiting.method === 'tools/call');
    for (const waiting of calls) waiting.askedByServer.push(method);
  }

  private arrivedFor(waiting: Exchange | undefined, frame: Frame): void {
    if (!waiting) return;
    waiting.bytes += Buffer.byteLength(frame.text);
    this.keep(waiting, frame);
  }

  /** Only answers to requests are kept: what a sign-in exchanges holds tokens. */
  private keep(exchange: Exchange, frame: Frame): void {
    if (exchange.id === undefined || exchange.isOver) return;
    if (frame.isTruncated) exchange.isTruncated = true;
    const isFull = (): boolean => exchange.frames.length >= EXCHANGE_FRAMES || this.keptBytes + frame.text.length > LOG_CAP_BYTES;
    // The answer itself is the last frame: make room for it by dropping the oldest ones.
    while (isFull() && exchange.frames.length > 0) {
      this.keptBytes -= exchange.frames.shift()?.text.length ?? 0;
      exchange.isTruncated = true;
    }
    if (isFull()) {
      exchange.isTruncated = true;
      return;
    }
    exchange.frames.push(frame);
    this.keptBytes += frame.text.length;
  }
}

const capOf = (exchange: Exchange): number =>
  exchange.method === 'stream' || exchange.method.endsWith('/list') ? LIST_FRAME_CAP_BYTES : FRAME_CAP_BYTES;

const messagesIn = (text: string): readonly unknown[] => {
  const parsed = parseJson(text);
  return Array.isArray(parsed) ? arrayOf(parsed) : [parsed];
};

/** A message that answers `id`. An error whose id is null answers the request it came back for (bad request, rejected early). */
function asAnswer(message: unknown, id: number | string | undefined): Answer | undefined {
  if (!isObject(message) || message['method'] !== undefined) return undefined;
  if (isObject(message['error']) && (message['id'] === id || message['id'] === null || message['id'] === undefined)) {
    return { error: message['error'] };
  }
  return message['id'] === id && 'result' in message ? { result: message['result'] } : undefined;
}
