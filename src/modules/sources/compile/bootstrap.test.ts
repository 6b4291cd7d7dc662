// The code that sets up a client, in a fresh context and in the sandbox itself.
import { createContext, runInContext } from 'node:vm';
import type { Context } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createSandbox } from '#platform/sandbox/create-sandbox';
import type { Sandbox } from '#platform/sandbox/sandbox';
import { bootstrapOf } from './bootstrap.ts';

type Bridge = (name: string, argsJson: string) => Promise<string>;

function guestOf(names: readonly string[], bridge: Bridge): Context {
  const guest = createContext({ __bridge: bridge });
  runInContext(bootstrapOf('api', names), guest);
  return guest;
}

const run = (guest: Context, body: string): Promise<unknown> => runInContext(`(async () => { ${body} })()`, guest) as Promise<unknown>;

const many = Array.from({ length: 2_001 }, (_, index) => `op${index}`);

describe.each([
  ['functions', ['op0', 'op1']],
  ['a dispatcher', many],
])('as %s', (_form, names) => {
  test('a method sends its name and arguments as JSON and gives back the value', async () => {
    const calls: [string, string][] = [];
    const guest = guestOf(names, async (name, argsJson) => {
      calls.push([name, argsJson]);
      return '{"value":{"ok":true}}';
    });
    expect(JSON.stringify(await run(guest, 'return [await api.op0({ a: 1 }), await api.op1()]'))).toBe('[{"ok":true},{"ok":true}]');
    expect(calls).toEqual([
      ['op0', '{"a":1}'],
      ['op1', '{}'],
    ]);
  });

  test('the client cannot be changed and the bridge is gone', async () => {
    const guest = guestOf(names, async () => '{"value":1}');
    const body = `
      const faults = [];
      for (const attempt of [() => { api.op0 = 1; }, () => { api.extra = 1; }, () => { delete api.op0; }, () => { api = 1; }, () => { Object.setPrototypeOf(api, {}); }]) {
        try { (() => { 'use strict'; attempt(); })(); } catch (error) { faults.push(error.name); }
      }
      return JSON.stringify([typeof api.op0, typeof api.extra, typeof __bridge, Object.keys(api).length, 'op1' in api, Object.getPrototypeOf(api)]);`;
    expect(await run(guest, body)).toBe(JSON.stringify(['function', 'undefined', 'undefined', names.length, true, null]));
  });

  test('awaiting the client itself gives the client', async () => {
    const guest = guestOf(names, async () => '{"value":1}');
    expect(await run(guest, 'return (await api) === api')).toBe(true);
  });
});

describe('errors', () => {
  test('of the API are ApiError with status, operation and body, and can be caught', async () => {
    const guest = guestOf(['get'], async () =>
      JSON.stringify({ error: { name: 'ApiError', message: 'GET /a answered 404', status: 404, operationId: 'get', body: { code: 7 } } }),
    );
    const body = `try { await api.get(); } catch (error) {
      return JSON.stringify([error instanceof ApiError, error instanceof Error, error.name, error.message, error.status, error.operationId, error.body]);
    }`;
    expect(await run(guest, body)).toBe('[true,true,"ApiError","GET /a answered 404",404,"get",{"code":7}]');
  });

  test('of the host keep their names and are no ApiError', async () => {
    const guest = guestOf(['get'], async () => '{"error":{"name":"BadArguments","message":"limit must be at most 100"}}');
    const body = 'try { await api.get(); } catch (error) { return [error instanceof ApiError, error.name, error.message].join("|"); }';
    expect(await run(guest, body)).toBe('false|BadArguments|limit must be at most 100');
  });

  test('what is no JSON never reaches the bridge', async () => {
    const calls: string[] = [];
    const guest = guestOf(['get'], async (_name, argsJson) => {
      calls.push(argsJson);
      return '{"value":1}';
    });
    const body = `const circle = {}; circle.self = circle; const names = [];
      for (const args of [circle, 1n]) { try { await api.get(args); } catch (error) { names.push(error.name); } }
      await api.get(() => 1); return names.join();`;
    expect(await run(guest, body)).toBe('TypeError,TypeError');
    expect(calls).toEqual(['null']);
  });
});

describe('in the sandbox', () => {
  const LIMITS = { memoryMb: 64, timeoutMs: 10_000, maxCalls: 10, maxResultBytes: 65_536, maxLogs: 10, maxLogBytes: 1_000 };
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = createSandbox({ log: silentLog, clock: systemClock, slots: 1 });
  });
  afterAll(() => sandbox.close());

  test.each([
    ['1 200 functions', many.slice(0, 1_200)],
    ['a dispatcher of 2 001 names', many],
  ])('%s call, fail and leave nothing else behind', async (_form, names) => {
    const image = await sandbox.buildImage(bootstrapOf('api', names));
    const code = `const seen = [];
      try { await api.op1({ id: 7 }); } catch (error) { seen.push(error instanceof ApiError, error.status, error.body.code); }
      return [await api.op0({ q: 'x' }), ...seen, Object.keys(api).length, typeof __bridge];`;
    const call = async (name: string, argsJson: string) =>
      name === 'op0'
        ? { kind: 'value' as const, json: argsJson }
        : {
            kind: 'error' as const,
            json: JSON.stringify({ name: 'ApiError', message: 'no', status: 404, operationId: name, body: { code: 1 } }),
          };
    const end = await sandbox.run({ image, code, limits: LIMITS, call });
    expect(end).toMatchObject({ kind: 'returned', calls: 2 });
    expect(end.kind === 'returned' && JSON.parse(end.json)).toEqual([{ q: 'x' }, true, 404, 1, names.length, 'undefined']);
  });

  test('an error of the API that nobody catches carries its facts', async () => {
    const image = await sandbox.buildImage(bootstrapOf('api', ['get']));
    const json = JSON.stringify({ name: 'ApiError', message: 'GET /a answered 404', status: 404, operationId: 'get', body: 'gone' });
    const end = await sandbox.run({ image, code: 'await api.get();', limits: LIMITS, call: async () => ({ kind: 'error', json }) });
    expect(end).toMatchObject({
      kind: 'threw',
      error: { name: 'ApiError', message: 'GET /a answered 404', data: { status: 404, operationId: 'get', body: 'gone' } },
    });
  });
});
