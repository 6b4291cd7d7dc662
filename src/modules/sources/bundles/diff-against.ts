// Compares what was compiled with a bundle that is stored.
import type { Db, Tx } from '#platform/db/connect';
import type { PackedSurface } from '../compile/compiled-bundle.ts';
import type { BundleDiff } from './bundle.ts';
import { comparePacked } from './compare-packed.ts';
import { readPacked } from './part-store.ts';

/** Everything of a first bundle is new, which is no news: compared with nothing it differs in nothing. */
export const NO_DIFF: BundleDiff = { against: null, added: [], removed: [], signatureChanged: [], breaking: false };

export async function diffAgainst(
  conn: Db | Tx,
  against: string | undefined,
  after: PackedSurface,
  signal?: AbortSignal,
): Promise<BundleDiff> {
  if (against === undefined) return NO_DIFF;
  return { against, ...(await comparePacked(await packedSurface(conn, against), after, signal)) };
}

/** Throws when it has none: a compiled bundle has all of its parts. */
export async function packedSurface(conn: Db | Tx, bundleId: string): Promise<PackedSurface> {
  const [operations, schemas] = [await readPacked(conn, bundleId, 'operations'), await readPacked(conn, bundleId, 'schemas')];
  if (!operations || !schemas) throw new Error(`bundle ${bundleId} has no operations or schemas`);
  return { operations, schemas };
}
