// Scripts that misuse what they were given: the client, the console, the result, their own source.
import type { ScriptEnd } from '#platform/sandbox/sandbox';
import type { HostileScript } from './hostile-script.ts';

const bridge = (name: string, code: string, rest: Partial<HostileScript> & Pick<HostileScript, 'ends'>): HostileScript => ({
  family: 'bridge',
  name,
  code,
  ...rest,
});
const answer = (name: string, code: string, rest: Partial<HostileScript> & Pick<HostileScript, 'ends'>): HostileScript => ({
  family: 'answer',
  name,
  code,
  ...rest,
});
const source = (name: string, code: string, ends: HostileScript['ends']): HostileScript => ({
  family: 'source',
  name,
  code,
  ends,
  limits: { timeoutMs: 3000 },
});

const callsAtMost =
  (most: number) =>
  (end: ScriptEnd): string | undefined =>
    end.calls > most ? `${end.calls} calls were counted` : undefined;

export const bridgeScripts: readonly HostileScript[] = [
  bridge('calls without end', 'for (;;) await api.first({});', { ends: ['call_limit'], fault: callsAtMost(20) }),
  bridge('a thousand calls at once', 'await Promise.all(Array.from({ length: 1000 }, (_, n) => api.first({ n })));', {
    ends: ['call_limit'],
    fault: callsAtMost(20),
  }),
  bridge(
    'catching the call limit',
    'for (;;) { try { await api.first({}); } catch {} finally { try { await api.second({}); } catch {} } }',
    {
      ends: ['call_limit'],
      fault: callsAtMost(20),
    },
  ),
  bridge(
    'catching the end that the host decided',
    'for (;;) { try { await api.ended({}); } catch (e) { return "caught"; } finally { console.log("finally"); } }',
    {
      ends: ['ended'],
      call: async () => ({ kind: 'end', error: new Error('no more') }),
    },
  ),
  bridge(
    'arguments of nine megabytes',
    'try { await api.first({ text: "x".repeat(9 * 1024 * 1024) }); return "sent"; } catch (e) { return e.message.includes("2 MiB"); }',
    {
      ends: ['returned', 'memory'],
      returns: true,
      limits: { timeoutMs: 5000 },
    },
  ),
  bridge(
    'arguments that call the client',
    'let n = 0; const args = { toJSON() { n += 1; if (n < 5) api.second(args); return { n }; } }; await api.first(args); return n;',
    {
      ends: ['returned'],
      returns: 5,
    },
  ),
  bridge('arguments that never end', 'await api.first({ get a() { for (;;) {} } });', { ends: ['timeout'] }),
  bridge(
    'arguments with a prototype in them',
    'const got = await api.echo(JSON.parse(\'{"__proto__": {"admin": true}, "constructor": 1}\')); return [got.admin === undefined, got.constructor === 1];',
    {
      ends: ['returned'],
      returns: [true, true],
      call: async (_name, argsJson) => ({ kind: 'value', json: argsJson }),
    },
  ),
  bridge(
    'a client with other methods',
    'try { api.first = () => "mine"; } catch {} try { Object.defineProperty(api, "first", { value: 1 }); } catch {} try { delete api.first; } catch {} return typeof api.first;',
    {
      ends: ['returned'],
      returns: 'function',
    },
  ),
  bridge(
    'an error of the host, looked into',
    'try { await api.failing({}); } catch (e) { return [Object.getOwnPropertyNames(e).sort().filter((n) => !["stack", "fileName", "lineNumber", "columnNumber"].includes(n)), /node_modules|[/]src[/]|file:/.test(e.stack ?? ""), e.constructor.name]; }',
    {
      ends: ['returned'],
      returns: [['body', 'message', 'name', 'operationId', 'status'], false, 'ApiError'],
      call: async () => ({
        kind: 'error',
        json: JSON.stringify({ name: 'ApiError', message: 'answered 500', status: 500, operationId: 'failing', body: null }),
      }),
    },
  ),
  bridge('an answer of ten megabytes', 'const got = await api.first({}); return got.length;', {
    ends: ['returned', 'memory', 'timeout'],
    returns: 10_000_000,
    limits: { timeoutMs: 3000 },
    call: async () => ({ kind: 'value', json: JSON.stringify('x'.repeat(10_000_000)) }),
  }),
  bridge('answers that are kept until there is no room', 'const keep = []; for (;;) keep.push(await api.first({}));', {
    ends: ['memory', 'crashed', 'timeout', 'threw'],
    limits: { maxCalls: 1000, timeoutMs: 5000 },
    call: async () => ({ kind: 'value', json: JSON.stringify('x'.repeat(5_000_000)) }),
  }),
  bridge('ending while calls are open', 'api.slow({}); api.slow({}); return "done";', {
    ends: ['returned'],
    returns: 'done',
    call: () => new Promise(() => {}),
  }),
  bridge('a call after the result', 'Promise.resolve().then(() => Promise.resolve().then(() => api.first({}))); return 1;', {
    ends: ['returned'],
    returns: 1,
  }),
  answer('a million lines of log', 'for (let i = 0; i < 1000000; i += 1) console.log("line", i); return 1;', {
    ends: ['returned', 'timeout'],
    fault: ({ logs }) => (logs.length > 100 ? `${logs.length} lines` : undefined),
  }),
  answer('one line of log of ten megabytes', 'console.log("é".repeat(5_000_000)); return 1;', {
    ends: ['returned', 'memory', 'timeout'],
    fault: ({ logs }) => (Buffer.byteLength(logs.map(({ text }) => text).join('')) > 8192 ? 'too long' : undefined),
  }),
  answer('a log that never ends to be printed', 'console.log({ get a() { for (;;) {} } });', { ends: ['timeout'] }),
  answer('a console of its own', 'globalThis.console = { log: () => { throw 1; } }; return "replaced";', {
    ends: ['returned'],
    returns: 'replaced',
  }),
  answer('a result of twenty megabytes', 'return "x".repeat(20_000_000);', {
    ends: ['returned', 'memory', 'timeout'],
    fault: (end) => (end.kind === 'returned' && (end.json.length > 65_536 || !end.truncated) ? 'not cut' : undefined),
  }),
  answer('a result that contains itself', 'const a = {}; a.a = a; return a;', { ends: ['not_serialisable'] }),
  answer('a function for a result', 'return { list: [() => 1] };', { ends: ['not_serialisable'] }),
  answer('a big integer for a result', 'return { n: 1n };', { ends: ['not_serialisable'] }),
  answer('a promise that nobody awaited', 'return { pets: api.first({}) };', { ends: ['not_serialisable'] }),
  answer('a proxy for a result', 'return new Proxy({ a: 1 }, { ownKeys: () => { throw new Error("no"); } });', {
    ends: ['threw', 'not_serialisable'],
  }),
  answer('a result that never ends to be written', 'return { toJSON() { for (;;) {} } };', { ends: ['timeout'] }),
  answer('a NUL and half a character', 'return "a\\u0000b\\ud800c";', {
    ends: ['returned'],
    fault: (end) => (end.kind === 'returned' && !end.json.includes('\\u0000') ? 'the text was cut' : undefined),
  }),
  answer('nothing thrown', 'throw null;', { ends: ['threw'] }),
  answer('an error that never ends to be read', 'throw { get message() { for (;;) {} } };', { ends: ['timeout'] }),
  answer(
    'an error whose every field throws',
    'throw new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw new Error("no"); } });',
    { ends: ['threw'] },
  ),
  answer(
    'an error that names a place outside',
    'const e = new Error("x"); e.stack = "at script.js:999999999:999999999\\nfile:///etc/passwd:1:1"; throw e;',
    { ends: ['threw'] },
  ),
  answer('an error of ten megabytes', 'throw new Error("x".repeat(10_000_000));', {
    ends: ['threw', 'memory'],
    fault: (end) => (end.kind === 'threw' && end.error.message.length > 4000 ? 'not cut' : undefined),
  }),
  source('ten megabytes of source', `return ${'1 + '.repeat(2_500_000)}1;`, [
    'syntax',
    'returned',
    'timeout',
    'memory',
    'crashed',
    'threw',
  ]),
  source('a hundred thousand brackets', `return ${'('.repeat(100_000)}1${')'.repeat(100_000)};`, [
    'syntax',
    'returned',
    'timeout',
    'memory',
    'crashed',
    'threw',
  ]),
  source('a hundred thousand nested arrays', `return ${'['.repeat(100_000)}${']'.repeat(100_000)};`, [
    'syntax',
    'returned',
    'timeout',
    'memory',
    'crashed',
    'threw',
    'not_serialisable',
  ]),
  source('seventy thousand variables', `${Array.from({ length: 70_000 }, (_, n) => `let v${n} = ${n};`).join('')} return v69999;`, [
    'syntax',
    'returned',
    'timeout',
    'memory',
    'crashed',
    'threw',
  ]),
  source('a template of templates', `return ${'`${'.repeat(5000)}1${'}`'.repeat(5000)};`, [
    'syntax',
    'returned',
    'timeout',
    'memory',
    'crashed',
    'threw',
  ]),
  source('no script at all', 'this is no } script (', ['syntax']),
];
