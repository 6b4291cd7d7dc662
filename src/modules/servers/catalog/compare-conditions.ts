// Compares the keywords that nest whole schemas or cannot be put in order.
import type { CatalogChange } from '../server.ts';
import { byText, isObject, sameJson } from './canonical.ts';
import { classOf } from './compare-values.ts';
import { ATOMIC_KEYWORDS, MAP_KEYWORDS, NEGATED_KEYWORDS, NESTED_KEYWORDS } from './keywords.ts';
import type { KeywordPair, Walk } from './walk.ts';

export const compareConditions = (walk: Walk, path: string, pair: KeywordPair): CatalogChange[] => [
  ...ATOMIC_KEYWORDS.flatMap((keyword) => atomic(walk, `${path}.${keyword}`, at(pair, keyword))),
  ...NEGATED_KEYWORDS.flatMap((keyword) => negated(walk, `${path}.${keyword}`, at(pair, keyword))),
  ...NESTED_KEYWORDS.flatMap((keyword) => nested(walk, `${path}.${keyword}`, at(pair, keyword))),
  ...MAP_KEYWORDS.flatMap((keyword) => named(walk, `${path}.${keyword}`, at(pair, keyword))),
  ...members(walk, `${path}.allOf`, at(pair, 'allOf')),
];

interface Values {
  readonly before: unknown;
  readonly after: unknown;
}

const at = ({ before, after }: KeywordPair, keyword: string): Values => ({ before: before[keyword], after: after[keyword] });
const HINT = 'cannot be compared; taken as narrowed';

function changed({ side }: Walk, path: string, { before, after }: Values): CatalogChange {
  const result = after === undefined ? 'loosened' : before === undefined ? 'narrowed' : 'changed';
  return { path, before, after, class: classOf(side, result), ...(side === 'input' && result === 'changed' ? { hint: HINT } : {}) };
}

function atomic(walk: Walk, path: string, values: Values): CatalogChange[] {
  const { before, after } = { before: oneDialect(values.before), after: oneDialect(values.after) };
  return sameJson(before, after) ? [] : [changed(walk, path, values)];
}

const oneDialect = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/^#\/definitions\//, '#/$defs/') : value);

function negated(walk: Walk, path: string, values: Values): CatalogChange[] {
  if (values.before === undefined && values.after === undefined) return [];
  if (values.before === undefined || values.after === undefined) return [changed(walk, path, values)];
  const inside = walk.nodes(walk, path, values);
  const texts = inside.filter((change) => change.class === 'informational');
  return texts.length === inside.length ? texts : [changed(walk, path, values), ...texts];
}

const nested = (walk: Walk, path: string, values: Values): CatalogChange[] =>
  values.before === undefined && values.after === undefined ? [] : walk.nodes(walk, path, values);

function named(walk: Walk, path: string, values: Values): CatalogChange[] {
  const [was, is] = [new Map(entriesIn(values.before)), new Map(entriesIn(values.after))];
  const names = [...new Set([...was.keys(), ...is.keys()])].toSorted(byText);
  return names.flatMap((name) => walk.nodes(walk, `${path}.${name}`, { before: was.get(name), after: is.get(name) }));
}

const entriesIn = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

function members(walk: Walk, path: string, values: Values): CatalogChange[] {
  const [was, is] = [listIn(values.before), listIn(values.after)];
  const count = Math.max(was.length, is.length);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => walk.nodes(walk, `${path}[${i}]`, { before: was[i], after: is[i] }));
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
