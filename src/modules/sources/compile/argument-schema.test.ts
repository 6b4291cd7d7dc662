// Schemas of arguments and results: what they take, what they refuse, and that they stand alone.
import { describe, expect, test } from 'vitest';
import { compileSchema } from '#platform/match/json-schema';
import { argumentSchemaOf } from './argument-schema.ts';
import { compile } from './compile.ts';
import type { Compiled, Operation } from './compiled.ts';
import { outputSchemaOf } from './output-schema.ts';

/** More than any of these needs. */
const ALL = 256 * 1024;
const settings = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };

function compiledOf(operation: object, schemas: object = {}): { compiled: Compiled; operation: Operation } {
  const openapi = {
    openapi: '3.1.0',
    info: {},
    paths: { '/a/{id}': { post: { operationId: 'a', ...operation } } },
    components: { schemas },
  };
  const result = compile({ slug: 'shop', openapi, environment: 'production', mode: 'tools', settings });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  const [first] = result.compiled.operations;
  if (!first) throw new Error(JSON.stringify(result.compiled.diagnostics));
  return { compiled: result.compiled, operation: first };
}

const json = (schema: unknown): object => ({ content: { 'application/json': { schema } } });
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const faultOf = (schema: unknown, value: unknown): string | undefined => {
  const compiled = compileSchema(schema, { maxBytes: 256 * 1024 });
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.value.validate(value);
};

const SCHEMAS = {
  Pet: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, owner: reference('Owner'), friends: { type: 'array', items: reference('Pet') } },
  },
  Owner: { type: 'object', properties: { pets: { type: 'array', items: reference('Pet') } } },
  Unused: { type: 'string' },
};
const OPERATION = {
  parameters: [
    { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'Which one.' },
    { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
  ],
  requestBody: { required: true, ...json(reference('Pet')) },
  responses: { 200: { description: 'ok', ...json(reference('Pet')) } },
};

describe('arguments', () => {
  const { compiled, operation } = compiledOf(OPERATION, SCHEMAS);
  const schema = argumentSchemaOf(operation, compiled.schemas, ALL);

  test.each<[unknown, string | undefined]>([
    [{ id: 'x', body: { name: 'Rex' } }, undefined],
    [{ id: 'x', limit: 5, body: { name: 'Rex', owner: { pets: [{ name: 'Tom' }] } } }, undefined],
    [{ body: { name: 'Rex' } }, 'id'],
    [{ id: 'x' }, 'body'],
    [{ id: 'x', limit: 101, body: { name: 'Rex' } }, 'limit'],
    [{ id: 'x', body: { name: 'Rex', friends: [{}] } }, 'friends'],
    [{ id: 'x', body: { name: 'Rex' }, Authorization: 'y' }, 'additional'],
    [[], 'object'],
  ])('%j', (value, fault) => {
    const found = faultOf(schema, value);
    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(fault);
  });

  test('stand alone and carry what callers read', () => {
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['id', 'body'],
      properties: { id: { description: 'Which one.' } },
    });
    expect(Object.keys(Object(schema['$defs']))).toEqual(['Owner', 'Pet']);
    expect(JSON.stringify(schema)).not.toContain('#/components/');
  });

  test('of an operation that takes nothing', () => {
    const none = compiledOf({ parameters: [], responses: {} });
    expect(argumentSchemaOf({ ...none.operation, parameters: [] }, none.compiled.schemas, ALL)).toEqual({
      type: 'object',
      properties: {},
      additionalProperties: false,
    });
  });
});

describe('results', () => {
  test('are status and body', () => {
    const { compiled, operation } = compiledOf(OPERATION, SCHEMAS);
    const schema = outputSchemaOf(operation, compiled.schemas, ALL);
    expect(faultOf(schema, { status: 201, body: { name: 'Rex' } })).toBeUndefined();
    expect(faultOf(schema, { status: 200, body: {} })).toContain('name');
    expect(faultOf(schema, { status: 404 })).toContain('status');
  });

  test('of which nothing is said have no schema', () => {
    const { compiled, operation } = compiledOf({ responses: { 200: { description: 'ok' } } });
    expect(outputSchemaOf(operation, compiled.schemas, ALL)).toBeUndefined();
  });
});
