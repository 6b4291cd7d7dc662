// An argument as OpenAPI's styles see it: a text, a list of texts or named texts. Pure.

export type FlatValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, string])[] };

/** Undefined for null, which styles cannot say. What is nested deeper than styles reach becomes JSON. Throws RangeError for what is nested without end. */
export function flatValue(value: unknown): FlatValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return { kind: 'list', items: value.filter(isThere).map(textOf) };
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, inner]) => isThere(inner));
    return { kind: 'map', entries: entries.map(([name, inner]) => [name, textOf(inner)]) };
  }
  return { kind: 'text', text: textOf(value) };
}

const isThere = (value: unknown): boolean => value !== null && value !== undefined;

/** Arguments are JSON, so nothing else than these occurs. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}
