// Every row of a paged list, page by page.
import type { ApiClient } from './api-client.ts';
import { CliError, EXIT } from './exit-codes.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 100;

/** `path` with its query, if it has one; rows are what its caller knows they are. */
export async function allRows<Row>(api: ApiClient, path: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = (await api.get(`${path}${path.includes('?') ? '&' : '?'}page=${page}&pageSize=${PAGE_SIZE}`)) as {
      readonly rows: readonly Row[];
    };
    rows.push(...answer.rows);
    if (answer.rows.length < PAGE_SIZE) return rows;
  }
  throw new CliError(EXIT.undecided, `There are more than ${MAX_PAGES * PAGE_SIZE} rows; narrow the list.`);
}

/** `?a=b&c=d` of what is given; empty when nothing is. */
export function queryOf(wanted: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}
