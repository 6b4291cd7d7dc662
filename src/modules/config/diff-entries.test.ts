// Differences of objects, as a person wants to read them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffEntries } from './diff-entries.ts';

describe('the difference', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['nothing', { a: 1, b: undefined }, { a: 1 }, []],
    ['another value', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', op: 'replace', before: 1, after: 2 }]],
    ['a field that came', {}, { a: [1] }, [{ path: 'a', op: 'add', after: [1] }]],
    ['a field that went', { a: null }, {}, [{ path: 'a', op: 'remove', before: null }]],
    ['null and a value', { a: null }, { a: { cron: 'x' } }, [{ path: 'a', op: 'replace', before: null, after: { cron: 'x' } }]],
    ['an item put in between', ['a', 'c'], ['a', 'b', 'c'], [{ path: '[1]', op: 'add', after: 'b' }]],
    ['an item taken out', [{ t: 'a' }, { t: 'b' }], [{ t: 'b' }], [{ path: '[0]', op: 'remove', before: { t: 'a' } }]],
    [
      'an item that changed',
      { c: [{ t: 'a', r: true }, { t: 'b' }] },
      { c: [{ t: 'a', r: false }, { t: 'b' }] },
      [{ path: 'c[0].r', op: 'replace', before: true, after: false }],
    ],
    ['items with keys in another order', [{ key: 'a' }, { key: 'b' }], [{ key: 'b' }, { key: 'a' }], []],
    [
      'a keyed item',
      [{ key: 'a', n: 1 }, { key: 'b' }],
      [{ key: 'b' }, { key: 'a', n: 2 }],
      [{ path: '[1].n', op: 'replace', before: 1, after: 2 }],
    ],
  ])('is %s', (_name, before, after, diff) => {
    expect(diffEntries(before, after)).toEqual(diff);
  });

  test('of equal values is empty, and of lists it adds up', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(fc.property(json, (value) => diffEntries(value, structuredClone(value)).length === 0));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 })), fc.array(fc.integer({ min: 0, max: 3 })), (before, after) => {
        const added = diffEntries(before, after).filter(({ op }) => op === 'add').length;
        const removed = diffEntries(before, after).filter(({ op }) => op === 'remove').length;
        expect(before.length + added - removed).toBe(after.length);
      }),
    );
  });
});
