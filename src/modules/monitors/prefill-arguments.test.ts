// Arguments to begin with: what a schema names is taken, what it only asks for is marked as missing.
import { describe, expect, test } from 'vitest';
import { prefillArguments } from './prefill-arguments.ts';

const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({ type: 'object', properties, required });

describe('what the schema names', () => {
  test.each([
    ['a default', { type: 'string', default: 'DE', examples: ['FR'], enum: ['IT', 'DE'] }, 'DE'],
    ['else the first example', { type: 'string', examples: ['FR', 'DE'], enum: ['IT'] }, 'FR'],
    ['else the constant', { const: 'v1' }, 'v1'],
    ['else the first choice', { enum: ['paid', 'open'] }, 'paid'],
    ['a default of null', { type: ['string', 'null'], default: null }, null],
    ['a default that is false', { type: 'boolean', default: false }, false],
  ])('%s is taken, also for what is optional', (_what, schema, value) => {
    expect(prefillArguments(object({ a: schema }))).toEqual({ arguments: { a: value }, missing: [] });
    expect(prefillArguments(object({ a: schema }, ['a']))).toEqual({ arguments: { a: value }, missing: [] });
  });

  test('an example of the whole object wins over its parts', () => {
    const schema = { ...object({ id: { type: 'string', default: 'x' } }, ['id']), examples: [{ id: '4711' }] };
    expect(prefillArguments(schema)).toEqual({ arguments: { id: '4711' }, missing: [] });
  });

  test('optional arguments without a named value are left out', () => {
    expect(prefillArguments(object({ a: { type: 'string' }, b: { type: 'object', properties: { c: { default: 1 } } } }))).toEqual({
      arguments: {},
      missing: [],
    });
  });
});

describe('what is required without a named value', () => {
  test.each([
    ['text', { type: 'string' }, '', ['a']],
    ['a whole number', { type: 'integer', minimum: 5 }, 5, ['a']],
    ['a number above a bound', { type: 'number', exclusiveMinimum: 5 }, 6, ['a']],
    ['a number', { type: 'number' }, 0, ['a']],
    ['yes or no', { type: 'boolean' }, false, []],
    ['null', { type: 'null' }, null, []],
    ['a list', { type: 'array', items: { type: 'string' } }, [], []],
    ['a list of at least two', { type: 'array', minItems: 2, items: { type: 'string' } }, ['', ''], ['a[0]', 'a[1]']],
    ['a tuple', { type: 'array', minItems: 1, items: [{ const: 1 }] }, [1], []],
    ['text or null', { type: ['null', 'string'] }, '', ['a']],
    ['the first form that is not null', { anyOf: [{ type: 'null' }, { enum: [7] }] }, 7, []],
    ['anything', {}, null, ['a']],
    ['a nested object', object({ b: { type: 'string' }, c: { default: 1 } }, ['b']), { b: '', c: 1 }, ['a.b']],
  ])('%s gets the least value of its type', (_what, schema, value, missing) => {
    expect(prefillArguments(object({ a: schema }, ['a']))).toEqual({ arguments: { a: value }, missing });
  });

  test('references and allOf are followed', () => {
    const schema = {
      $defs: { region: { type: 'string', enum: ['eu'] } },
      allOf: [object({ region: { $ref: '#/$defs/region' } }, ['region']), object({ n: { type: 'boolean' } }, ['n'])],
    };
    expect(prefillArguments(schema)).toEqual({ arguments: { region: 'eu', n: false }, missing: [] });
  });
});

describe('a schema that means harm', () => {
  test('ends when it refers to itself', () => {
    const schema = { ...object({ next: { $ref: '#' } }, ['next']) };
    expect(prefillArguments(schema).missing).toEqual([expect.stringMatching(/^next(\.next)+$/)]);
  });

  test('ends when it branches at every level', () => {
    const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
    const schema = {
      $defs: { node: object(Object.fromEntries(names.map((name) => [name, { $ref: '#/$defs/node' }])), names) },
      $ref: '#/$defs/node',
    };
    const started = performance.now();
    prefillArguments(schema);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test.each([[null], [true], [false], ['text'], [7], [[]], [{ properties: 7, required: 'x' }], [{ type: 'object', properties: null }]])(
    '%j proposes nothing',
    (schema) => {
      expect(prefillArguments(schema)).toEqual({ arguments: {}, missing: [] });
    },
  );
});
