// The table people read: each real version pair, what was found, and whether it is what the key says.
import { compareCatalogs } from '#modules/servers';
import { PAIRS } from './key.ts';
import { storedCatalog } from './stored-catalogs.ts';

const HEADINGS = ['server', 'old', 'new', 'removed', 'added', 'breaking', 'non-breaking', 'informational', 'key'];

export function driftTable(): string {
  const rows = PAIRS.map(({ product, from, to, ...key }) => {
    const diff = compareCatalogs(storedCatalog({ product, version: from }), storedCatalog({ product, version: to }));
    const changes = diff.changed.flatMap((entry) => entry.changes);
    const count = (wanted: string): number => changes.filter((change) => change.class === wanted).length;
    const found = [diff.removed.length, diff.added.length, count('breaking'), count('non_breaking'), count('informational')];
    const informational = Object.values(key.informational).reduce((sum, each) => sum + each, 0);
    const wanted = [key.removed.length, key.added.length, key.breaking.length, key.nonBreaking.length, informational];
    return [product, from, to, ...found.map(String), found.join() === wanted.join() ? 'right' : `differs: ${wanted.join(' ')}`];
  });
  return tableOf([HEADINGS, ...rows]);
}

/** Columns as wide as their widest cell. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
