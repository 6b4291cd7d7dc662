// The operations by which a change of criteria is written down (spec 04 §3), and what a list becomes by them. Pure.
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import type { FieldError } from '#kernel/errors';
import { fieldErrorsOf } from '#kernel/parse-input';
import { plainMessage } from '#kernel/plain-message';
import { checkInput } from '../check-input.ts';
import { checkSentence } from '../check-sentence.ts';
import type { Criterion } from '../workflow.ts';

const MAX_OPERATIONS = 200;
const NO_SUCH_POSITION = 'Position does not exist.';

const position = z.int('must be a whole number').describe('1-based place in the list as it stands before this operation');
const content = {
  criterionText: boundedText(1, 2000).optional(),
  isRequired: z.boolean().optional(),
  kind: z.enum(['judge', 'check']).optional(),
  check: checkInput.optional(),
};

const operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), position: position.optional().describe('Place it will have; default: at the end'), ...content }),
  z.strictObject({ op: z.literal('update'), position, ...content }),
  z.strictObject({ op: z.literal('remove'), position }),
  z.strictObject({ op: z.literal('move'), position, to: position.describe('Place it will have') }),
]);

export const criterionOperations = z
  .array(operation)
  .min(1)
  .max(MAX_OPERATIONS)
  .describe('In order; each position counts in the list as it then stands');
type Operation = z.output<typeof operation>;

/** A criterion as it will be sent to be saved, and the operation that touched it last. */
interface Placed {
  readonly sent: Readonly<Record<string, unknown>>;
  readonly op: number | undefined;
}

export interface OperatedCriteria {
  /** As a caller of REST would send the whole list: kept ones with their id, new ones without. */
  readonly sent: readonly Readonly<Record<string, unknown>>[];
  /** By place in `sent`: the index of the operation that touched it last. */
  readonly operationOf: readonly (number | undefined)[];
}

export type Operated = { readonly criteria: OperatedCriteria } | { readonly errors: readonly FieldError[] };

/** Fields of errors begin with `criteria`. Stops at the first operation that cannot be done: what follows counts on it. */
export function operateCriteria(raw: unknown, current: readonly Criterion[]): Operated {
  const parsed = criterionOperations.safeParse(raw, { error: plainMessage });
  if (!parsed.success)
    return { errors: fieldErrorsOf(parsed.error.issues.map((issue) => ({ ...issue, path: ['criteria', ...issue.path] }))) };
  let list: readonly Placed[] = current.map((criterion) => ({ sent: sentAgain(criterion), op: undefined }));
  for (const [index, one] of parsed.data.entries()) {
    const wrong = misplaced(one, list.length);
    if (wrong !== undefined) return { errors: [{ field: `criteria[${index}].${wrong}`, message: NO_SUCH_POSITION }] };
    list = operate(list, one, index);
  }
  return { criteria: { sent: list.map(({ sent }) => sent), operationOf: list.map(({ op }) => op) } };
}

/** The position follows from the place in the list. */
function sentAgain(criterion: Criterion): Record<string, unknown> {
  const { position: _, ...sent } = criterion;
  return sent;
}

/** The name of the field that names no place. */
function misplaced(one: Operation, length: number): 'position' | 'to' | undefined {
  const isThere = (place: number, count: number): boolean => place >= 1 && place <= count;
  if (one.op === 'add') return one.position === undefined || isThere(one.position, length + 1) ? undefined : 'position';
  if (!isThere(one.position, length)) return 'position';
  return one.op === 'move' && !isThere(one.to, length) ? 'to' : undefined;
}

function operate(list: readonly Placed[], one: Operation, op: number): readonly Placed[] {
  switch (one.op) {
    case 'add': {
      const { op: _, position: place = list.length + 1, ...sent } = one;
      return list.toSpliced(place - 1, 0, { sent, op });
    }
    case 'update': {
      const { op: _, position: place, ...sent } = one;
      return list.map((placed, index) => (index === place - 1 ? { sent: updated(placed.sent, sent), op } : placed));
    }
    case 'remove':
      return list.toSpliced(one.position - 1, 1);
    case 'move': {
      const moved = list[one.position - 1];
      return moved ? list.toSpliced(one.position - 1, 1).toSpliced(one.to - 1, 0, moved) : list;
    }
  }
}

type Fields = Omit<Extract<Operation, { op: 'update' }>, 'op' | 'position'>;

/** A criterion that becomes a judged one loses its check; the sentence of a check goes with the check it was made of. */
function updated(before: Placed['sent'], fields: Fields): Placed['sent'] {
  const next: Record<string, unknown> = { ...before, ...fields };
  const isJudged = fields.kind === 'judge' && fields.check === undefined;
  if (isJudged) delete next['check'];
  const old = checkInput.safeParse(before['check']);
  const wasGenerated = old.success && before['criterionText'] === checkSentence(old.data);
  if (wasGenerated && fields.criterionText === undefined && fields.check !== undefined) delete next['criterionText'];
  return next;
}
