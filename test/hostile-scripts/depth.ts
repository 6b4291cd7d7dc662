// Scripts that go too deep, and scripts that wait for nothing.
import type { HostileScript } from './hostile-script.ts';

const DEEP: HostileScript['ends'] = ['threw', 'returned', 'memory', 'timeout', 'crashed', 'not_serialisable'];
const deep = (name: string, code: string): HostileScript => ({ family: 'depth', name, code, ends: DEEP, limits: { timeoutMs: 2000 } });
const waiting = (name: string, code: string, ends: HostileScript['ends'] = ['stalled']): HostileScript => ({
  family: 'waiting',
  name,
  code,
  ends,
});

export const depthScripts: readonly HostileScript[] = [
  { ...deep('a function that calls itself', 'const f = () => f() + 1; return f();'), ends: ['threw'] },
  deep('two texts that are each other', 'const a = { toString: () => `${b}` }; const b = { toString: () => `${a}` }; return `${a}`;'),
  deep('JSON of a hundred thousand levels', 'let a = []; for (let i = 0; i < 100000; i += 1) a = [a]; return JSON.stringify(a).length;'),
  deep('a result of a hundred thousand levels', 'let a = []; for (let i = 0; i < 100000; i += 1) a = [a]; return a;'),
  deep('proxies of proxies', 'let p = {}; for (let i = 0; i < 100000; i += 1) p = new Proxy(p, {}); return p.x;'),
  deep(
    'a chain of three hundred thousand promises',
    'let p = Promise.resolve(0); for (let i = 0; i < 300000; i += 1) p = p.then((n) => n + 1); return await p;',
  ),
  deep('flattening without end', 'const a = []; a.push(a); return a.flat(Infinity).length;'),
  deep('recursion through a sort', 'const f = () => [2, 1].sort(f); return f();'),
  deep('recursion through a replace', 'const f = () => "a".replace(/a/, f); return f();'),
  deep('recursion through a getter', 'const o = { get x() { return this.x; } }; return o.x;'),
  deep('recursion through a constructor', 'class A { constructor() { this.a = new A(); } } return new A();'),
  deep('recursion through JSON.parse', 'const f = () => JSON.parse("[1]", f); return f();'),
  deep(
    'a prototype chain of half a million',
    'let o = {}; for (let i = 0; i < 500000; i += 1) o = Object.create(o); return o.missing ?? null;',
  ),
  deep('bound functions of bound functions', 'let f = () => 1; for (let i = 0; i < 100000; i += 1) f = f.bind(null); return f();'),
  waiting('a promise that never settles', 'await new Promise(() => {});'),
  waiting('a result that never settles', 'return new Promise(() => {});'),
  waiting('a thenable that calls nobody', 'await { then() {} };'),
  waiting(
    'a stream that never gives',
    'for await (const x of { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }) return x;',
  ),
  { ...waiting('a call that is never answered', 'await api.slow();', ['timeout']), call: () => new Promise(() => {}) },
  {
    ...waiting('fifteen calls that are never answered', 'await Promise.all(Array.from({ length: 15 }, () => api.slow()));', ['timeout']),
    call: () => new Promise(() => {}),
  },
];
