// Compares schemas of which at least one is a choice (anyOf, oneOf): branch by branch, equal ones first.
import type { CatalogChange } from '../server.ts';
import { without } from './canonical.ts';
import type { JsonObject } from './canonical.ts';
import { compareBranches } from './compare-branches.ts';
import type { Branch, BranchLists } from './compare-branches.ts';
import { compareTexts } from './compare-texts.ts';
import { DECIDING_KEYWORDS, TEXT_KEYWORDS } from './keywords.ts';
import { mergeKeywords, namesIn, openSchema } from './schema-document.ts';
import type { KeywordPair, Walk } from './walk.ts';

/** More choices than this are compared up to here. */
const MAX_BRANCHES = 256;
const MAX_OPENED = 2 * MAX_BRANCHES;
/** Choices among choices are followed down to here. */
const MAX_NESTED = 2;
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
    ? (choices as unknown[]).slice(0, MAX_BRANCHES).map((choice, index) => ({ place: `[${index}]`, schema: openSchema(choice, root) }))
    : [{ place: '[0]', schema: {} }];

/** Each choice together with what stands around it; undefined when that cannot be written as one schema. */
function mergedBranches(schema: JsonObject, root: unknown): Branch[] | undefined {
  if (!isUnion(schema)) return byType(without(schema, TEXT_KEYWORDS)).map((branch, index) => ({ place: `[${index}]`, schema: branch }));
  return flatten(schema, { root, place: '', depth: 0, room: { left: MAX_OPENED } });
}

interface Level {
  readonly root: unknown;
  readonly place: string;
  readonly depth: number;
  /** Choices that may still be opened: three levels of them multiply. */
  readonly room: { left: number };
}

/** A choice among choices is one choice; below some levels it stays as it is. */
function flatten(schema: JsonObject, { root, place, depth, room }: Level): Branch[] | undefined {
  const keyword = choiceOf(schema);
  const choices = keyword === undefined ? undefined : schema[keyword];
  if (keyword === undefined || !Array.isArray(choices) || choices.length > MAX_BRANCHES) return undefined;
  room.left -= choices.length;
  if (room.left < 0) return undefined;
  const base = without(schema, [keyword, ...TEXT_KEYWORDS]);
  if (isUnion(base)) return undefined;
  const merged = (choices as unknown[]).map((choice) => mergeKeywords(openSchema(choice, root), base));
  if (!merged.every((branch) => branch !== undefined)) return undefined;
  const branches = merged.flatMap((branch, index): Branch[] => {
    const at = `${place}[${index}]`;
    const inner = choiceOf(branch);
    const flat =
      inner === undefined || depth >= MAX_NESTED ? undefined : flatten(branch, { root, place: `${at}.${inner}`, depth: depth + 1, room });
    return flat ?? byType(branch).map((part) => ({ place: at, schema: part }));
  });
  return branches.length > MAX_BRANCHES ? undefined : branches;
}

/** `type: [a, b]` is a choice as well. */
function byType(schema: JsonObject): JsonObject[] {
  const types = Array.isArray(schema['type']) ? namesIn(schema['type']) : [];
  return types.length > 1 ? types.map((type) => ({ ...schema, type })) : [schema];
}
