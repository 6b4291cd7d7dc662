// Short texts that are equal for equal JSON values, kept with each object: a comparison that asks for the same part again and
// again, as nested schemas and lists of choices make it do, costs no more than reading each document once.
import { hash } from 'node:crypto';
import { TEXT_KEYWORDS } from './keywords.ts';

/** Equal for two values that differ in the order of keys at most. */
export const printOf = (value: unknown): string => print(value, 0);

/** The same for two schemas that differ in their texts at most: both accept the same, whatever they say about it. */
export const shapeOf = (schema: unknown): string => shape(schema, 0);

/** Below this many levels the order of keys counts: nobody writes such a schema by hand. */
const MAX_DEPTH = 200;
/** Longer ones are hashed. */
const MAX_CHARS = 64;

// The parts of catalogs are never changed once read.
const prints = new WeakMap<object, string>();
const shapes = new WeakMap<object, string>();

function print(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return short(JSON.stringify(value) ?? 'null');
  const known = prints.get(value);
  if (known !== undefined) return known;
  const made = short(depth > MAX_DEPTH ? deepText(value) : composed(value, (part) => print(part, depth + 1)));
  prints.set(value, made);
  return made;
}

/** Keywords whose value maps names to schemas: a property may well be called "title". */
const MAPS = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas']);
const VALUES = new Set(['enum', 'const', 'required']);
const TEXTS: ReadonlySet<string> = new Set([...TEXT_KEYWORDS, '$schema']);

function shape(schema: unknown, depth: number): string {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH) return print(schema, depth);
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  const below = (part: unknown) => shape(part, depth + 1);
  const kept = Array.isArray(schema) ? schema : Object.fromEntries(Object.entries(schema).filter(([keyword]) => !TEXTS.has(keyword)));
  const made = short(
    composed(kept, (part, keyword) => {
      if (VALUES.has(keyword)) return print(part, depth + 1);
      // Under the name of the map, not under its own: as a schema the same object means something else.
      return MAPS.has(keyword) && isMap(part) ? short(composed(part, below)) : below(part);
    }),
  );
  shapes.set(schema, made);
  return made;
}

/** What is nested too deep even for this cannot be stored, and is never compared with what was. */
function deepText(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '"…"';
  }
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys sorted, undefined left out. */
function composed(value: object, partOf: (part: unknown, key: string) => string): string {
  if (Array.isArray(value)) return `[${(value as unknown[]).map((part) => partOf(part, '')).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, part]) => `${JSON.stringify(key)}:${partOf(part, key)}`).join(',')}}`;
}

/** A hash begins like no JSON. */
const short = (text: string): string => (text.length <= MAX_CHARS ? text : `#${hash('sha256', text, 'base64')}`);
