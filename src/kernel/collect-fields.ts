// Parses a closed object field by field, so that what is right can still be checked further when something else is wrong.
import type { z } from 'zod';
import type { FieldError } from './errors.ts';
import { fieldErrorsOf } from './parse-input.ts';
import { plainMessage } from './plain-message.ts';

export interface Collected<S extends z.ZodObject> {
  /** The whole input when nothing is wrong with it. */
  readonly whole: z.output<S> | undefined;
  /** The fields that are right. */
  readonly values: Partial<z.output<S>>;
  /** Names of the fields that are not. */
  readonly wrong: ReadonlySet<unknown>;
  readonly errors: readonly FieldError[];
}

export interface CollectOptions {
  /** Fields of the noun that only we write: refused with a reason instead of as unknown. */
  readonly readOnly: ReadonlySet<string>;
  /** Where the object stands in what the caller sent, such as `['monitors', 2]`: its errors name their fields from there. */
  readonly path?: readonly PropertyKey[] | undefined;
}

/** One error per field. */
export function collectFields<S extends z.ZodObject>(schema: S, raw: unknown, { readOnly, path = [] }: CollectOptions): Collected<S> {
  const result = schema.safeParse(raw, { error: plainMessage });
  if (result.success) return { whole: result.data, values: result.data, wrong: new Set(), errors: [] };
  const issues = result.error.issues.flatMap((issue) => placed(issue, readOnly));
  const errors = fieldErrorsOf(issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
  const wrong = new Set<unknown>(issues.map((issue) => issue.path[0]));
  return { whole: undefined, values: rightFields(schema, raw, wrong), wrong, errors: oncePerField(errors) };
}

const oncePerField = (errors: readonly FieldError[]): FieldError[] =>
  errors.filter(({ field }, index) => errors.findIndex((other) => other.field === field) === index);

/** An unknown key stands at its own place. */
function placed(issue: z.core.$ZodIssue, readOnly: ReadonlySet<string>): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const isOwn = issue.path.length === 0;
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: isOwn && readOnly.has(key) ? 'is read-only' : 'is not a known field',
  }));
}

/** Sound because each kept value was parsed by the schema of its own field. */
function rightFields<S extends z.ZodObject>(schema: S, raw: unknown, wrong: ReadonlySet<unknown>): Partial<z.output<S>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return {};
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries<z.core.$ZodType>(schema.shape)) {
    if (wrong.has(name) || !Object.hasOwn(raw, name)) continue;
    const parsed = (field as z.ZodType).safeParse((raw as Record<string, unknown>)[name]);
    if (parsed.success) values[name] = parsed.data;
  }
  return values as Partial<z.output<S>>;
}
