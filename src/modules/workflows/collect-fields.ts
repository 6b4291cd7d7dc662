// Parses a closed object field by field, so that what is right can still be checked further when something else is wrong.
import type { z } from 'zod';
import { fieldErrorsOf } from '#kernel/parse-input';
import type { FieldError } from '#kernel/errors';
import { plainMessage } from './plain-message.ts';

export interface Collected<S extends z.ZodObject> {
  /** The fields that are right; all of them when `errors` is empty. */
  readonly values: Partial<z.output<S>>;
  readonly errors: readonly FieldError[];
}

/** Fields of the noun that only we write: refused with a reason instead of as unknown. */
const READ_ONLY = new Set([
  'id',
  'environment',
  'currentVersion',
  'nextRunAt',
  'scheduleLabel',
  'passRate7d',
  'lastRun',
  'warnings',
  'skippedTicks',
  'createdAt',
  'updatedAt',
]);

export function collectFields<S extends z.ZodObject>(schema: S, raw: unknown): Collected<S> {
  const result = schema.safeParse(raw, { error: plainMessage });
  if (result.success) return { values: result.data, errors: [] };
  const errors = fieldErrorsOf(result.error.issues).map(explainReadOnly);
  const wrong = new Set(result.error.issues.map(({ path }) => path[0]));
  return { values: rightFields(schema, raw, wrong), errors };
}

const explainReadOnly = (error: FieldError): FieldError =>
  error.message === 'is not a known field' && READ_ONLY.has(error.field) ? { ...error, message: 'is read-only' } : error;

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
