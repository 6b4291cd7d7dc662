// One JSON Schema document and the one spelling we compare: local $ref resolved, draft-07 and 2020-12 made alike.
import { isObject, sameJson, without } from './canonical.ts';
import type { JsonObject } from './canonical.ts';

const NOTHING: JsonObject = { not: {} };

/** References and members of `allOf` that may still be followed to open one schema. */
interface Hops {
  left: number;
}

const MAX_HOPS = 100;
const MAX_POINTER_PARTS = 32;
const MAX_ALL_OF = 32;
/** So many keywords and properties to lay together count as one more reference. */
const NAMES_PER_HOP = 32;

/** The keywords of `schema` as part of the document `root`. Never throws and always ends, whatever the server sent. */
export function openSchema(schema: unknown, root: unknown, hops: Hops = { left: MAX_HOPS }): JsonObject {
  if (schema === false) return NOTHING;
  if (!isObject(schema)) return {};
  return oneSpelling(flattenAllOf(follow(schema, root, hops), root, hops));
}

/** `$ref` with its siblings laid over the target, as 2020-12 reads it. A reference to elsewhere stays a keyword. */
function follow(schema: JsonObject, root: unknown, hops: Hops): JsonObject {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  const siblings = without(schema, ['$ref']);
  if (hops.left <= 0) return siblings;
  hops.left -= 1;
  const target = lookUp(ref, root);
  if (target === undefined) return schema;
  const opened = isObject(target) ? follow(target, root, hops) : openSchema(target, root, hops);
  return { ...opened, ...siblings };
}

function lookUp(ref: string, root: unknown): unknown {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined;
  const parts = ref === '#' ? [] : ref.slice(2).split('/');
  if (parts.length > MAX_POINTER_PARTS) return undefined;
  return parts.reduce<unknown>((at, part) => {
    const name = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) return /^\d{1,6}$/.test(name) ? (at as unknown[])[Number(name)] : undefined;
    return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, root);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `allOf` laid together with what stands around it; left as it is when two of them contradict each other. */
function flattenAllOf(schema: JsonObject, root: unknown, hops: Hops): JsonObject {
  const members = schema['allOf'];
  if (!Array.isArray(members) || members.length > MAX_ALL_OF || hops.left < members.length) return schema;
  hops.left -= members.length;
  let keywords: JsonObject | undefined = without(schema, ['allOf']);
  for (const member of members as unknown[]) {
    keywords = mergeKeywords(keywords, openSchema(member, root, hops));
    if (!keywords) return schema;
    hops.left -= Math.floor(nameCount(keywords) / NAMES_PER_HOP);
    if (hops.left < 0) return schema;
  }
  return keywords;
}

const nameCount = (schema: JsonObject): number =>
  Object.keys(schema).length + (isObject(schema['properties']) ? Object.keys(schema['properties']).length : 0);

/** Both sets of keywords as one, or undefined when one keyword says two things. */
export function mergeKeywords(a: JsonObject, b: JsonObject): JsonObject | undefined {
  const merged = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) {
    const own = merged.get(name);
    if (own === undefined || sameJson(own, value)) merged.set(name, value);
    else if (name === 'required') merged.set(name, [...new Set([...namesIn(own), ...namesIn(value)])]);
    else if (name === 'properties' && isObject(own) && isObject(value) && disjoint(own, value)) merged.set(name, { ...own, ...value });
    else if (!DESCRIPTIVE.includes(name)) return undefined;
  }
  return Object.fromEntries(merged);
}

/** The first of two that differ is kept: they decide nothing. */
const DESCRIPTIVE = ['title', 'description', 'default', 'examples', '$comment'];

const disjoint = (a: JsonObject, b: JsonObject): boolean =>
  Object.keys(a).every((name) => !Object.hasOwn(b, name) || sameJson(a[name], b[name]));

/** `required` as a list of names, whatever stands there. */
export const namesIn = (value: unknown): string[] =>
  Array.isArray(value) ? (value as unknown[]).filter((name): name is string => typeof name === 'string') : [];

/** Definitions are reached through references only; array `items` is `prefixItems`; `const` is an `enum` of one. */
function oneSpelling(schema: JsonObject): JsonObject {
  const { definitions: _, $defs: __, $schema: ___, const: constant, ...rest } = schema;
  const { items, additionalItems, ...others } = rest;
  const tuple: JsonObject = Array.isArray(items)
    ? { ...others, prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) }
    : { ...others, ...(items === undefined ? {} : { items }) };
  return Object.hasOwn(schema, 'const') ? { ...tuple, enum: [constant] } : tuple;
}
