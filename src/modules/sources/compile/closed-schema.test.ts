// Schemas that stand alone in a given room: whole where they fit, otherwise smaller and never stricter.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '#platform/match/json-schema';
import { closedSchema } from './closed-schema.ts';
import type { Schema } from './compiled.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

function faultOf(schema: unknown, value: unknown): string | undefined {
  const compiled = compileSchema(schema, { maxBytes: 1024 * 1024 });
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value.validate(value);
}

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });

/** W0 leads to W1, and so on. */
const chain = (length: number): Record<string, Schema> =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `W${index}`,
      object({ next: reference(`W${index + 1}`) }, { description: `${index} `.padEnd(1_000, 'x') }),
    ]),
  );

describe('in less room', () => {
  const schemas = { ...chain(200), W200: { type: 'string' } };
  const root = object({ id: { type: 'string', maxLength: 5 }, body: reference('W0') }, { required: ['id', 'body'] });

  test.each([1_000, 4_000, 20_000])('%i bytes are kept to, and the nearest is still told', (room) => {
    const small = closedSchema(root, schemas, room);
    expect(bytesOf(small)).toBeLessThanOrEqual(room);
    expect(faultOf(small, { id: 'x', body: { next: { next: {} } } })).toBeUndefined();
    expect(faultOf(small, { id: 'too long', body: {} })).toContain('id');
    expect(faultOf(small, { id: 'x', body: { next: 5 } })).toContain('next');
    expect(faultOf(small, { id: 'x' })).toContain('body');
  });

  test('descriptions are shortened and stay where their schema is cut', () => {
    const small = closedSchema(root, schemas, 4_000);
    expect(small).toMatchObject({ $defs: { W0: { description: expect.stringMatching(/^0 x{298}…$/) } } });
    expect(small).toMatchObject({ $defs: { W11: { type: 'object', properties: { next: { type: 'object' } } } } });
    expect(
      closedSchema(
        object({ far: { ...object({ all: { enum: Array.from({ length: 500 }, (_, i) => i) } }), description: 'All there is.' } }),
        {},
        300,
      ),
    ).toEqual(object({ far: { type: 'object', description: 'All there is.', properties: { all: {} } } }));
  });

  test('names at the top and which are required are there, however little room there is', () => {
    const names = Array.from({ length: 100 }, (_, index) => `argument_${index}`);
    const wide = object(Object.fromEntries(names.map((name) => [name, { type: 'string', description: name.repeat(30) }])), {
      required: names,
      additionalProperties: false,
    });
    const small = closedSchema(wide, {}, 500);
    expect(Object.keys(Object(small['properties']))).toEqual(names);
    expect(small).toMatchObject({ required: names, additionalProperties: false, properties: { argument_7: { type: 'string' } } });
  });

  test('what is large in itself is cut, and what comes after it is not', () => {
    const large = { type: 'string', description: 'One of many.', enum: Array.from({ length: 1_000 }, (_, index) => `value ${index}`) };
    const small = closedSchema(object({ large, little: { type: 'integer', maximum: 3 } }), {}, 2_000);
    expect(small['properties']).toEqual({
      large: { type: 'string', description: 'One of many.' },
      little: { type: 'integer', maximum: 3 },
    });
  });

  test('what leads to itself is closed, not repeated', () => {
    const schemas2 = { Tree: object({ leaves: { type: 'array', items: reference('Tree') }, other: reference('W0') }), ...chain(50) };
    const small = closedSchema(object({ body: reference('Tree') }), schemas2, 2_000);
    expect(faultOf(small, { body: { leaves: [{ leaves: [{ leaves: 5 }] }] } })).toContain('/body/leaves/0/leaves/0/leaves');
  });

  test('names of strangers are names like any other', () => {
    const properties = JSON.parse('{"__proto__":{"type":"integer"},"constructor":{"$ref":"#/components/schemas/toString"}}');
    const small = closedSchema(object(properties), { ...chain(50), toString: object({ hasOwnProperty: reference('W0') }) }, 1_500);
    expect(Object.keys(Object(small['properties']))).toEqual(['__proto__', 'constructor']);
    expect(faultOf(small, {})).toBeUndefined();
    expect(faultOf(small, { constructor: { hasOwnProperty: 5 } })).toContain('hasOwnProperty');
  });
});

