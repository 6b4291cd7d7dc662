// Schemas that clients of every dialect can read.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { portableSchema } from './portable-schema.ts';

const rendered = (schema: z.ZodType): Readonly<Record<string, unknown>> => {
  const { $schema: _dialect, ...fields } = z.toJSONSchema(schema) as Record<string, unknown>;
  return portableSchema(fields);
};

test('several types become branches, each with its own constraints, and what is said of the place stays outside', () => {
  expect(portableSchema({ type: ['integer', 'null'], minimum: 1, description: 'How many', default: null })).toEqual({
    description: 'How many',
    default: null,
    anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }],
  });
  expect(portableSchema({ type: ['string', 'null'], enum: ['a', null] })).toEqual({
    anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }],
  });
});

test('a schema is looked through wherever schemas stand, and nowhere else', () => {
  const split = { anyOf: [{ type: 'string' }, { type: 'null' }] };
  const both = { type: ['string', 'null'] };
  expect(
    portableSchema({
      type: 'object',
      properties: { type: both, list: { type: 'array', items: both, prefixItems: [both] } },
      $defs: { one: both },
      additionalProperties: both,
      anyOf: [both, { not: both }],
      default: both,
      const: both,
    }),
  ).toEqual({
    type: 'object',
    properties: { type: split, list: { type: 'array', items: split, prefixItems: [split] } },
    $defs: { one: split },
    additionalProperties: split,
    anyOf: [split, { not: split }],
    default: both,
    const: both,
  });
});

test('what zod makes of nullable values has one type in each place', () => {
  const schema = z.strictObject({
    score: z.number().min(0).nullable().describe('Points'),
    name: z.enum(['a', 'b']).nullable(),
    list: z.array(z.string().nullable()),
  });
  expect(JSON.stringify(rendered(schema))).not.toMatch(/"type":\[/);
});
