// One script in one machine: runs it as far as it goes, asks for the answers it waits for, and says how it ended.
import { receive, send, textOf } from './child-pipe.ts';
import { ARGS_TOO_LARGE, MAX_ARGS_CHARS } from './messages.ts';
import type { ChildOutcome, OpenCall, StopReason, ToChild, UsedBefore } from './messages.ts';
import { isOutOfMemoryError } from './guest-errors.ts';
import { GuestLog } from './guest-log.ts';
import { guestErrorOf, Machine, packed, SourceError } from './quickjs-machine.ts';
import type { MachineOptions, Saved } from './quickjs-machine.ts';
import { readDone } from './read-done.ts';
import { positionIn, SCRIPT_FILE, wrapped } from './script-source.ts';
import { NOTHING_USED, timeLeft } from './time-left.ts';

type Start = Extract<ToChild, { type: 'run' | 'resume' }>;

const MIB = 1024 * 1024;
const MAX_SAVED_BYTES = 64 * MIB;

/** What the machine's host functions do: they exist before the script they serve. */
export interface MachineSeat {
  script: QuickjsScript | undefined;
}

/** A machine that is ready for its script: restored while nobody waits for it. */
export async function prepareMachine(saved: Saved, memoryMb: number): Promise<{ machine: Machine; seat: MachineSeat }> {
  const seat: MachineSeat = { script: undefined };
  const options: MachineOptions = {
    memoryMb,
    now: () => seat.script?.now() ?? 0,
    isOver: () => seat.script?.isOver() ?? false,
    host: {
      call: (id, name, argsJson) => seat.script?.called({ id, name, argsJson }),
      log: (level, text) => seat.script?.logged(level, text),
      done: (kind, text) => seat.script?.finished(kind, text),
    },
  };
  return { machine: await Machine.restore(saved, options), seat };
}

export class QuickjsScript {
  readonly #machine: Machine;
  readonly #start: Start;
  readonly #used: UsedBefore;
  readonly #startedAt = performance.now();
  readonly #cpuBefore = process.cpuUsage();
  readonly #deadline: number;
  readonly #cpuMs: number;
  readonly #open = new Map<number, OpenCall>();
  readonly #paused = new Set<number>();
  readonly #log: GuestLog;
  #calls: number;
  #stopped: StopReason | undefined;
  #outcome: ChildOutcome | undefined;

