// Scripts that look for a way out of their machine, or for a way into somebody else's.
import type { HostileScript } from './hostile-script.ts';

const escape = (name: string, code: string, returns: unknown): HostileScript => ({
  family: 'escape',
  name,
  code,
  ends: ['returned'],
  returns,
});

const ATTEMPT = 'const attempt = (work) => { try { return typeof work(); } catch (error) { return "threw"; } };';

export const escapeScripts: readonly HostileScript[] = [
  escape(
    'names of other worlds',
    'return ["process", "require", "module", "fetch", "XMLHttpRequest", "setTimeout", "setInterval", "setImmediate", "Buffer", "global", "window", "self", "Deno", "Bun", "WebAssembly", "SharedArrayBuffer", "Atomics", "Worker", "navigator", "performance", "std", "os", "scriptArgs", "gc", "print", "__bridge"].filter((name) => name in globalThis);',
    [],
  ),
  escape(
    'eval, and eval by another name',
    `${ATTEMPT} return [typeof eval, attempt(() => (0, globalThis.eval)("1")), attempt(() => globalThis["ev" + "al"]("1"))];`,
    ['undefined', 'threw', 'threw'],
  ),
  escape(
    'every constructor of functions',
    `${ATTEMPT} const of = (f) => Object.getPrototypeOf(f).constructor; return [() => {}, async () => {}, function* () {}, async function* () {}].map((f) => attempt(() => of(f)("return 1")())).concat(attempt(() => Function("return this")()), attempt(() => new Function("return this")()), attempt(() => Reflect.construct(Function, ["return 1"])));`,
    Array.from({ length: 7 }, () => 'threw'),
  ),
  escape(
    'constructors of what we handed in',
    `${ATTEMPT} return [console.log, console, api, api.first, ApiError, globalThis].map((value) => attempt(() => value.constructor.constructor("return process")()));`,
    Array.from({ length: 6 }, () => 'threw'),
  ),
  escape(
    'dynamic import',
    'const names = ["node:fs", "fs", "std", "os", "file:///etc/passwd", "data:text/javascript,1", "./script.js"]; return Promise.all(names.map((n) => import(n).then(() => "loaded", () => "refused")));',
    Array.from({ length: 7 }, () => 'refused'),
  ),
  { ...escape('import.meta', 'return import.meta.url;', null), ends: ['syntax'] },
  { ...escape('a static import', 'import fs from "fs"; return fs;', null), ends: ['syntax'] },
  escape(
    'spoiled prototypes stay at home',
    'Object.prototype.polluted = "yes"; Array.prototype.push = () => 0; Promise.prototype.spoiled = 1; return ({}).polluted;',
    'yes',
  ),
  escape(
    'what the script before left behind',
    'return [typeof polluted, ({}).polluted === undefined, "spoiled" in Promise.prototype, globalThis.left === undefined];',
    ['undefined', true, false, true],
  ),
  escape('leaving something for the next', 'globalThis.left = "here"; console.log = null; delete globalThis.api; return "left";', 'left'),
  escape(
    'catching our functions by replaced methods',
    'const seen = []; const then = Promise.prototype.then; Promise.prototype.then = function (...args) { seen.push(...args.map((a) => a?.name)); return then.apply(this, args); }; JSON.stringify = (v) => { seen.push("stringify"); return "{}"; }; await api.first({}); return seen.filter((n) => ["returned", "threw", "settle", "begin"].includes(n));',
    [],
  ),
  escape(
    'setters on the prototypes that our own objects have',
    'const seen = []; for (const key of ["0", "1", "2", "resolve", "name", "stack", "then"]) Object.defineProperty(Object.prototype, key, { configurable: true, set() { seen.push(key); } }); const end = await api.first({}).then(() => "answered", () => "refused"); for (const key of ["0", "1", "2", "resolve", "name", "stack", "then"]) delete Object.prototype[key]; return [end, seen.length];',
    ['answered', 0],
  ),
  escape(
    'who called me',
    'let seen = "nobody"; const o = { toJSON: function f() { try { seen = typeof f.caller; } catch { seen = "refused"; } return 1; } }; console.log(o); return ["object", "undefined", "refused"].includes(seen);',
    true,
  ),
  escape(
    'call sites of the stack',
    'Error.prepareStackTrace = (_, sites) => sites; const stack = new Error("x").stack; const sites = Array.isArray(stack) ? stack : []; return sites.map((s) => { try { return typeof (s.getFunction?.() ?? s.getThis?.()); } catch { return "threw"; } }).filter((t) => t === "function" && t === "object");',
    [],
  ),
  escape(
    'our own paths in a stack',
    'const texts = []; const f = () => { try { null.x; } catch (e) { texts.push(e.stack); } }; f(); texts.push(new Error("x").stack); try { await import("x"); } catch (e) { texts.push(String(e.stack)); } return /node_modules|file:|[/]src[/]|[/]home|[/]root|child\\.ts/.test(texts.join());',
    false,
  ),
  escape(
    'the environment by any object',
    'const names = new Set(); const walk = (o, depth) => { if (depth === 0 || (typeof o !== "object" && typeof o !== "function") || o === null) return; for (const key of Reflect.ownKeys(o)) { names.add(String(key)); let v; try { v = o[key]; } catch { continue; } walk(v, depth - 1); } }; walk(globalThis, 4); return ["env", "pid", "argv", "mainModule", "binding", "dlopen", "cwd"].filter((n) => names.has(n));',
    [],
  ),
  escape(
    'waiting on shared memory',
    `${ATTEMPT} return [attempt(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)), attempt(() => new WebAssembly.Memory({ initial: 1 }))];`,
    ['threw', 'threw'],
  ),
  {
    ...escape('the wrapper closed and opened again', 'return 1 })()); globalThis.outside = typeof __run; ((async () => { return 2', 1),
    ends: ['returned', 'syntax'],
  },
  escape('random numbers of the run before', 'return Math.random() === Math.random();', false),
  escape(
    'a subclass of Promise in place of ours',
    'globalThis.Promise = class extends Promise { then() { return "mine"; } }; const a = async () => 1; return [await a(), (await api.first({})) !== "mine"];',
    [1, true],
  ),
  escape(
    'symbols on the global object',
    'return Object.getOwnPropertySymbols(globalThis).filter((s) => s !== Symbol.toStringTag).length;',
    0,
  ),
];
