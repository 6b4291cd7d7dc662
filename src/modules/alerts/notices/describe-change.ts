// One sentence on what changed in a catalog, for a message. Names are the server's words. Pure.
import type { CatalogNews } from './store.ts';

export interface ChangeCounts {
  readonly breakingCount: number;
  readonly poisonedCount: number;
}

const NAMED = 5;

export function describeChange(
  { server, diff }: Pick<CatalogNews, 'server' | 'diff'>,
  { breakingCount, poisonedCount }: ChangeCounts,
): string {
  const what = [
    ...(breakingCount > 0 ? [counted(breakingCount, 'breaking change', 'breaking changes')] : []),
    ...(poisonedCount > 0 ? [counted(poisonedCount, 'text that tries to steer agents', 'texts that try to steer agents')] : []),
  ].join(' and ');
  const all = diff ? breakingPlaces(diff) : [];
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  const where = all.length > 0 && breakingCount > 0 ? `: ${all.slice(0, NAMED).join('; ')}${more}` : '';
  return `The catalog of ${server.name} has ${what}${where}.`;
}

const breakingPlaces = ({ removed, changed }: NonNullable<CatalogNews['diff']>): string[] => [
  ...removed.map(({ kind, name }) => `${kind} ${name} was removed`),
  ...changed.flatMap(({ kind, name, changes }) =>
    changes.filter((change) => change.class === 'breaking').map(({ path }) => `${kind} ${name}: ${path}`),
  ),
];

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
