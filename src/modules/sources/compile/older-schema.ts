// What OpenAPI 3.0 and before wrote in another way than JSON Schema 2020-12 does.
import type { Schema } from './compiled.ts';
import { memberOf } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

const EXCLUSIVE_LIMITS = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const;

/** A limit was exclusive by a boolean beside it. */
export function olderLimits(raw: JsonObject, made: Record<string, unknown>): void {
  for (const [exclusive, limit] of EXCLUSIVE_LIMITS) {
    if (memberOf(raw, exclusive) !== true || typeof made[limit] !== 'number') continue;
    made[exclusive] = made[limit];
    delete made[limit];
  }
}

/** `nullable: true`, in all the places where documents write it. */
export function nullable(raw: JsonObject, made: JsonObject): Schema {
  if (memberOf(raw, 'nullable') !== true && memberOf(raw, 'x-nullable') !== true) return made;
  if (made['type'] !== undefined) return { ...made, type: withNull([made['type']].flat()), ...nullableValues(made) };
  if (Array.isArray(made['enum'])) return { ...made, ...nullableValues(made) };
  // Without any of these there is nothing that null could be excluded from.
  if (!BOUNDS.some((keyword) => Object.hasOwn(made, keyword))) return made;
  const { description, ...rest } = made;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] };
}

const BOUNDS = ['$ref', 'allOf', 'anyOf', 'oneOf', 'const', 'properties', 'items'];

const nullableValues = (made: JsonObject): JsonObject =>
  Array.isArray(made['enum']) ? { enum: made['enum'].includes(null) ? made['enum'] : [...made['enum'], null] } : {};

const withNull = (types: readonly unknown[]): readonly unknown[] => (types.includes('null') ? types : [...types, 'null']);
