// A schema without its texts: equal shapes accept the same, whatever they say about it.
import { canonical, isObject } from './canonical.ts';
import { TEXT_KEYWORDS } from './keywords.ts';

/** Keywords whose value maps names to schemas: a property may well be called "title". */
const MAPS = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas']);
const VALUES = new Set(['enum', 'const', 'required']);
const TEXTS: ReadonlySet<string> = new Set([...TEXT_KEYWORDS, '$schema']);
const MAX_DEPTH = 100;

export const shapeOf = (schema: unknown): string => canonical(bare(schema, 0));

function bare(schema: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(schema)) return schema.map((item: unknown) => bare(item, depth + 1));
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => !TEXTS.has(keyword));
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (VALUES.has(keyword)) return [keyword, value];
      if (!MAPS.has(keyword) || !isObject(value)) return [keyword, bare(value, depth + 1)];
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, bare(part, depth + 1)]))];
    }),
  );
}
