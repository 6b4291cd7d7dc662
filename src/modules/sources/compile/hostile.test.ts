// Documents that mean harm: tangled, huge, pointing elsewhere, or full of names that mean something to the language.
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import type { CompileResult } from './compile-input.ts';
import type { Compiled } from './compiled.ts';

const SETTINGS = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

const compileDocument = (openapi: unknown, mode: 'tools' | 'code' = 'code'): CompileResult =>
  compile({
    slug: 'shop',
    openapi,
    environment: 'production',
    mode,
    settings: SETTINGS,
    manifest: { baseUrls: { production: 'https://api.example' } },
  });

function compiledOf(openapi: unknown, mode: 'tools' | 'code' = 'code'): Compiled {
  const result = compileDocument(openapi, mode);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const answering = (schema: unknown): object => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const documentOf = (schema: unknown, schemas: unknown = {}, operation: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/a': { get: { operationId: 'a', responses: answering(schema), ...operation } } },
  components: { schemas },
});

describe('references', () => {
  test('schemas that lead in circles are compiled as they are', () => {
    const schemas = { Tree: { type: 'object', properties: { children: { type: 'array', items: reference('Tree') } } } };
    expect(compiledOf(documentOf(reference('Tree'), schemas)).types).toContain('type Tree = { children?: Tree[] };');
  });

  test('schemas in a chain of ten thousand', () => {
    const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`S${index}`, { allOf: [reference(`S${index + 1}`)] }]));
    const compiled = compiledOf(documentOf(reference('S0'), { ...chain, S10000: { type: 'string' } }));
    expect(Object.keys(compiled.schemas)).toHaveLength(10_001);
  });

  test('schemas that double at every level stay what they are', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `D${index}`,
        { type: 'object', properties: { a: reference(`D${index + 1}`), b: reference(`D${index + 1}`) } },
      ]),
    );
    const compiled = compiledOf(documentOf(reference('D0'), { ...doubling, D60: { type: 'string' } }));
    expect(compiled.types.length).toBeLessThan(10_000);
  });

  test.each([
    'file:///etc/passwd',
    'http://169.254.169.254/latest/meta-data/',
    'https://example.com/schema.json#/Pet',
    'other.yaml#/components/schemas/Pet',
    '../../../../etc/passwd',
    '#/components/schemas/Missing',
    '#/paths/~1a/get/__proto__',
    '#/constructor/prototype',
    '#',
  ])('a reference to %s is never followed, listed, and "anything" in scripts', ($ref) => {
    const compiled = compiledOf(documentOf({ type: 'object', properties: { pet: { $ref }, name: { type: 'string' } } }));
    if ($ref !== '#') {
      expect(compiled.operations[0]?.signature).toBe('a(): Promise<{ pet?: unknown; name?: string }>');
      expect(compiled.diagnostics).toEqual([
        expect.objectContaining({
          severity: 'warning',
          path: '/paths/~1a/get/responses/200/content/application~1json/schema/properties/pet',
        }),
      ]);
    }
    expect(JSON.stringify(compiled.schemas)).not.toContain('root:');
  });

  test('an operation that needs what is not there is left out of tools, also far down', () => {
    const schemas = { Outer: { type: 'object', properties: { inner: reference('Inner') } }, Inner: { $ref: 'https://example.com/x.json' } };
    const compiled = compiledOf(documentOf(reference('Outer'), schemas), 'tools');
    expect(compiled.operations).toEqual([]);
    expect(compiled.diagnostics.map(({ path }) => path)).toContain('/paths/~1a/get');
  });

  test('parameters, bodies, answers and paths whose references lead in a circle are left out', () => {
    const circle = { $ref: '#/components/parameters/One' };
    const document = {
      openapi: '3.1.0',
      info: {},
      paths: {
        '/a': { post: { operationId: 'a', parameters: [circle], responses: { 200: { $ref: '#/components/responses/R' } } } },
        '/b': { $ref: '#/paths/~1c' },
        '/c': { $ref: '#/paths/~1b' },
        '/d': { post: { operationId: 'd', requestBody: { $ref: '#/components/requestBodies/B' } } },
      },
      components: {
        parameters: { One: { $ref: '#/components/parameters/Two' }, Two: circle },
        responses: { R: { $ref: '#/components/responses/R' } },
        requestBodies: { B: { $ref: '#/components/requestBodies/B' } },
      },
    };
    const compiled = compiledOf(document);
    expect(compiled.operations.map(({ signature }) => signature)).toEqual(['a(): Promise<unknown>']);
    expect(compiled.diagnostics.map(({ path }) => path).toSorted()).toEqual([
      '/paths/~1a/post/parameters/0',
      '/paths/~1a/post/responses/200',
      '/paths/~1b',
      '/paths/~1c',
      '/paths/~1d/post',
    ]);
  });
});

