// Which JSON Schema keywords a bundle keeps, and what their values must be. Anything else would make validators refuse the schema.
import { compileRegex } from '#platform/match/regex';
import { isObject } from './json-object.ts';

const MAX_TEXT = 2_000;
const MAX_DEFAULT_JSON = 1_000;

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const cutText = (value: unknown): unknown => (typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined);
const onlyIf =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): unknown =>
    isRight(value) ? value : undefined;

/** The value to keep, or undefined. In the order in which a schema is written. */
export const PLAIN_KEYWORDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  title: cutText,
  description: cutText,
  format: cutText,
  enum: (value) => (Array.isArray(value) && value.length > 0 ? distinct(value) : undefined),
  const: (value) => value,
  default: (value) => (JSON.stringify(value).length <= MAX_DEFAULT_JSON ? value : undefined),
  pattern: (value) => (typeof value === 'string' && isLinearPattern(value) ? value : undefined),
  minLength: onlyIf(isCount),
  maxLength: onlyIf(isCount),
  multipleOf: onlyIf((value) => isNumber(value) && value > 0),
  minimum: onlyIf(isNumber),
  maximum: onlyIf(isNumber),
  exclusiveMinimum: onlyIf(isNumber),
  exclusiveMaximum: onlyIf(isNumber),
  minItems: onlyIf(isCount),
  maxItems: onlyIf(isCount),
  uniqueItems: onlyIf(isBoolean),
  minContains: onlyIf(isCount),
  maxContains: onlyIf(isCount),
  minProperties: onlyIf(isCount),
  maxProperties: onlyIf(isCount),
  required: (value) => nonEmpty(textsOf(value)),
  dependentRequired: (value) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, others]) => [name, textsOf(others)])) : undefined,
  contentEncoding: cutText,
  contentMediaType: cutText,
  deprecated: onlyIf((value) => value === true),
  readOnly: onlyIf((value) => value === true),
  writeOnly: onlyIf((value) => value === true),
};

/** Values are schemas. */
export const SCHEMA_KEYWORDS = [
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
] as const;

/** Values are lists of schemas. */
export const SCHEMA_LIST_KEYWORDS = ['prefixItems', 'allOf', 'anyOf', 'oneOf'] as const;

/** Values are schemas by name. */
export const SCHEMA_MAP_KEYWORDS = ['properties', 'patternProperties', 'dependentSchemas'] as const;

/** One type or several; undefined where none is known. `file` is what Swagger 2 called a text of bytes. */
export function typesOf(value: unknown): string[] | undefined {
  const given = (Array.isArray(value) ? value : [value]).map((type) => (type === 'file' ? 'string' : type));
  const known = given.filter((type): type is string => typeof type === 'string' && TYPES.has(type));
  return known.length > 0 && known.length === given.length ? [...new Set(known)] : undefined;
}

/** Patterns that would need backtracking cannot be checked here, so they are not kept. */
export function isLinearPattern(pattern: string): boolean {
  const known = verdicts.get(pattern);
  if (known !== undefined) return known;
  const verdict = compileRegex(pattern).ok;
  if (verdicts.size < MAX_VERDICTS) verdicts.set(pattern, verdict);
  return verdict;
}

const MAX_VERDICTS = 10_000;
const verdicts = new Map<string, boolean>();

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? [...new Set(value.filter((item): item is string => typeof item === 'string'))] : [];

const nonEmpty = (texts: readonly string[]): readonly string[] | undefined => (texts.length > 0 ? texts : undefined);

function distinct(values: readonly unknown[]): unknown[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(value);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
