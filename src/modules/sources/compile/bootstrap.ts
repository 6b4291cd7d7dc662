// Writes the JavaScript that sets up the client in a fresh VM: one method per operation, each a call over the sandbox's bridge.

/** Above it one dispatcher stands for all methods: as many functions would make every VM larger. */
const MAX_FUNCTIONS = 2_000;

/**
 * Expects `globalThis.__bridge(name, argsJson): Promise<string>`, takes it off, and defines `globalThis.<clientName>` and `ApiError`.
 * Every name of the document is inside a JSON literal.
 */
export function bootstrapOf(clientName: string, methodNames: readonly string[]): string {
  const client = methodNames.length > MAX_FUNCTIONS ? DISPATCHER : FUNCTIONS;
  return `${START}
  const names = ${JSON.stringify(methodNames)};
${client}
  const define = (name, value, enumerable) => Object.defineProperty(globalThis, name, { value, enumerable, writable: false, configurable: false });
  define('ApiError', ApiError, false);
  define(${JSON.stringify(clientName)}, client, true);
})();
`;
}

const START = `'use strict';
(() => {
  const bridge = globalThis.__bridge;
  delete globalThis.__bridge;
  const { parse, stringify } = JSON;
  const NativeError = Error;
  const { defineProperty } = Object;
  class ApiError extends Error {
    constructor({ message, status, operationId, body }) {
      super(message);
      const fact = (name, value) => Object.defineProperty(this, name, { value, enumerable: true, writable: false, configurable: false });
      fact('status', status);
      fact('operationId', operationId);
      fact('body', body);
    }
  }
  Object.defineProperty(ApiError.prototype, 'name', { value: 'ApiError', enumerable: false });
  const plainError = ({ name, message, operationId }) => {
    const error = new NativeError(message);
    defineProperty(error, 'name', { value: name, enumerable: false });
    defineProperty(error, 'operationId', { value: operationId, enumerable: false });
    return error;
  };
  const failure = (error, at) => {
    const thrown = error.name === 'ApiError' ? new ApiError(error) : plainError(error);
    return defineProperty(thrown, 'stack', { value: at.stack, enumerable: false, writable: true, configurable: true });
  };
  const call = async (name, args) => {
    // Where the script calls: after the answer nothing of it is on the stack any more.
    const at = new NativeError();
    const text = stringify(args === undefined ? {} : args);
    const answer = parse(await bridge(name, text === undefined ? 'null' : text));
    if (answer.error === undefined) return answer.value;
    throw failure(answer.error, at);
  };`;

const FUNCTIONS = `  const client = Object.create(null);
  for (const name of names) {
    const method = (args) => call(name, args);
    Object.defineProperty(method, 'name', { value: name });
    client[name] = Object.freeze(method);
  }
  Object.freeze(client);`;

/** A proxy whose target stays empty: it answers for the table, and takes nothing. */
const DISPATCHER = `  const known = new Set(Object.freeze(names));
  const refuse = () => false;
  const client = new Proxy(Object.create(null), {
    get: (target, name) => (known.has(name) ? (args) => call(name, args) : undefined),
    has: (target, name) => known.has(name),
    ownKeys: () => names,
    getOwnPropertyDescriptor: (target, name) =>
      known.has(name) ? { value: (args) => call(name, args), enumerable: true, writable: false, configurable: true } : undefined,
    getPrototypeOf: () => null,
    set: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
  });`;
