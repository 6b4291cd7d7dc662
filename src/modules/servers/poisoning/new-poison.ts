// What the scan finds in a catalog, and which of it is new against the catalog before. Pure.
import type { Catalog } from '#platform/mcp/mcp';
import type { StoredPoison } from './finding.ts';
import { scanCatalog } from './scan-catalog.ts';
import type { Find } from './scan-catalog.ts';

/** Of one snapshot. More than a person reads; the worst are kept. */
const MAX_STORED = 100;

/** Worst first. A text that was there before, with the same find, does not alert again. */
export function newPoison(before: Catalog | undefined, after: Catalog): StoredPoison[] {
  const known = new Set(before ? scanCatalog(before).map(keyOf) : []);
  const found = scanCatalog(after).map((find) => ({ ...find.finding, isNew: !known.has(keyOf(find)) }));
  return found.toSorted((a, b) => Number(b.isNew) - Number(a.isNew) || SEVERITY[a.severity] - SEVERITY[b.severity]).slice(0, MAX_STORED);
}

const SEVERITY = { error: 0, warning: 1, info: 2 } as const;

const keyOf = ({ finding: { rule, where }, text }: Find): string => JSON.stringify([rule, where.kind, where.name, where.path, text]);
