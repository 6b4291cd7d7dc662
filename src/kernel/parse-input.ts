// The second beat of every verb: unknown input in, typed input out, or every wrong field at once.
import type { ZodType } from 'zod';
import { validationFailed } from './errors.ts';
import type { FieldError } from './errors.ts';

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** `['criteria', 3, 'check', 'jsonpath']` → `criteria[3].check.jsonpath`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** zod's issues as field errors. An unknown key is named itself, not its parent. */
export function fieldErrorsOf(issues: readonly Issue[]): FieldError[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.keys
      ? issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), message: 'is not a known field' }))
      : [{ field: fieldPath(issue.path) || 'body', message: issue.message }],
  );
}

/** Of several faults of one field the first. */
const onePerField = (errors: readonly FieldError[]): FieldError[] =>
  [...new Map(errors.toReversed().map((error) => [error.field, error])).values()].toReversed();

/** Parses with a closed zod schema. Throws `validation_failed` with one entry per wrong field. */
export function parseInput<T>(schema: ZodType<T>, raw: unknown): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [first, ...rest] = onePerField(fieldErrorsOf(result.error.issues));
  throw validationFailed([first ?? { field: 'body', message: 'is not valid' }, ...rest]);
}
