// What runs first in every machine: the guest's end of the bridge, its console, its random numbers, and the reading of results.
// Its text is taken by `toString` and run in the guest, so it can use nothing from outside itself. What a script can replace
// (Promise.prototype.then, JSON, String) is kept from before any script ran.

export interface GuestHost {
  call(id: number, name: string, argsJson: string): void;
  log(level: string, text: string): void;
  /** `kind` is returned, truncated, threw or not_serialisable. */
  done(kind: string, text: string): void;
}

/** Called by the process around the machine; no script reaches them. */
export interface GuestParts {
  bridge(name: string, argsJson: string): Promise<string>;
  /** `most`: lines of log, characters of all of them, characters of the result. */
  begin(seed: readonly number[], most: readonly number[]): void;
  settle(id: number, text: string): void;
  /** Puts `__run` there for the program that comes next, which calls it with its promise; it is gone before any of it runs. */
  arm(): void;
  /** Does nothing: after it, everything that could run without an answer has run. */
  idle(): void;
}

export function guestPrelude(host: GuestHost): GuestParts {
  // Its text runs where strictness does not come with the file. Nobody may see who called them.
  'use strict';
  const { stringify, parse } = JSON;
  const { apply, get, deleteProperty, defineProperty, getPrototypeOf } = Reflect;
  const { create } = Object;
  const { imul } = Math;
  const { then } = Promise.prototype;
  const { slice } = String.prototype;
  const { join } = Array.prototype;
  const NativePromise = Promise;
  const NativeString = String;
  const NativeError = Error;
  const NativeTypeError = TypeError;
  const NativeFunction = Function;

  for (const name of ['eval', 'SharedArrayBuffer', 'Atomics', 'WebAssembly', 'performance', 'gc']) deleteProperty(globalThis, name);
  // One engine cannot make code from texts at all; the other is kept from what would.
  const noCode = function Function(): never {
    throw new NativeTypeError('Code cannot be made from texts here.');
  };
  defineProperty(noCode, 'prototype', { value: NativeFunction.prototype });
  for (const work of [() => 0, async () => 0, function* () {}, async function* () {}])
    defineProperty(getPrototypeOf(work) ?? {}, 'constructor', { value: noCode, writable: false, configurable: false });
  defineProperty(globalThis, 'Function', { value: noCode, writable: true, enumerable: false, configurable: true });

  // ---- the bridge
  const open: Record<number, { resolve: (text: string) => void; name: string; stack: unknown }> = create(null);
  const failedAt: Record<string, unknown> = create(null);
  let lastFailedAt: unknown;
  let lastId = 0;
  const bridge = (name: string, argsJson: string): Promise<string> =>
    new NativePromise((resolve) => {
      if (typeof name !== 'string' || typeof argsJson !== 'string') throw new NativeTypeError('a call takes two texts');
      const id = (lastId += 1);
      open[id] = { resolve, name, stack: new NativeError().stack };
      host.call(id, name, argsJson);
    });
  const settle = (id: number, text: string): void => {
    const call = open[id];
    if (call === undefined) return;
    delete open[id];
    if (apply(slice, text, [0, 9]) === '{"error":') {
      failedAt[call.name] = call.stack;
      lastFailedAt = call.stack;
    }
    call.resolve(text);
  };

  // ---- what a value is in words
  const SHOWN_CHARS = 2000;
  const DATA_CHARS = 65_536;
  const cut = (text: string, chars: number): string => (text.length > chars ? apply(slice, text, [0, chars]) : text);
  const read = (value: object, name: string): unknown => {
    try {
      return get(value, name);
    } catch {
      return undefined;
    }
  };
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  const textOf = (value: unknown): string => {
    if (typeof value === 'string') return value;
    try {
      if (isObject(value)) {
        if (value instanceof NativeError) return `${NativeString(read(value, 'name'))}: ${NativeString(read(value, 'message'))}`;
        return stringify(value) ?? NativeString(value);
      }
      return NativeString(value);
    } catch {
      return '[not printable]';
    }
  };
  const dataOf = (value: object): unknown => {
    const status = read(value, 'status');
    const operationId = read(value, 'operationId');
    if (typeof status !== 'number' && typeof operationId !== 'string') return undefined;
    let body: unknown;
    try {
      const json = stringify(read(value, 'body'));
      body = json === undefined || json.length <= DATA_CHARS ? (json === undefined ? undefined : parse(json)) : cut(json, DATA_CHARS);
    } catch {
      // A body that is no JSON says nothing.
      body = undefined;
    }
    return {
      status: typeof status === 'number' ? status : undefined,
      operationId: typeof operationId === 'string' ? cut(operationId, SHOWN_CHARS) : undefined,
      body,
    };
  };
  const stackOf = (value: object): string => {
    const own = read(value, 'stack');
    const name = read(value, 'operationId');
    const at = typeof name === 'string' ? (failedAt[name] ?? lastFailedAt) : undefined;
    const texts = [typeof own === 'string' ? cut(own, SHOWN_CHARS) : '', typeof at === 'string' ? cut(at, SHOWN_CHARS) : ''];
    return apply(join, texts, ['\n']);
  };
  const describe = (value: unknown): string => {
    const fields = isObject(value)
      ? {
          name: cut(textOf(read(value, 'name') ?? 'Error'), SHOWN_CHARS),
          message: cut(textOf(read(value, 'message') ?? textOf(value)), SHOWN_CHARS),
          stack: stackOf(value),
          data: dataOf(value),
        }
      : { name: 'Error', message: cut(textOf(value), SHOWN_CHARS), stack: '' };
    return stringify(fields);
  };

  // ---- the result
  let maxResultChars = 0;
  const REFUSED = { message: '' };
  const refuse = (key: string, what: string): never => {
    REFUSED.message = key === '' ? what : `${what}, at "${cut(key, 200)}"`;
    throw REFUSED;
  };
  const onlyJson = (key: string, value: unknown): unknown => {
    if (typeof value === 'function') return refuse(key, 'a function');
    if (typeof value === 'symbol') return refuse(key, 'a symbol');
    if (typeof value === 'bigint') return refuse(key, 'a BigInt');
    if (value instanceof NativePromise) return refuse(key, 'a promise that was not awaited');
    return value;
  };
  const returned = (value: unknown): void => {
    let json: string;
    try {
      json = stringify(value, onlyJson) ?? 'null';
    } catch (error) {
      if (error === REFUSED) return host.done('not_serialisable', REFUSED.message);
      if (error instanceof NativeTypeError) return host.done('not_serialisable', cut(textOf(read(error, 'message')), SHOWN_CHARS));
      return threw(error);
    }
    host.done(json.length > maxResultChars ? 'truncated' : 'returned', cut(json, maxResultChars));
  };
  const threw = (error: unknown): void => host.done('threw', describe(error));
  const watch = (main: Promise<unknown>): void => {
    // Both ends are handled; what its own `then` gives is nobody's.
    void apply(then, main, [returned, threw]);
  };
  const arm = (): void => {
    const take = (): typeof watch => {
      deleteProperty(globalThis, '__run');
      return watch;
    };
    defineProperty(globalThis, '__run', { get: take, configurable: true });
  };

  // ---- the console
  let lines = 0;
  let chars = 0;
  let maxLogs = 0;
  let maxLogChars = 0;
  const console: Record<string, (...values: unknown[]) => void> = {};
  for (const [name, level] of [
    ['log', 'log'],
    ['info', 'info'],
    ['warn', 'warn'],
    ['error', 'error'],
    ['debug', 'debug'],
    ['trace', 'debug'],
    ['dir', 'log'],
    ['table', 'log'],
  ] as const)
    console[name] = (...values) => {
      if (lines >= maxLogs || chars >= maxLogChars) return;
      let text = '';
      for (let at = 0; at < values.length && text.length < maxLogChars; at += 1) text += `${at === 0 ? '' : ' '}${textOf(values[at])}`;
      text = cut(text, maxLogChars - chars);
      lines += 1;
      chars += text.length;
      host.log(level, text);
    };
  defineProperty(globalThis, 'console', { value: console, writable: true, enumerable: false, configurable: true });

  // ---- random numbers (sfc32): a saved machine would begin with the same ones every time
  const state = [0, 0, 0, 1];
  const next = (): number => {
    // by index: taking an array apart asks an iterator that a script can replace
    const a = state[0] ?? 0;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const count = state[3] ?? 0;
    const sum = (a + b + count) | 0;
    state[3] = (count + 1) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  const random = (): number => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  defineProperty(Math, 'random', { value: random, writable: true, enumerable: false, configurable: true });

  const begin = (seed: readonly number[], most: readonly number[]): void => {
    for (let at = 0; at < 4; at += 1) state[at] = imul(seed[at] ?? at, 1);
    for (let round = 0; round < 12; round += 1) next();
    maxLogs = most[0] ?? 0;
    maxLogChars = most[1] ?? 0;
    maxResultChars = most[2] ?? 0;
  };

  return { bridge, begin, settle, arm, idle: () => undefined };
}
