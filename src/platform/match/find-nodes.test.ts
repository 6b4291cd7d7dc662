// Places found by JSONPath, so that they can be changed: where they stand, each once, and an end to the search.
import { describe, expect, test } from 'vitest';
import { findNodes } from './find-nodes.ts';

const DOCUMENT = { list: [{ a: 1 }, { a: 2 }], deep: { list: [3] } };

const found = (path: string): unknown => {
  const nodes = findNodes(DOCUMENT, path);
  return nodes.ok ? nodes.value.map(({ value, key }) => [key, value]) : nodes.error;
};

test('places come with their parents and their names', () => {
  const nodes = findNodes(DOCUMENT, '$.list[?@.a == 2]');
  expect(nodes).toEqual({ ok: true, value: [{ value: { a: 2 }, parent: DOCUMENT.list, key: 1 }] });
  expect(nodes.ok && nodes.value[0]?.parent).toBe(DOCUMENT.list);
});

test.each<[string, unknown]>([
  ['$', [['', DOCUMENT]]],
  [
    '$..list',
    [
      ['list', DOCUMENT.list],
      ['list', [3]],
    ],
  ],
  ['$.list[0,0,-2].a', [['a', 1]]],
  ['$.nothing', []],
])('%s', (path, nodes) => expect(found(path)).toEqual(nodes));

describe('refused', () => {
  test.each(['list', '$[', "$[?match(@, 'a')]", `$${'[*]'.repeat(1_000)}`])('%s', (path) => expect(typeof found(path)).toBe('string'));

  test('too many places', () => {
    const wide = Array.from({ length: 100_001 }, () => 0);
    expect(findNodes(wide, '$[*]')).toEqual({ ok: false, error: 'matches more than 100000 places' });
  });

  test('a document that is too deep to search', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`);
    expect(findNodes(Object(deep), '$..nothing')).toMatchObject({ ok: false });
  });
});
