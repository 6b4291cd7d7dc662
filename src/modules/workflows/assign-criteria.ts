// Turns the criteria a caller sent into those of the next version: ids kept by id or by place, texts filled (spec 02 §3).
import type { FieldError } from '#kernel/errors';
import { checkSentence } from './check-sentence.ts';
import type { CriterionInput } from './workflow-input.ts';
import type { Criterion } from './workflow.ts';

/** An id that is sent must be one of the workflow's own: runs are compared by it. */
export function unknownCriterionIds(sent: readonly CriterionInput[], current: readonly Criterion[]): FieldError[] {
  const known = new Set(current.map(({ id }) => id));
  return sent.flatMap(({ id }, index) =>
    id === undefined || known.has(id) ? [] : [{ field: `criteria[${index}].id`, message: 'is not a criterion of this workflow' }],
  );
}

/** A criterion sent without id takes that of the one at its place, unless another one claims it; else a new one. */
export function assignCriteria(sent: readonly CriterionInput[], current: readonly Criterion[], newCriterionId: () => string): Criterion[] {
  const claimed = new Set(sent.flatMap(({ id }) => id ?? []));
  return sent.map((input, index) => {
    const there = current[index]?.id;
    const id = input.id ?? (there !== undefined && !claimed.has(there) ? there : newCriterionId());
    return criterionOf(input, id, index + 1);
  });
}

function criterionOf(input: CriterionInput, id: string, position: number): Criterion {
  const base = { id, position, isRequired: input.isRequired ?? true };
  if (!input.check) return { ...base, criterionText: input.criterionText ?? '', kind: 'judge' };
  return { ...base, criterionText: input.criterionText ?? checkSentence(input.check), kind: 'check', check: input.check };
}
