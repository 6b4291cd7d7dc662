// The child's side of `runInChild`: reads the input, does the task, answers, ends.
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { frameHead, FrameReader } from './frames.ts';
import type { FrameKind } from './frames.ts';

export interface ChildAnswer {
  /** JSON. */
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

/** `work` gets the input, a way to tell how far it is, and the bytes that came beside the input. */
export type ChildWork = (input: unknown, tell: (progress: unknown) => void, bytes: Buffer) => ChildAnswer;

const MAX_INPUT_BYTES = 512 * 1024 * 1024;

export async function serveChild(work: ChildWork): Promise<void> {
  const { input, timeoutMs, bytes: given } = await readInput();
  guard(timeoutMs);
  try {
    const { value, bytes } = work(input, (progress) => send('progress', Buffer.from(JSON.stringify(progress))), given);
    send('value', Buffer.from(JSON.stringify(value)));
    send('bytes', bytes);
  } catch (error) {
    send('fault', Buffer.from(error instanceof Error ? error.message : String(error)));
  }
  process.exit();
}

async function readInput(): Promise<{ input: unknown; timeoutMs: number; bytes: Buffer }> {
  const reader = new FrameReader(MAX_INPUT_BYTES);
  let bytes: Buffer = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    for (const { kind, content } of reader.add(Buffer.from(chunk))) {
      if (kind === 'bytes') bytes = content;
      // Written by `runInChild`, in this form.
      else return { ...(JSON.parse(content.toString()) as { input: unknown; timeoutMs: number }), bytes };
    }
  }
  return process.exit(1);
}

/** Ends this process when its parent is gone or its time is up, also in the middle of a task that never waits. */
function guard(timeoutMs: number): void {
  const worker = new Worker(new URL('./child-guard.ts', import.meta.url), { workerData: { parent: process.ppid, timeoutMs } });
  worker.unref();
}

const STDOUT = 1;

/** Waits until it is written: the task itself does not wait, and its progress must be seen meanwhile. */
function send(kind: FrameKind, content: Uint8Array): void {
  write(frameHead(kind, content.length));
  write(content);
}

function write(bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(STDOUT, bytes, done);
    } catch (error) {
      // The pipe is full: the parent is reading.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
