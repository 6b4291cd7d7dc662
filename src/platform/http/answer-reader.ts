// Gathers one answer as its connection brings it: status, headers, and the body up to a size, decompressed. No stream lies between,
// which is what makes a small answer cheap.
import type { Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';

export interface Exchanged {
  readonly status: number;
  /** By its name in lower case; several of one name are joined by commas. */
  header(name: string): string | undefined;
  readonly bytes: Buffer;
  /** The body is longer than what is here. */
  readonly truncated: boolean;
}

type Controller = Dispatcher.DispatchController;
type Handler = Required<
  Pick<Dispatcher.DispatchHandler, 'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'>
>;
type Headers = Parameters<Handler['onResponseStart']>[2];

const FIRST_FINAL_STATUS = 200;

export class AnswerReader implements Handler {
  /** Rejects with what the connection says, or with the signal's reason. */
  readonly answer: Promise<Exchanged>;
  readonly #resolve: (answer: Exchanged) => void;
  readonly #reject: (error: unknown) => void;
  readonly #maxBytes: number;
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.#fail(this.#signal.reason);
  #controller: Controller | undefined;
  #isOver = false;
  #hasBody = false;
  #status = 0;
  #headers: Headers = {};
  #decoder: Transform | undefined;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number, signal: AbortSignal) {
    ({ promise: this.answer, resolve: this.#resolve, reject: this.#reject } = Promise.withResolvers<Exchanged>());
    this.#maxBytes = maxBytes;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#isOver) this.#drop();
  }

  onResponseStart(controller: Controller, status: number, headers: Headers): void {
    // What comes before the answer itself.
    if (status < FIRST_FINAL_STATUS) return;
    this.#status = status;
    this.#headers = headers;
    this.#decoder = decoderOf(this.#header('content-encoding'));
    this.#decoder
      ?.on('data', (chunk: Buffer) => this.#take(chunk))
      .on('drain', () => controller.resume())
      .once('end', () => this.#endOfDecoded(controller))
      .on('error', (error) => this.#fail(error));
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#isOver) return this.#drop();
    this.#hasBody = true;
    if (this.#decoder === undefined) this.#take(chunk);
    else if (!this.#decoder.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    // Nothing is no end of a compressed body, but it is what HEAD and 304 have.
    if (this.#decoder === undefined || !this.#hasBody) this.#end(false);
    else this.#decoder.end();
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (!this.#isOver) this.#fail(error);
  }

  /** What is compressed says where it ends; what comes behind that is heard, to be refused, and not left to fill the connection. */
  #endOfDecoded(controller: Controller): void {
    this.#end(false);
    controller.resume();
  }

  #take(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= this.#maxBytes) return;
    this.#end(true);
    this.#drop();
  }

  #end(truncated: boolean): void {
    const [first = NOTHING, ...more] = this.#chunks;
    const whole = more.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#over();
    this.#resolve({
      status: this.#status,
      header: (name) => this.#header(name),
      bytes: truncated ? whole.subarray(0, this.#maxBytes) : whole,
      truncated,
    });
  }

  #fail(error: unknown): void {
    this.#over();
    this.#reject(error);
    this.#drop();
  }

  #over(): void {
    this.#isOver = true;
    this.#chunks = [];
    this.#signal.removeEventListener('abort', this.#onAbort);
  }

  /** The rest is not wanted, and its connection is of no use any more. */
  #drop(): void {
    this.#decoder?.destroy();
    if (this.#controller?.aborted === false) this.#controller.abort(new Error('nobody wants the rest'));
  }

  #header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }
}

const NOTHING = Buffer.alloc(0);

/** Of the two that are asked for; what comes in another stays as it is. */
function decoderOf(encoding = ''): Transform | undefined {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      // As browsers do, what came of a body that is cut short is read.
      return createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
