// What the sandbox costs: a trivial script on the image of a client of 1 200 functions, calls of the host, waiting processes.
// Both engines in one run, beside the bare library in our own process, which isolates nothing.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { QuickJS } from 'quickjs-wasi';
import type { QuickJSOptions } from 'quickjs-wasi';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { childrenOf, memoryOf } from '#platform/process/process-table';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import type { EngineName, Sandbox, ScriptLimits, VmImage } from '#platform/sandbox/sandbox';
import { CLIENT_FUNCTIONS, LARGE_CLIENT } from './large-client.ts';
import { median, percentile, timed } from './row.ts';
import type { Row } from './row.ts';

const ROUNDS = 200;
const WARM_UP = 30;
const CALLS = 20;
const AT_ONCE = 2;
const MIB = 1024 * 1024;
const MAX_TRIVIAL_MS = 15;
const MIN_PER_SECOND = 150;
const MAX_CALLS_MS = 10;
const MAX_IDLE_MB = 130;
const LIMITS: ScriptLimits = { memoryMb: 64, timeoutMs: 30_000, maxCalls: 100, maxResultBytes: 65_536, maxLogs: 100, maxLogBytes: 8192 };

const TRIVIAL = 'return 1;';
const SEQUENTIAL = `for (let n = 0; n < ${CALLS}; n += 1) await client.operationNumber7({ n }); return "done";`;

export async function measureSandbox(scope: AsyncDisposableStack): Promise<Row[]> {
  const sides: { name: EngineName; sandbox: Sandbox; image: VmImage }[] = [];
  for (const name of ['quickjs', 'isolated-vm'] as const) {
    const sandbox = createSandbox({ log: silentLog, clock: systemClock, engine: name, slots: AT_ONCE });
    scope.defer(() => sandbox.close());
    sides.push({ name, sandbox, image: await sandbox.buildImage(LARGE_CLIENT) });
  }
  const times = new Map<string, number[]>();
  const note = async (what: string, round: number, work: () => Promise<unknown>): Promise<void> => {
    const ms = await timed(work);
    if (round >= WARM_UP) times.set(what, [...(times.get(what) ?? []), ms]);
  };
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const { name, ...side } of sides) {
      await note(`${name} trivial`, round, () => run(side, TRIVIAL));
      await note(`${name} calls`, round, () => run(side, SEQUENTIAL));
    }
    await note('bare QuickJS', round, bareQuickjs);
  }
  const of = (what: string): number[] => times.get(what) ?? [];
  const bare = {
    what: 'quickjs-wasi in our own process: restored, one expression',
    value: median(of('bare QuickJS')),
    unit: 'ms',
    note: 'no process, no limits',
  };
  const rows: Row[] = [];
  for (const { name, sandbox, image } of sides) {
    const isFirst = name === 'quickjs';
    const trivial = of(`${name} trivial`);
    rows.push(
      {
        what: `${name}: trivial script, fresh machine of ${CLIENT_FUNCTIONS} functions, p50`,
        value: median(trivial),
        unit: 'ms',
        atMost: isFirst ? MAX_TRIVIAL_MS : undefined,
      },
      { what: `${name}: the same, p95`, value: percentile(trivial, 0.95), unit: 'ms' },
      {
        what: `${name}: ${CALLS} calls of the host one after the other, over the trivial script`,
        value: median(of(`${name} calls`)) - median(trivial),
        unit: 'ms',
        atMost: isFirst ? MAX_CALLS_MS : undefined,
      },
      {
        what: `${name}: trivial scripts, ${AT_ONCE} at a time`,
        value: await perSecond({ sandbox, image }),
        unit: '/s',
        atLeast: isFirst ? MIN_PER_SECOND : undefined,
      },
      { what: `${name}: first script of a process that had no image`, value: await firstOfFresh(name, image), unit: 'ms' },
    );
  }
  return [...rows, bare, ...idleRows(sides.length)];
}

async function run({ sandbox, image }: { sandbox: Sandbox; image: VmImage }, code: string): Promise<void> {
  const end = await sandbox.run({ image, code, limits: LIMITS, call: async (_name, argsJson) => ({ kind: 'value', json: argsJson }) });
  if (end.kind !== 'returned') throw new Error(`a script ended as ${end.kind}`);
}

async function perSecond(side: { sandbox: Sandbox; image: VmImage }): Promise<number> {
  let left = ROUNDS;
  const work = async (): Promise<void> => {
    while (left-- > 0) await run(side, TRIVIAL);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, work)));
  return (ROUNDS * 1000) / ms;
}

/** From nothing: the process starts, takes the image, runs. */
async function firstOfFresh(engine: EngineName, image: VmImage): Promise<number> {
  const sandbox = createSandbox({ log: silentLog, clock: systemClock, engine });
  try {
    // What this machine allows is found out once, not for each script.
    void sandbox.isolation;
    return await timed(() => run({ sandbox, image }, TRIVIAL));
  } finally {
    await sandbox.close();
  }
}

/** Of all that wait now: those that have an image, and the spare ones. */
function idleRows(engines: number): Row[] {
  const below = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...below(child)]);
  const leaves = below(process.pid).filter((pid) => childrenOf(pid).length === 0);
  const sizes = leaves.map((pid) => memoryOf(pid) / MIB).filter((mb) => mb > 1);
  return [
    {
      what: `largest waiting sandbox process, of ${sizes.length} of ${engines} engines`,
      value: Math.max(...sizes),
      unit: 'MB',
      atMost: MAX_IDLE_MB,
    },
  ];
}

/** No type of it comes with Node's, nor with the language's. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<QuickJSOptions['wasm']> };

const wasm = readFileSync(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')));
let restored: (() => Promise<QuickJS>) | undefined;
const STUB = 'globalThis.__bridge = () => new Promise(() => {});';

/** The library's own best: one compiled module, one snapshot, restored for each script. */
async function bareQuickjs(): Promise<void> {
  if (restored === undefined) {
    const first = await QuickJS.create({ wasm });
    first.evalCode(`${STUB}${LARGE_CLIENT}`).dispose();
    const [snapshot, module] = [first.snapshot(), await WebAssembly.compile(wasm)];
    restored = () => QuickJS.restore(snapshot, { wasm: module });
  }
  const vm = await restored();
  vm.evalCode('1 + 1').dispose();
  vm.dispose();
}
