// Compares two JSON Schemas of a tool, keyword by keyword, and says of each difference whether callers break.
import type { CatalogChange } from '../server.ts';
import { sameJson } from './canonical.ts';
import type { JsonObject } from './canonical.ts';
import { compareBounds } from './compare-bounds.ts';
import { compareConditions } from './compare-conditions.ts';
import { compareObjects } from './compare-objects.ts';
import { compareTexts } from './compare-texts.ts';
import { compareUnions, isUnion } from './compare-unions.ts';
import { classOf, compareEnums, compareTypes, typesOf } from './compare-values.ts';
import { DECIDING_KEYWORDS } from './keywords.ts';
import { openSchema } from './schema-document.ts';
import { NAMES_PER_VISIT, sizeOf } from './schema-size.ts';
import type { KeywordPair, NodePair, Side, Walk } from './walk.ts';

const MAX_NODES = 5000;
const MAX_COVER_NODES = 200;
const MAX_DEPTH = 64;

/** What the comparison of one catalog may cost: thousands of tools that cost much each must not stop the process. */
export interface Work {
  nodes: number;
  coverNodes: number;
}

export const newWork = (): Work => ({ nodes: 100_000, coverNodes: 4000 });

/** Paths begin with `path`. Nothing for two equal documents. */
export function compareSchemas(side: Side, path: string, documents: NodePair, work: Work = newWork()): CatalogChange[] {
  const { before, after } = documents;
  if (sameJson(before, after)) return [];
  const hasReferences = [before, after].some(refersToParts);
  const [nodes, coverNodes] = [Math.min(MAX_NODES, work.nodes), Math.min(MAX_COVER_NODES, work.coverNodes)];
  const [budget, coverBudget] = [
    { left: nodes, isCut: false },
    { left: coverNodes, isCut: false },
  ];
  const walk: Walk = {
    side,
    beforeRoot: before,
    afterRoot: after,
    hasReferences,
    trail: [],
    budget,
    coverBudget,
    isCover: false,
    nodes: compareNodes,
    keywords: compareKeywords,
  };
  const changes = compareNodes(walk, path, documents);
  work.nodes -= nodes - budget.left;
  work.coverNodes -= coverNodes - coverBudget.left;
  if (budget.left > 0 && !budget.isCut) return changes;
  return [...changes, { path, class: 'breaking', hint: 'too large to compare in full', review: true }];
}

function refersToParts(document: unknown): boolean {
  try {
    return (JSON.stringify(document) ?? '').includes('"$ref"');
  } catch {
    // Nested too deep to be written: nothing is known of it.
    return true;
  }
}

function compareNodes(walk: Walk, path: string, pair: NodePair): CatalogChange[] {
  if (!walk.hasReferences && sameJson(pair.before, pair.after)) return [];
  if (walk.trail.some(({ before, after }) => before === pair.before && after === pair.after)) return [];
  if (walk.budget.left <= 0 || walk.trail.length >= MAX_DEPTH) {
    // What is not looked at may be what changed.
    walk.budget.isCut = true;
    return [];
  }
  const before = openSchema(pair.before, walk.beforeRoot);
  const after = openSchema(pair.after, walk.afterRoot);
  const deeper = { ...walk, trail: [...walk.trail, pair] };
  return isUnion(before) || isUnion(after)
    ? compareUnions(deeper, path, { before, after })
    : compareKeywords(deeper, path, { before, after });
}

function compareKeywords(walk: Walk, path: string, pair: KeywordPair): CatalogChange[] {
  walk.budget.left -= 1 + Math.floor((sizeOf(pair.before) + sizeOf(pair.after)) / NAMES_PER_VISIT);
  return [
    ...typeChanges(walk, path, pair),
    ...enumChanges(walk, path, pair),
    ...boundChanges(walk, path, pair),
    ...compareConditions(walk, path, pair),
    ...compareObjects(walk, path, pair),
    ...itemChanges(walk, path, pair),
    ...compareTexts({ ...pair, prefix: `${path}.`, except: DECIDING_KEYWORDS }),
  ];
}

function typeChanges({ side }: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const result = compareTypes(before, after);
  const [was, is] = [before['type'], after['type']];
  const written = { path: `${path}.type`, before: was, after: is };
  if (result === 'same') return sameJson(was, is) ? [] : [{ ...written, class: 'informational' }];
  // A list of allowed values that comes or goes says it already.
  if (was === undefined && is === undefined) return [];
  if (side === 'input') return [{ ...written, class: classOf(side, result) }];
  // Readers rely on the type they were told; to be told one at last harms nobody.
  return [{ ...written, class: typesOf(before) === undefined ? 'non_breaking' : 'breaking' }];
}

function enumChanges({ side }: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const { result, reordered } = compareEnums(before['enum'], after['enum']);
  if (result === 'same' && !reordered) return [];
  return [{ path: `${path}.enum`, before: before['enum'], after: after['enum'], class: classOf(side, result) }];
}

const boundChanges = ({ side }: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] =>
  compareBounds(before, after).map(({ keyword, direction, ...values }) => ({
    path: `${path}.${keyword}`,
    ...values,
    class: classOf(side, direction),
  }));

/** Array elements: the first ones one by one, then the rest. */
function itemChanges(walk: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const [was, is] = [tupleOf(before), tupleOf(after)];
  const firsts = Array.from({ length: Math.max(was.length, is.length) }, (_, i) => i).flatMap((i) =>
    walk.nodes(walk, `${path}.prefixItems[${i}]`, {
      before: i < was.length ? was[i] : before['items'],
      after: i < is.length ? is[i] : after['items'],
    }),
  );
  if (before['items'] === undefined && after['items'] === undefined) return firsts;
  return [...firsts, ...walk.nodes(walk, `${path}.items`, { before: before['items'], after: after['items'] })];
}

const tupleOf = (schema: JsonObject): readonly unknown[] =>
  Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [];
