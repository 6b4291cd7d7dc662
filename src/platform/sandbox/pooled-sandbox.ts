// The sandbox over a pool of processes: which process runs what, and what becomes of it.
import { createHash, randomBytes } from 'node:crypto';
import { AppError, invalidField } from '#kernel/errors';
import type { Clock } from '#platform/clock';
import type { Log } from '#platform/log';
import type { Enclosure } from './enclosure.ts';
import type { Engine } from './engines.ts';
import { imageFile, readImageFile } from './image-file.ts';
import type { ImageHead, PausedHead } from './image-file.ts';
import { isolationOf } from './isolation.ts';
import type { StartRun, ToChild } from './messages.ts';
import { closed } from './pool.ts';
import type { Pool } from './pool.ts';
import type { CallAnswer, Isolation, LogLine, Sandbox, ScriptEnd, ScriptLimits, ScriptOutcome, ScriptRun, VmImage } from './sandbox.ts';
import { answerText, ScriptSession } from './script-session.ts';
import type { SessionEnd, SessionOptions } from './script-session.ts';
import type { Slot } from './slot.ts';
import { NOTHING_USED } from './time-left.ts';

export interface SandboxParts {
  readonly engine: Engine;
  enclosure(): Enclosure;
  readonly pool: Pool;
  readonly log: Log;
  readonly clock: Clock;
}

type Resumed = Omit<ScriptRun, 'image' | 'code'>;

/** A saved machine, read once for each `VmImage`. */
interface OpenImage {
  readonly head: ImageHead;
  readonly machine: Uint8Array;
  readonly digest: string;
}

const BUILD_MS = 60_000;
/** What the engine's own process gives a bootstrap. */
const BUILD_MEMORY_MB = 256;
const BIND_MS = 15_000;
const ABORTED: ScriptEnd = { kind: 'aborted', logs: [], calls: 0, wallMs: 0, cpuMs: 0, peakMb: 0 };

export class PooledSandbox implements Sandbox {
  readonly #parts: SandboxParts;
  readonly #images = new WeakMap<Uint8Array, OpenImage>();
  readonly #closing = new AbortController();

  constructor(parts: SandboxParts) {
    this.#parts = parts;
  }

  get isolation(): Isolation {
    return isolationOf(this.#parts.engine, this.#parts.enclosure());
  }

  get #engine(): string {
    return this.#parts.engine.imageName;
  }

  accepts(image: VmImage): boolean {
    return image.engine === this.#engine;
  }

