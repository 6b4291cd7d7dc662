// Drafts a manual workflow out of a failed run, by fixed rules: what failed, on the target that failed, with checks distilled
// from the trace (spec 04 §3).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { invalidField, validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { isFinished, requireRun } from '#modules/runs';
import type { RunRow } from '#modules/runs';
import { diffSpecs, diffToWire, examineSpec, specOf } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { presentOne } from '../present-proposals.ts';
import type { Proposal } from '../proposal.ts';
import { rationaleField } from '../rationale-field.ts';
import { stageProposal } from '../stage-proposal.ts';
import { chooseCriteria } from './choose-criteria.ts';
import { distilChecks } from './distil-checks.ts';
import { draftSpec } from './draft-spec.ts';
import { readFailure } from './read-failure.ts';

const MAX_CRITERIA = 50;
const MAX_ID = 200;
const MAX_CITED = 50;

const input = z.strictObject({
  runId: z.string('must be text'),
  rationale: rationaleField,
  name: boundedText(1, 120).optional(),
  criterionIds: z.array(z.string('must be text').max(MAX_ID)).min(1, 'names no criterion').max(MAX_CRITERIA).optional(),
});

/** Throws `validation_failed` for a run that is not finished or passed, and when what it used is no longer there. */
export async function draftRegression(ctx: Ctx, raw: unknown): Promise<Proposal> {
  requireRole(ctx, 'viewer');
  refuseSecrets(raw);
  const { runId, rationale, name, criterionIds } = parseInput(input, raw);
  const run = await requireRun(ctx, runId);
  refuseUnfailed(run);
  const [{ spec: source }, failure] = await Promise.all([specOf(ctx.deps, run.version.id), readFailure(ctx, run)]);
  const chosen = chooseCriteria(source.criteria, failure.verdicts, { status: run.status, criterionIds });
  if ('errors' in chosen) throw validationFailed(chosen.errors);
  const distilled = distilChecks(chosen.criteria, failure, MAX_CRITERIA);
  const drafted = draftSpec(source, {
    run,
    name,
    criteria: chosen.criteria,
    checks: distilled.checks,
    now: ctx.deps.clock.now(),
    newCriterionId: () => newId('crit', ctx.deps.clock.now().getTime()),
  });
  if (drafted === undefined) throw invalidField('runId', 'ran a target that its version no longer tells of');
  const { errors, warnings } = await examineSpec(ctx, drafted);
  refuseOutdated(errors);
  const stored = await stageProposal(ctx, {
    kind: 'draft',
    homeWorkflowId: run.workflowId,
    baseVersionId: null,
    sourceRunId: run.runId,
    rationale,
    evidence: [run.runId, ...chosen.criteria.map(({ id }) => id), ...failure.citedIds].slice(0, MAX_CITED),
    diff: diffToWire(diffSpecs(source, drafted)),
    warnings: [...distilled.warnings, ...warnings],
    spec: drafted,
  });
  return presentOne(ctx, stored);
}

function refuseUnfailed({ status }: RunRow): void {
  if (!isFinished(status)) throw invalidField('runId', 'is not finished');
  if (status === 'pass') throw invalidField('runId', 'passed; only a failed, partial or broken run can be drafted from');
}

/** The caller named a run and no field of a workflow: what has changed since is said of the run. */
function refuseOutdated(errors: readonly FieldError[]): void {
  const [first, ...rest] = errors.map(({ field, message }) => ({ field: 'runId', message: `cannot be drafted from: ${field} ${message}` }));
  if (first) throw validationFailed([first, ...rest]);
}
