// Goes through the schemas a schema is made of, without following references.
import type { Schema } from './compiled.ts';
import { isObject, setMember } from './json-object.ts';
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from './schema-keywords.ts';
import { REFERENCE_PREFIX } from './schema-registry.ts';

/** Sound for what the registry made: its subschemas are schemas. */
export const asSchema = (value: unknown): Schema => (typeof value === 'boolean' || isObject(value) ? value : true);

/** Those directly in it. */
export function subschemasOf(schema: Schema): Schema[] {
  if (typeof schema === 'boolean') return [];
  const found: Schema[] = [];
  for (const keyword of SCHEMA_KEYWORDS) if (schema[keyword] !== undefined) found.push(asSchema(schema[keyword]));
  for (const keyword of SCHEMA_LIST_KEYWORDS) for (const item of asList(schema[keyword])) found.push(asSchema(item));
  for (const keyword of SCHEMA_MAP_KEYWORDS) for (const member of Object.values(asMap(schema[keyword]))) found.push(asSchema(member));
  return found;
}

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const asMap = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

/** The name a schema refers to, if it refers to one. */
export function referredName(schema: Schema): string | undefined {
  const reference = typeof schema === 'boolean' ? undefined : schema['$ref'];
  return typeof reference === 'string' ? reference.slice(REFERENCE_PREFIX.length) : undefined;
}

/** Whether what the name stands for is nothing but a reference that leads back to it, as no validator can follow. */
export function isEndless(name: string, schemas: Readonly<Record<string, Schema>>): boolean {
  const seen = new Set<string>();
  let next: string | undefined = name;
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    next = Object.hasOwn(schemas, next) ? referredName(asSchema(schemas[next])) : undefined;
  }
  return next !== undefined;
}

/** All names that occur anywhere in it, in order. */
export function namesIn(schema: Schema): Set<string> {
  const names = new Set<string>();
  const open: Schema[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const name = referredName(next);
    if (name !== undefined) names.add(name);
    open.push(...subschemasOf(next).toReversed());
  }
  return names;
}

/** The names and all that they lead to, nearest first. */
export function reachedNames(names: Iterable<string>, namesOf: (name: string) => Iterable<string>): Set<string> {
  const reached = new Set(names);
  // A set goes on over what is added to it meanwhile.
  for (const name of reached) for (const further of namesOf(name)) reached.add(further);
  return reached;
}

/** A copy with every schema in it, itself last, put through `change`. */
export function mapSchema(schema: Schema, change: (schema: Readonly<Record<string, unknown>>) => Schema): Schema {
  if (typeof schema === 'boolean') return schema;
  const copy: Record<string, unknown> = { ...schema };
  for (const keyword of SCHEMA_KEYWORDS) if (copy[keyword] !== undefined) copy[keyword] = mapSchema(asSchema(copy[keyword]), change);
  for (const keyword of SCHEMA_LIST_KEYWORDS)
    if (Array.isArray(copy[keyword])) copy[keyword] = asList(copy[keyword]).map((item) => mapSchema(asSchema(item), change));
  for (const keyword of SCHEMA_MAP_KEYWORDS) if (isObject(copy[keyword])) copy[keyword] = mappedMembers(copy[keyword], change);
  return change(copy);
}

function mappedMembers(members: Readonly<Record<string, unknown>>, change: (schema: Readonly<Record<string, unknown>>) => Schema): object {
  const copy = {};
  for (const [name, member] of Object.entries(members)) setMember(copy, name, mapSchema(asSchema(member), change));
  return copy;
}
