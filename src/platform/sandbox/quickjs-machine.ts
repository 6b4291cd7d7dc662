// One QuickJS machine: made or restored, its host functions, and the texts that cross. The only file that knows the engine.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { EvalFlags, Intrinsics, JSException, MAX_STACK_SIZE, QuickJS } from 'quickjs-wasi';
import type { JSValueHandle, QuickJSOptions, Snapshot, WasiOptions } from 'quickjs-wasi';
import { guestPrelude } from './guest-prelude.ts';
import type { GuestHost } from './guest-prelude.ts';
import type { GuestTokens } from './messages.ts';

/** Without what makes code from texts, and without what is no part of the language. */
const INTRINSICS = (Intrinsics.ALL & ~(Intrinsics.EVAL | Intrinsics.PERFORMANCE | Intrinsics.DOM_EXCEPTION | Intrinsics.ATOB_BTOA)) >>> 0;
const MIB = 1024 * 1024;
/** Parsing needs room of its own; the source is bounded before it comes here. */
const COMPILER_BYTES = 256 * MIB;
/** A machine's memory has gaps: it may be larger than what is used of it. */
const MACHINE_FACTOR = 2;
/** A parser that read more than this keeps the memory it needed: it is not kept. */
const KEPT_COMPILER_CHARS = 256 * 1024;
/** For what a script makes. Going back copies it too. */
const ROOM_BYTES = MIB;
const BAD_FILE = 8;
const NS_PER_MS = 1_000_000n;
const FUNCTIONS = ['begin', 'settle', 'arm'] as const;
type GuestFunction = (typeof FUNCTIONS)[number];

export interface MachineOptions {
  readonly memoryMb: number;
  /** What the guest's clock says: milliseconds since 1970. */
  now(): number;
  /** Asked often: true ends whatever runs. */
  isOver(): boolean;
  readonly host: GuestHost;
}

export interface Saved {
  readonly snapshot: Snapshot;
  readonly tokens: GuestTokens;
}

/** No type of it comes with Node's, nor with the language's. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<QuickJSOptions['wasm']> };

const wasm = await WebAssembly.compile(readFileSync(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm'))));
let compiler: QuickJS | undefined;

/** Why a source is none: from the parser, which runs nothing. */
export class SourceError extends Error {
  readonly guestStack: string;

  constructor(message: string, guestStack: string) {
    super(message);
    this.guestStack = guestStack;
  }
}

/**
 * Machines cannot make code from texts, not even ours: what they run is parsed here, in a machine that runs nothing, and handed
 * over as bytecode. Throws SourceError.
 */
async function compiled(source: string, file: string): Promise<Uint8Array> {
  compiler ??= await QuickJS.create({ wasm, maxStackSize: MAX_STACK_SIZE, memoryLimit: COMPILER_BYTES, wasi: silent(() => 0).wasi });
  try {
    return compiler.compile(source, file);
  } catch (error) {
    throw sourceError(compiler, source, file) ?? error;
  } finally {
    // Whatever a source did to its parser is gone with it.
    if (source.length > KEPT_COMPILER_CHARS) compiler = undefined;
  }
}

/** Parsed again in the way that says where: `compile` does not. */
function sourceError(parser: QuickJS, source: string, file: string): SourceError | undefined {
  compiler = undefined;
  try {
    parser.evalCode(source, file, EvalFlags.COMPILE_ONLY).dispose();
    return undefined;
  } catch (error) {
    return error instanceof JSException ? new SourceError(error.message, error.stack ?? '') : undefined;
  }
}

export class Machine {
  readonly #vm: QuickJS;
  readonly #tokens: GuestTokens;
  readonly #memory: () => ArrayBuffer;
  /** What there is to go back to. */
  #start: Snapshot | undefined;

  private constructor(vm: QuickJS, tokens: GuestTokens, memory: () => ArrayBuffer) {
    this.#vm = vm;
    this.#tokens = tokens;
    this.#memory = memory;
  }

  /** A machine in which `bootstrap` ran. Throws what it threw, in words. */
  static async build(bootstrap: string, options: MachineOptions): Promise<Machine> {
    const { engine, memory } = engineOptions(options);
    const vm = await QuickJS.create({ ...engine, intrinsics: INTRINSICS });
    const prelude = vm.evalBytecode(await compiled(`(${guestPrelude.toString()})`, 'sandbox'));
    const host = vm.newObject();
    for (const [name, work] of hostFunctions(vm, options.host)) vm.setProp(host, name, vm.newFunction(name, work));
    const parts = vm.callFunction(prelude, vm.undefined, host);
    const handles = FUNCTIONS.map((name) => [name, parts.getProp(name)] as const);
    const bridge = parts.getProp('bridge');
    vm.setProp(vm.global, '__bridge', bridge);
    vm.evalBytecode(await compiled(bootstrap, 'bootstrap')).dispose();
    vm.executePendingJobs();
    vm.evalBytecode(await compiled('delete globalThis.__bridge', 'sandbox')).dispose();
    const tokens = Object.fromEntries(handles.map(([name, handle]) => [name, vm.exportHandle(handle)]));
    return new Machine(vm, tokens, memory);
  }

  static async restore({ snapshot, tokens }: Saved, options: MachineOptions): Promise<Machine> {
    const { engine, memory } = engineOptions(options);
    const vm = await QuickJS.restore(snapshot, engine);
    for (const [name, work] of hostFunctions(vm, options.host)) vm.registerHostCallback(name, work);
    // The library keeps handles to them once they are asked for: they have to lie in what is gone back to.
    for (const kept of ['undefined', 'null', 'true', 'false', 'global'] as const) void vm[kept];
    makeRoom(vm);
    return new Machine(vm, tokens, memory);
  }

