// The catalogs of the drift peers as they were listed, one file each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '#platform/mcp/mcp';
import type { DriftPeer } from './drift-peers.ts';
import { PAIRS } from './key.ts';

const FOLDER = join(import.meta.dirname, 'catalogs');

export const catalogFile = ({ product, version }: DriftPeer): string => join(FOLDER, `${product}-${version}.json`);

export const storedCatalog = (peer: DriftPeer): Catalog => JSON.parse(readFileSync(catalogFile(peer), 'utf8')) as Catalog;

/** Each version of the key once. */
export function storedPeers(): DriftPeer[] {
  const peers = PAIRS.flatMap(({ product, from, to }) => [from, to].map((version) => ({ product, version })));
  return [...new Map(peers.map((peer) => [catalogFile(peer), peer])).values()];
}
