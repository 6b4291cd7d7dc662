// Decides what changed between two catalogs of one server, and how much it matters. Pure: two documents in, one list out.
import type { Catalog } from '#platform/mcp/mcp';
import type { CatalogDiff, EntryChange } from '../server.ts';
import { boundDiff } from './bound-diff.ts';
import { compareEntries, toolShape } from './compare-entries.ts';
import { newWork } from './compare-schemas.ts';
import { entriesOf, keyOf } from './entries.ts';
import type { CatalogEntry } from './entries.ts';
import { deservesReview } from './hints.ts';

/** Snapshot ids are null: the catalogs may be unsaved. Compare catalogs of one era only. */
export function compareCatalogs(before: Catalog, after: Catalog): CatalogDiff {
  const [was, is] = [byKey(before), byKey(after)];
  const gone = [...was.values()].filter((entry) => !is.has(keyOf(entry)));
  const come = [...is.values()].filter((entry) => !was.has(keyOf(entry)));
  const work = newWork();
  const twins = twinsOf(gone, come);
  const changed = [...is.values()].flatMap((entry) => {
    const previous = was.get(keyOf(entry));
    const changes = previous ? compareEntries(entry.kind, { previous: previous.definition, current: entry.definition }, work) : [];
    return changes.length > 0 ? [{ kind: entry.kind, name: entry.name, changes }] : [];
  });
  return boundDiff({
    fromSnapshotId: null,
    toSnapshotId: null,
    breakingCount:
      gone.length + changed.reduce((sum, { changes }) => sum + changes.filter((change) => change.class === 'breaking').length, 0),
    added: come.map((entry) => addedEntry(entry, twins.get(entry))),
    removed: gone.map((entry) => removedEntry(entry, twins.get(entry))),
    changed,
  });
}

const byKey = (catalog: Catalog): Map<string, CatalogEntry> => new Map(entriesOf(catalog).map((entry) => [keyOf(entry), entry]));

function removedEntry({ kind, name }: CatalogEntry, twin: CatalogEntry | undefined): EntryChange {
  return { kind, name, class: 'breaking', ...(twin ? { hint: `looks renamed to ${twin.name}` } : {}) };
}

function addedEntry({ kind, name, definition }: CatalogEntry, twin: CatalogEntry | undefined): EntryChange {
  return {
    kind,
    name,
    class: 'non_breaking',
    ...(twin ? { hint: `looks renamed from ${twin.name}` } : {}),
    ...(kind === 'tool' && deservesReview(definition) ? { review: true as const } : {}),
  };
}

/** Of the tools that went and came: the one that could be this one under another name, by its shape. */
function twinsOf(gone: readonly CatalogEntry[], come: readonly CatalogEntry[]): Map<CatalogEntry, CatalogEntry> {
  const byShape = (entries: readonly CatalogEntry[]) =>
    Map.groupBy(
      entries.filter(({ kind }) => kind === 'tool'),
      ({ definition }) => toolShape(definition),
    );
  const [went, came] = [byShape(gone), byShape(come)];
  return new Map(
    [...went].flatMap(([shape, own]) => {
      const others = came.get(shape) ?? [];
      return [...twinsAmong(own, others), ...twinsAmong(others, own)];
    }),
  );
}

/** All of one shape: no second candidate on either side, or the same words in another spelling, as where many have an empty one. */
function twinsAmong(own: readonly CatalogEntry[], others: readonly CatalogEntry[]): [CatalogEntry, CatalogEntry][] {
  const [other] = others;
  if (own.length === 1 && others.length === 1 && own[0] && other) return [[own[0], other]];
  const namesakes = Map.groupBy(others, ({ name }) => plainName(name));
  return own.flatMap((entry): [CatalogEntry, CatalogEntry][] => {
    const [namesake, second] = namesakes.get(plainName(entry.name)) ?? [];
    return namesake && !second ? [[entry, namesake]] : [];
  });
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