  constructor(machine: Machine, start: Start) {
    this.#machine = machine;
    this.#start = start;
    this.#used = start.type === 'resume' ? start.used : NOTHING_USED;
    this.#calls = this.#used.calls;
    this.#log = new GuestLog(start.limits, this.#used);
    const left = timeLeft(start.limits, this.#used);
    this.#deadline = this.#startedAt + left.timeoutMs;
    this.#cpuMs = left.cpuMs;
  }

  /** Runs to its end and tells it. False when this process should not be used again. */
  async run(): Promise<boolean> {
    let outcome: ChildOutcome;
    let saved: Buffer | undefined;
    let hasFailed = false;
    try {
      await this.#begin();
      outcome = this.#drive();
      if (outcome.kind === 'paused') saved = this.#saved();
      if (saved !== undefined && saved.length > MAX_SAVED_BYTES) outcome = { kind: 'memory' };
    } catch (error) {
      outcome = this.#fault(error);
      hasFailed = outcome.kind !== 'syntax';
    }
    const canGoOn = !hasFailed && outcome.kind !== 'memory' && outcome.kind !== 'timeout';
    const wallMs = this.#used.wallMs + performance.now() - this.#startedAt;
    const peakMb = Math.max(this.#used.peakMb, this.#machine.memoryBytes / MIB);
    const use = { calls: this.#calls, wallMs, cpuMs: this.#used.cpuMs + this.#cpuUsedMs(), peakMb, canGoOn };
    send({ type: 'end', outcome, ...use }, outcome.kind === 'paused' ? saved : undefined);
    return canGoOn;
  }

  // ---- what the machine asks of us

  now(): number {
    return this.#start.now + performance.now() - this.#startedAt;
  }

  isOver(): boolean {
    if (this.#stopped === undefined && (performance.now() > this.#deadline || this.#cpuUsedMs() > this.#cpuMs)) this.#stopped = 'timeout';
    return this.#stopped !== undefined;
  }

  called(call: OpenCall): void {
    if (this.#stopped !== undefined || this.#outcome !== undefined) return;
    this.#calls += 1;
    if (this.#calls > this.#start.limits.maxCalls) {
      this.#calls -= 1;
      this.#stopped = 'call_limit';
      return;
    }
    if (call.argsJson.length > MAX_ARGS_CHARS) return this.#machine.settle(call.id, ARGS_TOO_LARGE);
    this.#open.set(call.id, call);
    send({ type: 'call', ...call });
  }

  logged(level: string, text: string): void {
    this.#log.add(level, text);
  }

  finished(kind: string, text: string): void {
    this.#outcome ??= readDone(kind, text, this.#start.limits.maxResultBytes);
  }

  // ---- the run itself

  async #begin(): Promise<void> {
    const { limits, seed } = this.#start;
    this.#machine.begin(seed, [limits.maxLogs, limits.maxLogBytes, limits.maxResultBytes]);
    if (this.#start.type === 'run') return this.#machine.start(wrapped(this.#start.code), SCRIPT_FILE);
    const [answered, ...others] = this.#start.calls;
    for (const call of others) {
      this.#open.set(call.id, call);
      send({ type: 'call', ...call });
    }
    if (answered !== undefined) this.#machine.settle(answered.id, this.#start.text);
  }

  #drive(): ChildOutcome {
    for (;;) {
      this.#machine.runJobs();
      if (this.#stopped !== undefined) return { kind: this.#stopped };
      if (this.#outcome !== undefined) return this.#outcome;
      if (this.#open.size === 0) return { kind: 'stalled' };
      if (this.#paused.size === this.#open.size) return this.#pausedOutcome();
      this.#hear();
    }
  }

  #hear(): void {
    const received = receive();
    // Our end is gone, and so is whoever wanted an answer.
    if (received === undefined) process.exit(0);
    const { message, bytes } = received;
    if (message.type === 'stop') this.#stopped = message.reason;
    else if (message.type === 'pause') {
      if (this.#open.has(message.id)) this.#paused.add(message.id);
    } else if (message.type === 'answer' && this.#open.delete(message.id)) this.#machine.settle(message.id, textOf(bytes));
  }

  #pausedOutcome(): ChildOutcome {
    const calls = [...this.#paused].flatMap((id) => this.#open.get(id) ?? []);
    return { kind: 'paused', tokens: this.#machine.save().tokens, calls };
  }

  #saved(): Buffer {
    send({ type: 'saving' });
    return packed(this.#machine.save().snapshot);
  }

  #fault(error: unknown): ChildOutcome {
    if (this.#stopped !== undefined) return { kind: this.#stopped };
    if (error instanceof SourceError) return { kind: 'syntax', error: { message: error.message, ...positionIn(error.guestStack) } };
    const thrown = guestErrorOf(error);
    const text = error instanceof Error ? error.message : 'the machine failed';
    if (thrown !== undefined && isOutOfMemoryError(thrown.name, thrown.message)) return { kind: 'memory' };
    // What the engine's own allocator and its jobs say, in the library's words.
    if (/out of memory|wasm_malloc failed|memory allocation/i.test(text)) return { kind: 'memory' };
    // Native calls inside native calls can be deeper than the guest's own limit foresees.
    if (error instanceof RangeError) return { kind: 'threw', error: { name: 'RangeError', message: 'Maximum call stack size exceeded' } };
    return { kind: 'crashed', message: text.slice(0, MAX_FAULT_CHARS) };
  }

  #cpuUsedMs(): number {
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    return (user + system) / 1000;
  }
}

const MAX_FAULT_CHARS = 300;
