// Scripts that ask for all the memory there is.
import type { HostileScript } from './hostile-script.ts';

const script = (name: string, code: string, ends: HostileScript['ends'] = ['memory', 'timeout', 'threw', 'crashed']): HostileScript => ({
  family: 'memory',
  name,
  code,
  ends,
  limits: { timeoutMs: 3000 },
});

export const memoryScripts: readonly HostileScript[] = [
  script('arrays in an array', 'const a = []; for (;;) a.push(new Array(1000).fill(1));'),
  script('a Map that grows', 'const m = new Map(); for (let i = 0; ; i += 1) m.set(i, { i });'),
  script('a Set of texts', 'const s = new Set(); for (let i = 0; ; i += 1) s.add("key number " + i);'),
  script('a text that doubles', 'let s = "x"; for (;;) { s += s; s.charCodeAt(s.length - 1); }'),
  script('a split of a quarter of a gigabyte', 'return "a".repeat(2 ** 28).split("").length;'),
  script('typed arrays', 'const a = []; for (;;) { const t = new Uint8Array(1 << 20); t.fill(1); a.push(t); }'),
  script('one buffer of four gigabytes', 'return new ArrayBuffer(2 ** 32).byteLength;'),
  script(
    'one buffer that may grow',
    'const b = new ArrayBuffer(1, { maxByteLength: 2 ** 31 }); b.resize(2 ** 31); new Uint8Array(b).fill(1); return b.byteLength;',
  ),
  script('keys of one object', 'const o = {}; for (let i = 0; ; i += 1) o["a" + i] = i;'),
  script('symbols', 'const a = []; for (;;) a.push(Symbol("x".repeat(100)));'),
  script(
    'closures that hold each other',
    'let f = () => 0; for (;;) { const g = f; const big = new Array(100).fill(1); f = () => g() + big.length; }',
  ),
  script('a pattern of a hundred thousand groups', 'return new RegExp("(a|".repeat(100000) + ")".repeat(100000)).test("a");', [
    'threw',
    'memory',
    'timeout',
    'crashed',
  ]),
  script('JSON of a million brackets', 'return JSON.parse("[".repeat(1000000)).length;'),
  script('errors with stacks', 'const a = []; for (;;) a.push(new Error("x".repeat(1000)));'),
  script(
    'weak references and their registry',
    'const r = new FinalizationRegistry(() => {}); const a = []; for (;;) { const o = { x: new Array(100) }; r.register(o, o.x); a.push(new WeakRef(o), o); }',
  ),
  script('the last index of an array', 'const a = []; a[4294967294] = 1; return a.fill(1).length;'),
  script(
    'running out of memory and catching it',
    'const keep = []; for (;;) { try { keep.push("x".repeat(1 << 20) + keep.length); } catch {} }',
  ),
  script('a power of two powers of two', 'return String(2n ** (2n ** 27n)).length;'),
  script('promises that nobody waits for', 'const a = []; for (;;) a.push(new Promise(() => {}).then(() => a));'),
  script('an array of four billion', 'return Array.from({ length: 2 ** 32 - 1 }, () => "x").length;'),
  script('repeating a repeated text', 'return "ab".repeat(2 ** 27).padEnd(2 ** 29).replaceAll("a", "bbbb").length;'),
  script('a getter that makes the result grow', 'return { get a() { const x = []; for (;;) x.push(new Array(1000).fill(2)); } };'),
];
