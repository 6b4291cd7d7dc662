// One hosted program while it runs: its pipes, its limits, and its end with everything it started.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLineReader } from './line-reader.ts';
import { OutputTail } from './output-tail.ts';
import type { LimitName, ProgramEnd } from './program-end.ts';
import type { ProgramLimits } from './program.ts';
import { catchesTerm } from './process-table.ts';
import { ProcessTree } from './process-tree.ts';

/** Of stderr: what is shown, and before it the room of the longest secret, so that none is cut in half unseen. */
const STDERR_BYTES = 96 * 1024;
/** After its stdin closed, and after SIGTERM. */
const LEAVE_MS = 1000;
const TERM_MS = 2000;
const TERM_LOOK_MS = 50;
/** Between the end of the first process and that of its pipes, which children may hold open. */
const DRAIN_MS = 300;
const WATCH_MS = 200;
/** Every so many looks one at every process of the machine. In a namespace nothing escapes the cheap one. */
const THOROUGH_EVERY = 10;
const THOROUGH_EVERY_CONTAINED = 100;

export interface RunningParts {
  readonly child: ChildProcessWithoutNullStreams;
  readonly mark: string;
  readonly limits: ProgramLimits;
  /** In a process namespace its first process ignores a SIGTERM that it has no handler for. */
  readonly isContained: boolean;
  onLine(line: string): void;
  /** Told once, when nothing of it runs any more. `left` counts what the system would not end. */
  onGone(left: number): Promise<void>;
}

export class RunningProgram {
  /** Resolves when no answer can come any more; the rest of it is ended then. */
  readonly ended: Promise<ProgramEnd>;
  readonly #parts: RunningParts;
  readonly #tree: ProcessTree;
  readonly #stderr = new OutputTail(STDERR_BYTES);
  readonly #exited: Promise<void>;
  #settle: (end: ProgramEnd) => void = () => undefined;
  #end: ProgramEnd | undefined;
  #stopping: Promise<void> | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(parts: RunningParts) {
    const { child, mark } = parts;
    this.#parts = parts;
    this.#tree = new ProcessTree(child.pid ?? 0, mark);
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#tree.rootReaped();
        resolve();
        void this.#hasExited(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signal', signal });
      });
    });
    this.#readOutput();
    this.#watchUse();
  }

  get end(): ProgramEnd | undefined {
    return this.#end;
  }

  /** The last of its stderr so far. */
  get stderr(): string {
    return this.#stderr.text();
  }

  /** Resolves when the pipe took it. Rejects when the program is gone. */
  send(line: string): Promise<void> {
    const { stdin } = this.#parts.child;
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined || !stdin.writable) reject(new Error('the program has ended'));
      else
        stdin.write(`${line}\n`, (error) => {
          if (error) reject(error);
          else resolve();
        });
    });
  }

  /** Asks it to leave, then makes it. Resolves when nothing of it runs; more calls share the first. */
  stop(): Promise<void> {
    return this.#over({ kind: 'stopped' }, false);
  }

  #over(end: ProgramEnd, isUrgent: boolean): Promise<void> {
    if (this.#end === undefined) {
      this.#end = end;
      clearTimeout(this.#watch);
      this.#settle(end);
    }
    this.#stopping ??= this.#stopAll(isUrgent);
    return this.#stopping;
  }

  async #stopAll(isUrgent: boolean): Promise<void> {
    const { child, onGone } = this.#parts;
    if (!isUrgent && child.exitCode === null && child.signalCode === null) {
      child.stdin.end();
      if (!(await this.#exitsWithin(LEAVE_MS))) await this.#askToLeave();
    }
    const left = await this.#tree.killAll();
    await this.#exitsWithin(TERM_MS);
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
    await onGone(left);
  }

  async #exitsWithin(ms: number): Promise<boolean> {
    const stop = new AbortController();
    const isOver = await Promise.race([
      this.#exited.then(() => true),
      sleep(ms, false, { signal: stop.signal, ref: true }).catch(() => false),
    ]);
    stop.abort();
    return isOver;
  }

  async #askToLeave(): Promise<void> {
    if (!this.#heedsTerm()) return;
    this.#tree.signalAll('SIGTERM');
    // Some runtimes catch the signal only to fall back to its default, which the first process of a namespace never feels.
    for (let waitedMs = 0; waitedMs < TERM_MS && this.#heedsTerm(); waitedMs += TERM_LOOK_MS) {
      if (await this.#exitsWithin(TERM_LOOK_MS)) return;
    }
  }

  #heedsTerm(): boolean {
    return !this.#parts.isContained || this.#tree.members(false).slice(1).some(catchesTerm);
  }

  /** The pipes are read to their ends first: the last words often say why. */
  async #hasExited(end: ProgramEnd): Promise<void> {
    const { stdout, stderr } = this.#parts.child;
    const drained = Promise.all([stdout, stderr].map(closed));
    await Promise.race([drained, sleep(DRAIN_MS)]);
    await this.#over(end, true);
  }

  #readOutput(): void {
    const { child, limits, onLine } = this.#parts;
    const exceeded = (limit: LimitName): void => void this.#over({ kind: 'limit', limit }, true);
    const readLines = createLineReader(limits.lineBytes, { onLine, onTooLong: () => exceeded('line') });
    const counted = (limit: 'stdout' | 'stderr', take: (chunk: Buffer) => void) => {
      let bytes = 0;
      return (chunk: Buffer): void => {
        if (this.#end?.kind === 'limit') return;
        bytes += chunk.length;
        if (bytes > limits.outputBytes) exceeded(limit);
        else take(chunk);
      };
    };
    child.stdout.on('data', counted('stdout', readLines));
    child.stderr.on(
      'data',
      counted('stderr', (chunk) => this.#stderr.add(chunk)),
    );
    child.stdout.once('end', () => void this.#isSilent());
    // A pipe breaks when the program leaves; its end says the rest.
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on('error', () => undefined);
  }

  /** Not seen in a process namespace: what waits outside it holds the pipe as well, and the silence is a time-out then. */
  async #isSilent(): Promise<void> {
    if (await this.#exitsWithin(DRAIN_MS)) return;
    await this.#over({ kind: 'silent' }, false);
  }

  #watchUse(): void {
    const { limits, isContained } = this.#parts;
    const every = isContained ? THOROUGH_EVERY_CONTAINED : THOROUGH_EVERY;
    const dieAt = performance.now() + limits.lifetimeMs;
    const look = (count: number): void => {
      const { processes, memoryBytes } = this.#tree.use(count % every === 0);
      if (processes > limits.processes) return exceeded('processes');
      if (memoryBytes > limits.memoryBytes) return exceeded('memory');
      if (performance.now() > dieAt) return exceeded('lifetime');
      this.#watch = setTimeout(() => look(count + 1), WATCH_MS);
      this.#watch.unref();
    };
    const exceeded = (limit: LimitName): void => void this.#over({ kind: 'limit', limit }, true);
    look(1);
  }
}

const closed = (pipe: Readable): Promise<void> =>
  new Promise((resolve) => {
    if (pipe.closed) resolve();
    else pipe.once('close', () => resolve());
  });
