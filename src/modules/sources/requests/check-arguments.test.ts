// What is wrong with arguments is said with the argument's name, whatever that name is, and never with its value.
import { expect, test, vi } from 'vitest';
import type { Operation, Parameter, Schema } from '../compile/compiled.ts';
import { checkArguments } from './check-arguments.ts';

const parameter = (argument: string, schema: Schema): Parameter => ({
  name: argument,
  argument,
  place: 'query',
  required: false,
  description: '',
  schema,
  style: 'form',
  explode: true,
  allowReserved: false,
});

const operationWith = (parameters: readonly Parameter[], body: Schema | undefined): Operation => ({
  operationId: 'op',
  jsName: 'op',
  toolName: 'op',
  method: 'POST',
  path: '/x',
  summary: '',
  description: '',
  tags: [],
  deprecated: false,
  aliases: [],
  parameters,
  body:
    body === undefined
      ? null
      : { required: false, description: '', contentType: 'application/json', kind: 'json', schema: body, encoding: {} },
  response: { kind: 'none', schema: null },
  annotations: {},
  signature: '',
  mentions: [],
});

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Pet: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', pattern: '^[A-Z]' }, owner: { $ref: '#/components/schemas/Pet' }, 'a/b c': { type: 'integer' } },
  },
};
const NAMES = ['limit', 'limit/max', 'a b', '__proto__', 'filter~x'];
const operation = operationWith(
  NAMES.map((name) => parameter(name, { type: 'integer', maximum: 100 })),
  { $ref: '#/components/schemas/Pet' },
);

test.each([
  [{ limit: 'secret-value' }, 'limit', 'must be integer'],
  [{ limit: 101 }, 'limit', 'must be <= 100'],
  [{ 'limit/max': 'x' }, 'limit/max', 'must be integer'],
  [{ 'a b': 'x' }, 'a b', 'must be integer'],
  // The compiler of schemas knows no property of this name, so no document can have one: better refused than unchecked.
  [JSON.parse('{"__proto__": 1}'), 'arguments', 'the value must NOT have additional properties (__proto__)'],
  [{ 'filter~x': 'x' }, 'filter~x', 'must be integer'],
  [{ body: {} }, 'body', "must have required property 'name'"],
  [{ body: 5 }, 'body', 'must be object'],
  [{ body: { name: 'Rex', owner: { name: 'ada' } } }, 'body.owner.name', 'must match pattern "^[A-Z]"'],
  [{ other: 1 }, 'arguments', 'the value must NOT have additional properties (other)'],
])('%j: %s %s', (args, field, message) => {
  expect(checkArguments(operation, SCHEMAS, args)).toEqual({ field, message });
});

test.each([[{}], [undefined], [{ limit: 5, body: { name: 'Rex' } }]])('%j is right', (args) => {
  expect(checkArguments(operation, SCHEMAS, args)).toBeUndefined();
});

test('a schema that no compiler takes judges nothing', () => {
  const broken = operationWith([parameter('a', { type: 'no-such-type' })], undefined);
  expect(checkArguments(broken, SCHEMAS, { a: 1 })).toBeUndefined();
});

test('a document that makes every check slow is not checked for long: others wait meanwhile', () => {
  const twice = { properties: { x: { $ref: '#/components/schemas/Deep' } } };
  const schemas: Readonly<Record<string, Schema>> = { Deep: { type: 'object', anyOf: [twice, twice] } };
  const hostile = operationWith([], { $ref: '#/components/schemas/Deep' });
  let body: unknown = 1;
  for (let depth = 0; depth < 40; depth += 1) body = { x: body };
  // Every check takes a true second, and counts for six: a budget of at most six seconds ends with the first.
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() * 6);
  const answers = Array.from({ length: 200 }, () => checkArguments(hostile, schemas, { body }));
  expect(answers[0]).toEqual({ field: 'arguments', message: 'could not be checked within a second' });
  expect(answers.filter((answer) => answer !== undefined).length).toBeLessThanOrEqual(1);
  expect(checkArguments(operation, SCHEMAS, { limit: 'x' })).toBeDefined();
});
