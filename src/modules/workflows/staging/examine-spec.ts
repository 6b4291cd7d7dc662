// Holds whole content, made by us and not by a caller, against every rule of a new workflow.
import type { FieldError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import { examineInput } from '../examine-input.ts';
import { findWarnings } from '../find-warnings.ts';
import type { WorkflowSpec } from '../workflow.ts';
import { errorsToWire, wirePath } from './wire-spec.ts';

/** Fields and warnings in the names of the wire. */
export interface ExaminedSpec {
  readonly errors: readonly FieldError[];
  /** Empty while something is wrong. */
  readonly warnings: readonly string[];
}

export async function examineSpec(ctx: Ctx, spec: WorkflowSpec): Promise<ExaminedSpec> {
  const { judge, criteria, ...rest } = spec;
  // Ids of criteria belong to a workflow that is there already; a new one gives them itself.
  const sent = { ...rest, judge, criteria: criteria.map(({ id: _id, position: _position, ...criterion }) => criterion) };
  const { errors, server, catalog } = await examineInput(ctx, sent, undefined);
  return { errors: errorsToWire(errors), warnings: errors.length > 0 ? [] : findWarnings(spec, server, catalog).map(wirePath) };
}
