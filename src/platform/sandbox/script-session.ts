// One script in one sandbox process, from our side: answers its calls, watches its limits from outside, and says how it ended.
import { AppError } from '#kernel/errors';
import type { FromChild, OpenCall, StopReason, UsedBefore } from './messages.ts';
import type { CallAnswer, LogLine, ScriptOutcome, ScriptRun } from './sandbox.ts';
import { memoryBound } from './slot.ts';
import type { Heard, Slot, Use } from './slot.ts';
import { timeLeft } from './time-left.ts';
import type { TimeLeft } from './time-left.ts';

export type SessionScript = Pick<ScriptRun, 'limits' | 'call' | 'signal'>;
type Ended = Extract<FromChild, { type: 'end' }>;

/** How it ended, as the process says or as we had to make it. */
export interface SessionEnd {
  readonly outcome:
    | Exclude<ScriptOutcome, { kind: 'paused' }>
    | { readonly kind: 'paused'; readonly ended: Ended; readonly machine: Uint8Array };
  readonly logs: LogLine[];
  readonly calls: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly canGoOn: boolean;
}

export interface SessionOptions {
  readonly canPause: boolean;
  /** Of a resumed script, by its earlier processes. */
  readonly used: UsedBefore;
  /** Calls that it makes again: they were counted then. */
  readonly callsAgain: number;
}

const MIB = 1024 * 1024;
/** After it should have ended by itself. */
const GRACE_MS = 300;
/** Of writing a machine down. */
const SAVE_MS = 15_000;
/** Towards the host; the others wait their turn. */
const MAX_CALLS_AT_ONCE = 16;

export class ScriptSession {
  readonly #slot: Slot;
  readonly #script: SessionScript;
  readonly #options: SessionOptions;
  readonly #left: TimeLeft;
  readonly #calls = new AbortController();
  readonly #logs: LogLine[] = [];
  readonly #waiting: OpenCall[] = [];
  readonly #startedAt = performance.now();
  #running = 0;
  #asked = 0;
  #logBytes = 0;
  #peak: Use = { memoryBytes: 0, cpuMs: 0 };
  /** What it is ended for, from when we decided so. */
  #verdict: ScriptOutcome | undefined;
  #killer: NodeJS.Timeout | undefined;
  #settle: (heard: Heard | undefined) => void = () => undefined;

  constructor(slot: Slot, script: SessionScript, options: SessionOptions) {
    this.#slot = slot;
    this.#script = script;
    this.#options = options;
    this.#left = timeLeft(script.limits, options.used);
    this.#asked = options.used.calls - options.callsAgain;
  }

