// Starts one run for each target of a workflow's current version (spec 02 §9, 05 §4).
import { z } from 'zod';
import { AppError, invalidField, validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseRunId, randomRunId } from '#kernel/ids';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getWorkflow } from '#modules/workflows';
import type { TesterTarget, Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { createRedactor } from '#platform/secrets/redact';
import { dispatch, startedRuns } from './dispatch.ts';
import type { StartedRun, StartedRuns } from './dispatch.ts';
import { DEFAULT_REASON, defaultIdempotencyKey, runIdOf } from './run-key.ts';
import { isFinished } from './run.ts';
import { findRunRow } from './store.ts';

const MAX_REASON = 200;
const MAX_TARGETS = 8;

/** Body of `POST /workflows/{id}/runs`, with the workflow's id. */
const startRunsInput = z.strictObject({
  workflowId: z.string(),
  reason: z
    .string()
    .trim()
    .refine((text) => [...text].length <= MAX_REASON, `has more than ${MAX_REASON} characters`)
    .optional(),
  idempotencyKey: z
    .string()
    .trim()
    .regex(/^[\x20-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters')
    .optional(),
  forceNewRun: z.boolean().optional(),
  baselineRunId: z.string().optional(),
  modelIds: z.array(z.string()).min(1, 'names no model').max(MAX_TARGETS, `has more than ${MAX_TARGETS} entries`).optional(),
});
type Input = z.infer<typeof startRunsInput>;

export async function startRuns(ctx: Ctx, raw: unknown): Promise<StartedRuns> {
  requireRole(ctx, 'editor');
  const input = parseInput(startRunsInput, raw);
  const workflow = await getWorkflow(ctx, { workflowId: input.workflowId });
  refuseArchived(workflow);
  const targets = chosenTargets(workflow.testerTargets, input.modelIds);
  const baselineRunId = input.baselineRunId === undefined ? null : await checkBaseline(ctx, workflow.id, input.baselineRunId);
  const reason = input.reason === undefined || input.reason === '' ? DEFAULT_REASON : createRedactor([]).redactText(input.reason);
  const idempotencyKey = input.idempotencyKey ?? defaultIdempotencyKey(ctx.actor.id, ctx.deps.clock.now());
  return inTransaction(ctx.deps.db, async (tx) => {
    const runs: StartedRun[] = [];
    for (const { target, targetIndex } of targets) {
      const key = { orgId: ctx.org.id, workflowId: workflow.id, target, reason, idempotencyKey };
      const runId = input.forceNewRun === true ? randomRunId() : runIdOf(key);
      runs.push(
        await dispatch(tx, ctx, {
          runId,
          workflow,
          version: workflow.currentVersion,
          target,
          targetIndex,
          triggerType: 'manual',
          reason,
          baselineRunId,
        }),
      );
    }
    return startedRuns(runs);
  });
}

/** An archived workflow is read-only and not runnable. */
export function refuseArchived({ state }: Pick<Workflow, 'state'>): void {
  if (state === 'archived') throw new AppError('conflict', 'This workflow is archived; set it to paused before running it.');
}

interface ChosenTarget {
  readonly target: TesterTarget;
  readonly targetIndex: number;
}

function chosenTargets(all: readonly TesterTarget[], modelIds: Input['modelIds']): ChosenTarget[] {
  const wrong = (modelIds ?? []).flatMap((modelId, index): FieldError[] => {
    const field = `modelIds[${index}]`;
    if (!all.some((target) => target.modelId === modelId)) return [{ field, message: 'is not a model of this workflow' }];
    return modelIds?.indexOf(modelId) === index ? [] : [{ field, message: 'is listed twice' }];
  });
  const [first, ...rest] = wrong;
  if (first) throw validationFailed([first, ...rest]);
  return all.map((target, targetIndex) => ({ target, targetIndex })).filter(({ target }) => modelIds?.includes(target.modelId) ?? true);
}

async function checkBaseline(ctx: Ctx, workflowId: string, given: string): Promise<string> {
  const runId = parseRunId(given);
  const run = runId && (await findRunRow(ctx.deps.db, ctx.org.id, runId));
  if (!run) throw invalidField('baselineRunId', 'is not a known run');
  if (run.workflowId !== workflowId) throw invalidField('baselineRunId', 'is a run of another workflow');
  if (!isFinished(run.status)) throw invalidField('baselineRunId', 'is not finished');
  return run.runId;
}
