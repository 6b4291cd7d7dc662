// The field difference of two versions (spec 02 §2), the same wherever one is shown. Pure.
import { fieldPath } from '#kernel/parse-input';
import type { Criterion, FieldDiff, WorkflowSpec } from './workflow.ts';

type Path = readonly (string | number)[];

/**
 * Every changed leaf once. Criteria are matched by id: one that only changed places among the kept ones is a `move`
 * (`before` and `after` are its 1-based positions). Paths speak of the later version; those of `remove` of the earlier.
 */
export function diffSpecs(before: WorkflowSpec, after: WorkflowSpec): FieldDiff[] {
  const { criteria: oldCriteria, ...oldRest } = before;
  const { criteria: newCriteria, ...newRest } = after;
  return [...diffValues([], oldRest, newRest), ...diffCriteria(oldCriteria, newCriteria)];
}

function diffCriteria(before: readonly Criterion[], after: readonly Criterion[]): FieldDiff[] {
  const oldById = new Map(before.map((criterion, index) => [criterion.id, { criterion, index }]));
  const newIds = new Set(after.map(({ id }) => id));
  const removed = before.flatMap((criterion, index) =>
    newIds.has(criterion.id) ? [] : [{ path: fieldPath(['criteria', index]), op: 'remove' as const, before: criterion }],
  );
  const settled = longestRise(after.flatMap(({ id }) => oldById.get(id)?.index ?? []));
  const kept = after.flatMap((criterion, index) => {
    const path: Path = ['criteria', index];
    const old = oldById.get(criterion.id);
    if (!old) return [{ path: fieldPath(path), op: 'add' as const, after: criterion }];
    const move = settled.has(old.index) ? [] : [{ path: fieldPath(path), op: 'move' as const, before: old.index + 1, after: index + 1 }];
    return [...move, ...diffValues(path, contentOf(old.criterion), contentOf(criterion))];
  });
  return [...removed, ...kept];
}

/** A criterion without what its place already says. */
function contentOf({ position: _, ...content }: Criterion): Omit<Criterion, 'position'> {
  return content;
}

/** The values of a longest increasing subsequence: what may stay where it is while the fewest others move. */
function longestRise(values: readonly number[]): Set<number> {
  const lengths: number[] = [];
  const previous: number[] = [];
  let last = -1;
  values.forEach((value, i) => {
    let best = -1;
    for (let j = 0; j < i; j += 1) {
      if ((values[j] ?? 0) < value && (best < 0 || (lengths[j] ?? 0) > (lengths[best] ?? 0))) best = j;
    }
    previous.push(best);
    lengths.push(best < 0 ? 1 : (lengths[best] ?? 0) + 1);
    if (last < 0 || (lengths[i] ?? 0) > (lengths[last] ?? 0)) last = i;
  });
  const rise = new Set<number>();
  for (let i = last; i >= 0; i = previous[i] ?? -1) rise.add(values[i] ?? 0);
  return rise;
}

function diffValues(path: Path, before: unknown, after: unknown): FieldDiff[] {
  if (before === undefined) return after === undefined ? [] : [{ path: fieldPath(path), op: 'add', after }];
  if (after === undefined) return [{ path: fieldPath(path), op: 'remove', before }];
  if (Array.isArray(before) && Array.isArray(after)) return diffKeys(path, before.keys(), after.keys(), (key) => [before[key], after[key]]);
  if (isObject(before) && isObject(after)) return diffKeys(path, Object.keys(before), Object.keys(after), (key) => [before[key], after[key]]);
  return before === after ? [] : [{ path: fieldPath(path), op: 'replace', before, after }];
}

function diffKeys<K extends string | number>(path: Path, before: Iterable<K>, after: Iterable<K>, pair: (key: K) => readonly [unknown, unknown]): FieldDiff[] {
  return Array.from(new Set([...before, ...after])).flatMap((key) => {
    const [old, now] = pair(key);
    return diffValues([...path, key], old, now);
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
