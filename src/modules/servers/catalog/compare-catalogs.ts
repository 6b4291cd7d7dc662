// Decides what changed between two catalogs of one server, and how much it matters. Pure: two documents in, one list out.
import type { Catalog } from '#platform/mcp/mcp';
import type { CatalogDiff, EntryChange } from '../server.ts';
import { compareEntries, sameShape } from './compare-entries.ts';
import { entriesOf, keyOf } from './entries.ts';
import type { CatalogEntry } from './entries.ts';
import { deservesReview } from './hints.ts';

/** Snapshot ids are null: the catalogs may be unsaved. Compare catalogs of one era only. */
export function compareCatalogs(before: Catalog, after: Catalog): CatalogDiff {
  const [was, is] = [byKey(before), byKey(after)];
  const gone = [...was.values()].filter((entry) => !is.has(keyOf(entry)));
  const come = [...is.values()].filter((entry) => !was.has(keyOf(entry)));
  const changed = [...is.values()].flatMap((entry) => {
    const previous = was.get(keyOf(entry));
    const changes = previous ? compareEntries(entry.kind, previous.definition, entry.definition) : [];
    return changes.length > 0 ? [{ kind: entry.kind, name: entry.name, changes }] : [];
  });
  return {
    fromSnapshotId: null,
    toSnapshotId: null,
    breakingCount:
      gone.length + changed.reduce((sum, { changes }) => sum + changes.filter((change) => change.class === 'breaking').length, 0),
    added: come.map((entry) => addedEntry(entry, gone, come)),
    removed: gone.map((entry) => removedEntry(entry, gone, come)),
    changed,
  };
}

const byKey = (catalog: Catalog): Map<string, CatalogEntry> => new Map(entriesOf(catalog).map((entry) => [keyOf(entry), entry]));

function removedEntry(entry: CatalogEntry, gone: readonly CatalogEntry[], come: readonly CatalogEntry[]): EntryChange {
  const twin = twinOf(entry, { own: gone, others: come });
  return { kind: entry.kind, name: entry.name, class: 'breaking', ...(twin ? { hint: `looks renamed to ${twin.name}` } : {}) };
}

function addedEntry(entry: CatalogEntry, gone: readonly CatalogEntry[], come: readonly CatalogEntry[]): EntryChange {
  const twin = twinOf(entry, { own: come, others: gone });
  return {
    kind: entry.kind,
    name: entry.name,
    class: 'non_breaking',
    ...(twin ? { hint: `looks renamed from ${twin.name}` } : {}),
    ...(entry.kind === 'tool' && deservesReview(entry.definition) ? { review: true as const } : {}),
  };
}

/** The one entry that could be this one under another name: equal schemas, and no second candidate on either side. */
function twinOf(entry: CatalogEntry, lists: { own: readonly CatalogEntry[]; others: readonly CatalogEntry[] }): CatalogEntry | undefined {
  if (entry.kind !== 'tool') return undefined;
  const alike = (other: CatalogEntry) => other.kind === 'tool' && sameShape(entry.definition, other.definition);
  const [others, rivals] = [lists.others.filter(alike), lists.own.filter(alike)];
  if (others.length === 1 && rivals.length === 1) return others[0];
  // Several tools share a shape (often an empty one): then only the same words in another spelling count.
  const namesakes = others.filter((other) => plainName(other.name) === plainName(entry.name));
  return namesakes.length === 1 ? namesakes[0] : undefined;
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
