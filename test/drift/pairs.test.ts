// Real version pairs against the key: every class right, nothing missed, nothing more. On stored catalogs, so that it takes no time.
import { describe, expect, test } from 'vitest';
import { compareCatalogs } from '#modules/servers';
import type { CatalogDiff } from '#modules/servers';
import { PAIRS } from './key.ts';
import type { PairKey } from './key.ts';
import { storedCatalog, storedPeers } from './stored-catalogs.ts';

const sorted = (lines: readonly string[]): string[] => lines.toSorted();
const diffOf = ({ product, from, to }: PairKey): CatalogDiff =>
  compareCatalogs(storedCatalog({ product, version: from }), storedCatalog({ product, version: to }));
const changesOf = (diff: CatalogDiff) =>
  diff.changed.flatMap(({ name, changes }) => changes.map((change) => ({ ...change, at: `${name} ${change.path}` })));
const isText = (path: string): boolean => /\.(title|description)$|^(title|description)$/.test(path);

describe.each(PAIRS.map((pair) => [`${pair.product} ${pair.from} → ${pair.to}`, pair] as const))('%s', (_name, pair) => {
  const diff = diffOf(pair);
  const changes = changesOf(diff);
  const ofClass = (wanted: string): string[] => sorted(changes.filter((change) => change.class === wanted).map(({ at }) => at));

  test('the entries that came and went', () => {
    expect(sorted(diff.removed.map(({ kind, name }) => `${kind} ${name}`))).toEqual(sorted(pair.removed));
    expect(sorted(diff.added.map(({ kind, name }) => `${kind} ${name}`))).toEqual(sorted(pair.added));
    expect(new Set(diff.removed.map((entry) => entry.class))).toEqual(new Set(pair.removed.length > 0 ? ['breaking'] : []));
    expect(new Set(diff.added.map((entry) => entry.class))).toEqual(new Set(pair.added.length > 0 ? ['non_breaking'] : []));
  });

  test('every change has its class', () => {
    expect(ofClass('breaking')).toEqual(sorted(pair.breaking));
    expect(ofClass('non_breaking')).toEqual(sorted(pair.nonBreaking));
    expect(diff.breakingCount).toBe(pair.removed.length + pair.breaking.length);
  });

  test('texts and hints are informational, and counted', () => {
    const counts = Map.groupBy(
      changes.filter((change) => change.class === 'informational'),
      ({ path }) => path.split('.').at(-1) ?? '',
    );
    expect(Object.fromEntries([...counts].map(([last, same]) => [last, same.length]))).toEqual(pair.informational);
  });

  test('what people are told beside the class', () => {
    expect(Object.fromEntries(changes.flatMap(({ at, hint }) => (hint === undefined ? [] : [[at, hint]])))).toEqual(pair.hints ?? {});
    const reviewed = changes.filter(({ review, path }) => review === true && !isText(path)).map(({ at }) => at);
    expect(sorted(reviewed)).toEqual(sorted(pair.reviewed ?? []));
    const texts = changes.filter(({ path }) => isText(path));
    expect(texts.filter(({ review }) => review !== true)).toEqual([]);
  });
});

test.each(storedPeers().map((peer) => [`${peer.product} ${peer.version}`, peer] as const))(
  '%s against itself is no change',
  (_name, peer) => {
    const again = structuredClone(storedCatalog(peer));
    const reversed = { ...again, tools: again.tools.toReversed(), resources: again.resources.toReversed() };
    expect(compareCatalogs(storedCatalog(peer), reversed)).toMatchObject({ added: [], removed: [], changed: [], breakingCount: 0 });
  },
);
