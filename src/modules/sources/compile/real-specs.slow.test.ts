// Some hundred large documents that others wrote: all compile, and all their types are clean.
import { expect, test } from 'vitest';
import { directorySpec } from '#test/openapi-specs';
import { sdkTypeErrors } from '#test/sdk-type-errors';
import { compile } from './compile.ts';
import type { Compiled } from './compiled.ts';
import { diffApis } from './diff-apis.ts';

const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
const manifest = { baseUrls: { production: 'https://api.example' } };

function compiledOf(name: string): Compiled {
  const result = compile({ slug: 'the-api', openapi: directorySpec(name), environment: 'production', mode: 'code', settings, manifest });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

test.each<[string, number]>([
  ['box.com', 230],
  ['digitalocean.com', 280],
  ['stripe.com', 440],
  ['zoom.us', 360],
  ['kubernetes.io', 800],
  ['amazonaws.com/ec2', 1_100],
  ['autotask.net', 1_000],
  ['zuora.com', 300],
  ['googleapis.com/compute', 700],
  ['microsoft.com/graph', 11_000],
  ['microsoft.com/graph-beta', 22_000],
])('%s, %i operations and more', (name, least) => {
  const compiled = compiledOf(name);
  expect(compiled.operations.length).toBeGreaterThanOrEqual(least);
  expect(Buffer.byteLength(compiled.index)).toBeLessThanOrEqual(24 * 1024);
  expect(sdkTypeErrors(compiled.types)).toEqual([]);
});

// Six are gone; three more take files since, which scripts cannot send.
test('GitHub Enterprise from 3.1 to 3.8', () => {
  const diff = diffApis(compiledOf('github.com/ghes-3.1'), compiledOf('github.com/ghes-3.8'));
  expect({ added: diff.added.length, removed: diff.removed.length }).toEqual({ added: 193, removed: 9 });
  expect(diff.breaking).toBe(true);
});
