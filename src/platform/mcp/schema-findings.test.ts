// Which schemas are told to be invalid, and which only our own engine would refuse.
import { expect, test } from 'vitest';
import { schemaFindings } from './schema-findings.ts';

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';
const LATEST = 'https://json-schema.org/draft/2020-12/schema';
const messages = (inputSchema: Record<string, unknown>): string[] =>
  schemaFindings([{ name: 'one', inputSchema: { type: 'object', ...inputSchema } }], 'modern').map(
    ({ severity, message }) => `${severity} ${message}`,
  );
const of = (a: unknown): Record<string, unknown> => ({ properties: { a } });

test.each<[string, Record<string, unknown>, string]>([
  ['a type that does not exist', of({ type: 'strnig' }), 'data/properties/a/type'],
  ['a negative length', of({ minLength: -1 }), 'minLength must be >= 0'],
  ['required as text', { required: 'a' }, 'data/required must be array'],
  ['a reference to nowhere', of({ $ref: '#/$defs/x' }), "can't resolve reference #/$defs/x"],
  ['a pattern that is none', of({ pattern: '(' }), 'has a pattern that is no regular expression (()'],
  ['a pattern of names that is none', { patternProperties: { '[': {} } }, 'no regular expression ([)'],
  ['a tuple where 2020-12 is named', { $schema: LATEST, ...of({ items: [{}] }) }, 'items must be'],
  ['draft-04 bounds where draft-07 is named', { $schema: DRAFT_07, ...of({ exclusiveMinimum: true }) }, 'exclusiveMinimum must be number'],
])('an error: %s', (_name, schema, words) => {
  const [message, ...more] = messages(schema);
  expect(message).toMatch(/^error The input schema of 'one' /);
  expect(message).toContain(words);
  expect(message).not.toContain('schema.invalid');
  expect(more).toEqual([]);
});

test('a reference to the network is a warning', () => {
  expect(messages(of({ $ref: 'https://schemas.example/a.json' }))).toEqual([expect.stringMatching(/^warning .*reference outside/)]);
});

test.each<[string, Record<string, unknown>]>([
  ['a look-ahead, which our engine does not know', of({ pattern: '^(?=x)' })],
  ['a pattern that only older engines take', of({ pattern: '\\-' })],
  ['a property that is called pattern', of({ properties: { pattern: { type: 'string' } } })],
  ['a pattern among values', of({ default: { pattern: '[' } })],
  ['a tuple without a named dialect', of({ items: [{ type: 'string' }] })],
  ['a format nobody knows', of({ type: 'string', format: 'colour' })],
  ['OpenAPI words', of({ nullable: true })],
  ['a dialect we do not know', { $schema: 'https://schemas.example/own', ...of({ type: 'strnig' }) }],
  ['one larger than we compile', of({ enum: Array.from({ length: 10_000 }, (_, i) => `value ${i}`) })],
])('nothing: %s', (_name, schema) => {
  expect(messages(schema)).toEqual([]);
});

test('output schemas count, and a broken input schema is told once', () => {
  const tools = [
    { name: 'one', inputSchema: { type: 'nothing' }, outputSchema: { type: 'object', required: 7 } },
    { name: 'two', inputSchema: { type: 'object' }, outputSchema: { type: 'array' } },
  ];
  expect(schemaFindings(tools, 'modern').map(({ toolName, message }) => [toolName, message.slice(0, 17)])).toEqual([
    ['one', 'The output schema'],
  ]);
  expect(schemaFindings(tools, 'legacy').map(({ toolName }) => toolName)).toEqual(['one', 'two']);
});
