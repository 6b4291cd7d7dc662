// Arguments to begin with, read from a tool's input schema: its defaults, examples and first choices (spec 03 §3). Pure.
import { openSchema } from '#modules/servers';

export interface Prefilled {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Paths of required values for which the schema names none, such as `order.id`: what stands there only has the right type. */
  readonly missing: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 8;
/** Values looked at, in one tool. */
const MAX_VALUES = 500;
const MAX_ITEMS = 10;

interface Walk {
  readonly root: unknown;
  readonly missing: string[];
  left: number;
}

/** `schema`: a stranger's, whatever it holds. */
export function prefillArguments(schema: unknown): Prefilled {
  const walk: Walk = { root: schema, missing: [], left: MAX_VALUES };
  const opened = openSchema(schema, schema);
  const given = namedValue(opened)?.value;
  const filled = isObject(given) ? given : fillObject(opened, { path: '', depth: 0 }, walk);
  return { arguments: filled, missing: walk.missing };
}

/** The value the schema itself names: default, else the first example, else the first choice (`const` is one of one). */
function namedValue(schema: Json): { readonly value: unknown } | undefined {
  if (Object.hasOwn(schema, 'default')) return { value: schema['default'] };
  for (const list of [schema['examples'], schema['enum']]) {
    if (Array.isArray(list) && list.length > 0) return { value: list[0] as unknown };
  }
  return undefined;
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

/** Every property with a named value, and the required ones whatever it takes. */
function fillObject(schema: Json, { path, depth }: Place, walk: Walk): Record<string, unknown> {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  const entries = Object.entries(properties).flatMap(([name, property]) => {
    walk.left -= 1;
    if (walk.left < 0 || name === '__proto__') return [];
    const place = { path: path === '' ? name : `${path}.${name}`, depth: depth + 1 };
    const named = namedValue(openSchema(property, walk.root));
    if (named) return [[name, named.value] as const];
    return required.includes(name) ? [[name, leastValue(property, place, walk)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The smallest value of the right type. */
function leastValue(schema: unknown, place: Place, walk: Walk): unknown {
  const opened = chosenForm(openSchema(schema, walk.root), walk.root);
  const named = namedValue(opened);
  if (named) return named.value;
  switch (place.depth > MAX_DEPTH ? undefined : typeOf(opened)) {
    case 'object':
      return fillObject(opened, place, walk);
    case 'array':
      return leastArray(opened, place, walk);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'integer':
    case 'number':
      walk.missing.push(place.path);
      return leastNumber(opened);
    case 'string':
      walk.missing.push(place.path);
      return '';
    default:
      walk.missing.push(place.path);
      return null;
  }
}

/** Of several forms the first that is not null. */
function chosenForm(schema: Json, root: unknown): Json {
  for (const keyword of ['anyOf', 'oneOf']) {
    const forms = schema[keyword];
    if (!Array.isArray(forms)) continue;
    const opened = forms.slice(0, MAX_ITEMS).map((form: unknown) => openSchema(form, root));
    const chosen = opened.find((form) => typeOf(form) !== 'null') ?? opened[0];
    if (chosen) return { ...schema, ...chosen };
  }
  return schema;
}

function typeOf(schema: Json): unknown {
  const type = schema['type'];
  if (Array.isArray(type)) return type.find((one: unknown) => one !== 'null') ?? 'null';
  return type ?? (isObject(schema['properties']) ? 'object' : undefined);
}

function leastArray(schema: Json, { path, depth }: Place, walk: Walk): unknown[] {
  const least = typeof schema['minItems'] === 'number' ? Math.min(schema['minItems'], MAX_ITEMS) : 0;
  const tuple = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [];
  return Array.from({ length: Math.max(0, Math.floor(least)) }, (_, index) => {
    walk.left -= 1;
    const place = { path: `${path}[${index}]`, depth: depth + 1 };
    return walk.left < 0 ? null : leastValue(tuple[index] ?? schema['items'], place, walk);
  });
}

function leastNumber({ minimum, exclusiveMinimum }: Json): number {
  if (typeof minimum === 'number') return minimum;
  return typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : 0;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
