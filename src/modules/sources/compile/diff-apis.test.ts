// What is told of two bundles, and what of it breaks callers.
import { describe, expect, test } from 'vitest';
import { PETSTORE } from '#test/petstore-spec';
import type { ApiDiff, ApiSurface } from './api-diff.ts';
import { compile } from './compile.ts';
import { diffApis } from './diff-apis.ts';

const SETTINGS = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

function surfaceOf(openapi: unknown): ApiSurface {
  const result = compile({
    slug: 'shop',
    openapi,
    environment: 'production',
    mode: 'code',
    settings: SETTINGS,
    manifest: { baseUrls: { production: 'https://api.example' } },
  });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

const documentOf = (operation: object, schemas: object = {}, path = '/a/{id}', method = 'post'): object => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { [path]: { [method]: { operationId: 'a', ...operation } } },
  components: { schemas },
});

const json = (schema: unknown): object => ({ content: { 'application/json': { schema } } });
const taking = (schema: unknown, required = true): object => ({ requestBody: { required, ...json(schema) } });
const answering = (schema: unknown): object => ({ responses: { 200: { description: 'ok', ...json(schema) } } });
const query = (name: string, schema: unknown = { type: 'string' }, required = false): object => ({
  parameters: [{ name, in: 'query', required, schema }],
});
const object = (properties: object, required: string[] = []): object => ({ type: 'object', properties, required });

function reasonsOf(before: object, after: object, schemas: { before?: object; after?: object } = {}): string[] {
  const diff = diffApis(surfaceOf(documentOf(before, schemas.before)), surfaceOf(documentOf(after, schemas.after)));
  return diff.signatureChanged.flatMap(({ breaking, reasons }) => reasons.map((reason) => `${breaking ? '!' : ''}${reason}`));
}

test('the worked example: a removed operation, and an optional argument added', () => {
  const before = PETSTORE.replace('        - {name: status, in: query, schema: {type: string, enum: [available, sold]}}\n', '').replace(
    '    patch:',
    '    delete: {operationId: deletePet, responses: {}}\n    patch:',
  );
  expect(diffApis(surfaceOf(before), surfaceOf(PETSTORE))).toEqual<ApiDiff>({
    added: [],
    removed: [{ operationId: 'deletePet', method: 'DELETE', path: '/pets/{petId}' }],
    signatureChanged: [
      {
        operationId: 'listPets',
        before: 'listPets(args?: { limit?: number }): Promise<Pet[]>',
        after: 'listPets(args?: { status?: "available" | "sold"; limit?: number }): Promise<Pet[]>',
        breaking: false,
        reasons: ['optional argument status added'],
      },
    ],
    breaking: true,
  });
});

test('the same document is no difference', () => {
  const surface = surfaceOf(PETSTORE);
  expect(diffApis(surface, surfaceOf(PETSTORE))).toEqual({ added: [], removed: [], signatureChanged: [], breaking: false });
});

test('method and path', () => {
  const diff = diffApis(surfaceOf(documentOf({})), surfaceOf(documentOf({}, {}, '/b/{id}', 'put')));
  expect(diff.signatureChanged[0]?.reasons).toEqual(['method changed from POST to PUT', 'path changed from /a/{id} to /b/{id}']);
  expect(diff.breaking).toBe(true);
});

describe('arguments', () => {
  test.each<[string, object, object, string[]]>([
    ['optional added', {}, query('q'), ['optional argument q added']],
    ['required added', {}, query('q', { type: 'string' }, true), ['!required argument q added']],
    ['removed', query('q'), {}, ['!argument q removed']],
    ['became required', query('q'), query('q', { type: 'string' }, true), ['!argument q became required']],
    ['became optional', query('q', { type: 'string' }, true), query('q'), ['argument q became optional']],
    ['type changed', query('q'), query('q', { type: 'integer' }), ['!argument q narrowed from string to integer']],
    [
      'narrowed to whole numbers',
      query('q', { type: 'number' }),
      query('q', { type: 'integer' }),
      ['!argument q narrowed from number to integer'],
    ],
    ['widened to numbers', query('q', { type: 'integer' }), query('q', { type: 'number' }), ['argument q widened from integer to number']],
    ['value gone', query('q', { enum: ['a', 'b'] }), query('q', { enum: ['a'] }), ['!argument q no longer takes "b"']],
    ['value come', query('q', { enum: ['a'] }), query('q', { enum: ['a', 'b'] }), ['argument q may be "b"']],
    ['limited to values', query('q'), query('q', { type: 'string', enum: ['a'] }), ['!argument q is limited to "a"']],
    [
      'lower maximum',
      query('q', { type: 'integer', maximum: 9 }),
      query('q', { type: 'integer', maximum: 5 }),
      ['!argument q narrowed: maximum from 9 to 5'],
    ],
    ['higher maximum', query('q', { type: 'integer', maximum: 5 }), query('q', { type: 'integer', maximum: 9 }), []],
    [
      'a limit written down',
      query('q', { type: 'integer' }),
      query('q', { type: 'integer', maximum: 9 }),
      ['argument q is limited: maximum 9'],
    ],
    ['null no longer', query('q', { type: ['string', 'null'] }), query('q'), ['!argument q may no longer be null']],
  ])('%s', (_what, before, after, reasons) => expect(reasonsOf(before, after)).toEqual(reasons));
});

