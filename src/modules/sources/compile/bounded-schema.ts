// Makes a schema smaller and never stricter: what the whole schema takes, the smaller one takes too. Nearest parts come first.
import type { Schema } from './compiled.ts';
import { setMember, textIn } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { schemaLevel } from './schema-level.ts';
import type { Level, Part } from './schema-level.ts';
import { asSchema, isEndless, referredName } from './walk-schema.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** Of every description, tried in turn until a level fits. */
const DESCRIPTION_CHARS = [300, 80, 0] as const;

/**
 * At most `maxBytes` as JSON, what it refers to in `$defs`. A part there is no room for keeps its type and the beginning of its
 * description. The properties at the top and which of them are required stay in any case.
 */
export function boundedSchema(schema: JsonObject, schemas: Schemas, maxBytes: number): JsonObject {
  return new Bounding(schemas, maxBytes).of(schema);
}

class Bounding {
  readonly #schemas: Schemas;
  readonly #definitions = new Map<string, JsonObject>();
  #room: number;

  constructor(schemas: Schemas, maxBytes: number) {
    this.#schemas = schemas;
    this.#room = maxBytes - bytesOf({ $defs: {} });
  }

  of(schema: JsonObject): JsonObject {
    const top = this.#top(schema);
    this.#room -= bytesOf(top.made);
    const open = [...top.parts];
    // Breadth first: a list goes on over what is added to it meanwhile.
    for (const part of open) open.push(...this.#fill(part));
    if (this.#definitions.size === 0) return top.made;
    const definitions = {};
    for (const name of [...this.#definitions.keys()].toSorted()) setMember(definitions, name, this.#definitions.get(name));
    return { ...top.made, $defs: definitions };
  }

  #top(schema: JsonObject): Level {
    const levels = DESCRIPTION_CHARS.map((chars) => this.#level(schema, chars));
    return levels.find(({ made }) => bytesOf(made) <= this.#room) ?? this.#level(schema, 0);
  }

  /** Puts one level more into a part, if there is room, and answers with the parts of that level. */
  #fill(part: Part): readonly Part[] {
    for (const chars of DESCRIPTION_CHARS) {
      const definition = this.#newDefinition(part.schema, chars);
      const level = this.#level(part.schema, chars);
      const made = completed(level, part, definition?.name ?? this.#knownName(part.schema));
      const cost = bytesOf(made) - bytesOf(part.made) + (definition === undefined ? 0 : bytesOf([definition.name, definition.made]));
      if (cost > this.#room) continue;
      this.#room -= cost;
      if (definition !== undefined) this.#definitions.set(definition.name, definition.made);
      part.put(made);
      return [...level.parts, ...(definition?.parts ?? [])];
    }
    return [];
  }

  #knownName(schema: JsonObject): string | undefined {
    const name = referredName(schema);
    return name !== undefined && this.#definitions.has(name) ? name : undefined;
  }

  /** What the schema refers to, unless it is defined already. */
  #newDefinition(schema: JsonObject, chars: number): (Level & { readonly name: string }) | undefined {
    const name = referredName(schema);
    if (name === undefined || this.#definitions.has(name) || !Object.hasOwn(this.#schemas, name)) return undefined;
    const target = asSchema(this.#schemas[name]);
    if (typeof target === 'boolean' || isEndless(name, this.#schemas)) return undefined;
    const { made, parts } = this.#level(target, chars);
    if (referredName(target) === undefined) return { name, made, parts };
    // It refers on: a part like any other, at the place of the definition.
    return { name, made, parts: [{ schema: target, made, put: (full) => void this.#definitions.set(name, full) }] };
  }

  readonly #level = (schema: JsonObject, chars: number): Level => schemaLevel(schema, { schemas: this.#schemas, chars });
}

/** Adds to a level what its label said; of a part that refers to a definition that may have been the definition's own words. */
function completed({ made }: Level, part: Part, definition: string | undefined): JsonObject {
  const { description, ...others } = part.made;
  const isOwn = textIn(part.schema, 'description') !== '';
  if (definition !== undefined) made['$ref'] = `#/$defs/${definition}`;
  else for (const [keyword, value] of Object.entries(others)) made[keyword] ??= value;
  if (description !== undefined && (isOwn || definition === undefined)) made['description'] = description;
  return made;
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
