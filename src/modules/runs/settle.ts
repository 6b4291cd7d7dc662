// How an attempt ends: another try by policy, or the run's end with status, verdicts, blame and the fact run.finished.
import { seconds } from '#kernel/duration';
import { inTransaction } from '#platform/db/transaction';
import type { Tx } from '#platform/db/connect';
import type { WorkflowSpec } from '#modules/workflows';
import type { Deps } from '#platform/ctx';
import type { Catalog } from '#platform/mcp/mcp';
import { baselineOf, changesSince } from './baseline.ts';
import { classify } from './classify.ts';
import type { Blame } from './classify.ts';
import type { Graded } from './grade.ts';
import type { Plan } from './plan.ts';
import { endRun } from './queue/end-run.ts';
import { nextStep } from './queue/retry.ts';
import type { NextStep } from './queue/retry.ts';
import { LEASE_MS, lockClaim, lockServer, renewLease, writeRequeue } from './queue/store.ts';
import type { Claim, Spent } from './queue/store.ts';
import { wakeNext } from './queue/wake.ts';
import { rollUp } from './roll-up.ts';
import { CANCELLED } from './run.ts';
import type { FinishedStatus, RunError } from './run.ts';
import { addCost } from './totals.ts';
import type { Totals } from './totals.ts';
import { LeaseLost } from './trace/event-writer.ts';
import type { Trace } from './trace/trace.ts';

/** What an attempt came to. `graded` and `error` exclude each other. */
export interface Ending {
  /** null when it could not even be planned. */
  readonly plan: Plan | null;
  readonly error: RunError | null;
  readonly hadHttpStatus: boolean;
  readonly isPermanent: boolean;
  /** A step script that is none: it opens no incident and does not count for the pass rate. */
  readonly needsModel: boolean;
  readonly totals: Totals;
  readonly durationMs: number;
  readonly judgeDurationMs: number;
  readonly judgeCostUsd: number | null;
  readonly catalog: Catalog | null;
  readonly snapshotId: string | null;
  readonly finalAnswer: string | null;
  readonly graded: Graded | null;
}

interface Settling {
  readonly claim: Claim;
  readonly trace: Trace;
  readonly ending: Ending;
}

/** Throws LeaseLost when the run is no longer ours: then nothing is written. */
export async function settle(deps: Deps, { claim, trace, ending }: Settling): Promise<void> {
  const error = ending.error && { ...ending.error, message: await trace.redactText(ending.error.message) };
  await appendEnding(trace, { ...ending, error });
  await trace.flush();
  const step = error ? stepAfter(claim, { ...ending, error }) : 'finish';
  if (error && step !== 'finish') {
    const isCancelled = (await renewLease(deps.db, claim, new Date(deps.clock.now().getTime() + LEASE_MS))) === 'cancelled';
    if (isCancelled) return settle(deps, { claim, trace, ending: { ...ending, error: CANCELLED } });
    return requeue(deps, { claim, ending, error, step });
  }
  const status = error ? 'error' : rollUp(ending.graded?.verdicts ?? []);
  const { blame, baselineRunId } = await blameFor({ claim, trace, ending: { ...ending, error } }, status);
  await inTransaction(deps.db, async (tx) => {
    await takeForEnd(tx, claim);
    await endRun(tx, deps, {
      claim,
      status,
      error,
      blame,
      baselineRunId,
      finalAnswer: ending.finalAnswer,
      graded: ending.graded,
      countsForPassRate: !ending.needsModel,
      spent: spentOf(claim, ending),
      seq: (trace.events.at(-1)?.seq ?? 0) + 1,
    });
    await wakeNext(tx, deps, claim.serverId);
  });
  deps.log.info({ runId: claim.runId, attempt: claim.attempt, status, errorKind: error?.kind ?? null }, 'a run is finished');
}

async function appendEnding(trace: Trace, { error, graded }: Pick<Ending, 'error' | 'graded'>): Promise<void> {
  const last = trace.events.at(-1);
  if (error && !(last?.type === 'error' && last.data.kind === error.kind)) await trace.append('error', error);
  for (const { criterionId, verdict, reasoning, judgedBy, agreement } of graded?.verdicts ?? []) {
    await trace.append('criterion_verdict', { criterionId, verdict, reasoning, judgedBy, ...(agreement === null ? {} : { agreement }) });
  }
}

