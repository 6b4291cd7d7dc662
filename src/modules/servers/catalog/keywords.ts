// The keywords of JSON Schema by what they mean for a comparison.

const BOUND_KEYWORDS = [
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
  'multipleOf',
  'uniqueItems',
] as const;

/** Hold one schema, and are tighter when it is. */
export const NESTED_KEYWORDS = ['propertyNames', 'contains', 'then', 'else', 'unevaluatedProperties', 'unevaluatedItems'] as const;

/** Hold named schemas, and are tighter when one of them is. */
export const MAP_KEYWORDS = ['patternProperties', 'dependentSchemas'] as const;

/** Hold one schema whose effect is turned round or conditional: which way a change goes cannot be told. */
export const NEGATED_KEYWORDS = ['not', 'if'] as const;

/** Values that cannot be put in order. */
export const ATOMIC_KEYWORDS = ['pattern', '$ref', '$dynamicRef', 'dependentRequired', 'dependencies'] as const;

/** Decide nothing about what is accepted. */
export const TEXT_KEYWORDS = ['title', 'description', 'examples', 'default', '$comment', 'deprecated'] as const;

/** Everything that decides; whatever else stands in a schema is told as information. */
export const DECIDING_KEYWORDS: ReadonlySet<string> = new Set([
  ...BOUND_KEYWORDS,
  ...NESTED_KEYWORDS,
  ...MAP_KEYWORDS,
  ...NEGATED_KEYWORDS,
  ...ATOMIC_KEYWORDS,
  'type',
  'enum',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'prefixItems',
  'allOf',
  'anyOf',
  'oneOf',
]);
