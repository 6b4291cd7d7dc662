// Decides whether a person must look at a new catalog (spec 11 §4). Pure.
import type { StoredPoison } from '../poisoning/finding.ts';
import type { CatalogDiff } from '../server.ts';

export interface NewCatalog {
  /** Undefined for the first of a history. */
  readonly diff: CatalogDiff | undefined;
  readonly poisoning: readonly StoredPoison[];
  /** The organization's choice. */
  readonly autoAccepts: boolean;
}

export type ReviewDecision = 'none' | 'pending' | 'auto_accepted';

export function decideReview({ diff, poisoning, autoAccepts }: NewCatalog): ReviewDecision {
  const isBreaking = (diff?.breakingCount ?? 0) > 0;
  if (!isBreaking && !hasMark(diff) && poisonedCount(poisoning) === 0 && !isUnseen(poisoning)) return 'none';
  const isSuspect = poisoning.some(({ isNew, severity }) => isNew && severity !== 'info');
  return autoAccepts && !isBreaking && !isSuspect ? 'auto_accepted' : 'pending';
}

/** What alerts: text above `warning` that was not there before. */
export const poisonedCount = (poisoning: readonly StoredPoison[]): number =>
  poisoning.filter(({ isNew, severity }) => isNew && severity === 'error').length;

/** Text that was too much to look through: only a person can tell what stands in it. */
const isUnseen = (poisoning: readonly StoredPoison[]): boolean => poisoning.some(({ isNew, rule }) => isNew && rule === 'not_scanned');

/** Text that steers agents changed, or a tool became more dangerous: the comparison marks it. */
const hasMark = (diff: CatalogDiff | undefined): boolean =>
  diff !== undefined &&
  (diff.added.some(({ review }) => review === true) || diff.changed.some(({ changes }) => changes.some(({ review }) => review === true)));
