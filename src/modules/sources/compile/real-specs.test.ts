// Documents that others wrote, compiled as they are: their types are clean, their arguments can be checked, their versions compared.
import { describe, expect, test } from 'vitest';
import { compileSchema } from '#platform/match/json-schema';
import { exampleSpecs, figmaSpec, gitHubSpec } from '#test/openapi-specs';
import { sdkTypeErrors } from '#test/sdk-type-errors';
import { argumentSchemaOf } from './argument-schema.ts';
import { compile } from './compile.ts';
import type { Compiled } from './compiled.ts';
import { diffApis } from './diff-apis.ts';

const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
const manifest = { baseUrls: { production: 'https://api.example' } };

function compiledOf(openapi: string): Compiled {
  const result = compile({ slug: 'the-api', openapi, environment: 'production', mode: 'code', settings, manifest });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

const MAX_BYTES = 256 * 1024;

function refusedSchemasOf({ operations, schemas }: Compiled, every: number): string[] {
  return operations
    .filter((_, index) => index % every === 0)
    .flatMap((operation) => {
      const compiled = compileSchema(argumentSchemaOf(operation, schemas, MAX_BYTES), { maxBytes: MAX_BYTES });
      return compiled.ok ? [] : [`${operation.operationId} ${compiled.error}`];
    });
}

test('the type check of this file finds what is wrong', () => {
  expect(sdkTypeErrors('type Error = { a: Missing };')).not.toEqual([]);
});

describe('GitHub', () => {
  const compiled = compiledOf(gitHubSpec('api.github.com'));

  test('all operations but the one that takes bytes', () => {
    expect(compiled.operations).toHaveLength(1_222);
    expect(compiled.diagnostics.map(({ path }) => path)).toEqual(['/paths/~1repos~1{owner}~1{repo}~1releases~1{release_id}~1assets/post']);
  });

  test('types without an error, an index of groups, names without a slash', () => {
    expect(sdkTypeErrors(compiled.types)).toEqual([]);
    expect(Buffer.byteLength(compiled.index)).toBeLessThan(24 * 1024);
    expect(compiled.index).toContain('// repos — ');
    expect(compiled.operations.find(({ operationId }) => operationId === 'repos/list-for-org')?.jsName).toBe('reposListForOrg');
  });

  test('arguments that can be checked', () => expect(refusedSchemasOf(compiled, 20)).toEqual([]));

  test('the same bytes again', () => expect(compiledOf(gitHubSpec('api.github.com')).contentHash).toBe(compiled.contentHash));
});

test('GitHub Enterprise 3.18 to 3.19: 59 added, none removed, none broken', () => {
  const diff = diffApis(compiledOf(gitHubSpec('ghes-3.18')), compiledOf(gitHubSpec('ghes-3.19')));
  expect({
    added: diff.added.length,
    removed: diff.removed.length,
    changed: diff.signatureChanged.length,
    breaking: diff.breaking,
  }).toEqual({
    added: 59,
    removed: 0,
    changed: 44,
    breaking: false,
  });
});

test('Figma, 3.1 in YAML', () => {
  const compiled = compiledOf(figmaSpec());
  expect(compiled.operations.length).toBeGreaterThan(40);
  expect(sdkTypeErrors(compiled.types)).toEqual([]);
  expect(refusedSchemasOf(compiled, 1)).toEqual([]);
});

describe('examples of every version, in JSON and YAML', () => {
  const specs = exampleSpecs();

  test('there are many', () => expect(specs.size).toBeGreaterThan(100));

  test('all compile, and only those that upload files or describe webhooks have nothing to call', () => {
    const counts = [...specs].map(([path, text]) => ({ path, operations: compiledOf(text).operations.length }));
    const empty = counts.filter(({ operations }) => operations === 0).map(({ path }) => path.replace(/^.*\/|\..*$/g, ''));
    expect(new Set(empty)).toEqual(new Set(['file-uploads', 'schema-encoding-style', 'webhooks']));
  });

  test.each(['2.0/json/petstore.json', '3.0/yaml/parameters-style.yaml', '3.1/json/train-travel.json', '3.1/json/schema-types.json'])(
    '%s has clean types and arguments that can be checked',
    (path) => {
      const compiled = compiledOf(specs.get(path) ?? '');
      expect(sdkTypeErrors(compiled.types)).toEqual([]);
      expect(refusedSchemasOf(compiled, 1)).toEqual([]);
    },
  );

  test('JSON and YAML of one document are the same bundle', () => {
    const [json, yaml] = ['3.1/json/train-travel.json', '3.1/yaml/train-travel.yaml'].map((path) => compiledOf(specs.get(path) ?? ''));
    expect(yaml?.operations.map(({ signature }) => signature)).toEqual(json?.operations.map(({ signature }) => signature));
  });
});
