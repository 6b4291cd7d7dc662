// One level of a schema: its own keywords, and where others begin in it, these as a label of type and description. Pure.
import type { Schema } from './compiled.ts';
import { setMember, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { withPortableFormat } from './portable-format.ts';
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from './schema-keywords.ts';
import { asList, asMap, asSchema, referredName } from './walk-schema.ts';

/** Stands in its level as `made`, a label; `put` replaces that by more. */
export interface Part {
  readonly schema: JsonObject;
  readonly made: JsonObject;
  put(made: JsonObject): void;
}

export interface Level {
  /** Without `$ref`. Its parts are put into this very object. */
  readonly made: Record<string, unknown>;
  readonly parts: readonly Part[];
}

export interface LevelOptions {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The beginning of every description, so many characters of it. */
  readonly chars: number;
}

/** They would refuse more once something in them is left out, so they are left out. For the same reason `oneOf` becomes `anyOf`. */
const STRICTER_WHEN_CUT = new Set(
  ['not', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains'].concat('unevaluatedItems', 'unevaluatedProperties'),
);
const ONE: ReadonlySet<string> = new Set(SCHEMA_KEYWORDS);
const LIST: ReadonlySet<string> = new Set(SCHEMA_LIST_KEYWORDS);
const MAP: ReadonlySet<string> = new Set(SCHEMA_MAP_KEYWORDS);
const MAX_HOPS = 20;

export function schemaLevel(schema: JsonObject, options: LevelOptions): Level {
  const made: Record<string, unknown> = {};
  const parts: Part[] = [];
  const within = (inner: unknown, put: Part['put']): Schema => {
    const part = asSchema(inner);
    if (typeof part === 'boolean') return part;
    const label = labelOf(part, options);
    parts.push({ schema: part, made: label, put });
    return label;
  };
  for (const [keyword, value] of keptKeywords(withPortableFormat(schema))) {
    if (keyword === 'description') Object.assign(made, descriptionOf(schema, options));
    else if (ONE.has(keyword)) made[keyword] = within(value, (full) => (made[keyword] = full));
    else if (LIST.has(keyword)) made[keyword] = listOf(asList(value), within);
    else if (MAP.has(keyword)) made[keyword] = mapOf(asMap(value), within);
    else made[keyword] = value;
  }
  return { made, parts };
}

function keptKeywords(schema: JsonObject): [string, unknown][] {
  return Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (keyword === '$ref' || STRICTER_WHEN_CUT.has(keyword)) return [];
    if (keyword !== 'oneOf') return [[keyword, value]];
    return schema['anyOf'] === undefined ? [['anyOf', value]] : [];
  });
}

type Within = (inner: unknown, put: Part['put']) => Schema;

function listOf(schemas: readonly unknown[], within: Within): readonly Schema[] {
  const list: Schema[] = [];
  for (const [index, schema] of schemas.entries()) list[index] = within(schema, (full) => (list[index] = full));
  return list;
}

function mapOf(schemas: JsonObject, within: Within): object {
  const map = {};
  for (const [name, schema] of Object.entries(schemas))
    setMember(
      map,
      name,
      within(schema, (full) => setMember(map, name, full)),
    );
  return map;
}

/** Type and description: its own, else those of what it refers to. */
function labelOf(schema: JsonObject, options: LevelOptions): JsonObject {
  const trail = [schema, ...referredFrom(schema, options)];
  const typed = trail.find(({ type }) => type !== undefined);
  const told = trail.find((one) => textIn(withPortableFormat(one), 'description') !== '');
  return { ...(typed === undefined ? {} : { type: typed['type'] }), ...(told === undefined ? {} : descriptionOf(told, options)) };
}

function referredFrom(schema: JsonObject, { schemas }: LevelOptions): JsonObject[] {
  const trail: JsonObject[] = [];
  let name = referredName(schema);
  while (name !== undefined && Object.hasOwn(schemas, name) && trail.length < MAX_HOPS) {
    const target = asSchema(schemas[name]);
    if (typeof target === 'boolean') break;
    trail.push(target);
    name = referredName(target);
  }
  return trail;
}

function descriptionOf(schema: JsonObject, { chars }: LevelOptions): JsonObject {
  const text = textIn(withPortableFormat(schema), 'description').trim();
  if (chars === 0 || text === '') return {};
  return { description: text.length <= chars ? text : `${text.slice(0, chars).toWellFormed()}…` };
}