  async buildImage(bootstrap: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<VmImage> {
    const { pool } = this.#parts;
    const slot = await pool.take(undefined, signal);
    try {
      slot.send({ type: 'build', bootstrap });
      const { message, bytes } = await slot.within(BUILD_MEMORY_MB, () => slot.next(BUILD_MS, signal));
      if (message.type === 'build_failed') throw invalidField('bootstrap', `does not run in the sandbox: ${message.message}`);
      if (message.type !== 'built') throw new AppError('unavailable', 'The sandbox process lost its way.');
      return { engine: this.#engine, bytes: imageFile({ engine: this.#engine, tokens: message.tokens }, bytes) };
    } finally {
      pool.giveBack(slot, false);
    }
  }

  async run({ image, code, ...asked }: ScriptRun): Promise<ScriptEnd> {
    const script = this.#untilClosed(asked);
    if (!this.accepts(image)) throw otherEngine(image, this.#engine);
    const opened = this.#open(image.bytes);
    const { limits } = script;
    // Limits of memory are a process's own: it prepares the machine of the next script before that is known.
    const slot = await this.#take(`${script.owner ?? ''}/${opened.digest}/${limits.memoryMb}`, script);
    if (slot === undefined) return ABORTED;
    let canGoOn = false;
    try {
      await this.#bind(slot, opened, limits);
      const start: ToChild = { type: 'run', code, ...this.#startRun(limits) };
      const end = await this.#play(slot, script, { start, used: NOTHING_USED, callsAgain: 0 });
      ({ canGoOn } = end);
      return this.#endOf(end, []);
    } finally {
      this.#parts.pool.giveBack(slot, canGoOn);
    }
  }

  async resume(paused: Uint8Array, answer: CallAnswer, asked: Resumed): Promise<ScriptEnd> {
    const script = this.#untilClosed(asked);
    const opened = readImageFile(paused, this.#engine);
    const before = opened.head.paused;
    if (before === undefined) throw new AppError('conflict', 'This virtual machine was not saved inside a call.');
    const early = answeredAtOnce(paused, before, answer);
    if (early !== undefined) return early;
    const slot = await this.#take(undefined, script);
    if (slot === undefined) return { ...ABORTED, ...before.used, logs: before.logs };
    try {
      await this.#bind(slot, opened, script.limits);
      const { calls, logs } = before;
      const used = { ...before.used, logs: logs.length, logBytes: bytesOf(logs) };
      const text = 'json' in answer ? answerText(answer) : '';
      const start: ToChild = { type: 'resume', text, calls, used, ...this.#startRun(script.limits) };
      return this.#endOf(await this.#play(slot, script, { start, used, callsAgain: calls.length - 1 }), logs);
    } finally {
      this.#parts.pool.giveBack(slot, false);
    }
  }

  close(): Promise<void> {
    this.#closing.abort(closed());
    return this.#parts.pool.close();
  }

  // ---- processes

  #untilClosed<T extends Resumed>(script: T): T & { readonly signal: AbortSignal } {
    const closing = this.#closing.signal;
    closing.throwIfAborted();
    return { ...script, signal: script.signal === undefined ? closing : AbortSignal.any([script.signal, closing]) };
  }

  /** Undefined when its caller went away while it waited for a place. */
  async #take(
    key: string | undefined,
    { signal, owner }: { readonly signal: AbortSignal; readonly owner?: string | undefined },
  ): Promise<Slot | undefined> {
    try {
      return await this.#parts.pool.take(key, signal, owner);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  #open(bytes: Uint8Array): OpenImage {
    const known = this.#images.get(bytes);
    if (known !== undefined) return known;
    const { head, machine } = readImageFile(bytes, this.#engine);
    const opened = { head, machine, digest: createHash('sha256').update(machine).digest('hex') };
    this.#images.set(bytes, opened);
    return opened;
  }

  async #bind(slot: Slot, { head, machine }: Omit<OpenImage, 'digest'>, { memoryMb }: ScriptLimits): Promise<void> {
    if (slot.isBound) return;
    slot.isBound = true;
    slot.send({ type: 'bind', tokens: head.tokens, memoryMb }, machine);
    const { message } = await slot
      .within(memoryMb, () => slot.next(BIND_MS))
      .catch((error: unknown) => {
        this.#parts.log.warn({ error, stderr: slot.stderr }, 'a sandbox process failed while its machine was restored');
        throw notRestored(error);
      });
    if (message.type !== 'bound') throw notRestored();
  }

  async #play(slot: Slot, script: Resumed, { start, ...rest }: { start: ToChild } & Omit<SessionOptions, 'canPause'>): Promise<SessionEnd> {
    const session = new ScriptSession(slot, script, { ...rest, canPause: this.#parts.engine.canPause });
    const end = await session.run(() => slot.send(start));
    if (end.outcome.kind === 'crashed')
      this.#parts.log.warn({ reason: end.outcome.message, stderr: slot.stderr }, 'a sandbox process failed while a script ran');
    return end;
  }

  #startRun(limits: ScriptLimits): StartRun {
    return { limits, now: this.#parts.clock.now().getTime(), seed: newSeed() };
  }

  #endOf({ outcome, canGoOn: _canGoOn, logs, ...use }: SessionEnd, logsBefore: readonly LogLine[]): ScriptEnd {
    const all = [...logsBefore, ...logs];
    return { ...use, logs: all, ...(outcome.kind === 'paused' ? pausedOutcome(outcome, { engine: this.#engine, logs: all }) : outcome) };
  }
}

/** Answers for which nothing has to run. */
function answeredAtOnce(image: Uint8Array, { used, logs, calls }: PausedHead, answer: CallAnswer): ScriptEnd | undefined {
  if (answer.kind === 'end') return { ...used, logs, kind: 'ended', error: answer.error };
  const [first] = calls;
  if (answer.kind !== 'pause' || first === undefined) return undefined;
  return { ...used, logs, kind: 'paused', image, pending: { name: first.name, argsJson: first.argsJson } };
}

type Paused = Extract<SessionEnd['outcome'], { kind: 'paused' }>;

function pausedOutcome({ ended, machine }: Paused, { engine, logs }: { engine: string; logs: LogLine[] }): ScriptOutcome {
  const { outcome: paused, calls, wallMs, cpuMs, peakMb } = ended;
  const [first] = paused.kind === 'paused' ? paused.calls : [];
  if (paused.kind !== 'paused' || first === undefined) return { kind: 'crashed', message: 'the script was saved without its call' };
  const head = { engine, tokens: paused.tokens, paused: { calls: [...paused.calls], used: { calls, wallMs, cpuMs, peakMb }, logs } };
  return { kind: 'paused', image: imageFile(head, machine), pending: { name: first.name, argsJson: first.argsJson } };
}

const bytesOf = (logs: readonly LogLine[]): number => logs.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

const otherEngine = (image: VmImage, engine: string): AppError =>
  new AppError('conflict', `This virtual machine was built by ${image.engine}; the sandbox here is ${engine}. Build it again.`);

const notRestored = (cause?: unknown): AppError =>
  new AppError('conflict', 'This saved virtual machine cannot be restored. Build it again.', { cause });

const newSeed = (): StartRun['seed'] => {
  const bytes = randomBytes(16);
  return [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.readInt32LE(12)];
};
