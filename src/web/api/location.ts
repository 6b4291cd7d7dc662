// Addresses as the router wants them: path, query and fragment apart.
import { queryText } from './query-text.ts';

export type Search = Readonly<Record<string, string | undefined>>;

export interface PageLocation {
  readonly to: string;
  readonly search: Record<string, string>;
  readonly hash?: string;
}

export function locationOf(address: string): PageLocation {
  const [beforeHash = '', hash] = address.split('#', 2);
  const [to = '/', query = ''] = beforeHash.split('?', 2);
  return { to, search: parseSearch(query), ...(hash === undefined ? {} : { hash }) };
}

/** Every value of a query is text; what a page makes of it is the page's business. */
export const parseSearch = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query));

export const searchText = (search: Search): string => queryText(search);
