// Compares what two schemas say about the properties of an object.
import type { CatalogChange, ChangeClass } from '../server.ts';
import { byText, isObject, sameJson } from './canonical.ts';
import type { JsonObject } from './canonical.ts';
import { namesIn, openSchema } from './schema-document.ts';
import { shapeOf } from './prints.ts';
import type { KeywordPair, NodePair, Walk } from './walk.ts';

export const compareObjects = (walk: Walk, path: string, pair: KeywordPair): CatalogChange[] => [
  ...propertyChanges(walk, path, pair),
  ...requiredChanges(walk, path, pair),
  ...extraChanges(walk, path, pair),
];

const propertiesOf = (schema: JsonObject): JsonObject => (isObject(schema['properties']) ? schema['properties'] : {});

function propertyChanges(walk: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const [was, is] = [propertiesOf(before), propertiesOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted(byText);
  const required = new Set(namesIn(after['required']));
  const hintFor = renameHints(was, is);
  return names.flatMap((name): CatalogChange[] => {
    const at = `${path}.properties.${name}`;
    if (walk.isCover) return coveredValue(walk, at, { before: valueOf(name, was, before), after: valueOf(name, is, after) });
    if (!Object.hasOwn(is, name)) return [{ path: at, before: was[name], class: 'breaking', ...hintFor(name) }];
    if (Object.hasOwn(was, name)) return walk.nodes(walk, at, { before: was[name], after: is[name] });
    const needed = walk.side === 'input' && required.has(name);
    return [{ path: at, after: is[name], class: needed ? 'breaking' : 'non_breaking', ...(needed ? defaultHint(walk, is[name]) : {}) }];
  });
}

/** A value that was refused before needs no cover. */
const coveredValue = (walk: Walk, path: string, pair: NodePair): CatalogChange[] =>
  pair.before === false ? [] : walk.nodes(walk, path, pair);

/** What the schema says of the value of `name`, be it among its properties or beside them. */
const valueOf = (name: string, properties: JsonObject, schema: JsonObject): unknown =>
  Object.hasOwn(properties, name) ? properties[name] : schema['additionalProperties'];

/** One new property with exactly the shape of the one that went: probably the same under another name. */
function renameHints(was: JsonObject, is: JsonObject): (name: string) => { hint?: string } {
  const come = Map.groupBy(
    Object.keys(is).filter((name) => !Object.hasOwn(was, name)),
    (name) => shapeOf(is[name]),
  );
  return (name) => {
    const candidates = come.get(shapeOf(was[name])) ?? [];
    return candidates.length === 1 ? { hint: `looks renamed to ${candidates[0]}` } : {};
  };
}

const defaultHint = (walk: Walk, schema: unknown): { hint?: string } =>
  Object.hasOwn(openSchema(schema, walk.afterRoot), 'default') ? { hint: 'has a default' } : {};

/** Properties that became required or optional; those that are new or gone are told as such. */
function requiredChanges(walk: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const [was, is] = [namesIn(before['required']), namesIn(after['required'])];
  const [had, has] = [propertiesOf(before), propertiesOf(after)];
  const isToldHere = (name: string) => walk.isCover || Object.hasOwn(had, name) === Object.hasOwn(has, name);
  const only = (names: readonly string[], others: readonly string[]) =>
    withoutNames(names, new Set(others)).filter(isToldHere).toSorted(byText);
  const [became, ceased]: [ChangeClass, ChangeClass] = walk.side === 'input' ? ['breaking', 'non_breaking'] : ['non_breaking', 'breaking'];
  const hintFor = (name: string) => (walk.side === 'input' && Object.hasOwn(has, name) ? defaultHint(walk, has[name]) : {});
  return [
    ...only(is, was).map((name): CatalogChange => ({ path: `${path}.required`, after: name, class: became, ...hintFor(name) })),
    ...only(was, is).map((name): CatalogChange => ({ path: `${path}.required`, before: name, class: ceased })),
  ];
}

const withoutNames = (names: readonly string[], others: ReadonlySet<string>): string[] =>
  [...new Set(names)].filter((name) => !others.has(name));

/** What is allowed beside the named properties. */
function extraChanges(walk: Walk, path: string, { before, after }: KeywordPair): CatalogChange[] {
  const [was, is] = [before['additionalProperties'] ?? true, after['additionalProperties'] ?? true];
  const at = `${path}.additionalProperties`;
  if (isObject(was) && isObject(is)) return walk.nodes(walk, at, { before: was, after: is });
  if (sameJson(was, is)) return [];
  const written = { path: at, before: before['additionalProperties'], after: after['additionalProperties'] };
  if (walk.side === 'output') return [{ ...written, class: 'informational' }];
  const looser = is === true || was === false;
  return [
    { ...written, class: looser ? 'non_breaking' : 'breaking', ...(looser ? {} : { hint: 'only for callers that send other fields' }) },
  ];
}
