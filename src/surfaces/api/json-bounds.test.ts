import { expect, test } from 'vitest';
import { faultOfJson } from './json-bounds.ts';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

test.each<[string, unknown, string | undefined]>([
  ['plain values', { a: [1, 'zwei', null, { b: true }], ü: '💥' }, undefined],
  ['nothing', null, undefined],
  ['NUL at the top', 'a\0b', 'body'],
  ['NUL in a field', { a: { b: ['x', 'y\0'] } }, 'a.b[1]'],
  ['NUL in a name', { a: { 'b\0': 1 } }, 'a'],
  ['half a character', { a: '\ud83d' }, 'a'],
  ['a whole character', { a: '\ud83d\udca5' }, undefined],
  ['the name __proto__', JSON.parse('{"a":{"__proto__":{"admin":true}}}'), 'a.__proto__'],
  ['64 levels', nested(64), undefined],
  ['65 levels', { a: nested(64) }, 'a'],
  ['a million levels', nested(1_000_000), '[0]'],
])('%s', (_what, json, field) => {
  expect(faultOfJson(json)?.field).toBe(field);
});

test('a large flat body is walked in no time that matters', () => {
  const many = JSON.parse(`[${Array.from({ length: 500_000 }, () => '{}').join(',')}]`);
  const startedAt = performance.now();
  expect(faultOfJson(many)).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(3000);
});
