// Field errors of a failed save, by path, and what else there is to say.
import { ApiError, messageOf } from '../api/error.ts';
import type { Probe } from '../api/servers.ts';

export type Errors = Readonly<Record<string, string>>;

export const errorsByField = (fieldErrors: readonly { readonly field: string; readonly message: string }[]): Errors =>
  Object.fromEntries(fieldErrors.map(({ field, message }) => [field, message]));

export interface SaveFailure {
  readonly errors: Errors;
  /** For the whole form, when no field says it. */
  readonly message: string | undefined;
  readonly probe: Probe | undefined;
}

export function saveFailure(error: unknown): SaveFailure {
  if (!(error instanceof ApiError)) return { errors: {}, message: messageOf(error), probe: undefined };
  const errors = errorsByField(error.fieldErrors);
  const probe = error.details['probe'] as Probe | undefined;
  const isSaid = error.fieldErrors.length > 0 || probe !== undefined;
  return { errors, message: isSaid ? undefined : error.message, probe };
}

/** The first error of a field or of something inside it, saying which. */
export function firstErrorUnder(errors: Errors, field: string): string | undefined {
  const name = Object.keys(errors).find((path) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`));
  if (name === undefined) return undefined;
  return name === field ? errors[name] : `${name.slice(field.length).replace(/^\./, '')} ${errors[name] ?? ''}`;
}

export const hasErrorIn = (errors: Errors, fields: readonly string[]): boolean =>
  fields.some((field) => firstErrorUnder(errors, field) !== undefined);
