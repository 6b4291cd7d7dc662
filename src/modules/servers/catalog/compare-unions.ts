// Compares schemas of which at least one is a choice (anyOf, oneOf): branch by branch, equal ones first.
import type { CatalogChange } from '../server.ts';
import { without } from './canonical.ts';
import type { JsonObject } from './canonical.ts';
import { compareTexts } from './compare-texts.ts';
import { DECIDING_KEYWORDS, TEXT_KEYWORDS } from './keywords.ts';
import { mergeKeywords, namesIn, openSchema } from './schema-document.ts';
import { shapeOf } from './shape.ts';
import type { KeywordPair, Walk } from './walk.ts';

/** More choices than this are compared up to here. */
const MAX_BRANCHES = 256;
const CHOICES = ['anyOf', 'oneOf'] as const;

const choiceOf = (schema: JsonObject) => CHOICES.find((keyword) => Array.isArray(schema[keyword]));

export const isUnion = (schema: JsonObject): boolean => choiceOf(schema) !== undefined;

export function compareUnions(walk: Walk, path: string, pair: KeywordPair): CatalogChange[] {
  const texts = compareTexts({ ...pair, prefix: `${path}.`, except: DECIDING_KEYWORDS });
  const [was, is] = [mergedBranches(pair.before, walk.beforeRoot), mergedBranches(pair.after, walk.afterRoot)];
  const keyword = choiceOf(pair.after) ?? choiceOf(pair.before) ?? 'anyOf';
  if (was && is) return [...texts, ...compareBranches(walk, `${path}.${keyword}`, { was, is })];
  return [...texts, ...compareApart(walk, path, pair)];
}

interface Branch {
  readonly index: number;
  readonly schema: JsonObject;
}

interface BranchLists {
  readonly was: readonly Branch[];
  readonly is: readonly Branch[];
}

/** On the input side a branch that went refuses what was accepted; on the output side a new one is what readers were never told of. */
function compareBranches(walk: Walk, path: string, lists: BranchLists): CatalogChange[] {
  const { pairs, gone, come } = matchBranches(lists);
  const [goneClass, comeClass] = walk.side === 'input' ? (['breaking', 'non_breaking'] as const) : (['non_breaking', 'breaking'] as const);
  return [
    ...pairs.flatMap(({ before, after }) => compareBranch(walk, `${path}[${after.index}]`, { before: before.schema, after: after.schema })),
    ...gone.map(({ index, schema }): CatalogChange => ({ path: `${path}[${index}]`, before: schema, class: goneClass })),
    ...come.map(({ index, schema }): CatalogChange => ({ path: `${path}[${index}]`, after: schema, class: comeClass })),
  ];
}

/** The choice and what stands around it contradict each other or are too many: each is compared for itself. */
function compareApart(walk: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const around = (schema: JsonObject) => without(schema, [...CHOICES, ...TEXT_KEYWORDS]);
  const lists = (keyword: (typeof CHOICES)[number]): BranchLists => ({
    was: plainBranches(before[keyword], walk.beforeRoot),
    is: plainBranches(after[keyword], walk.afterRoot),
  });
  return [
    ...walk.keywords(walk, path, { before: around(before), after: around(after) }),
    ...CHOICES.flatMap((keyword) => compareBranches(walk, `${path}.${keyword}`, lists(keyword))),
  ];
}

/** No choice is a choice of one that accepts anything. */
const plainBranches = (choices: unknown, root: unknown): Branch[] =>
  Array.isArray(choices)
    ? (choices as unknown[]).slice(0, MAX_BRANCHES).map((choice, index) => ({ index, schema: openSchema(choice, root) }))
    : [{ index: 0, schema: {} }];

function compareBranch(walk: Walk, path: string, pair: KeywordPair): CatalogChange[] {
  if (isUnion(pair.before) || isUnion(pair.after)) return walk.nodes(walk, path, pair);
  return walk.keywords(walk, path, pair);
}

/** Each choice together with what stands around it; undefined when that cannot be written as one schema. */
function mergedBranches(schema: JsonObject, root: unknown): Branch[] | undefined {
  const keyword = choiceOf(schema);
  if (keyword === undefined) return byType(without(schema, TEXT_KEYWORDS)).map((branch, index) => ({ index, schema: branch }));
  const base = without(schema, [keyword, ...TEXT_KEYWORDS]);
  const choices = schema[keyword];
  if (!Array.isArray(choices) || choices.length > MAX_BRANCHES || isUnion(base)) return undefined;
  const merged = (choices as unknown[]).map((choice) => mergeKeywords(openSchema(choice, root), base));
  if (!merged.every((branch) => branch !== undefined)) return undefined;
  return merged.flatMap((branch, index) => byType(branch).map((part) => ({ index, schema: part })));
}

/** `type: [a, b]` is a choice as well. */
function byType(schema: JsonObject): JsonObject[] {
  const types = Array.isArray(schema['type']) ? namesIn(schema['type']) : [];
  return types.length > 1 ? types.map((type) => ({ ...schema, type })) : [schema];
}

interface Matched {
  readonly pairs: readonly { readonly before: Branch; readonly after: Branch }[];
  readonly gone: readonly Branch[];
  readonly come: readonly Branch[];
}

/** Branches of equal shape belong together; as many left on both sides are paired in their order. */
function matchBranches({ was, is }: BranchLists): Matched {
  const left = is.map((branch) => ({ branch, shape: shapeOf(branch.schema) }));
  const gone: Branch[] = [];
  const pairs: { before: Branch; after: Branch }[] = [];
  for (const before of was) {
    const shape = shapeOf(before.schema);
    const at = left.findIndex((candidate) => candidate.shape === shape);
    const [match] = at === -1 ? [] : left.splice(at, 1);
    if (match) pairs.push({ before, after: match.branch });
    else gone.push(before);
  }
  const come = left.map(({ branch }) => branch);
  if (gone.length !== come.length) return { pairs, gone, come };
  const rest = gone.flatMap((before, i) => (come[i] ? [{ before, after: come[i] }] : []));
  return { pairs: [...pairs, ...rest], gone: [], come: [] };
}
