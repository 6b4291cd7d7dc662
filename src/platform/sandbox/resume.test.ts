import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createSandbox } from './create-sandbox.ts';
import type { CallAnswer, Sandbox, ScriptEnd, ScriptLimits, VmImage } from './sandbox.ts';

const LIMITS: ScriptLimits = { memoryMb: 64, timeoutMs: 10_000, maxCalls: 5, maxResultBytes: 65_536, maxLogs: 4, maxLogBytes: 8192 };
const BOOTSTRAP = `(() => {
  const bridge = globalThis.__bridge;
  const take = (text) => { const answer = JSON.parse(text); if ('error' in answer) throw Object.assign(new Error(answer.error.message), answer.error); return answer.value; };
  globalThis.shop = Object.freeze({ read: (args = {}) => bridge('read', JSON.stringify(args)).then(take), pay: (args = {}) => bridge('pay', JSON.stringify(args)).then(take) });
})();`;

let first: Sandbox;
let second: Sandbox;
let image: VmImage;
const made: string[] = [];
const value = (json: unknown): CallAnswer => ({ kind: 'value', json: JSON.stringify(json) });
const asksToPay = async (name: string, argsJson: string): Promise<CallAnswer> => {
  made.push(`${name} ${argsJson}`);
  return name === 'pay' ? { kind: 'pause' } : value(name);
};

beforeAll(async () => {
  first = createSandbox({ log: silentLog, clock: systemClock, slots: 2 });
  second = createSandbox({ log: silentLog, clock: systemClock, slots: 2 });
  image = await first.buildImage(BOOTSTRAP);
});
afterAll(() => Promise.all([first.close(), second.close()]));

async function paused(code: string, limits: Partial<ScriptLimits> = {}): Promise<Extract<ScriptEnd, { kind: 'paused' }>> {
  made.length = 0;
  const end = await first.run({ image, code, limits: { ...LIMITS, ...limits }, call: asksToPay });
  if (end.kind !== 'paused') throw new Error(`it was not paused: ${JSON.stringify(end)}`);
  return end;
}
const resumed = (bytes: Uint8Array, answer: CallAnswer, call = asksToPay): Promise<ScriptEnd> =>
  second.resume(bytes, answer, { limits: LIMITS, call });

test('a script waits inside a call, is stored, and goes on elsewhere with all it had', async () => {
  const end = await paused(
    'console.log("before"); const kept = new Map([["a", { n: 1 }]]); const got = await shop.pay({ amount: 5 }); kept.get("a").n += got; console.log("after"); return [...kept];',
  );

  expect(end).toMatchObject({ pending: { name: 'pay', argsJson: '{"amount":5}' }, calls: 1, logs: [{ text: 'before' }] });
  expect(end.image.length).toBeLessThan(400_000);
  const after = await resumed(Uint8Array.from(end.image), value(41));
  expect(after).toMatchObject({ kind: 'returned', json: '[["a",{"n":42}]]', calls: 1, logs: [{ text: 'before' }, { text: 'after' }] });
  expect(after.wallMs).toBeGreaterThan(end.wallMs);
});

test('a script that holds nearly all the memory it may have can be brought back', async () => {
  const end = await paused(
    'const all = []; for (let n = 0; n < 58; n += 1) all.push(new Uint8Array(1024 * 1024).fill(n)); await shop.pay(); return all.length;',
  );

  expect(await resumed(end.image, value(1))).toMatchObject({ kind: 'returned', json: '58' });
});

test('a refusal is thrown inside the call', async () => {
  const end = await paused('try { await shop.pay(); } catch (e) { return [e.name, e.message]; }');

  const refused = { kind: 'error', json: JSON.stringify({ name: 'ApprovalRejected', message: 'A person said no.' }) } as const;
  expect(await resumed(end.image, refused)).toMatchObject({ kind: 'returned', json: '["ApprovalRejected","A person said no."]' });
});

test('calls beside the one that waits are answered before the script is stored', async () => {
  const end = await paused('const [a, b] = await Promise.all([shop.pay({ n: 1 }), shop.read()]); return [a, b];');

  expect(made).toEqual(['pay {"n":1}', 'read {}']);
  expect(await resumed(end.image, value('paid'))).toMatchObject({ kind: 'returned', json: '["paid","read"]', calls: 2 });
});

test('two calls that wait are decided one after the other', async () => {
  const end = await paused('return await Promise.all([shop.pay({ n: 1 }), shop.pay({ n: 2 })]);');
  expect(end.pending).toEqual({ name: 'pay', argsJson: '{"n":1}' });

  made.length = 0;
  const next = await resumed(end.image, value('one'));
  expect(made).toEqual(['pay {"n":2}']);
  expect(next).toMatchObject({ kind: 'paused', pending: { argsJson: '{"n":2}' }, calls: 2 });

  const last = next.kind === 'paused' ? await resumed(next.image, value('two')) : next;
  expect(last).toMatchObject({ kind: 'returned', json: '["one","two"]', calls: 2 });
});

test('limits count over a pause', async () => {
  const end = await paused('await shop.read(); await shop.pay(); for (let i = 0; i < 9; i += 1) { console.log(i); await shop.read(); }');

  expect(await resumed(end.image, value(1))).toMatchObject({ kind: 'call_limit', calls: 5, logs: { length: 4 } });
});

test('a script that had used its time up still gets a second to take its answer', async () => {
  const end = await paused('await shop.pay(); return "done";', { timeoutMs: 10_000 });

  const after = await second.resume(end.image, value(1), { limits: { ...LIMITS, timeoutMs: 1 }, call: asksToPay });
  expect(after).toMatchObject({ kind: 'returned', json: '"done"' });
});

test('an answer that ends the script, or says to wait on, runs nothing', async () => {
  const end = await paused('await shop.pay({ n: 1 });');
  const error = new Error('expired');

  expect(await resumed(end.image, { kind: 'end', error })).toMatchObject({ kind: 'ended', error, calls: 1 });
  expect(await resumed(end.image, { kind: 'pause' })).toMatchObject({ kind: 'paused', image: end.image, pending: { argsJson: '{"n":1}' } });
});

test('one stored script can be brought back more than once, each time as it was', async () => {
  const end = await paused('let n = 0; n += await shop.pay(); return n;');

  expect(await resumed(end.image, value(1))).toMatchObject({ json: '1' });
  expect(await resumed(end.image, value(2))).toMatchObject({ json: '2' });
});

test('a script that ends without its open call is not stored', async () => {
  const end = await first.run({ image, code: 'shop.pay(); return "early";', limits: LIMITS, call: asksToPay });

  expect(end).toMatchObject({ kind: 'returned', json: '"early"' });
});

test('an image that nothing waits in cannot be resumed', async () => {
  await expect(resumed(image.bytes, value(1))).rejects.toMatchObject({ code: 'conflict' });
  await expect(resumed(new Uint8Array(10), value(1))).rejects.toMatchObject({ code: 'conflict' });
});

test('the engine that cannot pause says so when it is asked to', async () => {
  const other = createSandbox({ log: silentLog, clock: systemClock, engine: 'isolated-vm' });
  const built = await other.buildImage(BOOTSTRAP);
  const end = await other.run({ image: built, code: 'await shop.pay();', limits: LIMITS, call: asksToPay });
  await other.close();

  expect(other.isolation.canPause).toBe(false);
  expect(end).toMatchObject({ kind: 'ended', error: { code: 'unavailable', message: expect.stringContaining('cannot pause') } });
});
