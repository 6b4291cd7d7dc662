// Which of the declared arguments a call brought, by name: top level, and the properties of a JSON or form body. Pure.
import type { Operation, Schema } from '#modules/sources';

/** Of one call; beyond them nothing can be said of what was missing. */
export const MAX_NAMES = 100;
const MAX_DEPTH = 8;

/** Names that the document does not declare are data of the caller and are left out. Body properties as `body.<name>`. */
export function argumentNames(
  operation: Operation,
  args: Readonly<Record<string, unknown>>,
  schemas: Readonly<Record<string, Schema>>,
): string[] {
  const given = new Set(Object.keys(args).filter((name) => args[name] !== undefined));
  const top = operation.parameters.map(({ argument }) => argument).filter((name) => given.has(name));
  if (!operation.body || !given.has('body')) return top.slice(0, MAX_NAMES);
  const { body } = args;
  const inBody = isObject(body) ? Object.keys(body) : [];
  const declared = propertyNames(operation.body.schema, schemas);
  return [...top, 'body', ...inBody.filter((name) => declared.has(name)).map((name) => `body.${name}`)].slice(0, MAX_NAMES);
}

/** Of what must be there: required parameters, a required body, and the properties it requires. */
export function requiredNames(operation: Operation, schemas: Readonly<Record<string, Schema>>): string[] {
  const top = operation.parameters.filter(({ required }) => required).map(({ argument }) => argument);
  if (!operation.body?.required) return top;
  const inBody = [...collect(operation.body.schema, schemas, requiredOf)];
  return [...top, 'body', ...inBody.map((name) => `body.${name}`)];
}

/** Everything a call may name, as `argumentNames` spells it. */
export function declaredNames(operation: Operation, schemas: Readonly<Record<string, Schema>>): Set<string> {
  const inBody = operation.body ? ['body', ...[...propertyNames(operation.body.schema, schemas)].map((name) => `body.${name}`)] : [];
  return new Set([...operation.parameters.map(({ argument }) => argument), ...inBody]);
}

const propertyNames = (schema: Schema, schemas: Readonly<Record<string, Schema>>): Set<string> =>
  collect(schema, schemas, ({ properties }) => (isObject(properties) ? Object.keys(properties) : []));

const requiredOf = ({ required }: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];

/** Through references and `allOf`, which both add; alternatives are not certain and are left out for what is required. */
function collect(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  read: (schema: Readonly<Record<string, unknown>>) => readonly string[],
): Set<string> {
  const names = new Set<string>();
  const walk = (at: unknown, depth: number): void => {
    if (depth > MAX_DEPTH || !isObject(at)) return;
    for (const name of read(at)) names.add(name);
    const ref = at['$ref'];
    if (typeof ref === 'string') walk(referred(ref, schemas), depth + 1);
    const all = at['allOf'];
    if (Array.isArray(all)) for (const part of all) walk(part, depth + 1);
  };
  walk(schema, 0);
  return names;
}

const PREFIX = '#/components/schemas/';

function referred(ref: string, schemas: Readonly<Record<string, Schema>>): unknown {
  if (!ref.startsWith(PREFIX)) return undefined;
  const name = ref.slice(PREFIX.length).replaceAll('~1', '/').replaceAll('~0', '~');
  return Object.hasOwn(schemas, name) ? schemas[name] : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
