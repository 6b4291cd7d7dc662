// The field difference of two states of an object, as a person wants to read it. Pure.
import { fieldPath } from '#kernel/parse-input';
import { samePlaces } from '#kernel/same-places';
import type { FieldDiff } from '#modules/workflows';
import { isObject, isSame, stableText } from './json.ts';

type Path = readonly (string | number)[];

/**
 * Every changed leaf once. What is equal in two lists is matched first, so that an item put in between changes nothing else;
 * items with a `key` are matched by it. Paths speak of the later state; those of `remove` of the earlier.
 */
export function diffEntries(before: unknown, after: unknown, path: Path = []): FieldDiff[] {
  if (isSame(before, after)) return [];
  if (before === undefined) return [{ path: fieldPath(path), op: 'add', after }];
  if (after === undefined) return [{ path: fieldPath(path), op: 'remove', before }];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (!isObject(before) || !isObject(after)) return [{ path: fieldPath(path), op: 'replace', before, after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => diffEntries(before[name], after[name], [...path, name]));
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: Path): FieldDiff[] {
  const pairs = isKeyed(before) && isKeyed(after) ? pairsByKey(before, after) : pairsByContent(before, after);
  return pairs.flatMap(([from, to]) => {
    if (from === undefined) return to === undefined ? [] : diffEntries(undefined, after[to], [...path, to]);
    return diffEntries(before[from], to === undefined ? undefined : after[to], [...path, to ?? from]);
  });
}

/** Places in the earlier and in the later list; undefined: there is none. */
type Pair = readonly [number | undefined, number | undefined];

const keyOf = (item: unknown): unknown => (isObject(item) ? item['key'] : undefined);
const isKeyed = (items: readonly unknown[]): boolean => items.length > 0 && items.every((item) => typeof keyOf(item) === 'string');

function pairsByKey(before: readonly unknown[], after: readonly unknown[]): Pair[] {
  const places = new Map(before.map((item, index) => [keyOf(item), index]));
  const kept = new Set(after.map(keyOf));
  return [
    ...before.flatMap((item, index): Pair[] => (kept.has(keyOf(item)) ? [] : [[index, undefined]])),
    ...after.map((item, index): Pair => [places.get(keyOf(item)), index]),
  ];
}

/** Lists as long as any of ours may be; longer ones are compared place by place. */
const MAX_COMPARED = 250;

/** Equal items in order; between them the first of the one side belongs to the first of the other. */
function pairsByContent(before: readonly unknown[], after: readonly unknown[]): Pair[] {
  const isLong = before.length > MAX_COMPARED || after.length > MAX_COMPARED;
  const same = isLong ? [] : samePlaces(before.map(stableText), after.map(stableText));
  const pairs: Pair[] = [];
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [...same, [before.length, after.length] as const]) {
    const [gone, come] = [nextFrom - from, nextTo - to];
    for (let i = 0; i < Math.max(gone, come); i += 1) pairs.push([i < gone ? from + i : undefined, i < come ? to + i : undefined]);
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  return pairs;
}
