// Works a proposed change out against the current version: the content it leads to, what differs, and what is wrong or worth a warning.
import { invalidField } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { assignCriteria } from '../assign-criteria.ts';
import { buildSpec } from '../build-spec.ts';
import { diffSpecs } from '../diff-specs.ts';
import { examineInput } from '../examine-input.ts';
import type { Examined } from '../examine-input.ts';
import { findWarnings } from '../find-warnings.ts';
import { requireWorkflow } from '../require-workflow.ts';
import type { StoredWorkflow } from '../store.ts';
import { refuseStale } from '../update-workflow.ts';
import type { FieldDiff, WorkflowSpec } from '../workflow.ts';
import { translateChanges } from './translate-changes.ts';
import { wirePath } from './wire-spec.ts';
import { weakenedCriteria } from './weakened-criteria.ts';

export interface PlannedChange {
  readonly workflowId: string;
  readonly baseVersionId: string;
  /** Of use only when nothing is wrong. */
  readonly spec: WorkflowSpec;
  readonly diff: readonly FieldDiff[];
  /** In the names of the wire, as are the fields of errors. */
  readonly warnings: readonly string[];
  readonly errors: readonly FieldError[];
}

export interface WantedChange {
  readonly workflowId: string;
  readonly baseVersionId: string;
  /** What the caller wrote, unparsed. */
  readonly changes: unknown;
}

/** Stores nothing. Throws `not_found`, `validation_failed` for an archived workflow, or `stale_base_version`. */
export async function planChange(ctx: Ctx, { workflowId, baseVersionId, changes }: WantedChange): Promise<PlannedChange> {
  requireRole(ctx, 'viewer');
  const current = await requireWorkflow(ctx, workflowId);
  if (current.state === 'archived') throw invalidField('workflowId', 'is archived and read-only; set its state to paused first');
  refuseStale(current, baseVersionId);
  const translated = translateChanges(changes, current.spec.criteria);
  const examined = await examineInput(ctx, translated.patch, current);
  const spec = specAfter(current, examined);
  const diff = diffSpecs(current.spec, spec);
  const errors = [...translated.errors, ...translated.toWire(examined.errors)];
  const nothing = errors.length === 0 && diff.length === 0 ? [{ field: 'changes', message: 'change nothing' }] : [];
  return {
    workflowId: current.id,
    baseVersionId: current.currentVersion.id,
    spec,
    diff,
    warnings: [
      ...weakenedCriteria(current.spec.criteria, spec.criteria),
      ...findWarnings(spec, examined.server, examined.catalog).map(wirePath),
    ],
    errors: [...errors, ...nothing],
  };
}

/** An added criterion never takes the id of the one whose place it gets: that one was removed, and runs are compared by it. */
function specAfter(current: StoredWorkflow, { fields, defaults }: Examined): WorkflowSpec {
  const { criteria, ...others } = fields;
  const spec = buildSpec(others, current.spec, defaults);
  return criteria ? { ...spec, criteria: assignCriteria(criteria, [], defaults.newCriterionId) } : spec;
}
