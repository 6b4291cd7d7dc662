// What a start of runs comes to before anything is written: which targets, under which reason and key, against which baseline.
import { invalidField, validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseRunId } from '#kernel/ids';
import { specOf } from '#modules/workflows';
import type { TesterTarget } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { createRedactor } from '#platform/secrets/redact';
import type { EachTarget } from './dispatch-each.ts';
import { DEFAULT_REASON, defaultIdempotencyKey } from './run-key.ts';
import { isFinished } from './run.ts';
import type { StartRunsInput } from './start-runs-input.ts';
import { findRunRow } from './store.ts';
import type { RunRow } from './store.ts';

export type Start = Omit<EachTarget, 'version' | 'proposalId'>;

interface Startable {
  readonly workflow: Start['workflow'];
  /** Of the content that is to run. */
  readonly targets: readonly TesterTarget[];
  /** Whose content that is, when it is not applied. */
  readonly proposalId?: string | undefined;
}

/** Throws `validation_failed` for models that are none of the targets', and for a baseline that cannot be one. */
export async function prepareStart(ctx: Ctx, input: StartRunsInput, { workflow, targets, proposalId }: Startable): Promise<Start> {
  const { reason, idempotencyKey, forceNewRun = false, baselineRunId } = input;
  const chosen = chosenTargets(targets, input.modelIds);
  return {
    workflow,
    targets: chosen,
    reason: reason === undefined || reason === '' ? DEFAULT_REASON : createRedactor([]).redactText(reason),
    idempotencyKey: idempotencyKey ?? defaultIdempotencyKey(ctx.actor.id, ctx.deps.clock.now()),
    forceNewRun,
    baselineRunId: baselineRunId === undefined ? null : await checkBaseline(ctx, { workflowId: workflow.id, proposalId }, baselineRunId),
  };
}

function chosenTargets(all: readonly TesterTarget[], modelIds: StartRunsInput['modelIds']): Start['targets'] {
  const wrong = (modelIds ?? []).flatMap((modelId, index): FieldError[] => {
    const field = `modelIds[${index}]`;
    if (!all.some((target) => target.modelId === modelId)) return [{ field, message: 'is not a model of this workflow' }];
    return modelIds?.indexOf(modelId) === index ? [] : [{ field, message: 'is listed twice' }];
  });
  const [first, ...rest] = wrong;
  if (first) throw validationFailed([first, ...rest]);
  return all.map((target, targetIndex) => ({ target, targetIndex })).filter(({ target }) => modelIds?.includes(target.modelId) ?? true);
}

interface Measured {
  readonly workflowId: string;
  readonly proposalId: string | undefined;
}

async function checkBaseline(ctx: Ctx, { workflowId, proposalId }: Measured, given: string): Promise<string> {
  const runId = parseRunId(given);
  const run = runId && (await findRunRow(ctx.deps.db, ctx.org.id, runId));
  if (!run) throw invalidField('baselineRunId', 'is not a known run');
  if (run.workflowId !== workflowId) throw invalidField('baselineRunId', 'is a run of another workflow');
  if (!isFinished(run.status)) throw invalidField('baselineRunId', 'is not finished');
  if (await triesOtherContent(ctx, run, proposalId)) throw invalidField('baselineRunId', 'is a trial of a proposal that is not applied');
  return run.runId;
}

/** What a trial tried was never the workflow's, until it is applied; only another trial of the same can be measured by it. */
async function triesOtherContent(ctx: Ctx, { trial, version }: RunRow, proposalId: string | undefined): Promise<boolean> {
  if (trial === null || trial.proposalId === proposalId) return false;
  const { number } = await specOf(ctx.deps, version.id);
  return number === null;
}
