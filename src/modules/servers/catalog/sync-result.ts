// What a sync answers (spec 01 §6).
import type { ContactCode, ProbeCounts } from '#platform/mcp/mcp';
import type { CatalogDiff } from '../server.ts';

export interface SyncResult {
  readonly ok: boolean;
  readonly syncedAt: string;
  /** True when the catalog differs from the one before and a snapshot was stored. */
  readonly changed: boolean;
  readonly snapshotId?: string | undefined;
  readonly contentHash?: string | undefined;
  readonly counts: ProbeCounts;
  /** To the previous snapshot; absent for the first one and when nothing changed. */
  readonly diff?: CatalogDiff | undefined;
  readonly error?: { readonly code: ContactCode; readonly message: string; readonly httpStatus?: number | undefined } | undefined;
}
