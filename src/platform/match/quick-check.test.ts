// Which checks may run without a watchdog: those that no schema and no value of a stranger can make last.
import { expect, test } from 'vitest';
import { isQuick, quickPartsOf } from './quick-check.ts';

const TEXT = { type: 'string' };

test.each([
  ['a flag', true],
  ['arguments of a call', { type: 'object', properties: { owner: TEXT, number: { type: 'integer', minimum: 1 } }, required: ['owner'] }],
  ['a list of choices', { anyOf: [{ enum: ['a', 'b'] }, { type: 'array', items: { ...TEXT, maxLength: 10, format: 'date-time' } }] }],
  ['an argument that has the name of a keyword', { properties: { pattern: TEXT, $ref: TEXT } }],
  ['what extensions say', { 'x-github': { $ref: 'not looked at' }, description: '$ref' }],
])('%s is checked at once', (_what, schema) => expect(quickPartsOf(schema)).toBeGreaterThan(0));

test.each([
  ['a reference', { $ref: '#/$defs/a', $defs: { a: TEXT } }],
  ['a reference deep inside', { properties: { a: { items: { allOf: [{ $ref: '#' }] } } } }],
  ['a pattern', { properties: { a: { pattern: '^a+$' } } }],
  ['names by pattern', { patternProperties: { a: TEXT } }],
  ['items compared with each other', { items: { uniqueItems: true } }],
  ['items that are looked for', { contains: TEXT }],
  ['a format that is a pattern', { format: 'uri' }],
  ['what nobody has evaluated', { unevaluatedProperties: false }],
  ['a tuple of before', { items: [TEXT] }],
  ['no schema', { properties: { a: 1 } }],
])('%s is watched', (_what, schema) => expect(quickPartsOf(schema)).toBeUndefined());

test('a value is checked at once while it is small for its schema, and watched beyond', () => {
  const parts = quickPartsOf({ type: 'array', items: TEXT }) ?? 0;
  expect(isQuick(parts, ['a', 'b'])).toBe(true);
  expect(isQuick(parts, 'x'.repeat(1_000_000))).toBe(false);
  expect(
    isQuick(
      parts,
      Array.from({ length: 100_000 }, () => 0),
    ),
  ).toBe(false);
  expect(isQuick(parts, { ['x'.repeat(1_000_000)]: 1 })).toBe(false);
  const large = quickPartsOf({ anyOf: Array.from({ length: 10_000 }, () => TEXT) }) ?? 0;
  expect([isQuick(large, ''), isQuick(large, 'more than one')]).toEqual([true, false]);
});

test('a value that is nested as deep as JSON can be is counted without an end of the stack', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(isQuick(1, deep)).toBe(true);
  expect(isQuick(10, deep)).toBe(false);
});
