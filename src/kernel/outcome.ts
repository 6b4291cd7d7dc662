// A result that may fail in the course of business: failure is a value here, not an exception.
export type Outcome<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Outcome<T, never> => ({ ok: true, value });
export const failed = <E>(error: E): Outcome<never, E> => ({ ok: false, error });