test.each([120, 100_000])('a reference that only leads back to itself is anything, in %i bytes', (room) => {
  const schemas = { A: reference('B'), B: { ...reference('A'), description: 'Nothing.' }, C: reference('C') };
  const small = closedSchema(object({ a: reference('A'), c: reference('C'), d: { type: 'string' } }), schemas, room);
  expect(faultOf(small, { a: 1, c: 2, d: 'x' })).toBeUndefined();
  expect(faultOf(small, { d: 1 })).toContain('d');
});

describe('a format', () => {
  const schema = object({
    at: { type: 'integer', format: 'unix-time', description: 'When.' },
    price: { type: 'string', format: 'decimal' },
    day: { type: 'string', format: 'date' },
    more: reference('W0'),
  });

  test.each([500, 100_000])('that validators may not know is told in words, in %i bytes', (room) => {
    expect(closedSchema(schema, { ...chain(20), W20: true }, room)).toMatchObject({
      properties: {
        at: { type: 'integer', description: 'When. Format: unix-time.' },
        price: { type: 'string', description: 'Format: decimal.' },
        day: { type: 'string', format: 'date' },
      },
    });
    expect(JSON.stringify(closedSchema(schema, chain(20), room))).not.toContain('"format":"unix-time"');
  });
});

/** A cut alternative takes anything, and so would match beside the right one. */
test('one of several is found, although the others are cut', () => {
  const schemas = { ...chain(50), Cat: object({ kind: { const: 'cat' } }, { required: ['kind'] }) };
  const either = object({
    pet: { oneOf: [reference('Cat'), object({ kind: { const: 'dog' }, more: reference('W0') }, { required: ['kind'] })] },
  });
  for (const room of [200, 400, 800, 3_000, 100_000]) {
    expect(faultOf(closedSchema(either, schemas, room), { pet: { kind: 'cat' } })).toBeUndefined();
  }
});

const NAMES = ['A', 'B', 'C'] as const;
const KEYS = ['a', 'b', '__proto__'] as const;
const anySchema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => {
  const inner = tie('schema');
  const list = fc.array(inner, { minLength: 1, maxLength: 2 });
  const parts: Record<string, fc.Arbitrary<unknown>> = {
    $ref: fc.constantFrom(...NAMES).map((name) => `#/components/schemas/${name}`),
    description: fc.string({ maxLength: 400 }),
    type: fc.constantFrom('string', 'integer', 'object', 'array', ['object', 'null']),
    enum: fc.uniqueArray(fc.constantFrom('x', 'y', 1, null), { minLength: 1 }),
    required: fc.uniqueArray(fc.constantFrom(...KEYS)),
    additionalProperties: inner,
    items: inner,
    not: inner,
    if: inner,
    else: inner,
    contains: inner,
    maxContains: fc.constant(1),
    unevaluatedProperties: inner,
    allOf: list,
    anyOf: list,
    oneOf: list,
    prefixItems: list,
    properties: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), inner), { selector: ([key]) => key })
      .map((entries) => JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`)),
  };
  const one = fc.constantFrom(...Object.keys(parts)).chain((key) => (parts[key] ?? fc.constant(true)).map((value) => ({ [key]: value })));
  return {
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.boolean(),
      fc.constant({ type: 'integer' }),
      fc.array(one, { maxLength: 3 }).map((all) => Object.assign({}, ...all) as Schema),
    ),
  };
}).schema;

const anyValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('x', 'z', 1, 2, null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('what the whole schema takes, a smaller one takes too', { timeout: 120_000 }, () => {
  let takenWhenCut = 0;
  const play = fc.record({
    schemas: fc.record({ A: anySchema, B: anySchema, C: anySchema }),
    top: anySchema,
    values: fc.array(anyValue, { minLength: 5, maxLength: 10 }),
    percent: fc.integer({ min: 10, max: 90 }),
  });
  const check = fc.property(play, ({ schemas, top, values, percent }) => {
    const root = object({ top, other: { anyOf: NAMES.map(reference) } });
    const all = closedSchema(root, schemas, 1024 * 1024);
    const whole = compileSchema(all, { maxBytes: 1024 * 1024 });
    fc.pre(whole.ok);
    const small = closedSchema(root, schemas, Math.round((bytesOf(all) * percent) / 100));
    for (const value of values.map((one) => ({ top: one }))) {
      if (!whole.ok || whole.value.validate(value) !== undefined) continue;
      if (!isDeepStrictEqual(small, all)) takenWhenCut += 1;
      expect(faultOf(small, value)).toBeUndefined();
    }
  });
  fc.assert(check, { numRuns: 150, seed: 1 });
  expect(takenWhenCut).toBeGreaterThan(100);
});
