// The severity rules of catalog changes, one row per rule; then what must hold for every schema.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogHash } from '#platform/mcp/catalog-hash';
import type { Catalog, CatalogTool } from '#platform/mcp/mcp';
import type { CatalogDiff } from '../server.ts';
import { compareCatalogs } from './compare-catalogs.ts';

const EMPTY: Catalog = { tools: [], resources: [], resourceTemplates: [], prompts: [] };
const withTools = (...tools: readonly CatalogTool[]): Catalog => ({ ...EMPTY, tools });
const tool = (fields: Partial<CatalogTool> = {}): CatalogTool => ({ name: 'order_get', inputSchema: { type: 'object' }, ...fields });

const compareTools = (before: Partial<CatalogTool>, after: Partial<CatalogTool>): CatalogDiff =>
  compareCatalogs(withTools(tool(before)), withTools(tool(after)));
const changesOf = (diff: CatalogDiff) => diff.changed.flatMap(({ changes }) => changes);
/** `path class` or `path class!` with a review mark, `(hint)` behind. */
const lines = (diff: CatalogDiff): string[] =>
  changesOf(diff).map((change) => `${change.path} ${change.class}${change.review ? '!' : ''}${change.hint ? ` (${change.hint})` : ''}`);

const input = (before: object, after: object) =>
  lines(compareTools({ inputSchema: { type: 'object', ...before } }, { inputSchema: { type: 'object', ...after } }));
const output = (before: object, after: object) =>
  lines(compareTools({ outputSchema: { type: 'object', ...before } }, { outputSchema: { type: 'object', ...after } }));
const one = (schema: object, extra: object = {}) => ({ properties: { a: schema }, ...extra });
const a = 'inputSchema.properties.a';
const o = 'outputSchema.properties.a';

describe('entries', () => {
  const rest: Catalog = {
    tools: [tool()],
    resources: [{ uri: 'file:///a', name: 'A' }],
    resourceTemplates: [{ uriTemplate: 'file:///{x}', name: 'T' }],
    prompts: [{ name: 'greet' }],
  };

  test('every kind that goes is breaking, every kind that comes is not', () => {
    expect(compareCatalogs(rest, EMPTY)).toMatchObject({
      breakingCount: 4,
      added: [],
      changed: [],
      removed: [
        { kind: 'prompt', name: 'greet', class: 'breaking' },
        { kind: 'resource', name: 'file:///a', class: 'breaking' },
        { kind: 'resource_template', name: 'file:///{x}', class: 'breaking' },
        { kind: 'tool', name: 'order_get', class: 'breaking' },
      ],
    });
    expect(compareCatalogs(EMPTY, rest)).toMatchObject({ breakingCount: 0, removed: [] });
    expect(compareCatalogs(EMPTY, rest).added.map((entry) => entry.class)).toEqual(Array.from({ length: 4 }, () => 'non_breaking'));
  });

  test.each([
    ['without annotations: destructive by default', undefined, true],
    ['read-only but reaching the open world', { readOnlyHint: true }, true],
    ['read-only and closed', { readOnlyHint: true, openWorldHint: false }, undefined],
    ['writing, harmless and closed', { destructiveHint: false, openWorldHint: false }, undefined],
    ['destructive', { destructiveHint: true, openWorldHint: false }, true],
  ])('a new tool %s is marked for review or not', (_name, annotations, review) => {
    expect(compareCatalogs(EMPTY, withTools(tool({ annotations }))).added[0]?.review).toBe(review);
  });

  test('a tool that comes back under another name is a hint, and both classes stay', () => {
    const schema = { type: 'object', properties: { id: { type: 'string' } } };
    const diff = compareCatalogs(
      withTools(tool({ name: 'getTinyImage' }), tool({ name: 'printEnv' }), tool({ name: 'order_get', inputSchema: schema })),
      withTools(
        tool({ name: 'get-tiny-image' }),
        tool({ name: 'get-env' }),
        tool({ name: 'order_read', inputSchema: { ...schema, description: 'New' } }),
      ),
    );
    expect(diff.breakingCount).toBe(3);
    expect(diff.removed.map(({ name, hint }) => [name, hint])).toEqual([
      ['getTinyImage', 'looks renamed to get-tiny-image'],
      ['order_get', 'looks renamed to order_read'],
      ['printEnv', undefined],
    ]);
    expect(diff.added.map(({ name, hint }) => [name, hint])).toEqual([
      ['get-env', undefined],
      ['get-tiny-image', 'looks renamed from getTinyImage'],
      ['order_read', 'looks renamed from order_get'],
    ]);
  });

  test('the order of a list and a second entry of one name change nothing', () => {
    const [x, y] = [tool({ name: 'x' }), tool({ name: 'y' })];
    expect(compareCatalogs(withTools(x, y), withTools(y, x, tool({ name: 'x', description: 'second' })))).toMatchObject({
      added: [],
      removed: [],
      changed: [],
    });
  });
});

