// Keeps the difference of a list row readable and bounded: a catalog may have megabytes. Pure.
import type { CatalogChange, CatalogDiff } from '../server.ts';

const MAX_ENTRIES = 200;
const MAX_CHANGES = 200;
const MAX_VALUE_CHARS = 4_000;
const CUT = ' … (shortened)';

/** Breaking changes first where something must go. `breakingCount` stays that of the whole. */
export function shortenDiff(diff: CatalogDiff): { readonly diff: CatalogDiff; readonly isShortened: boolean } {
  const cut = { any: false };
  const few = <T>(all: readonly T[], most: number): readonly T[] => {
    if (all.length > most) cut.any = true;
    return all.slice(0, most);
  };
  const value = (given: unknown): unknown => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    if (text === undefined || text.length <= MAX_VALUE_CHARS) return given;
    cut.any = true;
    return text.slice(0, MAX_VALUE_CHARS).toWellFormed() + CUT;
  };
  const change = (one: CatalogChange): CatalogChange => ({
    ...one,
    ...('before' in one ? { before: value(one.before) } : {}),
    ...('after' in one ? { after: value(one.after) } : {}),
  });
  let left = MAX_CHANGES;
  const changed = few(diff.changed.toSorted(byWeight), MAX_ENTRIES).flatMap((entry) => {
    const changes = few(
      entry.changes.toSorted((a, b) => weight(a) - weight(b)),
      left,
    ).map(change);
    left -= changes.length;
    return changes.length > 0 ? [{ ...entry, changes }] : [];
  });
  const shortened = { ...diff, added: few(diff.added, MAX_ENTRIES), removed: few(diff.removed, MAX_ENTRIES), changed };
  return cut.any ? { diff: shortened, isShortened: true } : { diff, isShortened: false };
}

const WEIGHTS = { breaking: 0, non_breaking: 1, informational: 2 } as const;
const weight = (change: CatalogChange): number => WEIGHTS[change.class];

type Changed = CatalogDiff['changed'][number];
const byWeight = (a: Changed, b: Changed): number => Math.min(...a.changes.map(weight)) - Math.min(...b.changes.map(weight));
