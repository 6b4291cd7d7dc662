import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createSandbox } from './create-sandbox.ts';
import type { CallAnswer, EngineName, Sandbox, ScriptEnd, ScriptLimits, ScriptRun, VmImage } from './sandbox.ts';

const LIMITS: ScriptLimits = { memoryMb: 64, timeoutMs: 10_000, maxCalls: 50, maxResultBytes: 65_536, maxLogs: 100, maxLogBytes: 8192 };

const clientOf = (operations: readonly string[]): string => `(() => {
  const bridge = globalThis.__bridge;
  class ApiError extends Error {
    constructor(fields) { super(fields.message); Object.assign(this, fields); }
  }
  const take = (text) => { const answer = JSON.parse(text); if ('error' in answer) throw new ApiError(answer.error); return answer.value; };
  const shop = {};
  for (const name of ${JSON.stringify(operations)}) shop[name] = (args = {}) => bridge(name, JSON.stringify(args)).then(take);
  globalThis.shop = Object.freeze(shop);
})();`;

const BOOTSTRAP = clientOf(['listPets', 'updatePet', 'refundOrder']);
const value = (json: unknown): CallAnswer => ({ kind: 'value', json: JSON.stringify(json) });
const echo = async (name: string, argsJson: string): Promise<CallAnswer> => value({ name, args: JSON.parse(argsJson) });
const json = (end: ScriptEnd): unknown => (end.kind === 'returned' ? JSON.parse(end.json) : end);

