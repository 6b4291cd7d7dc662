// How two of our processes speak over a pipe: a JSON message and, where there is one, a block of bytes.

export interface Frame {
  /** Parsed JSON; whoever reads it says what it must be. */
  readonly message: unknown;
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;
const NO_BYTES = new Uint8Array(0);

/** Lengths of the message and of the bytes, then both. */
export function frameOf(message: unknown, bytes: Uint8Array = NO_BYTES): Buffer {
  const json = JSON.stringify(message);
  const jsonBytes = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + jsonBytes + bytes.length);
  frame.writeUInt32LE(jsonBytes, 0);
  frame.writeUInt32LE(bytes.length, 4);
  frame.write(json, HEADER_BYTES);
  frame.set(bytes, HEADER_BYTES + jsonBytes);
  return frame;
}

/** Cuts a stream into frames. Throws for one that is too large or no JSON: whoever sent it is not to be talked to. */
export class FrameReader {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole frame, or undefined until more was added. */
  next(): Frame | undefined {
    if (this.#length < HEADER_BYTES) return undefined;
    const header = this.#peek(HEADER_BYTES);
    const jsonLength = header.readUInt32LE(0);
    const bytesLength = header.readUInt32LE(4);
    const size = HEADER_BYTES + jsonLength + bytesLength;
    if (size > this.#maxBytes) throw new Error(`a frame of ${size} bytes`);
    if (this.#length < size) return undefined;
    const whole = this.#peek(size);
    this.#parts = whole.length === size ? [] : [whole.subarray(size)];
    this.#length -= size;
    const message: unknown = JSON.parse(whole.toString('utf8', HEADER_BYTES, HEADER_BYTES + jsonLength));
    return { message, bytes: whole.subarray(HEADER_BYTES + jsonLength, size) };
  }

  /** Joins what came so far only when the first part is too short: most frames come in one. */
  #peek(bytes: number): Buffer {
    const first = this.#parts[0];
    if (first !== undefined && first.length >= bytes) return first;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [whole];
    return whole;
  }
}
