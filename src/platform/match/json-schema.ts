// Other people's JSON Schemas (2020-12 and draft-07), compiled without network, without backtracking and with an end.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { isQuick, quickPartsOf } from './quick-check.ts';
import { compilerOf } from './schema-dialect.ts';
import type { Validator } from './schema-dialect.ts';
import { faultOfSchema } from './schema-fault.ts';
import { TimeBoundError, withinTime } from './time-bound.ts';

const MAX_SCHEMA_BYTES = 16 * 1024;
const MAX_COMPILE_MS = 2_000;
const MAX_VALIDATE_MS = 1_000;
const MAX_CACHED = 300;
const TOO_SLOW = 'could not be checked within a second';
/** Only schemas of ordinary size are kept, so that the cache stays within some megabytes. */
const MAX_CACHED_BYTES = 64 * 1024;

export interface CompiledSchema {
  /** The first thing wrong, such as `/items/0/price must be number`, or undefined. Never quotes a value. */
  validate(value: unknown): string | undefined;
}

export interface SchemaBounds {
  /** Size as JSON; default 16 KiB. */
  readonly maxBytes?: number | undefined;
}

const cache = new Map<string, Outcome<CompiledSchema, string>>();

/**
 * Dialect by `$schema`, 2020-12 without it. References must stay inside the schema. Patterns are of the linear-time dialect.
 * The error completes the sentence "this field …".
 */
export function compileSchema(schema: unknown, { maxBytes = MAX_SCHEMA_BYTES }: SchemaBounds = {}): Outcome<CompiledSchema, string> {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema)))
    return failed('is not a JSON Schema: it must be an object');
  const fault = faultOfSchema(schema);
  if (fault) return failed(fault);
  const text = JSON.stringify(schema);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) return failed(`is larger than ${maxBytes} bytes`);
  const known = cache.get(text);
  if (known) return known;
  const compiled = compiledOnce(JSON.parse(text));
  if (bytes <= MAX_CACHED_BYTES) remember(text, compiled);
  return compiled;
}

export interface SchemaCheck {
  readonly schema: CompiledSchema;
  readonly value: unknown;
}

/** What `validate` says of each, under one watchdog for all: its thread costs more than checking a small value. */
export function validateTogether(checks: readonly SchemaCheck[]): (string | undefined)[] {
  try {
    return withinTime(MAX_VALIDATE_MS, () => checks.map(({ schema, value }) => schema.validate(value)));
  } catch (error) {
    if (error instanceof TimeBoundError) return checks.map(() => TOO_SLOW);
    throw error;
  }
}

function remember(text: string, compiled: Outcome<CompiledSchema, string>): void {
  const oldest = cache.size >= MAX_CACHED ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(text, compiled);
}

function compiledOnce(schema: boolean | Record<string, unknown>): Outcome<CompiledSchema, string> {
  const compiler = compilerOf(schema);
  if (!compiler) return failed('has a $schema we do not know; use JSON Schema 2020-12 or draft-07');
  try {
    const validator = withinTime(MAX_COMPILE_MS, () => compiler.compile(schema));
    const quickParts = quickPartsOf(schema);
    const isSoonDone = (value: unknown): boolean => quickParts !== undefined && isQuick(quickParts, value);
    return ok({ validate: (value) => boundedValidate(validator, value, isSoonDone(value)) });
  } catch (error) {
    if (error instanceof TimeBoundError) {
      compiler.discard();
      return failed('is too complex to compile');
    }
    // The compiler throws plain errors for everything a schema can have wrong.
    return failed(`is not a valid JSON Schema: ${reasonOf(error)}`);
  }
}

function boundedValidate(validator: Validator, value: unknown, isSoonDone: boolean): string | undefined {
  try {
    return isSoonDone ? validator(value) : withinTime(MAX_VALIDATE_MS, () => validator(value));
  } catch (error) {
    if (error instanceof TimeBoundError || error instanceof RangeError) return TOO_SLOW;
    throw error;
  }
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^schema is invalid: /, '').slice(0, 300);
