// Writes JSON Schemas as TypeScript types, on one line, names for references.
import type { Schema } from './compiled.ts';
import { asList, asMap, asSchema, referredName } from './walk-schema.ts';

/** How tightly the text binds: what stands in a list or an intersection needs brackets around the looser ones. */
type Binding = 'atom' | 'intersection' | 'union';

interface TypeText {
  readonly text: string;
  readonly binding: Binding;
}

export interface TypeWriter {
  /** The type of a schema where it is used. */
  typeOf(schema: Schema): string;
  /** The right side of `type <name> = …`: references that would make the alias circular become `unknown`. */
  aliasOf(schemaName: string, schema: Schema): string;
}

const UNKNOWN: TypeText = { text: 'unknown', binding: 'atom' };
const atom = (text: string): TypeText => ({ text, binding: 'atom' });

export function createTypeWriter(typeNames: ReadonlyMap<string, string>, cycles: ReadonlyMap<string, number>): TypeWriter {
  return {
    typeOf: (schema) => written(schema, { typeNames, isCircular: () => false }).text,
    aliasOf(schemaName, schema) {
      const cycle = cycles.get(schemaName);
      return written(schema, { typeNames, isCircular: (name) => cycle !== undefined && cycles.get(name) === cycle }).text;
    },
  };
}

interface Writing {
  readonly typeNames: ReadonlyMap<string, string>;
  /** Of names that stand directly in an alias. */
  isCircular(schemaName: string): boolean;
}

/** Inside an object or a list nothing is circular any more. */
const inner = (schema: unknown, { typeNames }: Writing): TypeText => written(asSchema(schema), { typeNames, isCircular: () => false });

function written(schema: Schema, writing: Writing): TypeText {
  if (typeof schema === 'boolean') return schema ? UNKNOWN : atom('never');
  const parts: TypeText[] = [];
  const name = referredName(schema);
  if (name !== undefined) parts.push(writing.isCircular(name) ? UNKNOWN : atom(writing.typeNames.get(name) ?? 'unknown'));
  parts.push(ownType(schema, writing));
  for (const part of asList(schema['allOf'])) parts.push(written(asSchema(part), writing));
  for (const keyword of ['oneOf', 'anyOf']) {
    const alternatives = asList(schema[keyword]);
    if (alternatives.length > 0) parts.push(union(alternatives.map((alternative) => written(asSchema(alternative), writing))));
  }
  return intersection(parts);
}

/** What type, values and structure say, without references and combinations. */
function ownType(schema: Readonly<Record<string, unknown>>, writing: Writing): TypeText {
  if (Object.hasOwn(schema, 'const')) return literal(schema['const']);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal));
  const { type } = schema;
  const types = Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : impliedTypes(schema);
  return types.length === 0 ? UNKNOWN : union(types.map((one) => ofType(one, schema, writing)));
}

function impliedTypes(schema: Readonly<Record<string, unknown>>): string[] {
  if (Object.hasOwn(schema, 'properties') || Object.hasOwn(schema, 'additionalProperties')) return ['object'];
  return Object.hasOwn(schema, 'items') || Object.hasOwn(schema, 'prefixItems') ? ['array'] : [];
}

function ofType(type: string, schema: Readonly<Record<string, unknown>>, writing: Writing): TypeText {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return atom(type);
    case 'number':
    case 'integer':
      return atom('number');
    case 'array':
      return list(schema, writing);
    default:
      return object(schema, writing);
  }
}

function list(schema: Readonly<Record<string, unknown>>, writing: Writing): TypeText {
  const rest = Object.hasOwn(schema, 'items') ? inner(schema['items'], writing) : UNKNOWN;
  const first = asList(schema['prefixItems']).map((item) => inner(item, writing));
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  if (first.length > 0 && least >= first.length) {
    const tail = schema['items'] === false ? [] : [`...${bracketed(rest, 'atom')}[]`];
    return atom(`[${[...first.map(({ text }) => text), ...tail].join(', ')}]`);
  }
  const item = first.length > 0 ? union([...first, rest]) : rest;
  return atom(`${bracketed(item, 'atom')}[]`);
}

function object(schema: Readonly<Record<string, unknown>>, writing: Writing): TypeText {
  const required = new Set(asList(schema['required']));
  const properties = Object.entries(asMap(schema['properties']));
  const members = properties.map(
    ([name, property]) => `${propertyName(name)}${required.has(name) ? '' : '?'}: ${inner(property, writing).text}`,
  );
  const more = schema['additionalProperties'];
  // Beside other properties an index signature would have to hold their types too.
  if (properties.length === 0) members.push(`[key: string]: ${more === false ? 'never' : inner(more ?? true, writing).text}`);
  else if (more !== undefined && more !== false) members.push('[key: string]: unknown');
  return atom(`{ ${members.join('; ')} }`);
}

export const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function literal(value: unknown): TypeText {
  const isLiteral = value === null || ['string', 'boolean'].includes(typeof value) || (typeof value === 'number' && Number.isFinite(value));
  return isLiteral ? atom(JSON.stringify(value)) : UNKNOWN;
}

function union(members: readonly TypeText[]): TypeText {
  const texts = new Map(members.filter(({ text }) => text !== 'never').map((member) => [member.text, member]));
  if (texts.has('unknown')) return UNKNOWN;
  const [first, ...rest] = texts.values();
  if (first === undefined) return atom('never');
  return rest.length === 0 ? first : { text: [...texts.values()].map((member) => member.text).join(' | '), binding: 'union' };
}

function intersection(members: readonly TypeText[]): TypeText {
  const texts = new Map(members.filter(({ text }) => text !== 'unknown').map((member) => [member.text, member]));
  // An object of which nothing is known says nothing beside one of which something is.
  if (texts.size > 1) texts.delete('{ [key: string]: unknown }');
  const [first, ...rest] = texts.values();
  if (first === undefined) return UNKNOWN;
  if (rest.length === 0) return first;
  return { text: [...texts.values()].map((member) => bracketed(member, 'intersection')).join(' & '), binding: 'intersection' };
}

const TIGHTNESS = { union: 0, intersection: 1, atom: 2 } satisfies Record<Binding, number>;

const bracketed = ({ text, binding }: TypeText, least: Binding): string => (TIGHTNESS[binding] < TIGHTNESS[least] ? `(${text})` : text);
