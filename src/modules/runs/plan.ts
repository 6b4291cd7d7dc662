// Everything a run needs to know before it begins: its version, its target, its tester and its judge.
import { getOrgById, systemCtx } from '#modules/access';
import { defaultModels, resolveModel } from '#modules/models';
import { specOf } from '#modules/workflows';
import type { AnyVersion, TesterTarget, WorkflowSpec } from '#modules/workflows';
import type { Ctx, Deps } from '#platform/ctx';
import type { ModelRef } from '#platform/llm/model';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Claim } from './queue/store.ts';
import type { RunError } from './run.ts';

const NO_JUDGE = 'no judge model is configured; add one or turn this criterion into a check';

export interface PlannedJudge {
  readonly ref: ModelRef;
  readonly samples: number;
}

export interface Plan {
  readonly ctx: Ctx;
  readonly version: AnyVersion;
  readonly target: TesterTarget;
  /** null: no AI, the prompt is a step script. */
  readonly testerRef: ModelRef | null;
  /** null: all criteria are checks. */
  readonly judge: PlannedJudge | null;
}

/** A failure here would come again: it is not retried. */
export async function planRun(deps: Deps, claim: Claim, signal: AbortSignal): Promise<Outcome<Plan, RunError>> {
  const [org, version] = await Promise.all([getOrgById(deps, claim.orgId), specOf(deps, claim.versionId)]);
  if (!org) return failed({ kind: 'internal', message: 'the organization of this run is gone' });
  const ctx = systemCtx(deps, org, { name: 'worker', signal });
  const target = version.spec.testerTargets[claim.targetIndex];
  if (!target) return failed({ kind: 'internal', message: 'the version of this run has no such target' });
  const tester = await resolveModel(ctx, claim.modelId);
  if (!tester.ok) return failed({ kind: 'model', message: tester.error });
  if (tester.value.kind === 'pinned')
    return failed({ kind: 'model', message: 'a pinned run cannot be played yet; choose a model or the step script' });
  const judge = await planJudge(ctx, version.spec);
  if (!judge.ok) return judge;
  return ok({ ctx, version, target, testerRef: tester.value.kind === 'model' ? tester.value.ref : null, judge: judge.value });
}

async function planJudge(ctx: Ctx, spec: WorkflowSpec): Promise<Outcome<PlannedJudge | null, RunError>> {
  if (spec.criteria.every(({ kind }) => kind === 'check')) return ok(null);
  const modelId = spec.judge?.modelId ?? (await defaultModels(ctx)).judgeModelId;
  if (modelId === null) return failed({ kind: 'judge', message: NO_JUDGE });
  const model = await resolveModel(ctx, modelId);
  if (!model.ok) return failed({ kind: 'judge', message: model.error });
  if (model.value.kind !== 'model') return failed({ kind: 'judge', message: NO_JUDGE });
  return ok({ ref: model.value.ref, samples: spec.judge?.samples ?? 1 });
}
