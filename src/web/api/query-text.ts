// The query part of an address.
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `{page: 2, search: ''}` → `?page=2`: empty values are left out. */
export function queryText(query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Only the parameters that say something, so that defaults stay the server's. */
export function given<T extends object>(query: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/**
 * Filters as they stand in an address, for a request. They are text that anybody can write there; the cast says only that the
 * names fit, and the API refuses by its name each value that does not.
 */
export const asQuery = <Q>(filter: { readonly [K in keyof Q]?: string | undefined }): Q => given(filter) as unknown as Q;
