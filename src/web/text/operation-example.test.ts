import { describe, expect, it } from 'vitest';
import { exampleOf } from './operation-example.ts';

type Callable = Parameters<typeof exampleOf>[1];

const parameter = (argument: string, fields: object = {}): Callable['parameters'][number] => ({
  name: argument,
  argument,
  place: 'query',
  required: true,
  description: '',
  schema: { type: 'string' },
  style: 'form',
  explode: true,
  allowReserved: false,
  ...fields,
});
const body = (schema: NonNullable<Callable['body']>['schema'], required = true): NonNullable<Callable['body']> => ({
  required,
  description: '',
  contentType: 'application/json',
  kind: 'json',
  schema,
  encoding: {},
});
const call = (parameters: Callable['parameters'], given: Callable['body'] = null): string =>
  exampleOf('shop', { jsName: 'op', parameters, body: given }).replace(/^const result = await shop\.op\((.*)\);$/, '$1');

describe('an example of a call', () => {
  it('has nothing that is optional', () => expect(call([parameter('a', { required: false })], body({ type: 'object' }, false))).toBe(''));

  it.each([
    [{ type: 'integer', minimum: 5 }, '5'],
    [{ type: ['boolean', 'null'] }, 'true'],
    [{ enum: ['sold', 'free'] }, '"sold"'],
    [{ type: 'string', example: 'a"b' }, '"a\\"b"'],
    [{ default: 'x'.repeat(500), type: 'string' }, '"…"'],
    [true, '{}'],
    [{ $ref: '#/components/schemas/Pet' }, '{}'],
  ])('writes %j as %s', (schema, value) => expect(call([parameter('a', { schema })])).toBe(`{ a: ${value} }`));

  it('quotes names that are no words, and sets no prototype', () =>
    expect(call([parameter('x-id'), parameter('__proto__')])).toBe('{ "x-id": "…", ["__proto__"]: "…" }'));

  it('fills the required fields of a body, and ends in a schema that contains itself', () => {
    const loop: Record<string, unknown> = { type: 'object', required: ['again'] };
    loop['properties'] = { again: loop };
    expect(call([], body(loop))).toBe('{ body: { again: { again: { again: {} } } } }');
  });
});
