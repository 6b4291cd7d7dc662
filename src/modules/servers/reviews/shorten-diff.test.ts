// The difference in a list is bounded, and keeps what breaks.
import { expect, test } from 'vitest';
import type { CatalogDiff } from '../server.ts';
import { shortenDiff } from './shorten-diff.ts';

const EMPTY: CatalogDiff = { fromSnapshotId: 'a', toSnapshotId: 'b', breakingCount: 0, added: [], removed: [], changed: [] };
const tool = (name: string) => ({ kind: 'tool', name, class: 'non_breaking' }) as const;

test('a small difference stays as it is', () => {
  const diff: CatalogDiff = { ...EMPTY, added: [tool('a')] };
  expect(shortenDiff(diff)).toEqual({ diff, isShortened: false });
});

test('long values are cut, and said to be', () => {
  const change = { path: 'description', before: 'x'.repeat(5_000), after: { a: 'y'.repeat(5_000) }, class: 'informational' } as const;
  const { diff, isShortened } = shortenDiff({ ...EMPTY, changed: [{ kind: 'tool', name: 'a', changes: [change] }] });
  const [shown] = diff.changed[0]?.changes ?? [];
  expect(isShortened).toBe(true);
  expect(String(shown?.before)).toMatch(/^x{4000} … \(shortened\)$/);
  expect(String(shown?.after).length).toBeLessThan(4_100);
});

test('of a thousand changes those that break stay', () => {
  const changed = Array.from({ length: 1_000 }, (_, i) => ({
    kind: 'tool' as const,
    name: `t${i}`,
    changes: [{ path: 'p', before: 1, after: 2, class: i === 999 ? ('breaking' as const) : ('informational' as const) }],
  }));
  const { diff, isShortened } = shortenDiff({ ...EMPTY, breakingCount: 1, changed });
  expect(isShortened).toBe(true);
  expect(diff.changed).toHaveLength(200);
  expect(diff.changed[0]?.name).toBe('t999');
  expect(diff.breakingCount).toBe(1);
});
