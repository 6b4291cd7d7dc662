// Compiling in a process of its own: the same bundle, and an end to whatever goes wrong.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PETSTORE } from '#test/petstore-spec';
import { packCompiled } from '../bundles/compiled-parts.ts';
import type { PackedPart } from '../bundles/packed-part.ts';
import { compile } from './compile.ts';
import { compileInChild } from './compile-in-child.ts';
import type { CompileInput } from './compile-input.ts';
import { surfaceParts } from './compiled-bundle.ts';
import type { Compiled } from './compiled.ts';
import { diffApis } from './diff-apis.ts';

const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
const inputOf = (openapi: unknown): CompileInput => ({ slug: 'petstore', openapi, environment: 'production', mode: 'code', settings });

function compiledHere(openapi: unknown): Compiled {
  const result = compile(inputOf(openapi));
  if (!result.ok) throw new Error('the document did not compile');
  return result.compiled;
}

/** In the bytes in which they come over a pipe. */
const packed = (compiled: Compiled): PackedPart[] => packCompiled(compiled).map((part) => ({ ...part, bytes: new Uint8Array(part.bytes) }));

/** Compiles for many seconds. */
const endless = (): CompileInput => {
  const paths = Object.fromEntries(
    Array.from({ length: 40_000 }, (_, index) => [
      `/p${index}/${'x/'.repeat(20)}`,
      { get: { operationId: `operation${index}`, summary: `Number ${index} ${'word '.repeat(20)}` } },
    ]),
  );
  return { ...inputOf({ openapi: '3.1.0', info: {}, paths }), manifest: { baseUrls: { production: 'https://api.example' } } };
};

const compilers = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3] === String(process.pid) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('compile-process')
      );
    } catch {
      // It ended while we looked.
      return false;
    }
  });

test('the bundle is the same, and its steps are told', async () => {
  const steps: string[] = [];
  const result = await compileInChild(inputOf(PETSTORE), { onProgress: (step) => steps.push(step) });
  const here = compiledHere(PETSTORE);
  const { manifest, diagnostics, contentHash, operations } = here;
  const facts = { manifest, diagnostics, contentHash, operationCount: operations.length };
  expect(result).toEqual({ ok: true, bundle: { ...facts, apiDiff: null, parts: packed(here) } });
  expect(steps).toEqual(['read', 'operations', 'types', 'index', 'search']);
});

test('what is active is compared with there, of whatever kind its names are', async () => {
  const documentOf = (operationIds: readonly string[]) => {
    const paths = Object.fromEntries(operationIds.map((operationId) => [`/${operationId}`, { get: { operationId, responses: {} } }]));
    return { openapi: '3.1.0', info: {}, servers: [{ url: 'https://api.example/v1' }], paths };
  };
  const [before, after] = [documentOf(['gone', 'stays', 'constructor']), documentOf(['stays', 'constructor', 'toString'])];
  const surface = surfaceParts({ parts: packed(compiledHere(before)) });
  const result = await compileInChild({ ...inputOf(after), before: surface });
  const expected = diffApis(compiledHere(before), compiledHere(after));
  expect(expected).toMatchObject({ breaking: true });
  expect(result).toMatchObject({ ok: true, bundle: { apiDiff: expected } });
});

test('what is active and damaged is compared with nothing: the compile says that it failed', async () => {
  const { operations, schemas } = surfaceParts({ parts: packed(compiledHere(PETSTORE)) });
  const result = await compileInChild({ ...inputOf(PETSTORE), before: { operations: { ...operations, hash: 'another' }, schemas } });
  expect(result).toMatchObject({ ok: false, diagnostics: [{ severity: 'error' }] });
});

test('a document that is none fails as it does here', async () => {
  const result = await compileInChild(inputOf('nonsense'));
  expect(result).toEqual(compile(inputOf('nonsense')));
});

test('a compile that takes too long is stopped', async () => {
  const result = await compileInChild(endless(), { timeoutMs: 1_200 });
  expect(result).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', message: expect.stringContaining('longer than 1.2 s') }] });
  expect(compilers()).toEqual([]);
});

test('a compile that needs too much memory is stopped', async () => {
  const result = await compileInChild(endless(), { maxMemoryMb: 40 });
  expect(result).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', message: expect.stringContaining('more than 40 MB') }] });
});

test('a signal ends it, also while it waits for others', async () => {
  const stop = new AbortController();
  const started = Promise.withResolvers<void>();
  const running = [1, 2].map(() => compileInChild(endless(), { signal: stop.signal, onProgress: () => started.resolve() }));
  const waiting = compileInChild(endless(), { signal: stop.signal });
  const ends = Promise.allSettled([...running, waiting]);
  await started.promise;
  const reason = new Error('no longer wanted');
  stop.abort(reason);
  expect(await ends).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason })));
  expect(compilers()).toEqual([]);
  expect(await compileInChild(inputOf(PETSTORE))).toMatchObject({ ok: true });
});
