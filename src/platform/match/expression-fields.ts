// Input fields that hold an expression or a JSON value of a user: bounded, and compiled when they are saved.
import { z } from 'zod';
import { boundedText, isStorable, verbatimText } from '#kernel/bounded-text';
import { failed } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { compileSchema } from './json-schema.ts';
import { compileJsonPath } from './jsonpath.ts';
import { compileRegex } from './regex.ts';

type Refinement = z.core.$RefinementCtx;

/** Of a value or a schema, written as JSON. */
const MAX_VALUE_BYTES = 16 * 1024;
const MAX_VALUE_DEPTH = 32;

export const regexField = verbatimText(1, 500).superRefine(compiles((source) => compileRegex(source)));
export const jsonPathField = boundedText(1, 500).superRefine(compiles((path) => compileJsonPath(path)));
export const jsonSchemaField = z.record(z.string(), z.unknown()).superRefine(
  compiles((schema) => {
    const problem = valueProblem(schema);
    return problem === undefined ? compileSchema(schema, { maxBytes: MAX_VALUE_BYTES }) : failed(problem);
  }),
);
/** Any JSON value within the bounds. */
export const jsonValueField = z.unknown().superRefine(bounded);
/** A JSON object within the bounds. */
export const jsonObjectField = z.record(z.string(), z.unknown()).superRefine(bounded);

/** Exactly one of `names` must be there; each one too many is named itself, a missing one by what they belong to. */
export function exactlyOneOf(names: readonly string[]): (value: Readonly<Record<string, unknown>>, context: Refinement) => void {
  return (value, context) => {
    const given = names.filter((name) => value[name] !== undefined);
    if (given.length === 0) context.addIssue({ code: 'custom', message: `needs exactly one of ${names.join(', ')}` });
    for (const name of given.slice(1)) {
      context.addIssue({ code: 'custom', path: [name], message: `give only one of ${names.join(', ')}` });
    }
  };
}

/** Refuses an expression that its compiler refuses, in the compiler's words. */
function compiles<T>(compile: (source: T) => Outcome<unknown, string>): (source: T, context: Refinement) => void {
  return (source, context) => {
    const compiled = compile(source);
    if (!compiled.ok) context.addIssue({ code: 'custom', message: compiled.error });
  };
}

function bounded(value: unknown, context: Refinement): void {
  const problem = value === undefined ? undefined : valueProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: problem });
}

/** Bounds a value that is compared or sent later: its depth first, because writing it as JSON recurses. */
export function valueProblem(value: unknown): string | undefined {
  if (isDeeperThan(value, MAX_VALUE_DEPTH)) return `must not be nested deeper than ${MAX_VALUE_DEPTH} levels`;
  if (!isStorableJson(value)) return 'must not contain NUL or half a surrogate pair';
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  return bytes > MAX_VALUE_BYTES ? 'must be at most 16 KiB of JSON' : undefined;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, child]) => isStorable(key) && isStorableJson(child));
}