describe('bodies', () => {
  test.each<[string, object, object, string[]]>([
    ['added', {}, taking(object({})), ['!required body added']],
    ['added, optional', {}, taking(object({}), false), ['optional body added']],
    ['removed', taking(object({})), {}, ['!body removed']],
    ['became required', taking(object({}), false), taking(object({})), ['!body became required']],
    ['property removed', taking(object({ a: {}, b: {} })), taking(object({ a: {} })), ['!body property b removed']],
    ['optional property', taking(object({})), taking(object({ a: {} })), ['optional body property a added']],
    ['required property', taking(object({})), taking(object({ a: {} }, ['a'])), ['!required body property a added']],
    ['property made required', taking(object({ a: {} })), taking(object({ a: {} }, ['a'])), ['!body property a became required']],
    [
      'deep down',
      taking(object({ a: { type: 'array', items: object({ b: { type: 'string' } }) } })),
      taking(object({ a: { type: 'array', items: object({}) } })),
      ['!body property a[].b removed'],
    ],
    [
      'no more of others',
      taking({ ...object({ a: {} }) }),
      taking({ ...object({ a: {} }), additionalProperties: false }),
      ['!body narrowed: no other properties'],
    ],
    [
      'one form fewer',
      taking({ oneOf: [{ type: 'string' }, { type: 'integer' }] }),
      taking({ oneOf: [{ type: 'string' }] }),
      ['!body has 1 fewer alternatives'],
    ],
    [
      'one form more',
      taking({ oneOf: [{ type: 'string' }] }),
      taking({ oneOf: [{ type: 'string' }, { type: 'integer' }] }),
      ['body has 1 more alternatives'],
    ],
  ])('%s', (_what, before, after, reasons) => expect(reasonsOf(before, after)).toEqual(reasons));
});

describe('answers', () => {
  test.each<[string, object, object, string[]]>([
    ['property removed', answering(object({ a: {}, b: {} })), answering(object({ a: {} })), ['!response property b removed']],
    ['property added', answering(object({})), answering(object({ a: {} })), ['response property a added']],
    [
      'type changed',
      answering(object({ a: { type: 'string' } })),
      answering(object({ a: { type: 'integer' } })),
      ['!response property a changed from string to integer'],
    ],
    ['always there', answering(object({ a: {} })), answering(object({ a: {} }, ['a'])), ['response property a became required']],
    ['not always there', answering(object({ a: {} }, ['a'])), answering(object({ a: {} })), ['!response property a became optional']],
    [
      'may be null',
      answering(object({ a: { type: 'string' } })),
      answering(object({ a: { type: ['string', 'null'] } })),
      ['!response property a may be null'],
    ],
    ['a new value', answering({ type: 'string', enum: ['a'] }), answering({ type: 'string', enum: ['a', 'b'] }), ['response may be "b"']],
    ['a smaller limit', answering({ type: 'string', maxLength: 9 }), answering({ type: 'string', maxLength: 5 }), []],
    [
      'nothing at all',
      answering({ type: 'string' }),
      { responses: { 204: { description: 'done' } } },
      ['!response changed from JSON to nothing'],
    ],
    ['said for the first time', {}, answering({ type: 'string' }), ['response changed from anything to JSON']],
  ])('%s', (_what, before, after, reasons) => expect(reasonsOf(before, after)).toEqual(reasons));
});

