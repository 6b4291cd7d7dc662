// Which criteria of a failed run a draft keeps (spec 04 §3). Pure.
import type { FieldError } from '#kernel/errors';
import type { GradedCriterion, RunStatus } from '#modules/runs';
import type { Criterion } from '#modules/workflows';

export type Chosen = { readonly criteria: readonly Criterion[] } | { readonly errors: readonly [FieldError, ...FieldError[]] };

export interface Choice {
  readonly status: RunStatus;
  /** As the caller gave them; undefined: the failing required ones, or all after an error. */
  readonly criterionIds: readonly string[] | undefined;
}

/** In the order of the version. */
export function chooseCriteria(all: readonly Criterion[], verdicts: readonly GradedCriterion[], { status, criterionIds }: Choice): Chosen {
  if (criterionIds) return named(all, criterionIds);
  if (status === 'error') return { criteria: all };
  const failing = new Set(
    verdicts.flatMap(({ criterionId, verdict }) => (verdict === 'fail' || verdict === 'partial' ? [criterionId] : [])),
  );
  // Where none is required, all of them decide.
  const decides = all.some(({ isRequired }) => isRequired) ? all.filter(({ isRequired }) => isRequired) : all;
  const criteria = decides.filter(({ id }) => failing.has(id));
  return criteria.length > 0
    ? { criteria }
    : { errors: [{ field: 'runId', message: 'has no failing criterion; name some in criterionIds' }] };
}

function named(all: readonly Criterion[], ids: readonly string[]): Chosen {
  const known = new Set(all.map(({ id }) => id));
  const [first, ...rest] = ids.flatMap((id, index): FieldError[] => {
    const field = `criterionIds[${index}]`;
    if (!known.has(id)) return [{ field, message: "is not a criterion of the run's version" }];
    return ids.indexOf(id) === index ? [] : [{ field, message: 'is named twice' }];
  });
  if (first) return { errors: [first, ...rest] };
  const wanted = new Set(ids);
  return { criteria: all.filter(({ id }) => wanted.has(id)) };
}
