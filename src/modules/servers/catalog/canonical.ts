// One spelling per JSON value, so that equal things have equal text: keys sorted, undefined left out.

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_DEPTH = 200;

/** Canonical JSON text. What lies deeper than 200 levels is cut: nobody writes such a schema by hand. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value, 0)) ?? 'null';
}

export const sameJson = (a: unknown, b: unknown): boolean => a === b || canonical(a) === canonical(b);

function sorted(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item, depth + 1));
  if (!isObject(value)) return value;
  const names = Object.keys(value).toSorted();
  // fromEntries, so that a key called __proto__ stays an ordinary key.
  return Object.fromEntries(names.map((name) => [name, sorted(value[name], depth + 1)]));
}

/** The object without some of its keys. */
export const without = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** By code unit, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
