// The two dialects of JSON Schema that occur in catalogs, each with one compiler that is kept.
import { Ajv } from 'ajv';
import type { ErrorObject, Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { linearRegExp } from './regex.ts';

export type Validator = (value: unknown) => string | undefined;
export type SchemaObject = boolean | Record<string, unknown>;

export interface SchemaCompiler {
  /** Throws a plain error that says what is wrong with the schema. */
  compile(schema: SchemaObject): Validator;
  /** Forgets the compiler: it was stopped in the middle of its work. */
  discard(): void;
}

type Dialect = 'draft-07' | '2020-12';

/** Older and newer spellings are read as the nearest dialect; anything else is unknown. */
function dialectOf(schema: SchemaObject): Dialect | undefined {
  const uri = typeof schema === 'object' ? schema['$schema'] : undefined;
  if (uri === undefined) return '2020-12';
  if (typeof uri !== 'string') return undefined;
  const match = /^https?:\/\/json-schema\.org\/(?:draft\/)?(2020-12|2019-09|draft-0[4-7]|schema)/.exec(uri);
  if (!match) return undefined;
  return match[1]?.startsWith('draft-0') ? 'draft-07' : '2020-12';
}

const OPTIONS: Options = {
  strict: false,
  allErrors: false,
  inlineRefs: false,
  // Every value has a `constructor` by its prototype, which is nothing that a schema speaks of.
  ownProperties: true,
  logger: false,
  unicodeRegExp: false,
  code: { regExp: Object.assign(namedRegExp, { code: 'linearRegExp' }) },
};

/** The compiler tells patterns apart by their text, so it must be there. */
function namedRegExp(pattern: string): { test(text: string): boolean; toString(): string } {
  const { test } = linearRegExp(pattern);
  return { test, toString: () => pattern };
}

const compilers = new Map<Dialect, Ajv>();

/** Undefined when `$schema` names a dialect we do not know. */
export function compilerOf(schema: SchemaObject): SchemaCompiler | undefined {
  const dialect = dialectOf(schema);
  if (!dialect) return undefined;
  const ajv = compilers.get(dialect) ?? newCompiler(dialect);
  compilers.set(dialect, ajv);
  return { compile: (plain) => compiled(ajv, plain), discard: () => void compilers.delete(dialect) };
}

function newCompiler(dialect: Dialect): Ajv {
  const ajv = dialect === 'draft-07' ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS);
  addFormats.default(ajv);
  // The built-in one compares every pair; a long array of objects would take minutes.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have the same item twice' },
    validate: (isWanted: boolean, items: unknown[]) => !isWanted || new Set(items.map(canonical)).size === items.length,
  });
  return ajv;
}

function compiled(ajv: Ajv, schema: SchemaObject): Validator {
  const plain = typeof schema === 'object' ? prepared(schema) : schema;
  try {
    const validate = ajv.compile(plain);
    return (value) => (validate(value) ? undefined : sentence(validate.errors?.[0]));
  } finally {
    // It keeps every schema it has seen; ours are kept, bounded, by their text.
    if (typeof plain === 'object') ajv.removeSchema(plain);
  }
}

/** `$schema` was decided upon already, in more spellings than the compiler knows; without an `$id` it cannot resolve `#`. */
function prepared(schema: Record<string, unknown>): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = schema;
  return { $id: 'https://schema.invalid/', ...rest };
}

function sentence(error: ErrorObject | undefined): string {
  const where = error?.instancePath === undefined || error.instancePath === '' ? 'the value' : error.instancePath;
  const params: Record<string, unknown> = error?.params ?? {};
  const unknownName = params['additionalProperty'] ?? params['unevaluatedProperty'];
  const detail = typeof unknownName === 'string' ? ` (${unknownName})` : '';
  return `${where} ${error?.message ?? 'does not fit the schema'}${detail}`.slice(0, 300);
}

/** Equal texts for equal JSON values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