  /** For a machine that will go back to here. It costs its size once more, which a resumed script may not have left. */
  keepStart(): void {
    this.#start ??= this.#vm.snapshot();
  }

  /**
   * To how it was at `keepStart`, byte for byte: its memory and its stack pointer are all that the engine has. False when its memory
   * has grown, which cannot be taken back: then only a new machine is the same. Not after anything that broke off inside it.
   */
  rewind(): boolean {
    const memory = new Uint8Array(this.#memory());
    if (this.#start?.memory.length !== memory.length) return false;
    memory.set(this.#start.memory);
    engineOf(this.#vm).stackPointer.value = this.#start.stackPointer;
    return true;
  }

  /** Of its whole memory, which only grows. */
  get memoryBytes(): number {
    return this.#memory().byteLength;
  }

  save(): Saved {
    this.#vm.runGC();
    return { snapshot: this.#vm.snapshot(), tokens: this.#tokens };
  }

  begin(seed: readonly number[], most: readonly number[]): void {
    this.#call('begin', [this.#vm.hostToHandle([...seed]), this.#vm.hostToHandle([...most])]);
  }

  /** Starts a program made by `wrapped`. */
  async start(source: string, file: string): Promise<void> {
    const bytecode = await compiled(source, file);
    this.#call('arm', []);
    this.#vm.evalBytecode(bytecode).dispose();
  }

  settle(id: number, text: string): void {
    this.#call('settle', [this.#vm.newNumber(id), this.#vm.newString(text)]);
  }

  /** Until nothing is left that could run without an answer. */
  runJobs(): void {
    this.#vm.executePendingJobs();
  }

  dispose(): void {
    this.#vm.dispose();
  }

  #call(name: GuestFunction, args: JSValueHandle[]): void {
    const token = this.#tokens[name];
    if (token === undefined) throw new Error(`the image has no ${name}`);
    const work = this.#vm.importHandle(token);
    this.#vm.callFunction(work, this.#vm.undefined, ...args).dispose();
    for (const handle of [work, ...args]) handle.dispose();
  }
}

/** So that small scripts need not make the memory grow. What is given back stays the allocator's. */
function makeRoom(vm: QuickJS): void {
  const { take, giveBack } = engineOf(vm);
  giveBack(take(ROOM_BYTES));
}

/** The engine's own parts, which the library gives out under its own names. */
function engineOf(vm: QuickJS) {
  // oxlint-disable-next-line no-underscore-dangle -- those names
  const { __stack_pointer: stackPointer, wasm_malloc: take, wasm_free: giveBack } = vm._getExports();
  return { stackPointer, take, giveBack };
}

/** Repeatable: the same machine has the same bytes. */
export const packed = (snapshot: Snapshot): Buffer => gzipSync(QuickJS.serializeSnapshot(snapshot));

/** Throws when they are no machine, or one larger than a script of `memoryMb` could have made. */
export const unpacked = (bytes: Uint8Array, memoryMb: number): Snapshot =>
  QuickJS.deserializeSnapshot(gunzipSync(bytes, { maxOutputLength: memoryMb * MACHINE_FACTOR * MIB }));

export const guestErrorOf = (error: unknown): { name: string; message: string } | undefined =>
  error instanceof JSException ? { name: error.name, message: error.message } : undefined;

function engineOptions({ memoryMb, now, isOver }: MachineOptions): { engine: QuickJSOptions; memory: () => ArrayBuffer } {
  const { wasi, memory } = silent(now);
  const engine = {
    wasm,
    wasi,
    memoryLimit: memoryMb * MIB,
    maxStackSize: MAX_STACK_SIZE,
    interruptHandler: isOver,
    timezoneOffset: 0,
  };
  return { engine, memory };
}

/** The engine's own system calls: a clock, and no word of it on our pipe. Random numbers are the prelude's. */
function silent(now: () => number): { wasi: WasiOptions; memory: () => ArrayBuffer } {
  let buffer = (): ArrayBuffer => new ArrayBuffer(0);
  const wasi: WasiOptions = (memory: { readonly buffer: ArrayBuffer }) => {
    buffer = () => memory.buffer;
    return {
      clock_time_get(_clock: number, _precision: bigint, result: number) {
        new DataView(memory.buffer).setBigUint64(result, BigInt(Math.trunc(now())) * NS_PER_MS, true);
        return 0;
      },
      random_get(at: number, length: number) {
        new Uint8Array(memory.buffer, at, length).fill(0);
        return 0;
      },
      fd_write: () => BAD_FILE,
    };
  };
  return { wasi, memory: () => buffer() };
}

/** They never throw: an error of ours would carry our own stack into the machine. */
function hostFunctions(vm: QuickJS, host: GuestHost): [name: string, (...args: JSValueHandle[]) => JSValueHandle][] {
  const text = (handle: JSValueHandle | undefined): string => (handle?.isString ? handle.toString() : '');
  return [
    [
      'call',
      (id, name, args) => {
        host.call(id?.isNumber ? id.toNumber() : 0, text(name), text(args));
        return vm.undefined;
      },
    ],
    [
      'log',
      (level, line) => {
        host.log(text(level), text(line));
        return vm.undefined;
      },
    ],
    [
      'done',
      (kind, value) => {
        host.done(text(kind), text(value));
        return vm.undefined;
      },
    ],
  ];
}
