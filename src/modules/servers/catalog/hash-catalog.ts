// The content hash of a catalog: SHA-256 of its canonical JSON (spec 01 §6). Server name and version are no part of it.
import { createHash } from 'node:crypto';
import type { Catalog } from '#platform/mcp/mcp';
import { canonicalCatalog } from './entries.ts';

/** 64 hexadecimal characters. */
export const hashCatalog = (catalog: Catalog): string => createHash('sha256').update(canonicalCatalog(catalog)).digest('hex');
