// Compares two lists of choices: equal ones belong together, then those that accept all of another, then those of one type.
import type { CatalogChange } from '../server.ts';
import type { JsonObject } from './canonical.ts';
import { typesOf } from './compare-values.ts';
import { shapeOf } from './prints.ts';
import { NAMES_PER_VISIT, sizeOf } from './schema-size.ts';
import type { KeywordPair, Walk } from './walk.ts';

export interface Branch {
  /** Where the choice stands below the keyword, such as `[0]` or `[0].oneOf[2]`. */
  readonly place: string;
  readonly schema: JsonObject;
}

export interface BranchLists {
  readonly was: readonly Branch[];
  readonly is: readonly Branch[];
}

const WEIGHT = 4;

/**
 * On the input side a branch that went refuses what was accepted, unless another accepts all of it; on the output side a new
 * one is what readers were never told of, unless another told them of all of it.
 */
export function compareBranches(walk: Walk, path: string, lists: BranchLists): CatalogChange[] {
  // Each is spelled out as a whole to be recognised, which costs more than a visit.
  walk.budget.left -= [...lists.was, ...lists.is].reduce(
    (sum, { schema }) => sum + WEIGHT + Math.floor(sizeOf(schema) / NAMES_PER_VISIT),
    0,
  );
  const shapes = new Map([...lists.was, ...lists.is].map((branch) => [branch, shapeOf(branch.schema)]));
  const equal = pairUp(lists, (before, after) => shapes.get(before) === shapes.get(after));
  const covered = pairUp(equal, (before, after) => covers(walk, path, { before: before.schema, after: after.schema }));
  const typed = pairByType(covered);
  const rest = pairInOrder(typed);
  return [
    ...[...equal.pairs, ...typed.pairs, ...rest.pairs].flatMap((pair) => changesOf(walk, path, pair)),
    ...covered.pairs.flatMap((pair) => withoutBreaking(changesOf(walk, path, pair), path, pair)),
    ...rest.was.map((branch) => gone(walk, path, { branch, lists })),
    ...rest.is.map((branch) => come(walk, path, { branch, lists })),
  ];
}

const changesOf = (walk: Walk, path: string, { before, after }: Pair): CatalogChange[] =>
  compareBranch(walk, `${path}${after.place}`, { before: before.schema, after: after.schema });

/** A choice that accepts all of the other: what the rules for single properties say against it is told as one change. */
const withoutBreaking = (changes: CatalogChange[], path: string, { before, after }: Pair): CatalogChange[] =>
  changes.some((change) => change.class === 'breaking')
    ? [{ path: `${path}${after.place}`, before: before.schema, after: after.schema, class: 'non_breaking' }]
    : changes;

function compareBranch(walk: Walk, path: string, pair: KeywordPair): CatalogChange[] {
  // Branches are opened already, and choices inside of them flattened; what is still one could not be.
  const isChoice = [pair.before, pair.after].some((schema) => 'anyOf' in schema || 'oneOf' in schema);
  return isChoice ? walk.nodes(walk, path, pair) : walk.keywords(walk, path, pair);
}

interface Single {
  readonly branch: Branch;
  readonly lists: BranchLists;
}

function gone(walk: Walk, path: string, { branch, lists }: Single): CatalogChange {
  const isRefused = walk.side === 'input' && !lists.is.some(({ schema }) => covers(walk, path, { before: branch.schema, after: schema }));
  return { path: `${path}${branch.place}`, before: branch.schema, class: isRefused ? 'breaking' : 'non_breaking' };
}

function come(walk: Walk, path: string, { branch, lists }: Single): CatalogChange {
  const isUntold = walk.side === 'output' && !lists.was.some(({ schema }) => covers(walk, path, { before: schema, after: branch.schema }));
  return { path: `${path}${branch.place}`, after: branch.schema, class: isUntold ? 'breaking' : 'non_breaking' };
}

/** Keywords whose reach over the properties of an object is not followed. */
const FAR_REACHING = ['patternProperties', 'unevaluatedProperties', 'dependentSchemas', 'dependencies'];

/** Whether who relied on `before` is served by `after` in every case. No, when it cannot be found out. */
function covers(walk: Walk, path: string, pair: KeywordPair): boolean {
  walk.coverBudget.left -= 1;
  if (walk.coverBudget.left <= 0) return false;
  if (FAR_REACHING.some((keyword) => keyword in pair.before || keyword in pair.after)) return false;
  const changes = compareBranch({ ...walk, isCover: true, budget: walk.coverBudget }, path, pair);
  return walk.coverBudget.left > 0 && !walk.coverBudget.isCut && changes.every((change) => change.class !== 'breaking');
}

interface Pair {
  readonly before: Branch;
  readonly after: Branch;
}

/** Pairs found, and what is left of both lists. */
interface Matched extends BranchLists {
  readonly pairs: readonly Pair[];
}

/** Each branch with the first of the others that `fits`. */
function pairUp({ was, is }: BranchLists, fits: (before: Branch, after: Branch) => boolean): Matched {
  const left = [...is];
  const pairs: Pair[] = [];
  const unmatched = was.filter((before) => {
    const at = left.findIndex((after) => fits(before, after));
    const [after] = at === -1 ? [] : left.splice(at, 1);
    if (after) pairs.push({ before, after });
    return !after;
  });
  return { pairs, was: unmatched, is: left };
}

/** The only ones of their type on both sides are most likely the same one, changed. */
function pairByType(lists: BranchLists): Matched {
  const [was, is] = [Map.groupBy(lists.was, typeName), Map.groupBy(lists.is, typeName)];
  const isOnly = (type: string) => was.get(type)?.length === 1 && is.get(type)?.length === 1;
  return pairUp(lists, (before, after) => typeName(before) === typeName(after) && isOnly(typeName(before)));
}

const typeName = ({ schema }: Branch): string => typesOf(schema)?.join() ?? '';

/** As many left on both sides are taken in their order. */
function pairInOrder({ was, is }: BranchLists): Matched {
  if (was.length !== is.length) return { pairs: [], was, is };
  return { pairs: was.flatMap((before, i) => (is[i] ? [{ before, after: is[i] }] : [])), was: [], is: [] };
}
