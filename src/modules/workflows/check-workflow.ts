// Looks at an unsaved workflow while it is being edited; nothing is stored (spec 02 §14).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { findSecret } from '#platform/secrets/secret-shapes';
import { buildSpec } from './build-spec.ts';
import { describeSchedule } from './describe-schedule.ts';
import { examineInput } from './examine-input.ts';
import type { Examined } from './examine-input.ts';
import { findWarnings } from './find-warnings.ts';
import { parseSentence } from './parse-sentence.ts';
import { secretError } from '#platform/secrets/refuse-secrets';
import { findWorkflow } from './store.ts';
import type { StoredWorkflow } from './store.ts';
import type { Check } from './workflow.ts';

export interface WorkflowCheck {
  readonly fieldErrors: readonly FieldError[];
  /** Only once no field is wrong. */
  readonly warnings: readonly string[];
  /** null while the schedule is wrong. */
  readonly scheduleLabel: string | null;
  readonly nextRuns: readonly string[];
  /** Judged criteria (by 0-based index) whose sentence says exactly a check: offered as **Convert to check**. */
  readonly conversions: readonly { readonly index: number; readonly check: Check }[];
}

const withId = z.looseObject({ workflowId: z.string('must be text').optional() });

/** `raw`: the fields of a new workflow, or `{workflowId, ...fields of a patch}`. */
export async function checkWorkflow(ctx: Ctx, raw: unknown): Promise<WorkflowCheck> {
  requireRole(ctx, 'viewer');
  const { workflowId, ...fields } = parseInput(withId, raw);
  const current = workflowId === undefined ? undefined : await findWorkflow(ctx.deps.db, ctx.org.id, workflowId);
  if (workflowId !== undefined && !current) throw notFound('workflow');
  const examined = await examineInput(ctx, fields, current);
  const secret = findSecret(fields);
  const fieldErrors = [...examined.errors, ...(secret ? [secretError(secret)] : [])];
  return { fieldErrors, conversions: conversionsOf(examined), ...describe(examined, current, { fieldErrors, now: ctx.deps.clock.now() }) };
}

function describe(
  examined: Examined,
  current: StoredWorkflow | undefined,
  { fieldErrors, now }: { fieldErrors: readonly FieldError[]; now: Date },
): Omit<WorkflowCheck, 'fieldErrors' | 'conversions'> {
  const spec = buildSpec(examined.fields, current?.spec, examined.defaults);
  const warnings = fieldErrors.length === 0 ? findWarnings(spec, examined.server, examined.catalog) : [];
  if (fieldErrors.some(({ field }) => field.startsWith('schedule'))) return { warnings, scheduleLabel: null, nextRuns: [] };
  const { label, nextRuns } = describeSchedule(spec.schedule, spec.testerTargets, now);
  return { warnings, scheduleLabel: label, nextRuns };
}

function conversionsOf({ fields }: Examined): WorkflowCheck['conversions'] {
  return (fields.criteria ?? []).flatMap(({ kind = 'judge', criterionText }, index) => {
    const check = kind === 'judge' && criterionText !== undefined ? parseSentence(criterionText) : undefined;
    return check ? [{ index, check }] : [];
  });
}
