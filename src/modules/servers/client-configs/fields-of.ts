// Looks into values of unknown shape: each answer is of the type it says, or nothing.

export type Fields = ReadonlyMap<string, unknown>;

/** The fields of an object; empty for anything else. */
export const fieldsOf = (value: unknown): Fields => (isObject(value) ? new Map(Object.entries(value)) : new Map());

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first of the named fields that is a text with something in it. */
export function textIn(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}

export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

/** Entries whose value is text; numbers and booleans count as what they look like. */
export const textEntriesOf = (value: unknown): [string, string][] =>
  [...fieldsOf(value)].flatMap(([name, item]): [string, string][] =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [[name, String(item)]] : [],
  );
