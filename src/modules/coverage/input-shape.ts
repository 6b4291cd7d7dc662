// What an input schema lets a caller choose: optional arguments and enumerated values, nested one level. The schema is a stranger's. Pure.
import { itemOf, MAX_PATH, pathOf } from './argument-path.ts';
import type { ArgumentValues, InputShape, Scalar } from './coverage.ts';

const MAX_PROPERTIES = 200;
const MAX_OPTIONAL = 100;
const MAX_ENUMS = 40;
/** Of one argument; what is sent of more is not looked at either. */
const MAX_VALUES = 50;
const MAX_VALUE_CHARS = 200;
const MAX_HOPS = 8;
const MAX_BRANCHES = 50;

type Schema = Readonly<Record<string, unknown>>;

export function inputShape(inputSchema: unknown): InputShape {
  const found = { optional: new Set<string>(), enums: new Map<string, readonly Scalar[]>() };
  if (isSchema(inputSchema)) walk(inputSchema, { root: inputSchema, path: '', isNested: false, found });
  return {
    optional: [...found.optional],
    enums: [...found.enums].map(([argument, values]): ArgumentValues => ({ argument, values })),
  };
}

interface Place {
  readonly root: Schema;
  readonly path: string;
  readonly isNested: boolean;
  readonly found: { readonly optional: Set<string>; readonly enums: Map<string, readonly Scalar[]> };
}

function walk(schema: Schema, place: Place): void {
  const { properties, required } = schema;
  if (!isSchema(properties)) return;
  const needed = new Set(Array.isArray(required) ? required.slice(0, MAX_PROPERTIES) : []);
  for (const [name, property] of Object.entries(properties).slice(0, MAX_PROPERTIES)) {
    const path = pathOf(place.path, name);
    if (path.length > MAX_PATH) continue;
    if (!needed.has(name) && place.found.optional.size < MAX_OPTIONAL) place.found.optional.add(path);
    for (const branch of branchesOf(property, place.root)) visit(branch, { ...place, path });
  }
}

/** One way to write a value: its enumeration, its items, and, at the top, what is in it. */
function visit(branch: Schema, place: Place): void {
  addValues(branch, place);
  if (!place.isNested) walk(branch, { ...place, isNested: true });
  if (branch['items'] === undefined) return;
  const items = { ...place, path: itemOf(place.path) };
  for (const item of branchesOf(branch['items'], place.root)) {
    addValues(item, items);
    if (!place.isNested) walk(item, { ...items, isNested: true });
  }
}

function addValues(branch: Schema, { path, found }: Place): void {
  const listed = Array.isArray(branch['enum']) ? branch['enum'] : Object.hasOwn(branch, 'const') ? [branch['const']] : [];
  const known = found.enums.get(path);
  if (listed.length === 0 || (known === undefined && found.enums.size >= MAX_ENUMS)) return;
  const values = new Set([...(known ?? []), ...listed.slice(0, MAX_VALUES).filter(isCountable)]);
  if (values.size > 0) found.enums.set(path, [...values].slice(0, MAX_VALUES));
}

/** The schema itself and what it is put together from: optional fields are often written as a union with null. */
function branchesOf(schema: unknown, root: Schema): Schema[] {
  const open: unknown[] = [schema];
  const branches: Schema[] = [];
  for (let looked = 0; open.length > 0 && looked < MAX_BRANCHES; looked += 1) {
    const target = resolved(open.shift(), root);
    if (target === undefined) continue;
    branches.push(target);
    for (const union of [target['anyOf'], target['oneOf'], target['allOf']]) {
      if (Array.isArray(union)) open.push(...union.slice(0, MAX_BRANCHES));
    }
  }
  return branches;
}

/** Follows references within the document; what leads elsewhere or in a circle is nothing. */
function resolved(schema: unknown, root: Schema): Schema | undefined {
  let at = schema;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    if (!isSchema(at)) return undefined;
    const reference = at['$ref'];
    if (typeof reference !== 'string') return at;
    at = pointedAt(reference, root);
  }
  return undefined;
}

function pointedAt(reference: string, root: Schema): unknown {
  const [, group = '', name = ''] = /^#\/(\$defs|definitions)\/([^/]{1,200})$/.exec(reference) ?? [];
  const definitions = Object.hasOwn(root, group) ? root[group] : undefined;
  const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
  return isSchema(definitions) && Object.hasOwn(definitions, key) ? definitions[key] : undefined;
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

const isCountable = (value: unknown): value is Scalar =>
  value === null ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && value.length <= MAX_VALUE_CHARS);
