// What can be chosen in an input schema, as real servers write them and as hostile ones might.
import { expect, test } from 'vitest';
import { inputShape } from './input-shape.ts';

const object = (properties: Readonly<Record<string, unknown>>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});

test.each([
  ['no schema at all', undefined, { optional: [], enums: [] }],
  ['a schema that is a list', [], { optional: [], enums: [] }],
  ['required arguments', object({ id: { type: 'string' } }, ['id']), { optional: [], enums: [] }],
  ['optional ones', object({ id: {}, note: true }, ['id']), { optional: ['note'], enums: [] }],
  [
    'an enumeration',
    object({ region: { enum: ['DE', 'FR', 7, true, null] } }, ['region']),
    { optional: [], enums: [{ argument: 'region', values: ['DE', 'FR', 7, true, null] }] },
  ],
  [
    'one level of nesting, and not two',
    object({ filter: object({ status: { enum: ['open'] }, deep: object({ hidden: {} }) }, ['status']) }, ['filter']),
    { optional: ['filter.deep'], enums: [{ argument: 'filter.status', values: ['open'] }] },
  ],
  [
    'lists of choices and of objects',
    object({ tags: { type: 'array', items: { enum: ['a', 'b'] } }, items: { type: 'array', items: object({ note: {}, id: {} }, ['id']) } }),
    { optional: ['tags', 'items', 'items[].note'], enums: [{ argument: 'tags[]', values: ['a', 'b'] }] },
  ],
  [
    'unions with null and references, as generated schemas have them',
    {
      ...object({
        level: { anyOf: [{ $ref: '#/$defs/Level' }, { type: 'null' }] },
        mode: { oneOf: [{ const: 'fast' }, { const: 'slow' }] },
      }),
      $defs: { Level: { enum: ['low', 'high'] } },
    },
    {
      optional: ['level', 'mode'],
      enums: [
        { argument: 'level', values: ['low', 'high'] },
        { argument: 'mode', values: ['fast', 'slow'] },
      ],
    },
  ],
  [
    'names that look like paths',
    object({ 'a.b': { enum: ['x'] }, a: object({ b: { enum: ['y'] } }) }, ['a.b', 'a']),
    {
      optional: ['a.b'],
      enums: [
        { argument: String.raw`a\.b`, values: ['x'] },
        { argument: 'a.b', values: ['y'] },
      ],
    },
  ],
  [
    'names of the language',
    JSON.parse('{"properties": {"__proto__": {"enum": [1]}, "constructor": {}}}'),
    {
      optional: ['__proto__', 'constructor'],
      enums: [{ argument: '__proto__', values: [1] }],
    },
  ],
])('%s', (_, schema, shape) => {
  expect(inputShape(schema)).toEqual(shape);
});

test('references in a circle, to elsewhere and to nothing lead nowhere', () => {
  const circle = {
    ...object({ a: { $ref: '#/$defs/A' }, b: { $ref: 'https://evil.example/s' }, c: { $ref: '#/$defs/none' } }),
    $defs: { A: { $ref: '#/$defs/A' } },
  };
  expect(inputShape(circle)).toEqual({ optional: ['a', 'b', 'c'], enums: [] });
  const tree: Record<string, unknown> = { anyOf: [] };
  tree['anyOf'] = Array.from({ length: 1_000 }, () => ({ $ref: '#/$defs/T' }));
  expect(inputShape({ ...object({ t: { $ref: '#/$defs/T' } }), $defs: { T: tree } })).toEqual({ optional: ['t'], enums: [] });
});

test('a huge schema is read within bounds', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => i);
  const wide = object(Object.fromEntries(values.map((i) => [`p${i}`, { enum: values }])));
  const { optional, enums } = inputShape(wide);
  expect(optional).toHaveLength(100);
  expect(enums).toHaveLength(40);
  expect(enums.every((one) => one.values.length === 50)).toBe(true);
  expect(inputShape(object({ ['n'.repeat(201)]: { enum: [1] }, long: { enum: ['v'.repeat(201), 'ok'] } }))).toEqual({
    optional: ['long'],
    enums: [{ argument: 'long', values: ['ok'] }],
  });
});
