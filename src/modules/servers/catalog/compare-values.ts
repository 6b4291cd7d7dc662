// Whether a schema admits fewer or more kinds of values and single values than before.
import type { ChangeClass } from '../server.ts';
import { sameJson } from './canonical.ts';
import type { JsonObject } from './canonical.ts';
import { printOf } from './prints.ts';
import { namesIn } from './schema-document.ts';
import type { Side } from './walk.ts';

const ALL_TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

export type Comparison = 'same' | 'narrowed' | 'loosened' | 'changed';

/** The types a value may have; undefined when the schema does not say. An `enum` says it too. */
export function typesOf(schema: JsonObject): string[] | undefined {
  const type = schema['type'];
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return namesIn(type);
  const values = schema['enum'];
  return Array.isArray(values) ? [...new Set((values as unknown[]).map(typeOf))] : undefined;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** `changed`: some types went and others came. */
export function compareTypes(before: JsonObject, after: JsonObject): Comparison {
  const [was, is] = [typesOf(before), typesOf(after)];
  const lost = (was ?? ALL_TYPES).some((type) => !admits(is, type));
  const gained = (is ?? ALL_TYPES).some((type) => !admits(was, type));
  if (lost && gained) return 'changed';
  if (lost) return 'narrowed';
  return gained ? 'loosened' : 'same';
}

const admits = (types: readonly string[] | undefined, type: string): boolean =>
  types === undefined || types.includes(type) || (type === 'integer' && types.includes('number'));

export interface EnumComparison {
  readonly result: Comparison;
  /** The same values in another order. */
  readonly reordered: boolean;
}

export function compareEnums(before: unknown, after: unknown): EnumComparison {
  if (!Array.isArray(before) || !Array.isArray(after)) {
    const result = Array.isArray(after) ? 'narrowed' : Array.isArray(before) ? 'loosened' : 'same';
    return { result, reordered: false };
  }
  const [was, is] = [new Set((before as unknown[]).map(printOf)), new Set((after as unknown[]).map(printOf))];
  const [lost, gained] = [[...was].some((value) => !is.has(value)), [...is].some((value) => !was.has(value))];
  const result = lost && gained ? 'changed' : lost ? 'narrowed' : gained ? 'loosened' : 'same';
  return { result, reordered: result === 'same' && !sameJson(before, after) };
}

/** How a narrower or wider set of values is felt: callers must still be accepted; readers lose nothing by it. */
export function classOf(side: Side, comparison: Comparison): ChangeClass {
  if (comparison === 'same') return 'informational';
  return side === 'input' && comparison !== 'loosened' ? 'breaking' : 'non_breaking';
}