describe('size and depth', () => {
  test('a schema nested ten thousand deep is refused', () => {
    let schema: object = { type: 'string' };
    for (let depth = 0; depth < 10_000; depth += 1) schema = { type: 'array', items: schema };
    // JSON.stringify itself gives up on such an object; as text it is what an attacker sends.
    const text = JSON.stringify(documentOf('HERE')).replace('"HERE"', `${'{"items":'.repeat(10_000)}{}${'}'.repeat(10_000)}`);
    for (const document of [text, documentOf(schema)])
      expect(compileDocument(document)).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', path: '' }] });
  });

  test('YAML aliases that multiply are refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${Array(12)
          .fill(level === 0 ? 'x' : `*a${level - 1}`)
          .join(', ')}]`,
    );
    expect(compileDocument(`openapi: 3.0.0\n${levels.join('\n')}\npaths: {}\n`)).toMatchObject({
      ok: false,
      diagnostics: [{ severity: 'error', message: expect.stringMatching(/[^.]\.$/) }],
    });
  });

  test('more than 50 000 operations are refused', () => {
    const paths = Object.fromEntries(Array.from({ length: 50_001 }, (_, index) => [`/p${index}`, { get: { operationId: `o${index}` } }]));
    expect(compileDocument({ openapi: '3.1.0', info: {}, paths })).toMatchObject({ ok: false, diagnostics: [{ path: '/paths' }] });
  });

  test.each<[string, unknown]>([
    ['no object', '[]'],
    ['no JSON', '{"openapi": "3.0.0", '],
    ['no text', 42],
    ['nothing', null],
    ['a function', () => undefined],
    ['an empty text', ''],
    ['two documents', 'a: 1\n---\nb: 2\n'],
  ])('%s is refused with one error', (_what, document) => {
    expect(compileDocument(document)).toEqual({
      ok: false,
      diagnostics: [expect.objectContaining({ severity: 'error', path: expect.any(String) })],
    });
  });

  test('parts of the wrong kind are left out, each with a warning', () => {
    const document = {
      openapi: '3.1.0',
      info: 'x',
      servers: 'x',
      components: [],
      paths: {
        '/a': 1,
        '/b': { get: 'x', parameters: {} },
        c: { get: {} },
        '/d': { get: { operationId: 7, parameters: [1, null, {}], responses: [] }, put: { operationId: 'e', requestBody: 1 } },
      },
    };
    const compiled = compiledOf(document);
    expect(compiled.operations.map(({ operationId }) => operationId)).toEqual(['get_d']);
    expect(compiled.diagnostics.length).toBeGreaterThan(4);
  });

  test('warnings end somewhere', () => {
    const paths = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`/p${index}`, { get: {} }]));
    const { diagnostics } = compiledOf({ openapi: '3.1.0', info: {}, paths });
    expect(diagnostics).toHaveLength(501);
    expect(diagnostics.at(-1)?.message).toBe('1500 more warnings are not listed.');
  });
});

describe('names', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    'toString',
    'class',
    'a"b',
    "a'b",
    'a\nb',
    'a\u2028b',
    'a*/b',
    '`${1}`',
    '</script>',
    '\\',
    '',
  ];

  test('of arguments and properties break neither code nor objects', () => {
    const text = JSON.stringify(
      documentOf('HERE', {}, { parameters: NAMES.map((name) => ({ name, in: 'query', schema: { type: 'string' } })) }),
    ).replace(
      '"HERE"',
      `{"type":"object","required":["__proto__"],"properties":{${NAMES.map((name) => `${JSON.stringify(name)}:{"type":"string"}`).join(',')}}}`,
    );
    const compiled = compiledOf(text);
    const [operation] = compiled.operations;
    expect(operation?.parameters.map(({ argument }) => argument)).toEqual(NAMES.filter((name) => name !== ''));
    expect(compiled.types).toContain('"a\\"b"?: string');
    expect(JSON.stringify(compiled)).toContain('"__proto__":{"type":"string"}');
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  test('of schemas are made of letters', () => {
    const schemas = JSON.parse(`{${NAMES.map((name) => `${JSON.stringify(name)}:{"type":"string"}`).join(',')}}`) as object;
    const alternatives = NAMES.map((name) => reference(encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))));
    const compiled = compiledOf(documentOf({ anyOf: alternatives }, schemas));
    expect(Object.keys(compiled.schemas)).toHaveLength(NAMES.length);
    expect(Object.keys(compiled.schemas).filter((name) => !/^[A-Za-z0-9._-]+$/.test(name) || name === '__proto__')).toEqual([]);
  });

  test('of operations and clients define nothing else in the VM', async () => {
    const paths = Object.fromEntries(
      NAMES.map((name, index) => [`/p${index}`, { get: { operationId: name, summary: `*/ ${name}`, description: name } }]),
    );
    const compiled = compiledOf({ openapi: '3.1.0', info: { title: '*/ x', version: '\n' }, paths });
    const calls: string[] = [];
    const context = { __bridge: (name: string) => (calls.push(name), Promise.resolve('{"value":1}')) };
    runInNewContext(compiled.bootstrap, context);
    const names: unknown = runInNewContext('Object.keys(shop).join()', context);
    expect(names).toBe(compiled.operations.map(({ jsName }) => jsName).join());
    expect(Object.keys(context)).toEqual(['shop']);
    await runInNewContext('Promise.all(Object.keys(shop).map((name) => shop[name]()))', context);
    expect(calls).toHaveLength(compiled.operations.length);
    expect(compiled.types.split('\n').filter((line) => line.includes('*/') && !line.trimEnd().endsWith('*/'))).toEqual([]);
    expect(compiled.index.split('\n').length).toBe(1 + 2 * compiled.operations.length);
  });

  test('an operation that is called like no path can be is left out', () => {
    const paths = {
      '/a?x=1': { get: { operationId: 'a' } },
      '/b c': { get: { operationId: 'b' } },
      'https://evil.example/': { get: { operationId: 'c' } },
      '/ok': { get: { operationId: 'ok' } },
    };
    expect(compiledOf({ openapi: '3.1.0', info: {}, paths }).operations.map(({ operationId }) => operationId)).toEqual(['ok']);
  });
});

test('many operations of one path and one id each get an id, in time', () => {
  const paths = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`/#${index}`, { get: { operationId: 'same' } }]));
  const result = compileDocument({ openapi: '3.1.0', info: {}, paths });
  expect(result).toMatchObject({ ok: true });
  if (result.ok) expect(new Set(result.compiled.operations.map(({ operationId, path }) => `${operationId} ${path}`)).size).toBe(20_000);
});

test('keywords of schemas with values that mean nothing are dropped, so that validators take the schema', () => {
  const schema = {
    type: 'any',
    required: true,
    properties: {
      a: { type: 'string', maxLength: -1, pattern: '(?=x)', minimum: '0', enum: [] },
      b: { exclusiveMinimum: true, minimum: 3, items: [{ type: 'string' }] },
    },
    allOf: [],
    additionalProperties: 'no',
    default: 'x'.repeat(5_000),
  };
  const { operations } = compiledOf(documentOf(schema));
  expect(operations[0]?.response.schema).toEqual({
    properties: { a: { type: 'string' }, b: { exclusiveMinimum: 3, prefixItems: [{ type: 'string' }] } },
  });
});
