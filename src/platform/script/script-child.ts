// One child process that answers questions about strangers' code, one at a time: bounded in time and memory, killed with all it
// started when it exceeds either, started again for the next question.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { bareEnvironment } from '#platform/process/bare-environment';
import { signal as signalProcess } from '#platform/process/kill-marked';
import { childrenOf, memoryOf } from '#platform/process/process-table';
import { FairQueue } from '#platform/turns/fair-queue';
import type { Log } from '../log.ts';

export interface ChildLimits {
  /** Path of the file it runs. */
  readonly entry: string;
  /** Of all its processes together. Off Linux only the engines' own limits hold. */
  readonly maxMemoryMb: number;
  /** Questions that wait, half of them of one owner; more are answered `busy`. */
  readonly maxWaiting: number;
  /** Without a question for so long it is ended, to give its memory back. */
  readonly idleMs: number;
}

export interface ChildFailure {
  readonly reason: 'timeout' | 'memory' | 'crashed' | 'busy' | 'aborted' | 'unavailable';
  readonly message: string;
}

export interface AskOptions {
  /** Of the work itself. */
  readonly timeoutMs: number;
  /** For those who asked before; as long as the work unless told. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whose question it is: owners are answered by turns, and none fills the whole queue. */
  readonly owner?: string | undefined;
}

interface Waiting {
  readonly owner: string | undefined;
  readonly admit: () => void;
}

interface Running {
  readonly process: ChildProcess;
  /** Once it has said so: what ends before cannot be the fault of what was asked. */
  isReady: boolean;
  /** Who waits for the answer, of whatever kind it will be. */
  onEnd: ((end: Outcome<unknown, ChildFailure>) => void) | undefined;
}

/** What an entry sends once it is loaded. */
export const READY = 'ready';

const POLL_MS = 25;
const HEAP_SHARE = 0.5;
const MEGABYTE = 1024 * 1024;
const MESSAGES = {
  timeout: (ms: number) => `took longer than ${ms} ms`,
  memory: (mb: number) => `needed more than ${mb} MB`,
  crashed: 'its process ended',
  busy: 'too many others are waiting',
  aborted: 'it was cancelled',
  closed: 'the process is being stopped',
  notStarted: 'its process could not be started',
} as const;

/** `Question` and `Answer` are what both ends agreed on: the entry is ours, and only it writes to its end. */
export class ScriptChild<Question extends object, Answer> {
  readonly #limits: ChildLimits;
  readonly #log: Log;
  #running: Running | undefined;
  readonly #queue: FairQueue<Waiting>;
  #isClosed = false;
  readonly #atRest = Promise.withResolvers<void>();
  #idle: NodeJS.Timeout | undefined;
  #starts = 0;

  constructor(limits: ChildLimits, log: Log) {
    this.#limits = limits;
    this.#queue = new FairQueue({ places: 1, waiting: limits.maxWaiting });
    this.#log = log;
  }

  /** Changes whenever what a process remembers is gone. */
  get generation(): number {
    return this.#running ? this.#starts : this.#starts + 1;
  }

