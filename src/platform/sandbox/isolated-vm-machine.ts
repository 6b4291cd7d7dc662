// One V8 isolate with its context: made from a bootstrap's text, and the texts that cross. The only file that knows this engine.
import ivm from 'isolated-vm';
import { guestPrelude } from './guest-prelude.ts';
import type { GuestHost } from './guest-prelude.ts';
import { SCRIPT_FILE } from './script-source.ts';

const MIB = 1024 * 1024;
/** The engine's own least. */
const MIN_MEMORY_MB = 8;
const FUNCTIONS = ['begin', 'settle', 'arm', 'idle'] as const;
type GuestFunction = (typeof FUNCTIONS)[number];

const PRELUDE = `const parts = (${guestPrelude.toString()})({ call: $0, log: $1, done: $2 });
globalThis.__bridge = parts.bridge;
return parts;`;

export class IsolateMachine {
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #parts: Map<GuestFunction, ivm.Reference>;

  private constructor(isolate: ivm.Isolate, context: ivm.Context, parts: Map<GuestFunction, ivm.Reference>) {
    this.#isolate = isolate;
    this.#context = context;
    this.#parts = parts;
  }

  /** Rejects with what the bootstrap threw. */
  static async build(bootstrap: string, memoryMb: number, host: GuestHost): Promise<IsolateMachine> {
    const isolate = new ivm.Isolate({
      memoryLimit: Math.max(MIN_MEMORY_MB, memoryMb),
      // V8 has lost control of it: nothing of this process can be trusted to go on.
      onCatastrophicError: () => process.abort(),
    });
    try {
      const context = await isolate.createContext();
      const callbacks = [host.call, host.log, host.done].map((work) => new ivm.Callback(work));
      const parts: ivm.Reference = await context.evalClosure(PRELUDE, callbacks, { filename: 'sandbox', result: { reference: true } });
      const functions = new Map<GuestFunction, ivm.Reference>();
      for (const name of FUNCTIONS) functions.set(name, await parts.get(name, { reference: true }));
      await context.eval(bootstrap, { filename: 'bootstrap' });
      await context.eval('delete globalThis.__bridge', { filename: 'sandbox' });
      return new IsolateMachine(isolate, context, functions);
    } catch (error) {
      if (!isolate.isDisposed) isolate.dispose();
      throw error;
    }
  }

  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  get cpuMs(): number {
    return this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime / 1_000_000n);
  }

  /** Asked of one that runs, this would wait for it; 0 when it is gone. */
  get memoryMb(): number {
    if (this.#isolate.isDisposed) return 0;
    const { total_heap_size: heap, externally_allocated_size: outside } = this.#isolate.getHeapStatisticsSync();
    return (heap + outside) / MIB;
  }

  async begin(seed: readonly number[], most: readonly number[]): Promise<void> {
    await this.#call(
      'begin',
      [seed, most].map((list) => new ivm.ExternalCopy([...list]).copyInto()),
    );
  }

  /** Starts a program made by `wrapped`. Rejects with a SyntaxError when it is none. */
  async start(source: string): Promise<void> {
    const script = await this.#isolate.compileScript(source, { filename: SCRIPT_FILE });
    await this.#call('arm', []);
    await script.run(this.#context, { reference: true });
  }

  settle(id: number, text: string): Promise<void> {
    return this.#call('settle', [id, text]);
  }

  /** Resolves when nothing is left that could run without an answer: promise jobs run at the end of what queued them. */
  idle(): Promise<void> {
    return this.#call('idle', []);
  }

  /** Ends whatever runs in it. */
  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  async #call(name: GuestFunction, args: unknown[]): Promise<void> {
    await this.#parts.get(name)?.apply(undefined, args);
  }
}