describe('named schemas', () => {
  const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

  test('are named once, for every operation that leads to them', () => {
    const schemas = {
      before: { Pet: object({ tag: ref('Tag') }), Tag: object({ name: { type: 'string' } }) },
      after: { Pet: object({ tag: ref('Tag') }), Tag: object({}) },
    };
    expect(reasonsOf(answering({ type: 'array', items: ref('Pet') }), answering({ type: 'array', items: ref('Pet') }), schemas)).toEqual([
      '!response property Tag.name removed',
    ]);
  });

  test('in circles end', () => {
    const tree = (more: object) => ({ Tree: object({ left: ref('Tree'), right: ref('Tree'), ...more }) });
    expect(reasonsOf(answering(ref('Tree')), answering(ref('Tree')), { before: tree({}), after: tree({ leaf: {} }) })).toEqual([
      'response property Tree.leaf added',
    ]);
  });

  test('in circles by way of null, or with more beside the reference, end too', () => {
    const tree = (more: object) => ({
      Tree: object({
        left: { anyOf: [ref('Tree'), { type: 'null' }] },
        right: { ...ref('Tree'), deprecated: true },
        third: { ...ref('Tree'), minProperties: 1 },
        ...more,
      }),
      Loop: { anyOf: [ref('Loop'), { type: 'null' }] },
    });
    const both = answering(object({ tree: ref('Tree'), loop: ref('Loop') }));
    expect(reasonsOf(both, both, { before: tree({}), after: tree({ leaf: {} }) })).toContain('response property Tree.leaf added');
  });

  test('that may be null now', () => {
    const before = answering(object({ owner: ref('Owner') }));
    const after = answering(object({ owner: { anyOf: [ref('Owner'), { type: 'null' }] } }));
    const schemas = { Owner: object({ name: {} }) };
    expect(reasonsOf(before, after, { before: schemas, after: schemas })).toEqual(['!response property owner may be null']);
  });

  test('one of two thousand forms is found', () => {
    const forms = (last: string) => ({
      oneOf: Array.from({ length: 2_000 }, (_, index) => object({ [index === 1_999 ? last : `p${index}`]: {} })),
    });
    expect(reasonsOf(answering(ref('F')), answering(ref('F')), { before: { F: forms('a') }, after: { F: forms('b') } })).toEqual([
      '!response property F.a removed',
      '!response property F.b added',
    ]);
  });

  test('in a chain of ten thousand', () => {
    const chain = (last: object) => ({
      ...Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`S${index}`, object({ next: ref(`S${index + 1}`) })])),
      S10000: last,
    });
    expect(
      reasonsOf(answering(ref('S0')), answering(ref('S0')), { before: chain({ type: 'string' }), after: chain({ type: 'integer' }) }),
    ).toEqual(['!response property S10000 changed from string to integer']);
  });

  test('in two circles that meet in four million pairs', () => {
    const circle = (length: number) =>
      Object.fromEntries(Array.from({ length }, (_, index) => [`S${index}`, object({ next: ref(`S${(index + 1) % length}`) })]));
    expect(reasonsOf(answering(ref('S0')), answering(ref('S0')), { before: circle(2_000), after: circle(1_999) })).toEqual([
      '!a schema that it leads to changed in a way that breaks',
      '!and more',
    ]);
  });

  test('that tens of thousands of operations lead to', () => {
    const chain = (type: string) =>
      Object.fromEntries(
        Array.from({ length: 2_000 }, (_, index) => [`S${index}`, object({ own: { type }, next: ref(`S${(index + 1) % 2_000}`) })]),
      );
    const many = (type: string): ApiSurface => {
      const { operations, schemas } = surfaceOf(documentOf(answering(ref('S0')), chain(type)));
      return {
        schemas,
        operations: Array.from({ length: 20_000 }, (_, index) => operations.map((one) => ({ ...one, operationId: `op${index}` }))).flat(),
      };
    };
    const { signatureChanged, breaking } = diffApis(many('string'), many('integer'));
    expect(breaking && signatureChanged.every((one) => one.breaking && one.reasons.length > 0)).toBe(true);
    expect(signatureChanged.length).toBe(20_000);
    expect(signatureChanged[0]?.reasons.length).toBe(51);
    expect(signatureChanged.at(-1)?.reasons).toEqual([
      'response property S0.own changed from string to integer',
      'response property S1.own changed from string to integer',
      'response property S2.own changed from string to integer',
      'and more',
    ]);
  });

  test('the same form in the operation or by name is no change but of names', () => {
    const pet = object({ name: { type: 'string' } }, ['name']);
    expect(reasonsOf(answering(pet), answering(ref('Pet')), { after: { Pet: pet } })).toEqual(['only names of types changed']);
  });

  test('what allOf says together is compared together', () => {
    const split = { allOf: [object({ a: { type: 'string' } }), object({ b: { type: 'string' } })] };
    expect(reasonsOf(taking(split), taking(object({ a: { type: 'string' }, b: { type: 'string' } })))).toEqual([
      'only names of types changed',
    ]);
  });
});
