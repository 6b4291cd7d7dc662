// Scripts that never come to an end by themselves, or only after ages.
import type { HostileScript } from './hostile-script.ts';

/** For those that nothing but the limit can end: it need not be long to be met. */
const SOON = { timeoutMs: 300 };

const script = (name: string, code: string, ends: HostileScript['ends'] = ['timeout']): HostileScript => ({
  family: 'time',
  name,
  code,
  ends,
  limits: ends.length === 1 && ends[0] === 'timeout' ? SOON : undefined,
});

export const timeScripts: readonly HostileScript[] = [
  script('a loop that never awaits', 'while (true) {}'),
  script('a loop that catches everything', 'for (;;) { try { for (;;) {} } catch {} }'),
  script('a loop in finally after a loop', 'try { for (;;) {} } finally { for (;;) {} }'),
  script('a loop of awaits that are ready at once', 'for (;;) await null;'),
  script('a promise job that queues itself', 'const f = () => Promise.resolve().then(f); f(); await new Promise(() => {});'),
  script(
    'promise jobs that queue two more each',
    'const f = () => { Promise.resolve().then(f); Promise.resolve().then(f); }; f(); await new Promise(() => {});',
    ['timeout', 'memory', 'crashed'],
  ),
  script('a thenable that resolves to itself', 'const t = { then(resolve) { resolve(t); } }; await t;'),
  script('a regular expression that backtracks for ever', 'return /^(a+)+$/.test("a".repeat(60) + "!");', ['timeout', 'threw']),
  script('squares of squares of big integers', 'let n = 3n ** 100000n; for (;;) n = (n * n) % (1n << 400000n) + 1n;'),
  script('one division of big integers', 'const a = (1n << 900000n) - 1n; for (;;) a / 3n ** 200000n;', ['timeout', 'threw']),
  script('a sort whose comparison never returns', '[3, 2, 1].sort(() => { for (;;) {} });'),
  script(
    'a sort of millions with a native comparison',
    'const a = new Float64Array(4_000_000); for (;;) { for (let i = 0; i < a.length; i += 1) a[i] = i ^ 5; a.sort(); }',
    ['timeout', 'memory'],
  ),
  script(
    'JSON of a graph that doubles forty times',
    'let a = [1]; for (let i = 0; i < 40; i += 1) a = [a, a]; return JSON.stringify(a).length;',
    ['timeout', 'memory', 'threw', 'crashed'],
  ),
  script('a replace whose callback loops', '"aaa".replace(/a/g, () => { for (;;) {} });'),
  script('quadratic searching inside native calls', 'const a = "a".repeat(2_000_000); for (;;) (a + "b").indexOf(a.slice(1) + "c");', [
    'timeout',
    'memory',
  ]),
  script('joining holes', 'for (;;) new Array(4_000_000).join();', ['timeout', 'memory']),
  script('a proxy without end', 'const p = new Proxy({}, { ownKeys: () => { for (;;) {} } }); Object.keys(p);'),
  script('busy waiting on the clock', 'const end = Date.now() + 60000; while (Date.now() < end) {}'),
  script('a generator that is spread', 'return Math.max(...(function* () { for (;;) yield 1; })());', [
    'timeout',
    'memory',
    'threw',
    'crashed',
  ]),
  script(
    'async functions calling each other for ever',
    'const a = async () => b(); const b = async () => { await null; return a(); }; await a();',
    ['timeout', 'memory', 'crashed'],
  ),
  script('a label loop with continue', 'out: for (;;) for (;;) continue out;'),
  script('decoding a long text again and again', 'const s = encodeURIComponent("é".repeat(200000)); for (;;) decodeURIComponent(s);', [
    'timeout',
    'memory',
  ]),
];
