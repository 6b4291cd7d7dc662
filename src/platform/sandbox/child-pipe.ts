// The process's end of the pipe to us, without an event loop between: while a script waits, so does the process.
import { readSync, writeSync } from 'node:fs';
import { frameOf, FrameReader } from './frames.ts';
import type { Frame } from './frames.ts';
import type { FromChild, ToChild } from './messages.ts';

const STDIN = 0;
const STDOUT = 1;
const CHUNK_BYTES = 256 * 1024;
/** Ours to it: the largest is an image. */
const MAX_FRAME_BYTES = 512 * 1024 * 1024;
const BUSY_PIPE_MS = 1;

export interface Received {
  readonly message: ToChild;
  readonly bytes: Uint8Array;
}

const frames = new FrameReader(MAX_FRAME_BYTES);
const chunk = Buffer.alloc(CHUNK_BYTES);
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Waits for the next message. Undefined when our end is closed: there is nobody left to work for. */
export function receive(): Received | undefined {
  for (;;) {
    const frame = frames.next();
    if (frame !== undefined) return believed(frame);
    const bytes = retried(() => readSync(STDIN, chunk, 0, CHUNK_BYTES, null));
    if (bytes === 0) return undefined;
    frames.add(Buffer.from(chunk.subarray(0, bytes)));
  }
}

export function send(message: FromChild, bytes?: Uint8Array): void {
  const frame = frameOf(message, bytes);
  for (let at = 0; at < frame.length;) at += retried(() => writeSync(STDOUT, frame, at));
}

/** Our side of the pipe is written by nobody but us, with this type. */
export const believed = ({ message, bytes }: Frame): Received => ({ message: message as ToChild, bytes });

/** Of what came beside a message. */
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** A pipe that somebody set not to block says so when it is full or empty. */
function retried(work: () => number): number {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(pause, 0, 0, BUSY_PIPE_MS);
    }
  }
}
