// Makes a schema stand alone: the named schemas it reaches go with it, or as much of all that as there is room for.
import { boundedSchema } from './bounded-schema.ts';
import type { Schema } from './compiled.ts';
import { setMember } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { withPortableFormat } from './portable-format.ts';
import { isEndless, mapSchema, namesIn, referredName } from './walk-schema.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** Whole, with `$defs` beside its own members; where that is larger than `maxBytes` as JSON, smaller and never stricter. */
export function closedSchema(schema: JsonObject, schemas: Schemas, maxBytes: number): JsonObject {
  const names = reachedWithin(schema, schemas, maxBytes);
  const whole = names === undefined ? undefined : wholeSchema(schema, schemas, names);
  const fits = whole !== undefined && Buffer.byteLength(JSON.stringify(whole)) <= maxBytes;
  return fits ? whole : boundedSchema(schema, schemas, maxBytes);
}

/** All names it leads to; undefined as soon as what they stand for is too large. */
function reachedWithin(schema: JsonObject, schemas: Schemas, maxChars: number): Set<string> | undefined {
  const found = new Set<string>();
  let room = maxChars - sizeOf(schema);
  const reached = namesIn(schema);
  // A set goes on over what is added to it meanwhile.
  for (const name of reached) {
    const definition = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (definition === undefined || isEndless(name, schemas)) continue;
    room -= sizeOf(definition);
    if (room < 0) return undefined;
    found.add(name);
    for (const further of namesIn(definition)) reached.add(further);
  }
  return room < 0 ? undefined : found;
}

/** Kept, since many operations reach the same schemas. */
const sizes = new WeakMap<object, number>();

/** In characters, which are never more than its bytes; its references become shorter when it stands alone. */
function sizeOf(schema: Schema): number {
  if (typeof schema === 'boolean') return 5;
  const size = sizes.get(schema) ?? JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/').length;
  sizes.set(schema, size);
  return size;
}

function wholeSchema(schema: JsonObject, schemas: Schemas, names: ReadonlySet<string>): JsonObject {
  const definitions = {};
  for (const name of [...names].toSorted()) setMember(definitions, name, localized(schemas[name] ?? true, names));
  const root = localized(schema, names);
  const members = typeof root === 'boolean' ? {} : root;
  return names.size === 0 ? members : { ...members, $defs: definitions };
}

const localized = (schema: Schema, names: ReadonlySet<string>): Schema =>
  mapSchema(schema, (inner) => {
    const portable = withPortableFormat(inner);
    const name = referredName(inner);
    if (name === undefined) return portable;
    const { $ref: _, ...rest } = portable;
    return names.has(name) ? { $ref: `#/$defs/${name}`, ...rest } : rest;
  });