  /** `question` is made when its turn has come, because what the process knows may have changed by then. */
  async ask(question: () => Question, options: AskOptions): Promise<Outcome<Answer, ChildFailure>> {
    if (this.#isClosed) return failed({ reason: 'unavailable', message: MESSAGES.closed });
    const turn = await this.#turn(options);
    if (turn !== 'ours') return failed({ reason: turn, message: MESSAGES[turn] });
    const answer = this.#answer(question, options);
    // An aborted question keeps its turn until the process is free again.
    void answer.finally(() => this.#leave(options));
    return orAborted(answer, options.signal);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    this.#end({ reason: 'unavailable', message: MESSAGES.closed });
    if (this.#queue.taken > 0) await this.#atRest.promise;
  }

  /** Whether it became our turn in time. */
  async #turn({ timeoutMs, waitMs = timeoutMs, signal, owner }: AskOptions): Promise<'ours' | 'busy' | 'aborted'> {
    const { promise, resolve } = Promise.withResolvers<'ours' | 'busy' | 'aborted'>();
    const waiting: Waiting = { owner, admit: () => resolve('ours') };
    const entered = this.#queue.enter(waiting);
    if (entered !== 'later') return entered === 'now' ? 'ours' : 'busy';
    const giveUp = (why: 'busy' | 'aborted'): void => {
      this.#queue.giveUp(waiting);
      resolve(why);
    };
    const timer = setTimeout(() => giveUp('busy'), waitMs);
    const onAbort = (): void => giveUp('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #leave({ owner }: AskOptions): void {
    this.#queue.leave({ owner })?.admit();
    if (this.#isClosed && this.#queue.taken === 0) this.#atRest.resolve();
  }

  async #answer(question: () => Question, options: AskOptions): Promise<Outcome<Answer, ChildFailure>> {
    if (options.signal?.aborted) return failed({ reason: 'aborted', message: MESSAGES.aborted });
    if (this.#isClosed) return failed({ reason: 'unavailable', message: MESSAGES.closed });
    const isUsed = this.#running !== undefined;
    const answer = await this.#attempt(question, options);
    // A process that others used before may have died of them, or of the system: this question is not to blame for it yet.
    return !answer.ok && answer.error.reason === 'crashed' && isUsed && !this.#isClosed ? this.#attempt(question, options) : answer;
  }

  async #attempt(question: () => Question, { timeoutMs }: AskOptions): Promise<Outcome<Answer, ChildFailure>> {
    clearTimeout(this.#idle);
    const running = (this.#running ??= this.#start());
    const watch = setInterval(() => this.#checkMemory(running), POLL_MS);
    const deadline = setTimeout(() => this.#end({ reason: 'timeout', message: MESSAGES.timeout(timeoutMs) }), timeoutMs);
    try {
      return await new Promise<Outcome<Answer, ChildFailure>>((resolve) => {
        running.onEnd = (end) => resolve(asAnswer<Answer>(end));
        running.process.send(question(), (error) => {
          // Its end is told by itself, and says why.
          if (error) this.#log.debug({ error }, 'a question did not reach its process');
        });
      });
    } finally {
      running.onEnd = undefined;
      clearInterval(watch);
      clearTimeout(deadline);
      this.#idle = setTimeout(() => this.#end({ reason: 'unavailable', message: MESSAGES.closed }), this.#limits.idleMs).unref();
    }
  }

  #start(): Running {
    this.#starts += 1;
    const { entry, maxMemoryMb } = this.#limits;
    const heapMb = Math.ceil(maxMemoryMb * HEAP_SHARE);
    // A group of its own, so that what it starts ends with it; nothing of our environment.
    const child = fork(entry, [], {
      cwd: '/',
      detached: true,
      env: { ...bareEnvironment(), GOMEMLIMIT: `${heapMb}MiB` },
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const running: Running = { process: child, isReady: false, onEnd: undefined };
    const lost = (failure: ChildFailure): void => {
      if (this.#running === running) this.#end(failure);
    };
    const notStarted = (error: unknown): void => {
      this.#log.error({ error }, 'a process for scripts could not be started');
      lost({ reason: 'unavailable', message: MESSAGES.notStarted });
    };
    child.on('message', (message) => {
      if (message === READY) running.isReady = true;
      else running.onEnd?.(ok(message));
    });
    child.once('exit', (code, signal) => {
      if (running.isReady) lost({ reason: 'crashed', message: MESSAGES.crashed });
      else if (this.#running === running) notStarted(new Error(`it ended with ${signal ?? code} before it was ready`));
    });
    child.once('error', notStarted);
    // It must not keep us alive; a question that waits does, by its own timer.
    child.unref();
    child.channel?.unref();
    return running;
  }

  #checkMemory({ process: child }: Running): void {
    if (child.pid === undefined) return;
    const bytes = [child.pid, ...childrenOf(child.pid)].reduce((sum, pid) => sum + memoryOf(pid), 0);
    const { maxMemoryMb } = this.#limits;
    if (bytes > maxMemoryMb * MEGABYTE) this.#end({ reason: 'memory', message: MESSAGES.memory(maxMemoryMb) });
  }

  #end(failure: ChildFailure): void {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    if (failure.reason !== 'unavailable') this.#log.info({ reason: failure.reason }, 'a process for scripts was ended');
    if (running.process.pid !== undefined) signalProcess(-running.process.pid, 'SIGKILL');
    running.onEnd?.(failed(failure));
  }
}

async function orAborted<T>(answer: Promise<Outcome<T, ChildFailure>>, signal: AbortSignal | undefined): Promise<Outcome<T, ChildFailure>> {
  if (!signal) return answer;
  const aborted = Promise.withResolvers<Outcome<T, ChildFailure>>();
  const onAbort = (): void => aborted.resolve(failed({ reason: 'aborted', message: MESSAGES.aborted }));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The entry answers every question with the type its door was made for. */
const asAnswer = <Answer>(end: Outcome<unknown, ChildFailure>): Outcome<Answer, ChildFailure> => end as Outcome<Answer, ChildFailure>;
