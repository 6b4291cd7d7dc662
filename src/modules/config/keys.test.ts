// Keys: what they are derived from, and what they find.
import { describe, expect, test } from 'vitest';
import { createKeyBook, slugOf } from './keys.ts';
import type { Keyed, KeyRow } from './keys.ts';

test.each([
  ['Order lookup', 'order-lookup'],
  ['  Orders – München (EU)!  ', 'orders-munchen-eu'],
  ['ÄÖÜ', 'aou'],
  ['注文', ''],
  ['x'.repeat(90), 'x'.repeat(60)],
  ['a'.repeat(59) + ' b', 'a'.repeat(59)],
])('the name %j becomes %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

const workflow = (id: string, name: string): Keyed => ({ kind: 'workflow', id, name, scope: '' });
const ID = (n: number) => `wf_0000000000000000000000000${n}`;
const row = (key: string, objectId: string): KeyRow => ({ kind: 'workflow', key, objectId });

describe('a key', () => {
  test('is derived from the name, and finds its object', () => {
    const book = createKeyBook([workflow(ID(1), 'Orders')], []);
    expect(book.keyOf('workflow', ID(1))).toBe('orders');
    expect(book.find('workflow', 'orders')).toEqual({ id: ID(1), isManaged: false });
    expect(book.find('monitor', 'orders')).toBeUndefined();
  });

  test('of the younger of two names ends in its id, and both are found by their long keys, in whatever order they are listed', () => {
    const objects = [workflow(ID(2), 'Orders'), workflow(ID(1), 'orders!')];
    for (const listed of [objects, objects.toReversed()]) {
      const book = createKeyBook(listed, []);
      expect([book.keyOf('workflow', ID(1)), book.keyOf('workflow', ID(2))]).toEqual(['orders', 'orders-00000002']);
      expect(book.find('workflow', 'orders-00000001')?.id).toBe(ID(1));
      expect(book.find('workflow', 'orders-00000002')?.id).toBe(ID(2));
    }
  });

  test('that was given stays whatever the name is, and nobody else gets it', () => {
    const book = createKeyBook([workflow(ID(1), 'Renamed'), workflow(ID(2), 'Orders')], [row('orders', ID(1))]);
    expect(book.find('workflow', 'orders')).toEqual({ id: ID(1), isManaged: true });
    expect([book.keyOf('workflow', ID(1)), book.keyOf('workflow', ID(2))]).toEqual(['orders', 'orders-00000002']);
    expect(book.find('workflow', 'renamed')).toBeUndefined();
  });

  test('of an object that is gone means nothing', () => {
    const book = createKeyBook([], [row('orders', ID(1))]);
    expect(book.find('workflow', 'orders')).toBeUndefined();
  });

  test('of a name that has no letters is the kind', () => {
    expect(createKeyBook([workflow(ID(1), '注文')], []).keyOf('workflow', ID(1))).toBe('workflow');
  });

  test('of an auth profile is unique within its server', () => {
    const profile = (id: string, scope: string): Keyed => ({ kind: 'auth_profile', id, name: 'Default', scope });
    const rows: KeyRow[] = [{ kind: 'auth_profile', key: 'mcp_2/main', objectId: 'auth_2' }];
    const book = createKeyBook([profile('auth_1', 'mcp_1'), profile('auth_2', 'mcp_2')], rows);
    expect(book.find('auth_profile', 'default', 'mcp_1')?.id).toBe('auth_1');
    expect(book.find('auth_profile', 'main', 'mcp_2')).toEqual({ id: 'auth_2', isManaged: true });
    expect(book.find('auth_profile', 'main', 'mcp_1')).toBeUndefined();
    expect(book.keyOf('auth_profile', 'auth_2')).toBe('main');
  });

  test('that is added takes the place of the derived one', () => {
    const book = createKeyBook([workflow(ID(1), 'Orders')], []);
    book.add('workflow', ID(1), 'lookup');
    expect([book.keyOf('workflow', ID(1)), book.isManaged('workflow', ID(1))]).toEqual(['lookup', true]);
    expect(book.find('workflow', 'lookup')?.id).toBe(ID(1));
  });

  test('that is added is the only one: two entries of a document cannot both mean the same object', () => {
    const book = createKeyBook([workflow(ID(1), 'Orders'), workflow(ID(2), 'Orders')], []);
    book.add('workflow', ID(1), 'orders');
    expect(book.find('workflow', 'orders')).toEqual({ id: ID(1), isManaged: true });
    expect(book.find('workflow', 'orders-00000001')).toBeUndefined();
    expect(book.find('workflow', 'orders-00000002')?.id).toBe(ID(2));
  });
});
