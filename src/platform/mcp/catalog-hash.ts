// The fingerprint of a catalog: equal for two lists that differ in nothing a caller could notice. Pure.
import { createHash } from 'node:crypto';
import { arrayOf, isObject, objectOf, textOf } from './json-value.ts';
import type { Catalog } from './mcp.ts';

/** Wire-only and era-only fields of an entry. */
const ENTRY_NOISE = ['execution', 'resultType', 'ttlMs', 'cacheScope'];
const MAX_DEPTH = 100;

/** SHA-256 (hex) of the canonical catalog. Compare within one era only: servers list different fields per era. */
export const catalogHash = (catalog: Catalog): string =>
  createHash('sha256')
    .update(canonicalJson(canonicalCatalog(catalog)))
    .digest('hex');

/** The catalog with noise dropped and every list sorted by name: what is hashed, and what should be compared. */
function canonicalCatalog(catalog: Catalog): Readonly<Record<keyof Catalog, readonly unknown[]>> {
  return {
    tools: sortedBy('name', catalog.tools),
    resources: sortedBy('uri', catalog.resources),
    resourceTemplates: sortedBy('uriTemplate', catalog.resourceTemplates),
    prompts: sortedBy('name', catalog.prompts),
  };
}

/** JSON with sorted keys and without undefined fields. Below 100 levels the order of keys counts, so that no change hides there. */
function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) return deepText(value);
  if (Array.isArray(value))
    return `[${arrayOf(value)
      .map((item) => canonicalJson(item, depth + 1))
      .join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key], depth + 1)}`).join(',')}}`;
}

/** As it is written; what is nested too deep even for that cannot be stored either. */
function deepText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '"…"';
  }
}

function sortedBy(field: string, entries: readonly unknown[]): unknown[] {
  const keyed = entries.map((entry) => {
    const clean = withoutNoise(objectOf(entry));
    return { key: textOf(clean[field]) ?? '', text: canonicalJson(clean), clean };
  });
  // Two entries of one name keep a fixed order by their content.
  return keyed.toSorted((a, b) => compare(a.key, b.key) || compare(a.text, b.text)).map(({ clean }) => clean);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function withoutNoise(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(entry)
      .filter(([key]) => !ENTRY_NOISE.includes(key))
      .map(([key, value]) => [key, key.endsWith('Schema') ? withoutDialect(value, 0) : value]),
  );
}

/** Drops `$schema`, which servers add and drop with their libraries; a property that is called `$schema` stays. */
function withoutDialect(schema: unknown, depth: number, isPropertyMap = false): unknown {
  if (depth > MAX_DEPTH) return schema;
  if (Array.isArray(schema)) return arrayOf(schema).map((item) => withoutDialect(item, depth + 1));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => isPropertyMap || key !== '$schema')
      .map(([key, value]) => [key, withoutDialect(value, depth + 1, !isPropertyMap && key === 'properties')]),
  );
}
