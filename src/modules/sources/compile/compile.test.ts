// Compiling: the worked example to the letter, names, arguments, bodies, answers, and documents that mean harm.
import { describe, expect, test } from 'vitest';
import { PETSTORE, PETSTORE_INDEX } from '#test/petstore-spec';
import { compile } from './compile.ts';
import type { CompileInput } from './compile-input.ts';
import type { Compiled, Diagnostic, Operation } from './compiled.ts';

const SETTINGS = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

const inputOf = (openapi: unknown, more: Partial<CompileInput> = {}): CompileInput => ({
  slug: 'petstore',
  openapi,
  environment: 'production',
  mode: 'code',
  settings: SETTINGS,
  ...more,
});

function compiledOf(openapi: unknown, more: Partial<CompileInput> = {}): Compiled {
  const result = compile(inputOf(openapi, more));
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

function faultsOf(openapi: unknown, more: Partial<CompileInput> = {}): readonly Diagnostic[] {
  const result = compile(inputOf(openapi, more));
  return result.ok ? [] : result.diagnostics;
}

const operationIn = (compiled: Compiled, operationId: string): Operation => {
  const found = compiled.operations.find((operation) => operation.operationId === operationId);
  if (!found) throw new Error(`${operationId} is not among ${compiled.operations.map((operation) => operation.operationId).join(', ')}`);
  return found;
};

/** A document with these paths and schemas. */
const documentOf = (paths: object, schemas: object = {}, more: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'https://api.shop.example' }],
  paths,
  components: { schemas },
  ...more,
});

const answering = (schema: unknown): object => ({ responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } } });
const taking = (schema: unknown, mediaType = 'application/json'): object => ({
  requestBody: { required: true, content: { [mediaType]: { schema } } },
  responses: { 204: { description: 'done' } },
});

