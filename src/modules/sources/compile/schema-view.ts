// A schema as comparing sees it: what `allOf` says together, references looked up, "or null" apart.
import type { Schema } from './compiled.ts';
import { asList, asMap, asSchema, referredName } from './walk-schema.ts';

export interface SchemaView {
  /** Without `null`; undefined is any. */
  readonly types: ReadonlySet<string> | undefined;
  readonly isNullable: boolean;
  /** As JSON; undefined is any. */
  readonly values: ReadonlySet<string> | undefined;
  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<string>;
  readonly additional: Schema | undefined;
  readonly items: Schema | undefined;
  readonly firstItems: readonly Schema[];
  readonly alternatives: readonly Schema[];
  /** `maxLength` and its like, by keyword. */
  readonly limits: ReadonlyMap<string, number | string>;
}

export type Schemas = Readonly<Record<string, Schema>>;

const MAX_PARTS = 200;
const MAX_WRAPPERS = 20;

export const LOWER_LIMITS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'] as const;
export const UPPER_LIMITS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'] as const;
const OTHER_LIMITS = ['pattern', 'multipleOf'] as const;

export function viewOf(schema: Schema, schemas: Schemas, depth = 0): SchemaView {
  const parts = partsOf(schema, schemas);
  const view = combined(parts);
  const [only, second] = view.alternatives;
  const isWrapped = view.isNullable && only !== undefined && second === undefined && view.types === undefined && view.properties.size === 0;
  return isWrapped && depth < MAX_WRAPPERS ? { ...viewOf(only, schemas, depth + 1), isNullable: true } : view;
}

/** The schema itself, what it refers to and what its `allOf` holds, in turn. */
function partsOf(schema: Schema, schemas: Schemas): Part[] {
  const parts: Part[] = [];
  const seen = new Set<Schema>();
  const open: Schema[] = [schema];
  for (let next = open.pop(); next !== undefined && parts.length < MAX_PARTS; next = open.pop()) {
    if (typeof next === 'boolean' || seen.has(next)) continue;
    seen.add(next);
    parts.push(next);
    const name = referredName(next);
    const target = name !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    open.push(...asList(next['allOf']).map(asSchema).toReversed());
    if (target !== undefined) open.push(target);
  }
  return parts;
}

type Part = Readonly<Record<string, unknown>>;

function combined(parts: readonly Part[]): SchemaView {
  const types = parts.map(typesIn).filter((found) => found !== undefined);
  const alternatives = parts.flatMap((part) => [...asList(part['oneOf']), ...asList(part['anyOf'])].map(asSchema));
  const isNullable = types.some((found) => found.has('null')) || parts.some((part) => asList(part['enum']).includes(null));
  return {
    types: sharedByAll(types.map((found) => withoutNull(found)).filter((found) => found.size > 0)),
    isNullable: isNullable || alternatives.some(isNullOnly),
    values: sharedByAll(parts.map(valuesIn).filter((found) => found !== undefined)),
    properties: new Map(
      parts.flatMap((part) => Object.entries(asMap(part['properties']))).map(([name, property]) => [name, asSchema(property)]),
    ),
    required: new Set(parts.flatMap((part) => asList(part['required'])).map(String)),
    additional: lastOf(parts, 'additionalProperties'),
    items: lastOf(parts, 'items'),
    firstItems: asList(parts.findLast((part) => part['prefixItems'] !== undefined)?.['prefixItems']).map(asSchema),
    alternatives: alternatives.filter((alternative) => !isNullOnly(alternative)),
    limits: new Map(parts.flatMap(limitsIn)),
  };
}

function lastOf(parts: readonly Part[], keyword: string): Schema | undefined {
  const part = parts.findLast((candidate) => candidate[keyword] !== undefined);
  return part === undefined ? undefined : asSchema(part[keyword]);
}

const withoutNull = (types: ReadonlySet<string>): ReadonlySet<string> => new Set([...types].filter((type) => type !== 'null'));

/** What all of the sets hold; undefined, which is everything, of none. */
function sharedByAll(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> | undefined {
  const [first, ...rest] = sets;
  return first === undefined ? undefined : new Set([...first].filter((value) => rest.every((other) => other.has(value))));
}

export const isNullOnly = (schema: Schema): boolean => typeof schema !== 'boolean' && schema['type'] === 'null';

function typesIn({ type, ...rest }: Part): ReadonlySet<string> | undefined {
  if (Array.isArray(type)) return new Set(type.map(String));
  if (typeof type === 'string') return new Set([type]);
  if (rest['properties'] !== undefined) return new Set(['object']);
  return rest['items'] === undefined ? undefined : new Set(['array']);
}

function valuesIn(part: Part): ReadonlySet<string> | undefined {
  if (Object.hasOwn(part, 'const')) return new Set([JSON.stringify(part['const'])]);
  const list = part['enum'];
  return Array.isArray(list) ? new Set(list.filter((value) => value !== null).map((value) => JSON.stringify(value))) : undefined;
}

const LIMITS = [...LOWER_LIMITS, ...UPPER_LIMITS, ...OTHER_LIMITS];

const limitsIn = (part: Part): [string, number | string][] =>
  LIMITS.flatMap((keyword) => {
    const value = part[keyword];
    return typeof value === 'number' || typeof value === 'string' ? [[keyword, value] as [string, number | string]] : [];
  });
