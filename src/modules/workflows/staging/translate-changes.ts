// A partial change in the names of the wire as the patch of REST it stands for, and the way back for errors. Pure.
import type { FieldError } from '#kernel/errors';
import type { Criterion } from '../workflow.ts';
import { operateCriteria } from './criterion-operations.ts';
import type { OperatedCriteria } from './criterion-operations.ts';
import { errorsToWire } from './wire-spec.ts';
import { workflowChanges } from './workflow-changes.ts';

export interface Translated {
  /** Not looked at yet, except for the operations on criteria. */
  readonly patch: Readonly<Record<string, unknown>>;
  /** In the names of the wire. */
  readonly errors: readonly FieldError[];
  /** What is wrong with the patch, said of what the caller wrote. */
  readonly toWire: (errors: readonly FieldError[]) => FieldError[];
}

export function translateChanges(raw: unknown, current: readonly Criterion[]): Translated {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return failed([{ field: 'changes', message: 'must be an object' }]);
  const patch: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  let operated: OperatedCriteria | undefined;
  for (const [name, value] of Object.entries(raw)) {
    if (name === 'criteria') {
      const result = operateCriteria(value, current);
      if ('errors' in result) errors.push(...result.errors);
      else operated = result.criteria;
    } else if (name === 'prompt') patch['testerPrompt'] = value;
    else if (name === 'model') patch[formOf(value)] = value;
    else if (Object.hasOwn(workflowChanges.shape, name)) patch[name] = value;
    else errors.push({ field: name, message: REFUSED[name] ?? 'is not a known field' });
  }
  if (operated) patch['criteria'] = operated.sent;
  return { patch, errors: errors.map(under), toWire: (found) => errorsToWire(found).map((error) => under(placed(error, operated))) };
}

const failed = (errors: readonly FieldError[]): Translated => ({ patch: {}, errors, toWire: () => [] });

const REFUSED: Readonly<Record<string, string>> = {
  mcpServerId: 'cannot change; make a new workflow for another server',
  state: 'is not part of the content; pause or archive the workflow itself',
};

function formOf(model: unknown): 'testerModelId' | 'testerModelIds' | 'testerTargets' {
  if (!Array.isArray(model)) return 'testerModelId';
  return model.every((one) => typeof one === 'string') ? 'testerModelIds' : 'testerTargets';
}

const under = ({ field, message }: FieldError): FieldError => ({ field: `changes.${field}`, message });

/** `criteria[3].check` is the check of the operation that touched the fourth criterion last. */
function placed(error: FieldError, operated: OperatedCriteria | undefined): FieldError {
  const found = /^criteria\[(\d+)\](.*)$/.exec(error.field);
  const operation = found && operated?.operationOf[Number(found[1])];
  return operation === undefined || operation === null ? error : { ...error, field: `criteria[${operation}]${found?.[2] ?? ''}` };
}
