// One script in one isolate: runs it on a thread of its own while this one keeps the time and hears the answers.
import { send, textOf } from './child-pipe.ts';
import { GuestLog } from './guest-log.ts';
import type { IsolateMachine } from './isolated-vm-machine.ts';
import { ARGS_TOO_LARGE, MAX_ARGS_CHARS } from './messages.ts';
import type { ChildOutcome, OpenCall, StopReason, ToChild } from './messages.ts';
import { readDone } from './read-done.ts';
import { positionIn, wrapped } from './script-source.ts';
import { NOTHING_USED, timeLeft } from './time-left.ts';

type Start = Extract<ToChild, { type: 'run' }>;

const MAX_FAULT_CHARS = 300;
const LOOK_MS = 10;
/** The engine writes the place behind the message of a parser's error. */
const PLACE_AFTER = / \[script\.js:\d+:\d+\]$/;

export class IsolateScript {
  readonly #machine: IsolateMachine;
  readonly #start: Start;
  readonly #startedAt = performance.now();
  readonly #cpuBefore: number;
  readonly #open = new Map<number, OpenCall>();
  readonly #log: GuestLog;
  #calls = 0;
  /** Answers on their way into the isolate, and the script's own beginning. */
  #parts = 0;
  #settle: (outcome: ChildOutcome) => void = () => undefined;
  #hasEnded = false;
  #stopped: StopReason | undefined;
  readonly #ended: Promise<ChildOutcome>;

  constructor(machine: IsolateMachine, start: Start) {
    this.#machine = machine;
    this.#start = start;
    this.#log = new GuestLog(start.limits, NOTHING_USED);
    this.#cpuBefore = machine.cpuMs;
    this.#ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The first of its ends counts, and nothing is said after it. */
  #end(outcome: ChildOutcome): void {
    this.#hasEnded = true;
    this.#settle(outcome);
  }

  /** Runs to its end and tells it. False when this process should not be used again. */
  async run(): Promise<boolean> {
    const left = timeLeft(this.#start.limits, NOTHING_USED);
    const timer = setTimeout(() => this.stop('timeout'), left.timeoutMs);
    let cpuMs = 0;
    const look = setInterval(() => {
      cpuMs = Math.max(cpuMs, this.#machine.cpuMs - this.#cpuBefore);
      if (cpuMs > left.cpuMs) this.stop('timeout');
    }, LOOK_MS);
    void this.#work(() => this.#begin());
    const outcome = await this.#ended;
    clearTimeout(timer);
    clearInterval(look);
    const peakMb = this.#machine.memoryMb;
    cpuMs = Math.max(cpuMs, this.#machine.cpuMs - this.#cpuBefore);
    this.#machine.dispose();
    const canGoOn = outcome.kind !== 'crashed' && outcome.kind !== 'memory' && outcome.kind !== 'timeout';
    send({ type: 'end', outcome, calls: this.#calls, wallMs: performance.now() - this.#startedAt, cpuMs, peakMb, canGoOn });
    return canGoOn;
  }

  /** What our side says while the script runs. */
  hear(message: ToChild, bytes: Uint8Array): void {
    if (message.type === 'stop') this.stop(message.reason);
    else if (message.type === 'answer') this.#answered(message.id, textOf(bytes));
  }

  #answered(id: number, text: string): void {
    if (this.#open.delete(id)) void this.#work(() => this.#machine.settle(id, text));
  }

  stop(reason: StopReason): void {
    this.#stopped ??= reason;
    this.#end({ kind: this.#stopped });
    this.#machine.dispose();
  }

  // ---- what the machine asks of us, while its thread waits

  called(call: OpenCall): void {
    if (this.#hasEnded) return;
    if (this.#calls >= this.#start.limits.maxCalls) return this.stop('call_limit');
    this.#calls += 1;
    this.#open.set(call.id, call);
    if (call.argsJson.length <= MAX_ARGS_CHARS) send({ type: 'call', ...call });
    // Not before its own call has returned.
    else setImmediate(() => this.#answered(call.id, ARGS_TOO_LARGE));
  }

  logged(level: string, text: string): void {
    if (!this.#hasEnded) this.#log.add(level, text);
  }

  finished(kind: string, text: string): void {
    this.#end(readDone(kind, text, this.#start.limits.maxResultBytes));
  }

  async #begin(): Promise<void> {
    const { limits, seed, code } = this.#start;
    await this.#machine.begin(seed, [limits.maxLogs, limits.maxLogBytes, limits.maxResultBytes]);
    await this.#machine.start(wrapped(code));
  }

  /** Some part of the script; when it is over and nothing is open, nothing will ever come. */
  async #work(part: () => Promise<void>): Promise<void> {
    try {
      this.#parts += 1;
      await part();
      // Promise jobs may run after what queued them has returned, but before anything that comes later.
      if (this.#open.size === 0) await this.#machine.idle();
      this.#parts -= 1;
      if (this.#open.size === 0 && this.#parts === 0) this.#end({ kind: 'stalled' });
    } catch (error) {
      this.#end(this.#fault(error));
    }
  }

  #fault(error: unknown): ChildOutcome {
    if (this.#stopped !== undefined) return { kind: this.#stopped };
    const text = error instanceof Error ? error.message : String(error);
    if (/memory limit|disposed during execution/i.test(text) || this.#machine.isDisposed) return { kind: 'memory' };
    if (error instanceof Error && error.name === 'SyntaxError')
      return { kind: 'syntax', error: { message: text.replace(PLACE_AFTER, ''), ...positionIn(text) } };
    return { kind: 'crashed', message: text.slice(0, MAX_FAULT_CHARS) };
  }
}
