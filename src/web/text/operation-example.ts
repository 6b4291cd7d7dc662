// A call of an operation as somebody would write it: what is required, with values its schema suggests.
import type { Operation } from '../api/bundles.ts';
import { isJsonObject } from './json-text.ts';

const MAX_DEPTH = 3;
const MAX_FIELDS = 12;
const PLAIN_NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

type Callable = Pick<Operation, 'jsName' | 'parameters' | 'body'>;

/** `await petstore.updatePet({ petId: "…", body: { tags: [] } });` */
export function exampleOf(clientName: string, { jsName, parameters, body }: Callable): string {
  const fields = [
    ...parameters.filter(({ required }) => required).map(({ argument, schema }) => field(argument, valueOf(schema))),
    ...(body?.required === true ? [field('body', valueOf(body.schema))] : []),
  ];
  return `const result = await ${clientName}.${jsName}(${fields.length === 0 ? '' : `{ ${fields.join(', ')} }`});`;
}

const field = (name: string, value: string): string => `${keyOf(name)}: ${value}`;

function keyOf(name: string): string {
  // Plain or quoted it would set the prototype.
  if (name === '__proto__') return '["__proto__"]';
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name);
}

/** Schemas are other people's data: nothing in them is taken for granted. */
function valueOf(schema: unknown, depth = 0): string {
  if (!isJsonObject(schema)) return '{}';
  const given = firstGiven(schema);
  if (given !== undefined) return JSON.stringify(given);
  switch (typeOf(schema)) {
    case 'string':
      return '"…"';
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? String(schema['minimum']) : '1';
    case 'boolean':
      return 'true';
    case 'array':
      return '[]';
    default:
      return depth < MAX_DEPTH ? objectOf(schema, depth) : '{}';
  }
}

function firstGiven(schema: Readonly<Record<string, unknown>>): unknown {
  const listed = (name: string): unknown => (Array.isArray(schema[name]) ? schema[name][0] : undefined);
  return [schema['example'], listed('examples'), schema['default'], schema['const'], listed('enum')].find(isShort);
}

const MAX_GIVEN_CHARS = 200;
const isShort = (value: unknown): boolean => value !== undefined && (JSON.stringify(value)?.length ?? Infinity) <= MAX_GIVEN_CHARS;

const typeOf = ({ type }: Readonly<Record<string, unknown>>): unknown => (Array.isArray(type) ? type[0] : type);

function objectOf(schema: Readonly<Record<string, unknown>>, depth: number): string {
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  const fields = properties
    .filter(([name]) => required.includes(name))
    .slice(0, MAX_FIELDS)
    .map(([name, property]) => field(name, valueOf(property, depth + 1)));
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
