// Bundles as they are stored, compared: the same answer here and in a process of its own, and nobody is held up by a large one.
import { expect, test } from 'vitest';
import { compile } from '../compile/compile.ts';
import type { PackedSurface } from '../compile/compiled-bundle.ts';
import { diffApis } from '../compile/diff-apis.ts';
import { comparePacked } from './compare-packed.ts';
import { packCompiled, unpackedSurface } from './compiled-parts.ts';
import type { PackedPart } from './packed-part.ts';

const SETTINGS = { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] };
const MANIFEST = { clientName: 'client', vendorName: 'V', baseUrls: { production: 'https://api.example.test' } };

/** `operations` of them; `view` is what one argument of each takes. */
function packed(operations: number, view: string): PackedSurface {
  const parameters = [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    { name: 'view', in: 'query', schema: { type: view } },
  ];
  const paths = Object.fromEntries(
    Array.from({ length: operations }, (_, n) => [
      `/things${n}/{id}`,
      { get: { operationId: `get${n}`, summary: 'Reads a thing '.repeat(10), parameters, responses: { 200: { description: 'ok' } } } },
    ]),
  );
  const openapi = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths };
  const result = compile({ slug: 't', openapi, manifest: MANIFEST, environment: 'production', mode: 'code', settings: SETTINGS });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  const parts = packCompiled(result.compiled);
  return { operations: named(parts, 'operations'), schemas: named(parts, 'schemas') };
}

function named(parts: readonly PackedPart[], name: PackedPart['name']): PackedPart {
  const part = parts.find((one) => one.name === name);
  if (!part) throw new Error(name);
  return part;
}

test.each([
  ['small', 3],
  ['large', 1500],
])('%s bundles are compared as their surfaces are', async (_size, operations) => {
  const [before, after] = [packed(operations, 'string'), packed(operations + 1, 'integer')];
  const diff = await comparePacked(before, after);
  expect(diff).toEqual(diffApis(unpackedSurface(before), unpackedSurface(after)));
  expect([diff.added.length, diff.signatureChanged.length, diff.breaking]).toEqual([1, operations, true]);
});

test('a comparison that nobody waits for any more ends, and its process with it', async () => {
  const [before, after] = [packed(1500, 'string'), packed(1500, 'integer')];
  const caller = new AbortController();
  const compared = comparePacked(before, after, caller.signal);
  caller.abort(new Error('left'));
  await expect(compared).rejects.toThrow('left');
});