  /** `start` tells the process to begin. */
  async run(start: () => void): Promise<SessionEnd> {
    const { signal } = this.#script;
    if (signal?.aborted === true) return NOT_STARTED;
    const ended = new Promise<Heard | undefined>((resolve) => {
      this.#settle = resolve;
    });
    void this.#slot.gone.then(() => this.#settle(undefined));
    this.#slot.listen((heard) => this.#heard(heard));
    const unwatch = this.#slot.watch((use) => this.#look(use));
    const onTime = setTimeout(() => this.#stop({ kind: 'timeout' }, 'timeout'), this.#left.timeoutMs);
    const onAbort = (): void => this.#stop({ kind: 'aborted' }, 'aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    start();
    try {
      return this.#end(await ended);
    } finally {
      unwatch();
      clearTimeout(onTime);
      clearTimeout(this.#killer);
      signal?.removeEventListener('abort', onAbort);
      // It has nothing more to say.
      this.#slot.listen(() => void this.#slot.kill());
      // Calls that nobody waits for any more.
      this.#calls.abort(new Error('the script has ended'));
    }
  }

  #heard(heard: Heard): void {
    const { message } = heard;
    switch (message.type) {
      case 'call':
        return this.#called(message);
      case 'log':
        return this.#logged(message);
      case 'saving':
        return this.#killIn(SAVE_MS, { kind: 'crashed', message: 'the script could not be saved in time' });
      case 'end':
        return this.#settle(heard);
      default:
        return this.#kill({ kind: 'crashed', message: 'the sandbox process lost its way' });
    }
  }

  // ---- calls

  #called({ id, name, argsJson }: OpenCall): void {
    this.#asked += 1;
    // The process counts them as well; it need not be what it was.
    if (this.#asked > this.#script.limits.maxCalls) return this.#stop({ kind: 'call_limit' }, 'call_limit');
    this.#waiting.push({ id, name, argsJson });
    this.#startCalls();
  }

  #startCalls(): void {
    while (this.#running < MAX_CALLS_AT_ONCE && this.#verdict === undefined) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      this.#running += 1;
      void this.#answer(call).finally(() => {
        this.#running -= 1;
        this.#startCalls();
      });
    }
  }

  async #answer({ id, name, argsJson }: OpenCall): Promise<void> {
    let answer: CallAnswer;
    try {
      answer = await this.#script.call(name, argsJson, this.#calls.signal);
    } catch (error) {
      answer = { kind: 'end', error };
    }
    if (this.#verdict !== undefined || this.#calls.signal.aborted) return;
    if (answer.kind === 'end') return this.#stop({ kind: 'ended', error: answer.error }, 'ended');
    if (answer.kind !== 'pause') return this.#slot.send({ type: 'answer', id }, Buffer.from(answerText(answer)));
    if (this.#options.canPause) return this.#slot.send({ type: 'pause', id });
    this.#stop({ kind: 'ended', error: cannotPause() }, 'ended');
  }

  #logged({ level, text }: LogLine): void {
    const { maxLogs, maxLogBytes } = this.#script.limits;
    this.#logBytes += Buffer.byteLength(text);
    if (this.#logs.length < maxLogs && this.#logBytes <= maxLogBytes) this.#logs.push({ level, text });
    // Our own program keeps to its bounds.
    else this.#kill({ kind: 'crashed', message: 'the sandbox process lost its way' });
  }

  // ---- ends

  #look(use: Use): void {
    this.#peak = { memoryBytes: Math.max(use.memoryBytes, this.#peak.memoryBytes), cpuMs: use.cpuMs };
    if (use.memoryBytes > memoryBound(this.#script.limits.memoryMb)) this.#kill({ kind: 'memory' });
    // Its own count is finer and comes first.
    else if (use.cpuMs > this.#left.cpuMs + GRACE_MS) this.#kill({ kind: 'timeout' });
  }

  /** Asks it to end, which it hears while it waits, and ends it soon when it does not. */
  #stop(verdict: ScriptOutcome, reason: StopReason): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = verdict;
    this.#slot.send({ type: 'stop', reason });
    this.#killIn(GRACE_MS, verdict);
  }

  #killIn(ms: number, verdict: ScriptOutcome): void {
    clearTimeout(this.#killer);
    this.#killer = setTimeout(() => this.#kill(verdict), ms);
  }

  #kill(verdict: ScriptOutcome): void {
    this.#verdict ??= verdict;
    void this.#slot.kill();
  }

  #end(heard: Heard | undefined): SessionEnd {
    const wallMs = performance.now() - this.#startedAt;
    const peakMb = this.#peak.memoryBytes / MIB;
    if (heard?.message.type !== 'end') {
      const outcome = this.#verdict ?? { kind: 'crashed', message: 'the sandbox process ended while the script ran' };
      const { used } = this.#options;
      const calls = Math.min(this.#asked, this.#script.limits.maxCalls);
      const use = { calls, wallMs: used.wallMs + wallMs, cpuMs: used.cpuMs + this.#peak.cpuMs, peakMb: Math.max(used.peakMb, peakMb) };
      return { outcome: withoutImage(outcome), logs: this.#logs, ...use, canGoOn: false };
    }
    const { message, bytes } = heard;
    const use = {
      logs: this.#logs,
      calls: message.calls,
      wallMs: message.wallMs,
      cpuMs: message.cpuMs,
      peakMb: message.peakMb > 0 ? message.peakMb : peakMb,
    };
    return { ...use, outcome: this.#outcome(message, bytes), canGoOn: message.canGoOn };
  }

  #outcome(ended: Ended, machine: Uint8Array): SessionEnd['outcome'] {
    const { outcome } = ended;
    switch (outcome.kind) {
      case 'paused':
        return { kind: 'paused', ended, machine };
      case 'ended':
      case 'aborted':
        // Only we can have said so, and why.
        return withoutImage(this.#verdict ?? { kind: 'crashed', message: 'the sandbox process ended the script by itself' });
      case 'returned':
        // Our own bound: the process need not be what it was.
        return outcome.json.length > this.#script.limits.maxResultBytes
          ? { ...outcome, json: outcome.json.slice(0, this.#script.limits.maxResultBytes), truncated: true }
          : outcome;
      case 'timeout':
      case 'memory':
      case 'call_limit':
      case 'stalled':
        return { kind: outcome.kind };
      default:
        return outcome;
    }
  }
}

const NOT_STARTED: SessionEnd = { outcome: { kind: 'aborted' }, logs: [], calls: 0, wallMs: 0, cpuMs: 0, peakMb: 0, canGoOn: true };

/** What the bridge in the guest resolves to. */
export const answerText = (answer: Extract<CallAnswer, { json: string }>): string => `{"${answer.kind}":${answer.json}}`;

const cannotPause = (): AppError => new AppError('unavailable', 'This sandbox engine cannot pause a script. Use the engine quickjs.');

const withoutImage = (outcome: ScriptOutcome): Exclude<ScriptOutcome, { kind: 'paused' }> =>
  outcome.kind === 'paused' ? { kind: 'crashed', message: 'the script was saved by nobody' } : outcome;
