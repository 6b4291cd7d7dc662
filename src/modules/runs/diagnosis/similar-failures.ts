// Earlier failures of the same workflow that look like this one: by the criteria that failed, then by whose fault it was. Pure.
import type { Classification, ErrorKind } from '../run.ts';

export interface Failure {
  readonly runId: string;
  readonly classification: Classification | null;
  readonly errorKind: ErrorKind | null;
  /** Ids of criteria that did not pass. */
  readonly failedCriteria: readonly string[];
}

const MAX_SIMILAR = 5;

/** `earlier` is newest first; of equally alike ones the newer comes first. */
export function similarFailures<F extends Failure>(
  own: Failure,
  earlier: readonly F[],
): { readonly failure: F; readonly sharedCriteria: readonly string[] }[] {
  const ownCriteria = new Set(own.failedCriteria);
  const isSameFault = (other: F): boolean => other.classification === own.classification && other.errorKind === own.errorKind;
  return earlier
    .map((failure) => ({
      failure,
      sharedCriteria: failure.failedCriteria.filter((id) => ownCriteria.has(id)),
      isSameFault: isSameFault(failure),
    }))
    .filter((one) => one.sharedCriteria.length > 0 || one.isSameFault)
    .toSorted((a, b) => b.sharedCriteria.length - a.sharedCriteria.length || Number(b.isSameFault) - Number(a.isSameFault))
    .slice(0, MAX_SIMILAR)
    .map(({ failure, sharedCriteria }) => ({ failure, sharedCriteria }));
}