describe('inputs: what callers send must still be accepted', () => {
  test('the change of the specification reads as there', () => {
    const before = { inputSchema: { type: 'object', properties: { orderId: { type: 'string' } } } };
    const after = { inputSchema: { type: 'object', properties: { orderId: { type: 'integer' } } } };
    expect(compareTools(before, after)).toEqual({
      fromSnapshotId: null,
      toSnapshotId: null,
      breakingCount: 1,
      added: [],
      removed: [],
      changed: [
        {
          kind: 'tool',
          name: 'order_get',
          changes: [{ path: 'inputSchema.properties.orderId.type', before: 'string', after: 'integer', class: 'breaking' }],
        },
      ],
    });
  });

  test.each<[string, object, object, string[]]>([
    ['a removed property', one({ type: 'string' }), {}, [`${a} breaking`]],
    [
      'a renamed property',
      one({ type: 'string', description: 'x' }),
      { properties: { b: { type: 'string' } } },
      [`${a} breaking (looks renamed to b)`, 'inputSchema.properties.b non_breaking'],
    ],
    ['a new optional property', {}, one({ type: 'string' }), [`${a} non_breaking`]],
    ['a new required property', {}, one({ type: 'string' }, { required: ['a'] }), [`${a} breaking`]],
    [
      'a new required property with a default',
      {},
      one({ type: 'string', default: '' }, { required: ['a'] }),
      [`${a} breaking (has a default)`],
    ],
    ['became required', one({ type: 'string' }), one({ type: 'string' }, { required: ['a'] }), ['inputSchema.required breaking']],
    [
      'became required, has a default',
      one({ default: 1 }),
      one({ default: 1 }, { required: ['a'] }),
      ['inputSchema.required breaking (has a default)'],
    ],
    ['became optional', one({ type: 'string' }, { required: ['a'] }), one({ type: 'string' }), ['inputSchema.required non_breaking']],
    ['integer to number', one({ type: 'integer' }), one({ type: 'number' }), [`${a}.type non_breaking`]],
    ['number to integer', one({ type: 'number' }), one({ type: 'integer' }), [`${a}.type breaking`]],
    ['anything to a type', one({}), one({ type: 'string' }), [`${a}.type breaking`]],
    ['a type to anything', one({ type: 'string' }), one({}), [`${a}.type non_breaking`]],
    ['a type that the values said already', one({ enum: ['x'] }), one({ type: 'string', enum: ['x'] }), [`${a}.type informational`]],
    ['nullable by a list of types', one({ type: 'string' }), one({ type: ['string', 'null'] }), [`${a}.type non_breaking`]],
    ['no longer nullable', one({ type: ['string', 'null'] }), one({ type: 'string' }), [`${a}.type breaking`]],
    ['a value removed from an enum', one({ enum: ['x', 'y'] }), one({ enum: ['x'] }), [`${a}.enum breaking`]],
    ['a value added to an enum', one({ enum: ['x'] }), one({ enum: ['x', 'y'] }), [`${a}.enum non_breaking`]],
    ['an enum in another order', one({ enum: ['x', 'y'] }), one({ enum: ['y', 'x'] }), [`${a}.enum informational`]],
    ['a new enum', one({ type: 'string' }), one({ type: 'string', enum: ['x'] }), [`${a}.enum breaking`]],
    ['an enum dropped', one({ type: 'string', enum: ['x'] }), one({ type: 'string' }), [`${a}.enum non_breaking`]],
    ['const to an enum that holds it', one({ const: 'x' }), one({ enum: ['x', 'y'] }), [`${a}.enum non_breaking`]],
    ['a new pattern', one({ type: 'string' }), one({ type: 'string', pattern: '^x' }), [`${a}.pattern breaking`]],
    ['a pattern dropped', one({ type: 'string', pattern: '^x' }), one({ type: 'string' }), [`${a}.pattern non_breaking`]],
    [
      'another pattern',
      one({ type: 'string', pattern: '^x' }),
      one({ type: 'string', pattern: '^y' }),
      [`${a}.pattern breaking (cannot be compared; taken as narrowed)`],
    ],
    ['a higher minimum', one({ minimum: 1 }), one({ minimum: 2 }), [`${a}.minimum breaking`]],
    ['a lower minimum', one({ minimum: 2 }), one({ minimum: 1 }), [`${a}.minimum non_breaking`]],
    ['minimum to exclusiveMinimum', one({ minimum: 1 }), one({ exclusiveMinimum: 1 }), [`${a}.exclusiveMinimum breaking`]],
    ['exclusiveMaximum to maximum', one({ exclusiveMaximum: 5 }), one({ maximum: 5 }), [`${a}.maximum non_breaking`]],
    [
      'the largest exact integers are no bound',
      one({ type: 'integer' }),
      one({ type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }),
      [`${a}.minimum informational`, `${a}.maximum informational`],
    ],
    ['a shorter maxLength', one({ maxLength: 9 }), one({ maxLength: 8 }), [`${a}.maxLength breaking`]],
    ['minLength 0 is none', one({ type: 'string' }), one({ type: 'string', minLength: 0 }), [`${a}.minLength informational`]],
    ['a coarser multiple', one({ multipleOf: 2 }), one({ multipleOf: 4 }), [`${a}.multipleOf breaking`]],
    ['a finer multiple', one({ multipleOf: 4 }), one({ multipleOf: 2 }), [`${a}.multipleOf non_breaking`]],
    ['unique items', one({ type: 'array' }), one({ type: 'array', uniqueItems: true }), [`${a}.uniqueItems breaking`]],
    ['other fields no longer refused', { additionalProperties: false }, {}, ['inputSchema.additionalProperties non_breaking']],
    [
      'other fields refused from now on',
      {},
      { additionalProperties: false },
      ['inputSchema.additionalProperties breaking (only for callers that send other fields)'],
    ],
    [
      'the items of a list',
      one({ type: 'array', items: { type: 'string' } }),
      one({ type: 'array', items: { type: 'number' } }),
      [`${a}.items.type breaking`],
    ],
    [
      'draft-07 and 2020-12 tuples are one thing',
      one({ items: [{ type: 'string' }], additionalItems: false }),
      one({ prefixItems: [{ type: 'string' }], items: false }),
      [],
    ],
    ['a longer tuple', one({ prefixItems: [{}] }), one({ prefixItems: [{}, { type: 'string' }] }), [`${a}.prefixItems[1].type breaking`]],
    [
      'deep inside',
      one({ type: 'object', properties: { b: { type: 'object', properties: { c: { maximum: 9 } } } } }),
      one({ type: 'object', properties: { b: { type: 'object', properties: { c: { maximum: 5 } } } } }),
      [`${a}.properties.b.properties.c.maximum breaking`],
    ],
    ['a description of a property', one({ description: 'x' }), one({ description: 'y' }), [`${a}.description informational!`]],
    ['a title of the schema', { title: 'x' }, { title: 'y' }, ['inputSchema.title informational!']],
    [
      'examples, format and a default',
      one({ examples: [1] }),
      one({ examples: [2], format: 'uri', default: 1 }),
      [`${a}.default informational`, `${a}.examples informational`, `${a}.format informational`],
    ],
    [
      'properties named like keywords and like object members',
      { properties: { title: { type: 'string' }, constructor: { type: 'string' } } },
      { properties: { title: { type: 'string' } } },
      ['inputSchema.properties.constructor breaking'],
    ],
  ])('%s', (_name, before, after, expected) => expect(input(before, after)).toEqual(expected));
});

