// A property that is read-only may be required of answers and must not be of requests: schemas with such properties get a second
// form, `<name>Input`, for requests.
import type { Schema } from './compiled.ts';
import { isObject } from './json-object.ts';
import { asList, asMap, mapSchema, namesIn, reachedNames, referredName, subschemasOf } from './walk-schema.ts';
import { REFERENCE_PREFIX } from './schema-registry.ts';
import { hashedName } from './unique-names.ts';

const MAX_NAME_CHARS = 120;

/** Adds the second forms to the schemas and returns what turns a request's schema into one that refers to them. */
export function splitDirections(schemas: Map<string, Schema>, requestNames: Iterable<string>): (schema: Schema) => Schema {
  const uses = new Map([...schemas].map(([name, schema]) => [name, namesIn(schema)]));
  const directional = referrersOf(
    uses,
    [...schemas].filter(([, schema]) => demandsReadOnly(schema)).map(([name]) => name),
  );
  const reached = reachedNames(requestNames, (name) => uses.get(name) ?? []);
  const forms = new Map<string, string>();
  const taken = new Set(schemas.keys());
  for (const name of [...reached].filter((reachedName) => directional.has(reachedName))) {
    const wanted = `${name}Input`;
    const isFree = wanted.length <= MAX_NAME_CHARS && !taken.has(wanted);
    const form = isFree ? wanted : hashedName(`${name} as input`, wanted, { taken, maxChars: MAX_NAME_CHARS });
    taken.add(form);
    forms.set(name, form);
  }
  const asInput = (schema: Schema): Schema => mapSchema(schema, (inner) => relaxed(inner, forms));
  for (const [name, form] of forms) schemas.set(form, asInput(schemas.get(name) ?? true));
  return asInput;
}

/** The names themselves and whatever leads to them. */
function referrersOf(uses: ReadonlyMap<string, ReadonlySet<string>>, names: readonly string[]): Set<string> {
  const users = new Map<string, string[]>();
  for (const [user, used] of uses) {
    for (const name of used) {
      const known = users.get(name);
      if (known === undefined) users.set(name, [user]);
      else known.push(user);
    }
  }
  return reachedNames(names, (name) => users.get(name) ?? []);
}

function demandsReadOnly(schema: Schema): boolean {
  const open: Schema[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'boolean' && readOnlyDemands(next).size > 0) return true;
    open.push(...subschemasOf(next));
  }
  return false;
}

function readOnlyDemands(schema: Readonly<Record<string, unknown>>): Set<unknown> {
  const properties = asMap(schema['properties']);
  const isReadOnly = (name: unknown): boolean => {
    const property = typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isObject(property) && property['readOnly'] === true;
  };
  return new Set(asList(schema['required']).filter(isReadOnly));
}

function relaxed(schema: Readonly<Record<string, unknown>>, forms: ReadonlyMap<string, string>): Schema {
  const form = forms.get(referredName(schema) ?? '');
  const referring = form === undefined ? schema : { ...schema, $ref: `${REFERENCE_PREFIX}${form}` };
  const demands = readOnlyDemands(referring);
  if (demands.size === 0) return referring;
  const { required, ...rest } = referring;
  const left = asList(required).filter((name) => !demands.has(name));
  return left.length === 0 ? rest : { ...rest, required: left };
}
