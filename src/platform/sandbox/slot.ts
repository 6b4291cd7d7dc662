// One sandbox process, seen from outside: started with nothing, listened to with suspicion, watched, and killed when it must be.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { OutputTail } from '#platform/process/output-tail';
import { childrenOf, cpuMsOf, memoryOf } from '#platform/process/process-table';
import type { Enclosure } from './enclosure.ts';
import type { Engine } from './engines.ts';
import { frameOf, FrameReader } from './frames.ts';
import type { Frame } from './frames.ts';
import type { FromChild, ToChild } from './messages.ts';
import { readMessage } from './read-message.ts';

export interface Heard {
  readonly message: FromChild;
  readonly bytes: Uint8Array;
}

export interface Use {
  readonly memoryBytes: number;
  readonly cpuMs: number;
}

const MIB = 1024 * 1024;
/** The largest is a paused machine. */
const MAX_FRAME_BYTES = 96 * MIB;
const STDERR_BYTES = 4096;
const START_MS = 20_000;
const LOOK_MS = 20;
/** From us down to the process itself: each wrapper that forks is one step. */
const MAX_DEPTH = 4;

export class Slot {
  /** Resolves when it can work; rejects when it cannot be started. */
  readonly ready: Promise<void>;
  /** Resolves with what to say about its end. */
  readonly gone: Promise<string>;
  /** What its machine is, once it has one: nothing else runs here. */
  key: string | undefined;
  /** Whose script has it now. */
  owner: string | undefined;
  isBound = false;
  runs = 0;
  isGone = false;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #stderr = new OutputTail(STDERR_BYTES);
  #pid = 0;
  #hear: (heard: Heard) => void = () => undefined;
  #idle: Use = { memoryBytes: 0, cpuMs: 0 };