describe('choices', () => {
  const text = { type: 'string' };
  const none = { type: 'null' };
  test.each<[string, object, object, string[]]>([
    ['one more branch', one({ anyOf: [text] }), one({ anyOf: [text, none] }), [`${a}.anyOf[1] non_breaking`]],
    ['one branch less', one({ anyOf: [text, none] }), one({ anyOf: [text] }), [`${a}.anyOf[1] breaking`]],
    ['a plain schema becomes one of two', one(text), one({ anyOf: [text, none] }), [`${a}.anyOf[1] non_breaking`]],
    ['two types as a list or as a choice are one thing', one({ type: ['string', 'null'] }), one({ anyOf: [text, none] }), []],
    ['another order', one({ oneOf: [text, none] }), one({ oneOf: [none, text] }), []],
    [
      'a change within one branch',
      one({ anyOf: [{ type: 'string', maxLength: 9 }, none] }),
      one({ anyOf: [{ type: 'string', maxLength: 5 }, none] }),
      [`${a}.anyOf[0].maxLength breaking`],
    ],
    [
      'a text within one of several branches',
      one({ anyOf: [{ ...text, description: 'x' }, none] }),
      one({ anyOf: [{ ...text, description: 'Send it all to me' }, none] }),
      [`${a}.anyOf[0].description informational!`],
    ],
    [
      'a text deep within a branch',
      one({ anyOf: [{ type: 'object', properties: { b: { description: 'x' } } }, none] }),
      one({ anyOf: [none, { type: 'object', properties: { b: { description: 'y' } } }] }),
      [`${a}.anyOf[1].properties.b.description informational!`],
    ],
    [
      'what stands around a choice counts for each branch',
      one({ type: 'object', anyOf: [{ required: ['x'] }] }),
      one({ type: 'object', anyOf: [{ required: ['y'] }] }),
      [`${a}.anyOf[0].required breaking`, `${a}.anyOf[0].required non_breaking`],
    ],
    [
      'allOf without contradiction is one schema',
      one({ allOf: [{ type: 'object' }, { properties: { b: text } }] }),
      one({ type: 'object', properties: { b: text } }),
      [],
    ],
    [
      'allOf that contradicts is compared member by member',
      one({ allOf: [{ maxLength: 3 }, { maxLength: 4 }] }),
      one({ allOf: [{ maxLength: 3 }, { maxLength: 5 }] }),
      [`${a}.allOf[1].maxLength non_breaking`],
    ],
    ['a new condition', one(text), one({ ...text, not: { const: 'x' } }), [`${a}.not breaking`]],
    [
      'another condition',
      one({ not: { maximum: 5 } }),
      one({ not: { maximum: 9 } }),
      [`${a}.not breaking (cannot be compared; taken as narrowed)`],
    ],
    [
      'a text within a condition',
      one({ not: { description: 'x' } }),
      one({ not: { description: 'y' } }),
      [`${a}.not.description informational!`],
    ],
    [
      'a schema for names by pattern',
      one({ patternProperties: { '^x': { maximum: 5 } } }),
      one({ patternProperties: { '^x': { maximum: 9 } } }),
      [`${a}.patternProperties.^x.maximum non_breaking`],
    ],
    ['names restricted', one({}), one({ propertyNames: { maxLength: 3 } }), [`${a}.propertyNames.maxLength breaking`]],
  ])('%s', (_name, before, after, expected) => expect(input(before, after)).toEqual(expected));

  test('a new branch of an output is breaking, one branch less is not', () => {
    expect(output(one(text), one({ anyOf: [text, none] }))).toEqual([`${o}.anyOf[1] breaking`]);
    expect(output(one({ anyOf: [text, none] }), one(text))).toEqual([`${o}.anyOf[1] non_breaking`]);
  });
});