describe('the worked example', () => {
  test('the index is the one an agent is shown', () => {
    expect(compiledOf(PETSTORE).index).toBe(PETSTORE_INDEX);
  });

  test('the signatures are those of the index', () => {
    expect(compiledOf(PETSTORE).operations.map(({ signature, mentions }) => ({ signature, mentions }))).toEqual([
      { signature: 'listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>', mentions: ['Pet'] },
      { signature: 'updatePet(args: { petId: string; body: { tags?: string[] } }): Promise<Pet>', mentions: ['Pet'] },
    ]);
  });

  test('the manifest is completed from the document', () => {
    const { manifest } = compiledOf(PETSTORE);
    expect(manifest).toMatchObject({
      vendorName: 'Petstore',
      clientName: 'petstore',
      baseUrls: { production: 'https://api.petstore.example/v1' },
      auth: { kind: 'none' },
      limits: { memoryMb: 64, timeoutMs: 30_000, maxCalls: 100, maxResponseBytes: 1_048_576 },
    });
  });

  test('the same input gives the same bytes, in YAML as in JSON', () => {
    const [one, other] = [compiledOf(PETSTORE), compiledOf(PETSTORE)];
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
    expect(other.contentHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    const changed = compiledOf(PETSTORE.replace('List pets', 'List all pets'));
    expect(changed.contentHash).not.toBe(one.contentHash);
  });

  test('what the caller gave is not changed', () => {
    const document = documentOf({ '/a': { get: { operationId: 'a', ...answering({ type: 'string', nullable: true }) } } });
    const before = JSON.stringify(document);
    compiledOf(document, {
      overlay: { overlay: '1.0.0', actions: [{ target: '$.paths', update: { '/b': { get: { operationId: 'b' } } } }] },
    });
    expect(JSON.stringify(document)).toBe(before);
  });
});

describe('versions', () => {
  test.each([
    [{ openapi: '4.0.0' }, '/openapi'],
    [{ swagger: '1.2' }, '/swagger'],
    [{}, '/openapi'],
  ])('%j is refused at %s', (document, path) => {
    expect(faultsOf({ ...document, paths: {} })).toEqual([expect.objectContaining({ severity: 'error', path })]);
  });

  test.each(['3.0.3', '3.1.0', '3.2.0'])('%s is taken', (version) => {
    const document = { ...documentOf({ '/a': { get: { operationId: 'a', ...answering({ type: 'string' }) } } }), openapi: version };
    expect(compiledOf(document).operations).toHaveLength(1);
  });

  test('Swagger 2.0 becomes the same as its OpenAPI 3 form', () => {
    const swagger = {
      swagger: '2.0',
      info: { title: 'Shop', version: '1' },
      host: 'api.shop.example',
      basePath: '/v1',
      schemes: ['https'],
      consumes: ['application/json'],
      produces: ['application/json'],
      paths: {
        '/items/{id}': {
          put: {
            operationId: 'putItem',
            parameters: [
              { name: 'id', in: 'path', required: true, type: 'string' },
              { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'csv' },
              { name: 'item', in: 'body', required: true, schema: { $ref: '#/definitions/Item' } },
            ],
            responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/Item' } } },
          },
        },
      },
      definitions: { Item: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
    };
    const compiled = compiledOf(swagger);
    expect(operationIn(compiled, 'putItem').signature).toBe('putItem(args: { id: string; tags?: string[]; body: Item }): Promise<Item>');
    expect(operationIn(compiled, 'putItem').parameters[1]).toMatchObject({ style: 'form', explode: false });
    expect(compiled.manifest.baseUrls).toEqual({ production: 'https://api.shop.example/v1' });
  });

  test('what is wrong with a Swagger 2.0 document is told by its own places', () => {
    const paths = { '/a': { get: { operationId: 'a', responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/A' } } } } } };
    const definitions = { A: { type: 'object', properties: { b: { $ref: '#/definitions/Missing' } } } };
    const { diagnostics } = compiledOf({ swagger: '2.0', info: {}, host: 'a.example', schemes: ['https'], paths, definitions });
    expect(diagnostics.map(({ path }) => path)).toEqual(['/definitions/A/properties/b']);
  });

  test('3.2 adds operations beside the usual methods', () => {
    const document = documentOf({
      '/a': { query: { operationId: 'find', ...taking({ type: 'object' }) }, additionalOperations: { LINK: { operationId: 'link' } } },
    });
    const compiled = compiledOf({ ...document, openapi: '3.2.0' });
    expect(compiled.operations.map(({ operationId, method }) => [operationId, method])).toEqual([['find', 'QUERY']]);
    expect(compiled.diagnostics).toEqual([expect.objectContaining({ path: '/paths/~1a/additionalOperations/LINK' })]);
  });
});

describe('operations', () => {
  test('one without an id is left out of tools and gets a made one in scripts', () => {
    const document = documentOf({
      '/pets/{petId}': { get: { parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'string' } }] } },
    });
    expect(compiledOf(document).operations.map(({ operationId }) => operationId)).toEqual(['get_pets_petId']);
    const tools = compiledOf(document, { mode: 'tools' });
    expect(tools.operations).toEqual([]);
    expect(tools.diagnostics[0]).toMatchObject({ severity: 'warning', path: '/paths/~1pets~1{petId}/get' });
  });

  test('the second of two with one id gets a made one', () => {
    const compiled = compiledOf(documentOf({ '/a': { get: { operationId: 'same' } }, '/b': { get: { operationId: 'same' } } }));
    expect(compiled.operations.map(({ operationId, path }) => [operationId, path])).toEqual([
      ['get_b', '/b'],
      ['same', '/a'],
    ]);
  });

  test('include and exclude choose; exclude wins', () => {
    const paths = Object.fromEntries(['adminAdd', 'adminList', 'petList'].map((id) => [`/${id}`, { get: { operationId: id } }]));
    const compiled = compiledOf(documentOf(paths), { manifest: { include: ['*List'], exclude: ['admin*'] } });
    expect(compiled.operations.map(({ operationId }) => operationId)).toEqual(['petList']);
    expect(compiled.excluded.map(({ operationId }) => operationId)).toEqual(['adminAdd', 'adminList']);
    expect(compiled.types).not.toContain('admin');
  });

  test.each([
    ['repos/list-for-org', 'reposListForOrg', 'repos_list-for-org'],
    ['delete', 'delete_', 'delete'],
    ['then', 'then_', 'then'],
    ['__proto__', '__proto___', '__proto__'],
    ['constructor', 'constructor_', 'constructor'],
    ['2fast', '_2fast', '2fast'],
    ['größe', 'grE', 'gr__e'],
  ])('%s is %s in scripts and %s as a tool', (operationId, jsName, toolName) => {
    expect(compiledOf(documentOf({ '/a': { get: { operationId } } })).operations[0]).toMatchObject({ jsName, toolName });
  });

  test('names that clash or are too long end in six digits of the hash of their id', () => {
    const long = 'x'.repeat(70);
    const ids = ['a.b', 'a:b', 'plain', long];
    const { operations } = compiledOf(documentOf(Object.fromEntries(ids.map((id, index) => [`/${index}`, { get: { operationId: id } }]))));
    const names = Object.fromEntries(operations.map(({ operationId, toolName }) => [operationId, toolName]));
    expect(names['a.b']).toMatch(/^a_b_[0-9a-f]{6}$/);
    expect(names['a:b']).toMatch(/^a_b_[0-9a-f]{6}$/);
    expect(names['a:b']).not.toBe(names['a.b']);
    expect(names['plain']).toBe('plain');
    expect(names[long]).toMatch(/^x{57}_[0-9a-f]{6}$/);
  });

  test('the method says what an operation does, unless the document does', () => {
    const paths = {
      '/a': { get: { operationId: 'get' }, put: { operationId: 'put' }, patch: { operationId: 'patch' }, post: { operationId: 'post' } },
      '/b': { delete: { operationId: 'del' }, post: { operationId: 'own', 'x-armature-annotations': { readOnlyHint: true, loud: 1 } } },
    };
    const compiled = compiledOf(documentOf(paths));
    const hints = Object.fromEntries(compiled.operations.map(({ operationId, annotations }) => [operationId, annotations]));
    expect(hints).toEqual({
      get: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
      put: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
      del: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
      patch: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
      post: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
      own: { readOnlyHint: true, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    });
    expect(compiled.diagnostics).toEqual([expect.objectContaining({ path: '/paths/~1b/post/x-armature-annotations/loud' })]);
  });

  test('one with a server of its own is warned of', () => {
    const paths = { '/a': { servers: [{ url: 'https://uploads.example' }], post: { operationId: 'a' } } };
    const { diagnostics } = compiledOf(documentOf(paths));
    expect(diagnostics).toEqual([expect.objectContaining({ severity: 'warning', path: '/paths/~1a/post' })]);
  });

  test('aliases of the document are kept for search', () => {
    const compiled = compiledOf(documentOf({ '/a': { get: { operationId: 'a', 'x-codemode-aliases': ['the first', 'alpha'] } } }));
    expect(compiled.operations[0]?.aliases).toEqual(['the first', 'alpha']);
  });
});

describe('arguments', () => {
  const parameter = (name: string, place: string, more: object = {}): object => ({ name, in: place, schema: { type: 'string' }, ...more });

  test('names that clash carry their place', () => {
    const parameters = [
      parameter('id', 'path', { required: true }),
      parameter('id', 'query'),
      parameter('body', 'query'),
      parameter('X-Trace', 'header'),
    ];
    const compiled = compiledOf(
      documentOf({ '/a/{id}': { post: { operationId: 'a', parameters, ...taking({ type: 'object', properties: {} }) } } }),
    );
    expect(operationIn(compiled, 'a').parameters.map(({ argument }) => argument)).toEqual(['id_path', 'id_query', 'body_query', 'X-Trace']);
    expect(operationIn(compiled, 'a').signature).toBe(
      'a(args: { id_path: string; id_query?: string; body_query?: string; "X-Trace"?: string; body: { [key: string]: unknown } }): Promise<void>',
    );
  });

  test('what carries a credential, and cookies, are no arguments', () => {
    const parameters = [
      parameter('Authorization', 'header'),
      parameter('Cookie', 'header'),
      parameter('session', 'cookie'),
      parameter('X-Key', 'header'),
      parameter('key', 'query'),
      parameter('own', 'query'),
      parameter('q', 'query'),
    ];
    const more = {
      components: {
        securitySchemes: { a: { type: 'apiKey', in: 'header', name: 'x-key' }, b: { type: 'apiKey', in: 'query', name: 'key' } },
      },
    };
    const compiled = compiledOf(documentOf({ '/a': { get: { operationId: 'a', parameters } } }, {}, more), {
      manifest: { auth: { kind: 'api_key_query', secretRef: 's', name: 'own' } },
    });
    expect(operationIn(compiled, 'a').parameters.map(({ argument }) => argument)).toEqual(['q']);
  });

  test('a path and its parameters are made to agree', () => {
    const compiled = compiledOf(
      documentOf({ '/a/{id}': { get: { operationId: 'a', parameters: [parameter('other', 'path', { required: true })] } } }),
    );
    expect(operationIn(compiled, 'a').signature).toBe('a(args: { id: string }): Promise<unknown>');
    expect(compiled.diagnostics).toHaveLength(2);
  });

  test("an operation's own parameter stands for its path's", () => {
    const item = {
      parameters: [parameter('q', 'query'), parameter('page', 'query')],
      get: { operationId: 'a', parameters: [parameter('q', 'query', { required: true })] },
    };
    expect(operationIn(compiledOf(documentOf({ '/a': item })), 'a').signature).toBe(
      'a(args: { q: string; page?: string }): Promise<unknown>',
    );
  });

  test.each([
    ['path', {}, { style: 'simple', explode: false }],
    ['path', { style: 'matrix', explode: true }, { style: 'matrix', explode: true }],
    ['query', {}, { style: 'form', explode: true }],
    ['query', { style: 'deepObject' }, { style: 'deepObject', explode: true }],
    ['query', { style: 'pipeDelimited' }, { style: 'pipeDelimited', explode: false }],
    ['query', { style: 'simple' }, { style: 'form', explode: true }],
    ['header', { explode: true }, { style: 'simple', explode: true }],
  ])('a parameter in %s with %j is serialized as %j', (place, more, expected) => {
    const compiled = compiledOf(documentOf({ '/a/{p}': { get: { operationId: 'a', parameters: [parameter('p', place, more)] } } }));
    expect(operationIn(compiled, 'a').parameters.find((found) => found.place === place)).toMatchObject(expected);
  });

  test('a parameter with content is JSON', () => {
    const parameters = [
      {
        name: 'filter',
        in: 'query',
        content: { 'application/json': { schema: { type: 'object', properties: { a: { type: 'integer' } } } } },
      },
    ];
    const [found] = operationIn(compiledOf(documentOf({ '/a': { get: { operationId: 'a', parameters } } })), 'a').parameters;
    expect(found).toMatchObject({ style: 'json', schema: { properties: { a: { type: 'integer' } } } });
  });
});

describe('bodies and answers', () => {
  test.each([
    ['application/json', 'json'],
    ['application/merge-patch+json', 'json'],
    ['*/*', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['text/plain', 'text'],
  ])('a body of %s is %s', (mediaType, kind) => {
    expect(
      operationIn(compiledOf(documentOf({ '/a': { post: { operationId: 'a', ...taking({ type: 'string' }, mediaType) } } })), 'a').body
        ?.kind,
    ).toBe(kind);
  });

  test.each(['multipart/form-data', 'application/octet-stream', 'image/png'])(
    'an operation that takes only %s is left out',
    (mediaType) => {
      const compiled = compiledOf(
        documentOf({ '/a': { post: { operationId: 'a', ...taking({ type: 'string' }, mediaType) } }, '/b': { get: { operationId: 'b' } } }),
      );
      expect(compiled.operations.map(({ operationId }) => operationId)).toEqual(['b']);
      expect(compiled.diagnostics).toEqual([expect.objectContaining({ severity: 'warning', path: '/paths/~1a/post' })]);
    },
  );

  test.each<[string, object, string]>([
    ['nothing', { 204: { description: 'done' } }, 'void'],
    ['text', { 200: { description: 'ok', content: { 'text/csv': {} } } }, 'string'],
    ['bytes', { 200: { description: 'ok', content: { 'image/png': {} } } }, 'unknown'],
    [
      'the lowest with content',
      { 204: { description: 'done' }, 201: { description: 'ok', content: { 'application/json': { schema: { type: 'integer' } } } } },
      'number',
    ],
    ['the default', { default: { description: 'ok', content: { 'application/json': { schema: { type: 'boolean' } } } } }, 'boolean'],
    ['nothing said', { 404: { description: 'missing' } }, 'unknown'],
  ])('an answer of %s', (_what, responses, type) => {
    expect(operationIn(compiledOf(documentOf({ '/a': { get: { operationId: 'a', responses } } })), 'a').signature).toBe(
      `a(): Promise<${type}>`,
    );
  });

  test('a required property that is read-only is not demanded of callers', () => {
    const Item = {
      type: 'object',
      required: ['id', 'name'],
      properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
    };
    const List = { type: 'array', items: { $ref: '#/components/schemas/Item' } };
    const compiled = compiledOf(
      documentOf(
        {
          '/a': {
            post: {
              operationId: 'a',
              ...taking({ $ref: '#/components/schemas/List' }),
              ...answering({ $ref: '#/components/schemas/List' }),
            },
          },
        },
        { Item, List },
      ),
    );
    expect(operationIn(compiled, 'a').signature).toBe('a(args: { body: ListInput }): Promise<List>');
    expect(compiled.types).toContain('type Item = { id: string; name: string };');
    expect(compiled.types).toContain('type ItemInput = { id?: string; name: string };');
    expect(compiled.types).toContain('type ListInput = ItemInput[];');
  });
});

describe('types', () => {
  const typeOf = (schema: unknown, schemas: object = {}): string => {
    const { signature } = operationIn(compiledOf(documentOf({ '/a': { get: { operationId: 'a', ...answering(schema) } } }, schemas)), 'a');
    return signature.slice('a(): Promise<'.length, -1);
  };

  test.each<[unknown, string]>([
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'string', nullable: true, enum: ['a'] }, '"a" | null'],
    [{ type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'number' }] } }, '(string | number)[]'],
    [{ type: 'array' }, 'unknown[]'],
    [{ type: 'array', minItems: 2, prefixItems: [{ type: 'string' }, { type: 'number' }], items: false }, '[string, number]'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, '{ [key: string]: number }'],
    [
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'integer' } },
      '{ a?: string; [key: string]: unknown }',
    ],
    [{ type: 'object', required: ['a-b'], properties: { 'a-b': true, 'c"d': false } }, '{ "a-b": unknown; "c\\"d"?: never }'],
    [
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } } },
          { type: 'object', properties: { b: { type: 'string' } } },
        ],
      },
      '{ a?: string } & { b?: string }',
    ],
    [{ anyOf: [{ type: 'string' }, {}] }, 'unknown'],
    [{ const: 'x' }, '"x"'],
    [{ enum: [1, true, null, 'a*/b'] }, '1 | true | null | "a*/b"'],
    [{ type: 'object', properties: { __proto__x: { type: 'string' } } }, '{ __proto__x?: string }'],
  ])('%j is %s', (schema, type) => expect(typeOf(schema)).toBe(type));

  test('a long answer that stands in the operation gets a name', () => {
    const properties = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`property_${index}`, { type: 'string' }]));
    expect(typeOf({ type: 'object', properties })).toBe('AResult');
  });

  test('types are not called what the language calls its own', () => {
    const schema = { type: 'object', properties: { code: { type: 'string' } } };
    expect(typeOf({ $ref: '#/components/schemas/String' }, { String: { type: 'string' } })).toBe('ApiString');
    expect(typeOf({ $ref: '#/components/schemas/Error' }, { Error: schema })).toBe('ApiErrorBody');
    expect(typeOf({ $ref: '#/components/schemas/api-error' }, { 'api-error': schema })).toBe('ApiApiError');
  });

  test('aliases that would be nothing but themselves stay apart', () => {
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const compiled = compiledOf(
      documentOf(
        { '/a': { get: { operationId: 'a', ...answering(ref('A')) } } },
        { A: ref('B'), B: { anyOf: [ref('A'), { type: 'string' }] }, Tree: { type: 'array', items: ref('Tree') } },
      ),
    );
    expect(compiled.types).toContain('type A = unknown;');
    expect(compiled.types).toContain('type B = unknown;');
  });
});
