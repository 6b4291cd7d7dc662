// Which checks of a value against a schema end soon whatever the value is, so that they need no watchdog: its thread costs more
// than they do. Pure.

/** Say nothing, or look once at what a value is: never at other parts of the schema, other items, or the inside of a text. */
const PLAIN = new Set(
  [
    'type nullable enum const required multipleOf minimum maximum exclusiveMinimum exclusiveMaximum',
    'minLength maxLength minItems maxItems minProperties maxProperties',
    'title description default example examples deprecated readOnly writeOnly $schema $comment',
  ].flatMap((names) => names.split(' ')),
);
const WITH_SCHEMA = new Set(['items', 'additionalProperties', 'propertyNames', 'not']);
const WITH_SCHEMAS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
/** Those that are checked by their parts, or not at all. */
const PLAIN_FORMATS = new Set<unknown>(['date', 'time', 'date-time', 'int32', 'int64', 'float', 'double', 'password', 'binary']);

/** Without references each part of a schema meets each part of a value once at most: so many steps take some milliseconds. */
const MAX_STEPS = 250_000;

/** Parts of the schema, counted where every check ends soon; undefined where one might not. */
export function quickPartsOf(schema: unknown): number | undefined {
  return isPlain(schema) ? partsIn(schema, MAX_STEPS) : undefined;
}

/** Whether checking `value` ends soon, against a schema of so many quick parts. */
export const isQuick = (parts: number, value: unknown): boolean => parts * partsIn(value, MAX_STEPS / parts) <= MAX_STEPS;

/** It is nested no deeper than schemas may be. */
function isPlain(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true;
  if (!isObject(schema)) return false;
  return Object.entries(schema).every(([name, value]) => {
    if (PLAIN.has(name) || name.startsWith('x-')) return true;
    if (name === 'format') return PLAIN_FORMATS.has(value);
    if (WITH_SCHEMA.has(name)) return isPlain(value);
    if (WITH_SCHEMAS.has(name)) return Array.isArray(value) && value.every(isPlain);
    return name === 'properties' && isObject(value) && Object.values(value).every(isPlain);
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values at any depth, with the characters of names and texts; what is beyond `most` is not counted to its end. */
function partsIn(json: unknown, most: number): number {
  let parts = 0;
  const left = [json];
  while (left.length > 0 && parts <= most) {
    const value = left.pop();
    parts += 1 + (typeof value === 'string' ? value.length : 0);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      parts += name.length;
      left.push(inner);
      if (parts + left.length > most) return parts + left.length;
    }
  }
  return parts;
}
