// The query of a request as names and values; what could be read in two ways is refused.
import type { Context } from 'hono';
import { validationFailed } from '#kernel/errors';
import { faultOfJson } from './json-bounds.ts';

export function queryOf(c: Context): Readonly<Record<string, string>> {
  const entries = Object.entries(c.req.queries());
  const faults = entries.filter(([, values]) => values.length !== 1).map(([field]) => ({ field, message: 'is given twice' }));
  const query = Object.fromEntries(entries.map(([name, values]) => [name, values[0] ?? '']));
  const unstorable = faultOfJson(query);
  const [first, ...rest] = unstorable ? [...faults, unstorable] : faults;
  if (first) throw validationFailed([first, ...rest]);
  return query;
}
