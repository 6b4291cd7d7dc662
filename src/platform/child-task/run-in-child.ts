// Runs one task of ours in a process of its own: a bare environment, cwd /, an end to its time, memory and output from outside.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { bareEnvironment } from '#platform/process/bare-environment';
import { frameHead, FrameReader, FrameTooLargeError } from './frames.ts';
import type { Frame } from './frames.ts';

export interface ChildTask {
  /** Absolute path of a module that calls `serveChild`. */
  readonly entry: string;
  /** JSON. */
  readonly input: unknown;
  /** Goes beside it as it is: writing and reading a large text as JSON would hold up everybody. */
  readonly bytes?: Uint8Array | undefined;
  readonly timeoutMs: number;
  /** Of JavaScript values; the whole process may have half as much again, and 256 MB. */
  readonly maxMemoryMb: number;
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: unknown) => void) | undefined;
}

export type ChildEnd =
  | { readonly kind: 'done'; readonly value: unknown; readonly bytes: Uint8Array; readonly peakMb: number }
  /** It threw; the message is the error's. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'died'; readonly how: string };

const POLL_MS = 50;
const STDERR_CHARS = 8_000;
const MB = 1024 * 1024;

/** Rejects with the signal's reason when it aborts; the process is gone by then. Otherwise the end is a value. */
export async function runInChild(task: ChildTask): Promise<ChildEnd> {
  task.signal?.throwIfAborted();
  const text = Buffer.from(JSON.stringify({ timeoutMs: task.timeoutMs, input: task.input }));
  const child = spawn(process.execPath, [`--max-old-space-size=${task.maxMemoryMb}`, task.entry], {
    cwd: '/',
    env: bareEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const watch = new ChildWatch(child, task);
  // It may end before it has read everything; how it ended is told by its exit.
  child.stdin.on('error', () => undefined);
  const { bytes = new Uint8Array() } = task;
  child.stdin.write(frameHead('bytes', bytes.byteLength));
  child.stdin.write(bytes);
  child.stdin.write(frameHead('input', text.length));
  child.stdin.write(text);
  const end = await watch.end;
  task.signal?.throwIfAborted();
  return end;
}

/** Follows one child until it is gone. */
class ChildWatch {
  readonly end: Promise<ChildEnd>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #task: ChildTask;
  readonly #reader: FrameReader;
  #ending: ChildEnd | undefined;
  #value: unknown;
  #stderr = '';
  #peakBytes = 0;

  constructor(child: ChildProcessWithoutNullStreams, task: ChildTask) {
    this.#child = child;
    this.#task = task;
    this.#reader = new FrameReader(task.maxOutputBytes);
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_CHARS);
    });
    const limit = setTimeout(() => this.#stop({ kind: 'timeout' }), task.timeoutMs);
    const poll = setInterval(() => this.#checkMemory(), POLL_MS);
    const abort = (): void => this.#stop({ kind: 'died', how: 'stopped' });
    task.signal?.addEventListener('abort', abort, { once: true });
    this.end = new Promise((resolve) => {
      const finish = (how: string): void => {
        clearTimeout(limit);
        clearInterval(poll);
        task.signal?.removeEventListener('abort', abort);
        resolve(this.#ending ?? this.#deathOf(how));
      };
      child.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? 'could not be started'));
      child.once('close', (code, signal) => finish(signal ?? `exit code ${code}`));
    });
  }

  #read(chunk: Buffer): void {
    if (this.#ending !== undefined) return;
    try {
      for (const frame of this.#reader.add(chunk)) this.#take(frame);
    } catch (error) {
      this.#stop(error instanceof FrameTooLargeError ? { kind: 'too_large' } : { kind: 'died', how: 'answered with something else' });
    }
  }

  #take({ kind, content }: Frame): void {
    if (kind === 'progress') this.#task.onProgress?.(JSON.parse(content.toString()));
    if (kind === 'value') this.#value = JSON.parse(content.toString());
    if (kind === 'fault') this.#stop({ kind: 'failed', message: content.toString() });
    if (kind === 'bytes') this.#stop({ kind: 'done', value: this.#value, bytes: new Uint8Array(content), peakMb: this.#peakBytes / MB });
  }

  #checkMemory(): void {
    const bytes = residentBytes(this.#child.pid);
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    if (bytes > (this.#task.maxMemoryMb * 1.5 + 256) * MB) this.#stop({ kind: 'memory' });
  }

  /** The first reason counts. It has nothing to save. */
  #stop(ending: ChildEnd): void {
    this.#ending ??= ending;
    this.#child.kill('SIGKILL');
  }

  #deathOf(how: string): ChildEnd {
    return this.#stderr.includes('heap out of memory') ? { kind: 'memory' } : { kind: 'died', how };
  }
}

/** 0 where the system does not say: then only the limit of JavaScript values holds. */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    // It is gone already.
    return 0;
  }
}