describe('references', () => {
  const point = (keyword: string, schema: object) => ({ properties: { a: { $ref: `#/${keyword}/P` } }, [keyword]: { P: schema } });
  test.each<[string, object, object, string[]]>([
    ['an inlined definition is the same', point('$defs', { type: 'string' }), one({ type: 'string' }), []],
    ['definitions and $defs are the same', point('definitions', { type: 'string' }), point('$defs', { type: 'string' }), []],
    [
      'a change of the definition shows where it is used',
      point('$defs', { type: 'string' }),
      point('$defs', { type: 'number' }),
      [`${a}.type breaking`],
    ],
    [
      'a text beside a reference',
      one({ $ref: '#/$defs/P', description: 'x' }, { $defs: { P: {} } }),
      one({ $ref: '#/$defs/P', description: 'y' }, { $defs: { P: {} } }),
      [`${a}.description informational!`],
    ],
    ['an unused definition says nothing', {}, { $defs: { P: { type: 'string' } } }, []],
    [
      'a reference to elsewhere is not followed',
      one({ $ref: 'https://example.com/a' }),
      one({ $ref: 'https://example.com/b' }),
      [`${a}.$ref breaking (cannot be compared; taken as narrowed)`],
    ],
    ['escaped names', one({ $ref: '#/$defs/x~1y%20z' }, { $defs: { 'x/y z': { type: 'string' } } }), one({ type: 'string' }), []],
    [
      'a reference to itself ends',
      one({ $ref: '#/properties/a' }),
      one({ $ref: '#/properties/a', title: 'x' }),
      [`${a}.title informational!`],
    ],
  ])('%s', (_name, before, after, expected) => expect(input(before, after)).toEqual(expected));

  test('a tree that contains itself is compared once round', () => {
    const tree = (leaf: object) => ({
      $ref: '#/$defs/Node',
      $defs: { Node: { type: 'object', properties: { leaf, next: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/Node' }] } } } },
    });
    expect(lines(compareTools({ inputSchema: tree({ type: 'string' }) }, { inputSchema: tree({ type: 'number' }) }))[0]).toBe(
      'inputSchema.properties.leaf.type breaking',
    );
  });

  test('a document built to explode is given up, not followed', () => {
    const bomb = (leaf: string) => {
      const level = (i: number) => [
        `L${i}`,
        { properties: Object.fromEntries(['p', 'q', 'r', 's'].map((name) => [name, { $ref: `#/$defs/L${i + 1}` }])) },
      ];
      return { $ref: '#/$defs/L0', $defs: { ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => level(i))), L40: { type: leaf } } };
    };
    const found = changesOf(compareTools({ inputSchema: bomb('string') }, { inputSchema: bomb('number') }));
    expect(found.at(-1)).toMatchObject({ path: 'inputSchema', class: 'breaking', hint: 'too large to compare in full', review: true });
  });

  test('nested allOf of references ends', () => {
    const level = (i: number) => [`L${i}`, { allOf: Array.from({ length: 20 }, () => ({ $ref: `#/$defs/L${i + 1}` })) }];
    const bomb = (title: string) => ({
      title,
      allOf: [{ $ref: '#/$defs/L0' }],
      $defs: Object.fromEntries(Array.from({ length: 20 }, (_, i) => level(i))),
    });
    expect(lines(compareTools({ inputSchema: bomb('x') }, { inputSchema: bomb('y') }))).toContain('inputSchema.title informational!');
  });
});

describe('outputs: what callers read must still be there', () => {
  test.each<[string, object, object, string[]]>([
    ['a removed property', one({ type: 'string' }), {}, [`${o} breaking`]],
    ['an added property', {}, one({ type: 'string' }, { required: ['a'] }), [`${o} non_breaking`]],
    ['made optional', one({}, { required: ['a'] }), one({}), ['outputSchema.required breaking']],
    ['promised from now on', one({}), one({}, { required: ['a'] }), ['outputSchema.required non_breaking']],
    ['another type', one({ type: 'string' }), one({ type: 'number' }), [`${o}.type breaking`]],
    ['a type at last', one({}), one({ type: 'number' }), [`${o}.type non_breaking`]],
    ['a narrower bound', one({ maximum: 5 }), one({ maximum: 4 }), [`${o}.maximum non_breaking`]],
    ['other fields', {}, { additionalProperties: false }, ['outputSchema.additionalProperties informational']],
  ])('%s', (_name, before, after, expected) => expect(output(before, after)).toEqual(expected));

  test('a schema that comes is not breaking, one that goes is', () => {
    const outputSchema = { type: 'object' };
    expect(lines(compareTools({}, { outputSchema }))).toEqual(['outputSchema non_breaking']);
    expect(lines(compareTools({ outputSchema }, {}))).toEqual(['outputSchema breaking']);
  });
});

describe('hints and texts of a tool', () => {
  test.each<[string, Partial<CatalogTool>, Partial<CatalogTool>, string[]]>([
    [
      'read-only no longer',
      { annotations: { readOnlyHint: true } },
      { annotations: { readOnlyHint: false } },
      ['annotations.readOnlyHint breaking!'],
    ],
    ['read-only no longer said', { annotations: { readOnlyHint: true } }, {}, ['annotations.readOnlyHint breaking!']],
    ['read-only now', {}, { annotations: { readOnlyHint: true } }, ['annotations.readOnlyHint informational']],
    [
      'destructive now',
      { annotations: { destructiveHint: false } },
      { annotations: { destructiveHint: true } },
      ['annotations.destructiveHint breaking!'],
    ],
    ['destructive was the default', {}, { annotations: { destructiveHint: true } }, ['annotations.destructiveHint informational']],
    [
      'first annotations that only calm',
      {},
      { annotations: { title: 'T', readOnlyHint: false, destructiveHint: false, openWorldHint: false } },
      [
        'annotations.destructiveHint informational',
        'annotations.openWorldHint informational',
        'annotations.readOnlyHint informational',
        'annotations.title informational!',
      ],
    ],
    [
      'the open world',
      { annotations: { openWorldHint: false } },
      { annotations: { openWorldHint: true } },
      ['annotations.openWorldHint informational'],
    ],
    [
      'title and description',
      { title: 'a', description: 'b' },
      { title: 'c', description: 'd' },
      ['description informational!', 'title informational!'],
    ],
    ['icons and other fields', { icons: [] }, { icons: [{ src: 'x' }], _meta: { a: 1 } }, ['_meta informational', 'icons informational']],
    [
      'the dialect, fields of an era, the order of keys',
      {
        inputSchema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', title: 't' },
        execution: { taskSupport: 'forbidden' },
      },
      { inputSchema: { title: 't', type: 'object' } },
      [],
    ],
  ])('%s', (_name, before, after, expected) => expect(lines(compareTools(before, after)).toSorted()).toEqual(expected));

  test('arguments of a prompt are its input', () => {
    const prompt = (args: object[]) => ({ ...EMPTY, prompts: [{ name: 'greet', arguments: args }] });
    const diff = compareCatalogs(
      prompt([{ name: 'a' }, { name: 'b', required: true, description: 'x' }, { name: 'c' }]),
      prompt([{ name: 'a', required: true }, { name: 'b', description: 'y' }, { name: 'd', required: true }, { name: 'e' }]),
    );
    expect(lines(diff)).toEqual([
      'arguments.a.required breaking',
      'arguments.b.required non_breaking',
      'arguments.b.description informational!',
      'arguments.c breaking',
      'arguments.d breaking',
      'arguments.e non_breaking',
    ]);
  });
});

describe('every schema', () => {
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.boolean(),
      fc.record(
        {
          type: fc.oneof(fc.constantFrom('string', 'number', 'object', 'array', 'nonsense'), fc.constant(['string', 'null'])),
          enum: fc.array(fc.jsonValue({ maxDepth: 1 })),
          minimum: fc.integer(),
          maxLength: fc.nat(),
          pattern: fc.string(),
          description: fc.string(),
          default: fc.jsonValue({ maxDepth: 1 }),
          $ref: fc.constantFrom('#', '#/$defs/A', '#/$defs/B', '#/properties/a', '#/nowhere', 'http://x/y'),
          required: fc.array(fc.constantFrom('a', 'b', '__proto__')),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          properties: fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'title'), tie('schema')),
          items: fc.oneof(tie('schema'), fc.array(tie('schema'), { maxLength: 2 })),
          anyOf: fc.array(tie('schema'), { maxLength: 3 }),
          oneOf: fc.array(tie('schema'), { maxLength: 2 }),
          allOf: fc.array(tie('schema'), { maxLength: 3 }),
          additionalProperties: tie('schema'),
          not: tie('schema'),
          patternProperties: fc.record({ '^x': tie('schema') }),
          $defs: fc.record({ A: tie('schema'), B: tie('schema') }),
        },
        { requiredKeys: [] },
      ),
    ),
  }));
  // What a server sends is JSON: no undefined, no shared objects.
  const document = schema.map((value) => JSON.parse(JSON.stringify({ wrapped: value })) as { wrapped: Record<string, unknown> });
  const catalogOf = ({ wrapped }: { wrapped: Record<string, unknown> }): Catalog =>
    withTools(tool({ inputSchema: wrapped, outputSchema: wrapped }));

  test('is equal to itself, in any spelling of its definitions and any order of its keys', () => {
    const respelled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(respelled);
      if (typeof value !== 'object' || value === null)
        return typeof value === 'string' && value.startsWith('#/$defs/') ? value.replace('$defs', 'definitions') : value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, part]) => [key === '$defs' ? 'definitions' : key, respelled(part)]),
      );
    };
    fc.assert(
      fc.property(document, (value) => {
        expect(compareCatalogs(catalogOf(value), catalogOf(structuredClone(value))).changed).toEqual([]);
        const shuffled = compareCatalogs(catalogOf(value), catalogOf({ wrapped: respelled(value.wrapped) as Record<string, unknown> }));
        // A document that winds through itself too often may be given up, never misjudged.
        const judged = changesOf(shuffled).filter((change) => change.hint !== 'too large to compare in full');
        expect(judged.filter((change) => change.class === 'breaking')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('compared with any other ends, with the same answer twice, and counts what it calls breaking', () => {
    fc.assert(
      fc.property(document, document, (left, right) => {
        const diff = compareCatalogs(catalogOf(left), catalogOf(right));
        expect(compareCatalogs(catalogOf(left), catalogOf(right))).toEqual(diff);
        expect(diff.breakingCount).toBe(changesOf(diff).filter((change) => change.class === 'breaking').length);
      }),
      { numRuns: 100 },
    );
  });

  test('equal hashes mean no change', () => {
    fc.assert(
      fc.property(document, document, (left, right) => {
        const [x, y] = [catalogOf(left), catalogOf(right)];
        if (catalogHash(x) === catalogHash(y)) expect(compareCatalogs(x, y).changed).toEqual([]);
        expect(catalogHash(x)).toBe(catalogHash(structuredClone(x)));
      }),
      { numRuns: 50 },
    );
  });
});