describe.each<EngineName>(['quickjs', 'isolated-vm'])('the sandbox with %s', (engine) => {
  let sandbox: Sandbox;
  let image: VmImage;
  const run = (code: string, rest: Partial<Omit<ScriptRun, 'limits'>> & { limits?: Partial<ScriptLimits> } = {}): Promise<ScriptEnd> =>
    sandbox.run({ image, code, call: echo, ...rest, limits: { ...LIMITS, ...rest.limits } });

  beforeAll(async () => {
    sandbox = createSandbox({ log: silentLog, clock: systemClock, engine, slots: 2 });
    image = await sandbox.buildImage(BOOTSTRAP);
  });
  afterAll(() => sandbox.close());

  test('a script calls the client and returns what it makes of the answers', async () => {
    const end = await run('const a = await shop.listPets({ status: "sold" });\nreturn { ...a, more: (await shop.updatePet()).name };');

    expect(json(end)).toEqual({ name: 'listPets', args: { status: 'sold' }, more: 'updatePet' });
    expect(end).toMatchObject({ calls: 2, logs: [] });
    expect(end.wallMs).toBeGreaterThan(0);
  });

  test('a script that returns nothing returns null', async () => {
    expect(await run('await shop.listPets();')).toMatchObject({ kind: 'returned', json: 'null', truncated: false });
  });

  test('an error carries the line and column where it was made', async () => {
    expect(await run('const a = 1;\n\n  null.length;')).toMatchObject({ kind: 'threw', error: { name: 'TypeError', line: 3 } });
    expect(await run('throw new RangeError("too far");')).toMatchObject({
      kind: 'threw',
      error: { name: 'RangeError', message: 'too far', line: 1, column: expect.any(Number) },
    });
  });

  test('what is no JavaScript is a syntax error at its place, and nothing runs', async () => {
    expect(await run('const a = 1;\nlet b = ;')).toMatchObject({ kind: 'syntax', error: { line: 2, column: 9 }, calls: 0 });
  });

  test("an upstream's error is thrown in the script, where it can be caught", async () => {
    const call = async (): Promise<CallAnswer> => ({
      kind: 'error',
      json: JSON.stringify({
        name: 'ApiError',
        message: 'GET /pets answered 404',
        status: 404,
        operationId: 'listPets',
        body: { why: 'gone' },
      }),
    });

    expect(json(await run('try { await shop.listPets(); } catch (e) { return [e.name, e.status, e.body.why]; }', { call }))).toEqual([
      'ApiError',
      404,
      'gone',
    ]);
    expect(await run('\nawait shop.listPets();', { call })).toMatchObject({
      kind: 'threw',
      error: { name: 'ApiError', line: 2, data: { status: 404, operationId: 'listPets', body: { why: 'gone' } } },
    });
  });

  test('the console records lines with their level, and no more than it may', async () => {
    const end = await run('console.log("a", { b: 1 }, null); console.warn(new Error("late")); console.debug(undefined);');
    expect(end.logs).toEqual([
      { level: 'log', text: 'a {"b":1} null' },
      { level: 'warn', text: 'Error: late' },
      { level: 'debug', text: 'undefined' },
    ]);

    const many = await run('for (let i = 0; i < 500; i += 1) console.log("ééé");', { limits: { maxLogs: 3, maxLogBytes: 10 } });
    expect(many.logs.map(({ text }) => text)).toEqual(['ééé', 'éé']);
  });

  test('a long result is cut and says so', async () => {
    const end = await run('return "é".repeat(5000);', { limits: { maxResultBytes: 1000 } });

    expect(end).toMatchObject({ kind: 'returned', truncated: true });
    expect(end.kind === 'returned' && Buffer.byteLength(end.json)).toBeLessThanOrEqual(1000);
    expect(end.kind === 'returned' && /^"é+$/.test(end.json)).toBe(true);
  });

  test('the call that is one too many ends the script, and is not made', async () => {
    let made = 0;
    const call = async (): Promise<CallAnswer> => {
      made += 1;
      return value(made);
    };

    expect(await run('for (;;) await shop.listPets();', { call, limits: { maxCalls: 3 } })).toMatchObject({ kind: 'call_limit', calls: 3 });
    expect(made).toBe(3);
  });

  test('many calls may be open at one time, and sixteen reach the host together', async () => {
    let open = 0;
    let most = 0;
    const together = Promise.withResolvers<void>();
    const call = async (_name: string, argsJson: string): Promise<CallAnswer> => {
      open += 1;
      most = Math.max(most, open);
      if (open === 16) together.resolve();
      await together.promise;
      open -= 1;
      return { kind: 'value', json: argsJson };
    };

    const end = await run(
      'const all = await Promise.all(Array.from({ length: 40 }, (_, n) => shop.listPets({ n }))); return all.map(({ n }) => n);',
      { call },
    );

    expect(json(end)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(most).toBe(16);
  });

  test('the host ends a script that cannot catch it', async () => {
    const error = new Error('the source was removed');

    expect(
      await run('try { await shop.listPets(); } catch { return "caught"; }', { call: async () => ({ kind: 'end', error }) }),
    ).toMatchObject({ kind: 'ended', error });
    expect(await run('try { await shop.listPets(); } catch { return "caught"; }', { call: () => Promise.reject(error) })).toMatchObject({
      kind: 'ended',
      error,
    });
  });

  test('time that passes in a call is no computing time, but counts towards the limit', async () => {
    const waits = (ms: number) => (_name: string, _args: string, signal: AbortSignal) =>
      systemClock.sleep(ms, signal).then(
        () => value(1),
        () => value(0),
      );

    const end = await run('return await shop.listPets();', { call: waits(300), limits: { cpuMs: 200 } });
    expect(end).toMatchObject({ kind: 'returned' });
    expect(end.wallMs).toBeGreaterThanOrEqual(295);
    expect(end.cpuMs).toBeLessThan(200);

    expect(await run('await shop.listPets();', { call: waits(60_000), limits: { timeoutMs: 300 } })).toMatchObject({
      kind: 'timeout',
      calls: 1,
    });
    expect(await run('for (;;) {}', { limits: { cpuMs: 200 } })).toMatchObject({ kind: 'timeout' });
  });

  test('whoever asked may go away: a call in flight is told, and the script ends', async () => {
    const gone = new AbortController();
    let toldOf: AbortSignal | undefined;
    const call = (_name: string, _args: string, signal: AbortSignal): Promise<CallAnswer> => {
      toldOf = signal;
      gone.abort();
      return new Promise(() => {});
    };

    expect(await run('await shop.listPets();', { call, signal: gone.signal })).toMatchObject({ kind: 'aborted' });
    expect(toldOf?.aborted).toBe(true);

    const busy = new AbortController();
    const ended = run('await shop.listPets(); for (;;) {}', {
      signal: busy.signal,
      call: async () => {
        void setImmediate().then(() => busy.abort());
        return value(1);
      },
    });
    expect(await ended).toMatchObject({ kind: 'aborted' });
    expect(await run('return 1;', { signal: AbortSignal.abort() })).toMatchObject({ kind: 'aborted' });
  });

  test('a machine is the same every time, but for the clock and random numbers', async () => {
    const now = Date.now();
    const [a, b] = [await run('return [Math.random(), Date.now()];'), await run('return [Math.random(), Date.now()];')].map(json) as [
      number,
      number,
    ][];

    expect(a?.[0]).not.toBe(b?.[0]);
    expect(Math.abs((a?.[1] ?? 0) - now)).toBeLessThan(30_000);
    expect((await sandbox.buildImage(BOOTSTRAP)).bytes).toEqual(image.bytes);
  });

  test('a bootstrap that does not run is refused with what it said', async () => {
    await expect(sandbox.buildImage('globalThis.x = ;')).rejects.toMatchObject({
      code: 'validation_failed',
      message: expect.stringContaining('SyntaxError'),
    });
    await expect(sandbox.buildImage('throw new TypeError("no client");')).rejects.toThrow(/no client/);
  });

  test('an image of another engine is refused by name', async () => {
    const other = { engine: 'quickjs-wasi@1.0.0/1', bytes: image.bytes };

    expect(sandbox.accepts(image)).toBe(true);
    expect(sandbox.accepts(other)).toBe(false);
    await expect(run('return 1;', { image: other })).rejects.toThrow(/quickjs-wasi@1\.0\.0.*Build it again/);
    await expect(run('return 1;', { image: { ...image, bytes: image.bytes.slice(0, 50) } })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('two images run side by side, each with its own client', async () => {
    const other = await sandbox.buildImage(clientOf(['listOrders']));
    const keys = (of: VmImage): Promise<ScriptEnd> => run('return Object.keys(shop);', { image: of });

    const ends = await Promise.all([image, other, image, other, image].map(keys));

    expect(ends.map(json)).toEqual([3, 1, 3, 1, 3].map((length) => expect.objectContaining({ length })));
  });

  test('it says what stands around a script', () => {
    expect(sandbox.isolation).toMatchObject({
      engine,
      engineVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      canPause: engine === 'quickjs',
    });
    const { bubblewrap, missing } = sandbox.isolation;
    expect(missing.some((sentence) => sentence.startsWith('Bubblewrap'))).toBe(!bubblewrap);
  });
});

test('more scripts than may wait are refused, and closing ends those that were not', async () => {
  const sandbox = createSandbox({ log: silentLog, clock: systemClock, slots: 1 });
  const image = await sandbox.buildImage(BOOTSTRAP);
  const called = Promise.withResolvers<void>();
  const call = (): Promise<CallAnswer> => {
    called.resolve();
    return new Promise(() => {});
  };
  const start = (): Promise<ScriptEnd> => sandbox.run({ image, code: 'await shop.listPets();', limits: LIMITS, call });
  const all = Promise.all(Array.from({ length: 17 }, start));
  await called.promise;

  await expect(start()).rejects.toMatchObject({ code: 'unavailable' });
  await sandbox.close();

  expect((await all).map(({ kind }) => kind)).toEqual(Array.from({ length: 17 }, () => 'aborted'));
  await expect(start()).rejects.toMatchObject({ code: 'unavailable' });
});
