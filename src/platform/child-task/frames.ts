// Frames on a pipe between us and a process of ours: five bytes of length and kind, then the content.

export const FRAME_KINDS = ['input', 'progress', 'value', 'bytes', 'fault'] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];

export interface Frame {
  readonly kind: FrameKind;
  readonly content: Buffer;
}

const HEAD_BYTES = 5;

export function frameHead(kind: FrameKind, bytes: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(bytes);
  head.writeUInt8(FRAME_KINDS.indexOf(kind), HEAD_BYTES - 1);
  return head;
}

export class FrameTooLargeError extends Error {}

/** Puts chunks together again. Throws for more than `maxBytes` altogether, and for what is no frame. */
export class FrameReader {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #held = 0;
  #read = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The frames that are whole now. */
  add(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    this.#read += chunk.length;
    if (this.#read > this.#maxBytes) throw new FrameTooLargeError('more was sent than is allowed');
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.#held < HEAD_BYTES) return undefined;
    // Only the head is looked at until all of the content is there: large contents come in many chunks.
    const head = this.#front(HEAD_BYTES);
    const bytes = head.readUInt32BE();
    const kind = FRAME_KINDS[head.readUInt8(HEAD_BYTES - 1)];
    if (kind === undefined) throw new Error('what was sent is no frame');
    if (bytes > this.#maxBytes) throw new FrameTooLargeError('more was announced than is allowed');
    if (this.#held < HEAD_BYTES + bytes) return undefined;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(HEAD_BYTES + bytes)];
    this.#held -= HEAD_BYTES + bytes;
    return { kind, content: all.subarray(HEAD_BYTES, HEAD_BYTES + bytes) };
  }

  #front(bytes: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= bytes) return first;
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }
}