/** Order of locks: the server, then the run. */
async function takeForEnd(tx: Tx, claim: Claim): Promise<void> {
  await lockServer(tx, claim.serverId);
  if (!(await lockClaim(tx, claim))) throw new LeaseLost();
}

function stepAfter(claim: Claim, { error, plan, isPermanent, finalAnswer }: Ending & { readonly error: RunError }): NextStep {
  if (error.kind === CANCELLED.kind) return 'finish';
  const policy = plan?.version.spec.retryPolicy;
  if (!policy) return isPermanent || claim.attempt + claim.evaluations >= ATTEMPTS_WITHOUT_PLAN ? 'finish' : 'test';
  return nextStep(
    { kind: error.kind, isPermanent, wasTested: finalAnswer !== null, attempts: claim.attempt, evaluations: claim.evaluations },
    policy,
  );
}

/** When not even the policy could be read: the default of spec 02 §7. */
const ATTEMPTS_WITHOUT_PLAN = 2;

interface Requeueing {
  readonly claim: Claim;
  readonly ending: Ending;
  readonly error: RunError;
  readonly step: Exclude<NextStep, 'finish'>;
}

async function requeue(deps: Deps, { claim, ending, error, step }: Requeueing): Promise<void> {
  const now = deps.clock.now();
  const notBefore = new Date(now.getTime() + seconds(ending.plan?.version.spec.retryPolicy.backoffSeconds ?? 0));
  await inTransaction(deps.db, async (tx) => {
    await takeForEnd(tx, claim);
    await writeRequeue(tx, {
      runId: claim.runId,
      attempt: claim.attempt,
      phase: step,
      error,
      finalAnswer: step === 'evaluate' ? ending.finalAnswer : null,
      spent: spentOf(claim, ending),
      notBefore,
      now,
    });
    await deps.jobs.enqueue(tx, 'run.execute', { runId: claim.runId }, { startAfter: notBefore });
    await deps.live.publish(tx, 'run', claim.runId);
    await wakeNext(tx, deps, claim.serverId);
  });
}

/** Money adds up over all attempts; the rest is the deciding attempt's own. */
function spentOf(
  claim: Claim,
  { totals, durationMs, judgeDurationMs, judgeCostUsd }: Pick<Ending, 'totals' | 'durationMs' | 'judgeDurationMs' | 'judgeCostUsd'>,
): Spent {
  const now = claim.phase === 'evaluate' ? judgeCostUsd : addCost(totals.costUsd, judgeCostUsd);
  return { ...totals, costUsd: addCost(claim.spent.costUsd, now), durationMs, judgeDurationMs };
}

async function blameFor(
  { claim, trace, ending }: Settling,
  status: FinishedStatus,
): Promise<{ blame: Blame | null; baselineRunId: string | null }> {
  if (!ending.plan) return { blame: blameOf({ claim, trace, ending }, status, null), baselineRunId: claim.baselineRunId };
  const { ctx, version } = ending.plan;
  const baseline = await baselineOf(ctx, claim);
  const changes =
    baseline && (status === 'partial' || status === 'fail')
      ? await changesSince(ctx, baseline, {
          spec: version.spec,
          versionId: version.id,
          serverId: claim.serverId,
          snapshotId: ending.snapshotId,
          catalog: ending.catalog,
        })
      : null;
  return { blame: blameOf({ claim, trace, ending }, status, changes), baselineRunId: baseline?.runId ?? null };
}

const blameOf = (
  { claim, trace, ending }: Settling,
  status: FinishedStatus,
  baseline: Parameters<typeof classify>[0]['baseline'],
): Blame | null =>
  classify({
    status,
    testerKind: claim.testerKind,
    error: ending.error,
    hadHttpStatus: ending.hadHttpStatus,
    events: trace.events,
    verdicts: ending.graded?.verdicts ?? [],
    callCriteria: callCriteriaOf(ending.plan?.version.spec),
    durationMs: ending.durationMs,
    baseline,
  });

const ABOUT_CALLS = new Set(['tool_called', 'tool_not_called', 'tool_order', 'max_tool_calls', 'max_steps']);

/** Wanted arguments may come from what the server answered before, so such a check is not about the calls alone. */
const callCriteriaOf = (spec: WorkflowSpec | undefined): Set<string> =>
  new Set(
    (spec?.criteria ?? [])
      .filter(({ check }) => check !== undefined && ABOUT_CALLS.has(check.kind) && !('argsMatch' in check && check.argsMatch))
      .map(({ id }) => id),
  );
