// A machine that goes back: nothing of a script is left, not a byte; and what the engine has besides its memory is known.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Machine } from './quickjs-machine.ts';
import type { MachineOptions } from './quickjs-machine.ts';
import { SCRIPT_FILE, wrapped } from './script-source.ts';

const BOOTSTRAP = `const bridge = globalThis.__bridge; globalThis.client = { get: (n) => bridge('get', String(n)) };`;
/** What it leaves behind in a machine that nobody cleans. */
const LITTERING = `
  globalThis.left = 'behind';
  Array.prototype.left = 'behind';
  client.get = () => 'replaced';
  Object.freeze(client);
  const kept = new Map(Array.from({ length: 500 }, (_, n) => [n, { text: 'kept ' + n }]));
  new FinalizationRegistry(() => 0).register({}, 1);
  console.log('one', 'two');
  Promise.resolve().then(() => kept);
  new Promise(() => undefined);
  return [Math.random(), await client.get(1).length];`;
const GROWING = 'const all = []; for (let n = 0; n < 100_000; n += 1) all.push({ n }); return all.length;';

interface Seat {
  readonly machine: Machine;
  /** What the script ended with, as the prelude says it. */
  run(code: string): Promise<string>;
}

async function restored(saved: ReturnType<Machine['save']>): Promise<Seat> {
  let end = '';
  const machine = await Machine.restore(
    saved,
    optionsOf((kind, text) => (end = `${kind} ${text}`)),
  );
  machine.keepStart();
  return {
    machine,
    run: async (code) => {
      end = '';
      machine.begin([1, 2, 3, 4], [100, 8192, 65_536]);
      await machine.start(wrapped(code), SCRIPT_FILE);
      machine.runJobs();
      return end;
    },
  };
}

const optionsOf = (done: (kind: string, text: string) => void): MachineOptions => ({
  memoryMb: 64,
  now: () => 0,
  isOver: () => false,
  host: { call: () => undefined, log: () => undefined, done },
});

const build = async () =>
  (
    await Machine.build(
      BOOTSTRAP,
      optionsOf(() => undefined),
    )
  ).save();
const bytesOf = (machine: Machine): Buffer => Buffer.from(machine.save().snapshot.memory);

describe('a machine that goes back', () => {
  it('has the bytes of one that was just restored, whatever ran in it', async () => {
    const saved = await build();
    const [used, fresh] = [await restored(saved), await restored(saved)];
    expect(await used.run(LITTERING)).toMatch(/^returned \[0\.\d+,/);
    expect(bytesOf(used.machine).equals(bytesOf((await restored(saved)).machine))).toBe(false);
    expect(used.machine.rewind()).toBe(true);
    expect(bytesOf(used.machine).equals(bytesOf(fresh.machine))).toBe(true);
  });

  it('runs the next script as a new one does, as often as one likes', async () => {
    const saved = await build();
    const looking = 'return [typeof left, [].left, typeof client.get(1).then, Object.isFrozen(client), Math.random()];';
    const expected = await (await restored(saved)).run(looking);
    const used = await restored(saved);
    for (let round = 0; round < 5; round += 1) {
      await used.run(LITTERING);
      expect(used.machine.rewind()).toBe(true);
      expect(await used.run(looking)).toBe(expected);
      expect(used.machine.rewind()).toBe(true);
    }
    expect(expected).toMatch(/^returned \["undefined",null,"function",false,0\.\d+\]$/);
  });

  it('is none when its memory has grown', async () => {
    const used = await restored(await build());
    expect(await used.run(GROWING)).toBe('returned 100000');
    expect(used.machine.rewind()).toBe(false);
  });

  it('is none when nothing was kept to go back to', async () => {
    const machine = await Machine.restore(
      await build(),
      optionsOf(() => undefined),
    );
    expect(machine.rewind()).toBe(false);
  });
});

it('the engine keeps nothing outside its memory but one stack pointer', () => {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')));
  expect(mutableGlobals(wasm)).toBe(1);
});

const GLOBAL_SECTION = 6;
const MUTABLE = 1;
const END = 0x0b;

/** Of the section of a WebAssembly module that declares its globals: each has a type, whether it changes, and an expression. */
function mutableGlobals(wasm: Buffer): number {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  for (;;) {
    const section = wasm[at++];
    const end = number() + at;
    if (section !== GLOBAL_SECTION) {
      at = end;
      continue;
    }
    const mutable = Array.from({ length: number() }, () => {
      const kind = wasm[at + 1];
      at = wasm.indexOf(END, at + 2) + 1;
      return kind;
    });
    return mutable.filter((kind) => kind === MUTABLE).length;
  }
}
