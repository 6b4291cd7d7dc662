// Keeps a difference of a size that can be stored and sent, whatever a hostile server lists: names and values are cut, and of very
// many changes the least important go: what breaks is told first, then what people must look at. Pure.
import type { CatalogChange, CatalogDiff, EntryChange } from '../server.ts';

const MAX_VALUE_CHARS = 20_000;
/** Of one difference, together; what comes later keeps its place and class alone. */
const MAX_CHARS = 4 * 1024 * 1024;
const MAX_CHANGES = 10_000;
const MAX_NAME_CHARS = 1_000;
const CUT = ' … (shortened)';

type Changed = CatalogDiff['changed'][number];

/** The order stays, and `breakingCount` is that of the whole. */
export function boundDiff(diff: CatalogDiff): CatalogDiff {
  const room = { chars: MAX_CHARS };
  const kept = heaviest(diff.changed);
  const entries = (all: readonly EntryChange[]) => all.slice(0, MAX_CHANGES).map((entry) => ({ ...entry, name: short(entry.name) }));
  const changed = diff.changed.flatMap((entry): Changed[] => {
    const changes = entry.changes.filter((change) => kept?.has(change) ?? true).map((change) => bounded(change, room));
    return changes.length > 0 ? [{ ...entry, name: short(entry.name), changes }] : [];
  });
  return { ...diff, added: entries(diff.added), removed: entries(diff.removed), changed };
}

/** Undefined where all may stay. Of each entry one stays in any case: that it changed is not to be lost. */
function heaviest(changed: readonly Changed[]): ReadonlySet<CatalogChange> | undefined {
  const all = changed.flatMap(({ changes }) => changes);
  if (all.length <= MAX_CHANGES) return undefined;
  const byWeight = (a: CatalogChange, b: CatalogChange) => weightOf(a) - weightOf(b);
  const firsts = changed.flatMap(({ changes }) => changes.toSorted(byWeight).slice(0, 1));
  return new Set([...firsts, ...all.toSorted(byWeight).slice(0, MAX_CHANGES - firsts.length)]);
}

const weightOf = (change: CatalogChange): number =>
  change.class === 'breaking' ? 0 : change.review === true ? 1 : change.class === 'non_breaking' ? 2 : 3;

function bounded(change: CatalogChange, room: { chars: number }): CatalogChange {
  const value = (given: unknown): unknown => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    if (text === undefined) return given;
    const isCut = text.length > Math.min(MAX_VALUE_CHARS, room.chars);
    const shown = isCut ? short(text, Math.max(0, Math.min(MAX_VALUE_CHARS, room.chars))) : given;
    room.chars -= Math.min(text.length, MAX_VALUE_CHARS);
    return shown;
  };
  return {
    ...change,
    path: short(change.path),
    ...('before' in change ? { before: value(change.before) } : {}),
    ...('after' in change ? { after: value(change.after) } : {}),
    ...(change.hint === undefined ? {} : { hint: short(change.hint) }),
  };
}

const short = (text: string, most = MAX_NAME_CHARS): string => (text.length <= most ? text : text.slice(0, most).toWellFormed() + CUT);
