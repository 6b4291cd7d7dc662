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
function contentOf(criterion: Criterion): Omit<Criterion, 'position'> {
  const { position: _, ...content } = criterion;
  return content;
}

/** The values of a longest increasing subsequence: what may stay where it is while the fewest others move. At most 50 values. */
function longestRise(values: readonly number[]): Set<number> {
  const rises: number[][] = [];
  for (const value of values) {
    const before = longest(rises.filter((rise) => (rise.at(-1) ?? -1) < value));
    rises.push([...before, value]);
  }
  return new Set(longest(rises));
}

const longest = (lists: readonly number[][]): number[] => lists.reduce((best, one) => (one.length > best.length ? one : best), []);

function diffValues(path: Path, before: unknown, after: unknown): FieldDiff[] {
  if (before === undefined) return after === undefined ? [] : [{ path: fieldPath(path), op: 'add', after }];
  if (after === undefined) return [{ path: fieldPath(path), op: 'remove', before }];
  const children = childrenOf(before, after);
  if (children) return children.flatMap(([key, old, now]) => diffValues([...path, key], old, now));
  return before === after ? [] : [{ path: fieldPath(path), op: 'replace', before, after }];
}

/** Parts of two lists or two objects side by side; undefined when they are not of one such kind. */
function childrenOf(before: unknown, after: unknown): (readonly [string | number, unknown, unknown])[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => [index, before[index], after[index]]);
  }
  if (!isObject(before) || !isObject(after)) return undefined;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Array.from(keys, (key) => [key, before[key], after[key]]);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
