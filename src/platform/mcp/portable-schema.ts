// JSON Schema as clients of every dialect read it: one type in a place, with `anyOf` where there are several.

type Schema = Readonly<Record<string, unknown>>;

const HOLDS_SCHEMA = new Set(['items', 'additionalProperties', 'not', 'propertyNames', 'contains', 'if', 'then', 'else']);
const HOLDS_SCHEMAS = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems']);
const HOLDS_NAMED_SCHEMAS = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);
/** What says something to people about the place, whatever stands in it. */
const ANNOTATIONS = new Set(['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment']);

/** Means the same. Schemas of ours are as deep as our code, so it may call itself. */
export function portableSchema(schema: Schema): Schema {
  const inner = Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, portableValue(keyword, value)]));
  const { type, ...rest } = inner;
  if (!Array.isArray(type)) return inner;
  const outer = Object.entries(rest).filter(([keyword]) => ANNOTATIONS.has(keyword));
  const constraints = Object.fromEntries(Object.entries(rest).filter(([keyword]) => !ANNOTATIONS.has(keyword)));
  return { ...Object.fromEntries(outer), anyOf: type.map((one: unknown) => branchOf(one, constraints)) };
}

/** Keywords for other types say nothing in a branch; of listed values, null belongs to its own. */
function branchOf(type: unknown, constraints: Schema): Schema {
  if (type === 'null') return { type };
  const { enum: values, ...others } = constraints;
  return Array.isArray(values) ? { type, ...others, enum: values.filter((value) => value !== null) } : { type, ...others };
}

function portableValue(keyword: string, value: unknown): unknown {
  if (HOLDS_SCHEMAS.has(keyword) && Array.isArray(value)) return value.map((one) => portableIfSchema(one));
  if (HOLDS_SCHEMA.has(keyword)) return portableIfSchema(value);
  if (!HOLDS_NAMED_SCHEMAS.has(keyword) || !isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, portableIfSchema(one)]));
}

const portableIfSchema = (value: unknown): unknown => (isSchema(value) ? portableSchema(value) : value);

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
