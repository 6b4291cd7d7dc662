// The noun: one change of a server's catalog, as people look at it and accept it (spec 11 §4).
import type { Era } from '#platform/mcp/mcp';
import type { StoredPoison } from '../poisoning/finding.ts';
import type { CatalogDiff } from '../server.ts';

export const REVIEW_STATES = ['none', 'pending', 'accepted'] as const;
/** `none`: nothing a person need look at. */
export type ReviewState = (typeof REVIEW_STATES)[number];

export interface CatalogReview {
  readonly state: ReviewState;
  readonly by: string | null;
  readonly at: string | null;
}

export interface ChangeRow {
  /** Of the snapshot that brought the change. */
  readonly id: string;
  readonly at: string;
  readonly server: { readonly id: string; readonly name: string };
  readonly era: Era;
  /** Shortened where it is large; null for the first catalog of a server that has something to review. */
  readonly diff: CatalogDiff | null;
  /** True when `diff` is shortened; the whole one is that of the two snapshots. */
  readonly isDiffShortened: boolean;
  readonly breakingCount: number;
  readonly reviewState: ReviewState;
  readonly reviewedBy: string | null;
  readonly reviewedAt: string | null;
  readonly poisoning: readonly StoredPoison[];
  /** What the server called itself before and after. Information only. */
  readonly versionBefore: string | null;
  readonly versionAfter: string | null;
}