  constructor(engine: Engine, enclosure: Enclosure) {
    const [file = process.execPath, ...args] = [...enclosure.wrapper, process.execPath, ...engine.args];
    // A group of its own, so that the wrappers end with it.
    this.#child = spawn(file, args, { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.gone = new Promise((resolve) => {
      this.#child.once('error', (error: NodeJS.ErrnoException) => resolve(`was not started (${error.code ?? 'unknown error'})`));
      this.#child.once('exit', (code, signal) => resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`));
    });
    void this.gone.then(() => {
      this.isGone = true;
    });
    this.ready = this.#becomesReady();
    // Whoever waits for it is told; nobody may.
    this.ready.catch(() => undefined);
    this.#listen();
    void this.#begin(engine);
  }

  get stderr(): string {
    return this.#stderr.text();
  }

  send(message: ToChild, bytes?: Uint8Array): void {
    if (!this.isGone) this.#child.stdin.write(frameOf(message, bytes));
  }

  /** Everything it says from now on, until another listens. */
  listen(hear: (heard: Heard) => void): void {
    this.#hear = hear;
  }

  /** The next thing it says. Rejects when it ends instead, or says nothing for so long. */
  async next(timeoutMs: number, signal?: AbortSignal): Promise<Heard> {
    signal?.throwIfAborted();
    const stop = new AbortController();
    const limits = [AbortSignal.timeout(timeoutMs), stop.signal, ...(signal === undefined ? [] : [signal])];
    const over = AbortSignal.any(limits);
    try {
      return await new Promise((resolve, reject) => {
        this.listen(resolve);
        void this.gone.then((how) => reject(new Error(`the sandbox process ${how}`)));
        over.addEventListener(
          'abort',
          () => reject(signal?.aborted === true ? signal.reason : new Error('the sandbox process said nothing')),
          {
            once: true,
          },
        );
      });
    } finally {
      stop.abort();
    }
  }

  /** What it uses beyond what it had when it began this watch; looked at every 20 ms. Returns what stops it. */
  watch(look: (use: Use) => void): () => void {
    this.#idle = this.#useNow();
    const timer = setInterval(() => {
      const now = this.#useNow();
      if (now.memoryBytes > 0) look({ memoryBytes: now.memoryBytes - this.#idle.memoryBytes, cpuMs: now.cpuMs - this.#idle.cpuMs });
    }, LOOK_MS);
    return () => clearInterval(timer);
  }

  /** While `work` is waited for, the process is ended when it takes more than a machine of `memoryMb` can need. */
  async within<T>(memoryMb: number, work: () => Promise<T>): Promise<T> {
    const unwatch = this.watch(({ memoryBytes }) => {
      if (memoryBytes > memoryBound(memoryMb)) void this.kill();
    });
    try {
      return await work();
    } finally {
      unwatch();
    }
  }

  /** Resident private memory, bytes; 0 where the system does not say. */
  get memoryBytes(): number {
    return this.#useNow().memoryBytes;
  }

  async kill(): Promise<void> {
    if (this.isGone) return;
    this.hold(true);
    const { pid } = this.#child;
    if (pid !== undefined) {
      // The wrappers first, or one may say that its child is gone; the innermost may have a group of its own.
      for (const target of [-pid, this.#pid]) if (target !== 0) end(target);
    }
    await this.gone;
  }

  async #begin(engine: Engine): Promise<void> {
    try {
      this.#child.stdin.write(await engine.program());
    } catch (error) {
      this.#stderr.add(Buffer.from(`no program: ${error instanceof Error ? error.message : String(error)}`));
      await this.kill();
    }
  }

  async #becomesReady(): Promise<void> {
    const { message } = await this.next(START_MS);
    if (message.type !== 'ready') throw new Error(`the sandbox process began with ${message.type}`);
    this.#pid = innermost(this.#child.pid ?? 0);
  }

  #useNow(): Use {
    return { memoryBytes: memoryOf(this.#pid), cpuMs: cpuMsOf(this.#pid) };
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child;
    const frames = new FrameReader(MAX_FRAME_BYTES);
    stdout.on('data', (chunk: Buffer) => {
      try {
        frames.add(chunk);
        for (let frame = frames.next(); frame !== undefined; frame = frames.next()) this.#heard(frame);
      } catch {
        // What does not keep to the protocol is not our program any more.
        void this.kill();
      }
    });
    stderr.on('data', (chunk: Buffer) => this.#stderr.add(chunk));
    // A pipe breaks when the process ends; its end says the rest.
    for (const pipe of [stdin, stdout, stderr]) pipe.on('error', () => undefined);
    this.hold(false);
  }

  /** While it is held, our process waits for it; one that only waits for work must not keep us alive. */
  hold(isHeld: boolean): void {
    const word = isHeld ? 'ref' : 'unref';
    const { stdin, stdout, stderr } = this.#child;
    this.#child[word]();
    for (const pipe of [stdin, stdout, stderr]) if (isHoldable(pipe)) pipe[word]();
  }

  #heard(frame: Frame): void {
    const message = readMessage(frame.message);
    if (message === undefined) throw new Error('no message');
    this.#hear({ message, bytes: frame.bytes });
  }
}

/** A pipe of a child is a socket, which its type does not say. */
const isHoldable = (pipe: object): pipe is { ref(): unknown; unref(): unknown } =>
  'ref' in pipe && typeof pipe.ref === 'function' && 'unref' in pipe && typeof pipe.unref === 'function';

/** What a machine may cost its process beside its own memory: the engine doubles what it grows. */
const MEMORY_FACTOR = 2;
const MEMORY_SLACK_BYTES = 64 * MIB;
export const memoryBound = (memoryMb: number): number => memoryMb * MIB * MEMORY_FACTOR + MEMORY_SLACK_BYTES;

/** The wrappers have one child each. */
function innermost(pid: number): number {
  let found = pid;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const [child] = childrenOf(found);
    if (child === undefined) break;
    found = child;
  }
  return found;
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
