// JSON text that PostgreSQL stores: a stranger's document may hold NUL and half characters, which it keeps in no text. Pure.

const REPLACEMENT = '\uFFFD';

/** Only values are looked at: the names are our own, or checked by a pattern. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_name, one: unknown) => (typeof one === 'string' ? one.toWellFormed().replaceAll('\0', REPLACEMENT) : one));
