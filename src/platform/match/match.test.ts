// Foreign patterns, paths and schemas: what they mean, what is refused, and that nothing of them runs for ever.
import { describe, expect, it } from 'vitest';
import { compileJsonPath } from './jsonpath.ts';
import { compileSchema } from './json-schema.ts';
import { compileRegex } from './regex.ts';
import { TimeBoundError, withinTime } from './time-bound.ts';

const valueOf = <T, E>(outcome: { ok: true; value: T } | { ok: false; error: E }): T => {
  if (!outcome.ok) throw new Error(String(outcome.error));
  return outcome.value;
};
const path = (source: string) => valueOf(compileJsonPath(source));
const schema = (source: unknown) => valueOf(compileSchema(source));

describe('a regular expression', () => {
  it.each([
    ['^order-\\d+$', 'order-12', true],
    ['order', 'my order', true],
    ['^order$', 'my order', false],
    ['(?i)ORDER', 'order', true],
    ['\\p{Lu}', 'é É', true],
    ['a.c', 'a\nc', false],
    ['', 'x', true],
  ])('%s on %j is %s', (source, text, expected) => {
    expect(valueOf(compileRegex(source)).test(text)).toBe(expected);
  });

  it.each([
    ['(?=look)x', 'linear-time'],
    ['(a)\\1', 'linear-time'],
    ['[', 'linear-time'],
    ['(a{1000}){1000}', 'linear-time'],
    ['a'.repeat(501), 'longer than 500'],
  ])('refuses %s', (source, why) => {
    expect(compileRegex(source)).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  });

  it('takes no exponential time', () => {
    const started = performance.now();
    expect(valueOf(compileRegex('^(a+)+$')).test(`${'a'.repeat(100_000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('a JSON path', () => {
  const order = {
    id: 'o-1',
    items: [
      { name: 'pen', price: 2 },
      { name: 'ink', price: 9 },
    ],
    total: null,
  };

  it.each([
    ['$', [order]],
    ['$.items[*].name', ['pen', 'ink']],
    ['$.items[?@.price > 5].name', ['ink']],
    ['$..price', [2, 9]],
    ['$.nothing', []],
    ['$.total', [null]],
    ['$.items[-1].name', ['ink']],
    ["$.items[?match(@.name, 'p.n')].price", [2]],
    ["$.items[?search(@.name, 'n')].price", [2, 9]],
    ["$.items[?match(@.name, '(')].price", []],
    ['$.items[?length(@.name) == 3].price', [2, 9]],
  ])('%s', (source, expected) => {
    expect(path(source).query(order)).toEqual(expected);
  });

  it.each([
    ['items', 'RFC 9535'],
    ['$.', 'RFC 9535'],
    ['$[?@.a ==]', 'RFC 9535'],
    ['$[?nope(@)]', 'RFC 9535'],
    [`$.${'a'.repeat(500)}`, 'longer'],
  ])('refuses %s', (source, why) => {
    expect(compileJsonPath(source)).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  });

  it('finds at most a thousand values, and nothing in JSON without a bottom', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 500; i += 1) deep = [deep];
    expect(path('$[*]').query(Array.from({ length: 5_000 }, (_, i) => i))).toHaveLength(1_000);
    expect(path('$..x').query(deep)).toEqual([]);
  });

  it('ends when the path multiplies the data by itself', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({ i }));
    const started = performance.now();
    expect(path('$[?count($..*) == 1]').query(many)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('a JSON schema', () => {
  it('reads no property that a value has only from its prototype', () => {
    const named = { type: 'object', properties: { constructor: { type: 'object' }, toString: { type: 'string' } } };
    expect(schema(named).validate({})).toBeUndefined();
    expect(schema(named).validate({ toString: 1 })).toBe('/toString must be string');
    expect(schema({ ...named, required: ['constructor'] }).validate({})).toContain("property 'constructor'");
  });

  it.each([
    [{ type: 'object', required: ['id'], properties: { id: { type: 'string' } } }, { id: 1 }, '/id must be string'],
    [{ type: 'object', required: ['id'] }, {}, "the value must have required property 'id'"],
    [{ type: 'object', additionalProperties: false }, { a: 1 }, 'the value must NOT have additional properties (a)'],
    [{ type: 'array', prefixItems: [{ type: 'number' }] }, ['x'], '/0 must be number'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'array', items: [{ type: 'number' }] }, ['x'], '/0 must be number'],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema', dependentRequired: { a: ['b'] } },
      { a: 1 },
      'the value must have property b when property a is present',
    ],
    [{ $defs: { n: { type: 'number' } }, items: { $ref: '#/$defs/n' } }, ['x'], '/0 must be number'],
    [{ $id: 'https://x.example/s', $defs: { n: { $anchor: 'n', type: 'number' } }, items: { $ref: '#n' } }, ['x'], '/0 must be number'],
    [
      { type: 'object', properties: { next: { $ref: '#' }, v: { type: 'number' } } },
      { next: { next: { v: 'x' } } },
      '/next/next/v must be number',
    ],
    [{ type: 'string', format: 'date-time' }, 'yesterday', 'the value must match format "date-time"'],
    [{ type: 'string', pattern: '^[a-z]+$' }, 'A', 'the value must match pattern "^[a-z]+$"'],
    [{ properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } }, { a: 'a', b: 'a' }, '/b must match pattern "^b$"'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'the value must not have the same item twice',
    ],
    [false, 1, 'the value boolean schema is false'],
  ])('%j refuses %j', (source, value, error) => {
    expect(schema(source).validate(value)).toBe(error);
  });

  it.each([
    [{}, null],
    [true, 1],
    [{ type: 'integer' }, 3],
    [{ pattern: '^\\d{2,4}$' }, '123'],
    [{ uniqueItems: true }, [1, '1', { a: 1 }]],
    [{ 'x-unknown': 1, type: 'string', format: 'no-such-format' }, 'x'],
    [{ enum: [{ $ref: 'https://elsewhere.example/x' }] }, { $ref: 'https://elsewhere.example/x' }],
    [{ $schema: 'https://json-schema.org/draft/2019-09/schema' }, 1],
  ])('%j accepts %j', (source, value) => {
    expect(schema(source).validate(value)).toBeUndefined();
  });

  it.each([
    ['text', 'must be an object'],
    [null, 'must be an object'],
    [[], 'must be an object'],
    [{ type: 'nonsense' }, 'not a valid JSON Schema'],
    [{ $ref: 'https://elsewhere.example/s.json' }, 'outside of itself'],
    [{ items: { $ref: 'other.json' } }, 'outside of itself'],
    [{ $ref: '#/$defs/nothing' }, 'not a valid JSON Schema'],
    [{ pattern: '(?=x)' }, 'not a valid JSON Schema'],
    [{ $schema: 'https://example.com/mine' }, '$schema'],
    [{ description: 'x'.repeat(17_000) }, 'larger than 16384 bytes'],
  ])('refuses %j at save', (source, why) => {
    expect(compileSchema(source)).toMatchObject({ ok: false, error: expect.stringContaining(why) });
  });

  it('refuses one that is nested too deeply', () => {
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 100; i += 1) deep = { not: deep };
    expect(compileSchema(deep)).toMatchObject({ ok: false, error: expect.stringContaining('deeper') });
  });

  it('ends when references double at every level', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`d${i}`, { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] }]),
    );
    const bomb = compileSchema({ $defs: { ...$defs, d40: { type: 'number' } }, $ref: '#/$defs/d0' });
    expect(bomb.ok && bomb.value.validate(1)).toBe('could not be checked within a second');
    expect(schema({ type: 'number' }).validate(1)).toBeUndefined();
  });

  it('checks uniqueness of long arrays in time', () => {
    expect(schema({ uniqueItems: true }).validate(Array.from({ length: 50_000 }, (_, i) => ({ i })))).toBeUndefined();
  });
});

describe('a time bound', () => {
  it('passes on results and errors, and stops what does not end', () => {
    expect(withinTime(100, () => 42)).toBe(42);
    expect(() =>
      withinTime(100, () => {
        throw new RangeError('mine');
      }),
    ).toThrow(RangeError);
    expect(() =>
      withinTime(20, () => {
        for (;;);
      }),
    ).toThrow(TimeBoundError);
    expect(withinTime(100, () => withinTime(100, () => 'inner'))).toBe('inner');
  });
});
