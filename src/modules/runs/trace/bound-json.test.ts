// Whatever a server sends fits into a jsonb column of a known size.
import { expect, test } from 'vitest';
import { boundJson, cutText, storableText } from './bound-json.ts';

test('what is small enough comes back equal', () => {
  const value = { a: [1, 'two', null, true, { b: 'ü😀' }], empty: {}, none: [] };
  expect(boundJson(value, 10_000)).toEqual({ value, isCut: false });
});

test('a long text is cut with a mark, and what follows is left out', () => {
  const { value, isCut } = boundJson({ first: 'x'.repeat(1000), second: 'y', third: 'z' }, 100);
  expect(isCut).toBe(true);
  expect(value).toEqual({ first: expect.stringMatching(/^x+… \[cut\]$/) });
  expect(JSON.stringify(value).length).toBeLessThan(120);
});

test('a million small items stay within the bound', () => {
  const { value, isCut } = boundJson(
    Array.from({ length: 1_000_000 }, () => 1),
    1000,
  );
  expect(isCut).toBe(true);
  expect(JSON.stringify(value).length).toBeLessThan(1000);
});

test('depth is bounded', () => {
  let deep: unknown = 'bottom';
  for (let i = 0; i < 10_000; i += 1) deep = [deep];
  const { value, isCut } = boundJson(deep, 100_000);
  expect(isCut).toBe(true);
  expect(JSON.stringify(value)).toContain('[too deep]');
});

test('NUL and lone surrogates, which PostgreSQL refuses, are replaced, in names too', () => {
  expect(storableText('a\u0000b\ud800c')).toBe('a\ufffdb\ufffdc');
  expect(boundJson({ 'k\u0000': 'v\udc00' }, 100).value).toEqual({ 'k\ufffd': 'v\ufffd' });
});

test('a cut never leaves half a character', () => {
  expect(cutText('😀'.repeat(10), 12).isWellFormed()).toBe(true);
});

test('a field called __proto__ stays a field', () => {
  const { value } = boundJson(JSON.parse('{"__proto__": {"polluted": true}}'), 1000);
  expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
