// Turns the schemas of a document (Swagger 2, OpenAPI 3.0 to 3.2) into JSON Schema 2020-12 whose only references are to schemas by
// name. Nothing is expanded: a document's size stays what it is, however its schemas are tangled.
import type { Schema } from './compiled.ts';
import type { DiagnosticList } from './diagnostic-list.ts';
import { entriesIn, isObject, memberOf, setMember } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { partsOfReference, placeIn } from './json-pointer.ts';
import { nullable, olderLimits } from './older-schema.ts';
import { brokenReference } from './references.ts';
import type { Place, References } from './references.ts';
import { isLinearPattern, PLAIN_KEYWORDS, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS, typesOf } from './schema-keywords.ts';
import { schemaNameOf } from './schema-name.ts';
import { hashedName, uniqueNames } from './unique-names.ts';

export const REFERENCE_PREFIX = '#/components/schemas/';
const MAX_NAME_CHARS = 120;

export interface RegistryOptions {
  readonly references: References;
  readonly diagnostics: DiagnosticList;
  /** In 3.0 and before, what stands beside a `$ref` does not count. */
  readonly hasSiblings: boolean;
  /** Names of `components.schemas`, which keep theirs. */
  readonly componentNames: readonly string[];
}

/** A schema, and whether a reference directly in it points to nothing. */
interface Made {
  readonly schema: Schema;
  readonly isBroken: boolean;
}

export class SchemaRegistry {
  readonly #options: RegistryOptions;
  readonly #componentNames: ReadonlyMap<string, string>;
  /** By the JSON Pointer they stand at. */
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;
  readonly #waiting: { name: string; place: Place }[] = [];
  readonly #schemas = new Map<string, Schema>();
  readonly #broken = new Set<string>();
  #isBroken = false;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#componentNames = uniqueNames(options.componentNames, { nameOf: schemaNameOf, maxChars: MAX_NAME_CHARS });
    this.#taken = new Set(this.#componentNames.values());
  }

  /** What stands here, with its references by name. */
  read(raw: unknown, at: string): Made {
    this.#isBroken = false;
    const schema = this.#normal(raw, at);
    return { schema, isBroken: this.#isBroken };
  }

  /** All schemas that anything read so far refers to, and those of them that refer to nothing themselves. */
  finish(): { schemas: Map<string, Schema>; broken: ReadonlySet<string> } {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      const made = this.read(next.place.value, next.place.at);
      this.#schemas.set(next.name, made.schema);
      if (made.isBroken) this.#broken.add(next.name);
    }
    return { schemas: this.#schemas, broken: this.#broken };
  }

  #normal(raw: unknown, at: string): Schema {
    if (typeof raw === 'boolean') return raw;
    if (!isObject(raw)) {
      this.#options.diagnostics.warn(at, 'A schema must be an object; this one is taken as "anything".');
      return true;
    }
    const reference = memberOf(raw, '$ref') ?? memberOf(raw, '$dynamicRef');
    if (typeof reference !== 'string') return nullable(raw, this.#keywords(raw, at));
    const target = this.#reference(reference, at);
    const siblings = this.#options.hasSiblings ? this.#keywords(raw, at) : annotationOf(raw);
    return nullable(raw, target === undefined ? siblings : { $ref: target, ...siblings });
  }

  /** `#/components/schemas/<name>`; undefined where the reference points to nothing. */
  #reference(reference: string, at: string): string | undefined {
    const place = this.#options.references.find(reference);
    if (place === undefined || (typeof place.value !== 'boolean' && !isObject(place.value))) {
      this.#isBroken = true;
      this.#options.diagnostics.warn(at, `${brokenReference(reference)} What it stands for is taken as "anything".`);
      return undefined;
    }
    const known = this.#names.get(place.at);
    if (known !== undefined) return `${REFERENCE_PREFIX}${known}`;
    const name = this.#nameFor(reference);
    this.#names.set(place.at, name);
    this.#waiting.push({ name, place });
    return `${REFERENCE_PREFIX}${name}`;
  }

  #nameFor(reference: string): string {
    const parts = partsOfReference(reference) ?? [];
    const [first, second, component, ...deeper] = parts;
    if (first === 'components' && second === 'schemas' && component !== undefined && deeper.length === 0) {
      const own = this.#componentNames.get(component);
      if (own !== undefined) return own;
    }
    const id = placeIn('', ...parts);
    const wanted = schemaNameOf(
      parts
        .filter((part) => !STRUCTURAL.has(part) && !part.includes('/'))
        .slice(-4)
        .join('_'),
    );
    const isFree = wanted.length <= MAX_NAME_CHARS && !this.#taken.has(wanted);
    const name = isFree ? wanted : hashedName(id, wanted, { taken: this.#taken, maxChars: MAX_NAME_CHARS });
    this.#taken.add(name);
    return name;
  }

  #keywords(raw: JsonObject, at: string): JsonObject {
    const made: Record<string, unknown> = {};
    const types = typesOf(memberOf(raw, 'type'));
    if (types !== undefined) made['type'] = types.length === 1 ? types[0] : types;
    for (const [keyword, kept] of PLAIN) {
      const value = memberOf(raw, keyword);
      const keep = value === undefined ? undefined : kept(value);
      if (keep !== undefined) made[keyword] = keep;
    }
    olderLimits(raw, made);
    this.#subschemas(raw, at, made);
    return made;
  }

  #subschemas(raw: JsonObject, at: string, made: Record<string, unknown>): void {
    for (const keyword of SCHEMA_MAP_KEYWORDS) {
      if (isObject(memberOf(raw, keyword))) made[keyword] = this.#members(keyword, entriesIn(raw, keyword), placeIn(at, keyword));
    }
    for (const keyword of SCHEMA_KEYWORDS) {
      const value = memberOf(raw, keyword);
      if (typeof value === 'boolean' || isObject(value)) made[keyword] = this.#normal(value, placeIn(at, keyword));
    }
    for (const keyword of SCHEMA_LIST_KEYWORDS) {
      const value = memberOf(raw, keyword);
      if (Array.isArray(value) && value.length > 0) made[keyword] = this.#list(value, placeIn(at, keyword));
    }
    // Before 2020-12 a list of items was a tuple.
    const items = memberOf(raw, 'items');
    if (Array.isArray(items) && items.length > 0) made['prefixItems'] = this.#list(items, placeIn(at, 'items'));
  }

  #members(keyword: string, schemas: readonly [string, unknown][], at: string): object {
    const members = {};
    for (const [name, schema] of schemas) {
      if (keyword === 'patternProperties' && !isLinearPattern(name)) continue;
      setMember(members, name, this.#normal(schema, placeIn(at, name)));
    }
    return members;
  }

  #list(schemas: readonly unknown[], at: string): Schema[] {
    return schemas.map((schema, index) => this.#normal(schema, placeIn(at, index)));
  }
}

const PLAIN = Object.entries(PLAIN_KEYWORDS);

/** Parts of a pointer that say where a schema stands rather than what it is. */
const STRUCTURAL = new Set([
  'components',
  'schemas',
  'definitions',
  'properties',
  'content',
  'schema',
  'paths',
  'responses',
  'parameters',
  'requestBodies',
  '$defs',
]);

/** Beside a reference of OpenAPI 3.0 only the description is worth keeping. */
function annotationOf(raw: JsonObject): JsonObject {
  const description = PLAIN_KEYWORDS['description']?.(memberOf(raw, 'description'));
  return description === undefined ? {} : { description };
}
