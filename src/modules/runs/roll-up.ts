// The status of a graded run, from its verdicts (spec 02 §11). Pure.
import type { Verdict } from '#modules/workflows';

interface Graded {
  readonly isRequired: boolean;
  readonly verdict: Verdict;
}

/** The verdicts that decide: the required ones, or all when none is required. */
export function decidingVerdicts<T extends { readonly isRequired: boolean }>(verdicts: readonly T[]): readonly T[] {
  const required = verdicts.filter((verdict) => verdict.isRequired);
  return required.length > 0 ? required : verdicts;
}

/** All pass → pass, all fail → fail, any other mix → partial. At least one verdict is expected. */
export function rollUp(verdicts: readonly Graded[]): Verdict {
  const deciding = decidingVerdicts(verdicts);
  if (deciding.every(({ verdict }) => verdict === 'pass')) return 'pass';
  return deciding.every(({ verdict }) => verdict === 'fail') ? 'fail' : 'partial';
}
