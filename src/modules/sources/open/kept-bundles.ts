// Bundles that were used lately stay in memory, within a bound in bytes. Whose turn it is decides the database at each request.
import type { Deps } from '#platform/ctx';
import type { Db } from '#platform/db/connect';
import { loadBundle } from './load-bundle.ts';
import type { BundlePlace } from './load-bundle.ts';
import type { BundleContent } from './bundle-content.ts';

const MIB = 1024 * 1024;
/** Of this process. A single bundle may be larger, and is then the only one. */
const MAX_BYTES = 256 * MIB;
const MAX_BUNDLES = 200;

interface Kept {
  readonly content: Promise<BundleContent>;
  bytes: number;
}

const shelves = new WeakMap<Db, Map<string, Kept>>();

/** Immutable, so that what is in memory is right whatever happened since. */
export function keptBundle(deps: Pick<Deps, 'db' | 'log'>, place: BundlePlace): Promise<BundleContent> {
  const shelf = shelves.get(deps.db) ?? new Map<string, Kept>();
  shelves.set(deps.db, shelf);
  const known = shelf.get(place.id);
  if (known) {
    // a map remembers the order of insertion: the first one was used longest ago
    shelf.delete(place.id);
    shelf.set(place.id, known);
    return known.content;
  }
  const kept: Kept = { content: load(deps, place, shelf), bytes: 0 };
  shelf.set(place.id, kept);
  return kept.content;
}

async function load(deps: Pick<Deps, 'db' | 'log'>, place: BundlePlace, shelf: Map<string, Kept>): Promise<BundleContent> {
  try {
    return await loadBundle(deps, place, (bytes) => {
      const kept = shelf.get(place.id);
      if (kept) kept.bytes += bytes;
      trim(shelf, place.id);
    });
  } catch (error) {
    shelf.delete(place.id);
    throw error;
  }
}

/** The one in use stays. */
function trim(shelf: Map<string, Kept>, inUse: string): void {
  let total = 0;
  for (const { bytes } of shelf.values()) total += bytes;
  for (const [id, { bytes }] of shelf) {
    if (total <= MAX_BYTES && shelf.size <= MAX_BUNDLES) return;
    if (id === inUse) continue;
    shelf.delete(id);
    total -= bytes;
  }
}
