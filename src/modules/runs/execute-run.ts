// One run from claim to end: plan, test, grade, settle. Safe to call twice: whoever comes second finds the run claimed.
import { randomUUID } from 'node:crypto';
import { parseRunId } from '#kernel/ids';
import { inTransaction } from '#platform/db/transaction';
import type { Deps } from '#platform/ctx';
import type { Span } from '#platform/telemetry/telemetry';
import { grade } from './grade.ts';
import { planRun } from './plan.ts';
import type { Plan } from './plan.ts';
import { holdLease } from './queue/lease.ts';
import type { Lease } from './queue/lease.ts';
import { claimRun, lockServerOf } from './queue/store.ts';
import type { Claim } from './queue/store.ts';
import { runAttempt } from './run-attempt.ts';
import type { AttemptResult } from './run-attempt.ts';
import { CANCELLED } from './run.ts';
import type { RunError } from './run.ts';
import { settle } from './settle.ts';
import type { Ending } from './settle.ts';
import { totalsOf } from './totals.ts';
import { LeaseLost } from './trace/event-writer.ts';
import { openTrace } from './trace/trace.ts';
import type { Trace } from './trace/trace.ts';

/** Does nothing when the run is not waiting, has no free place yet, or belongs to another worker. */
export async function executeRun(deps: Deps, runId: string, signal: AbortSignal): Promise<void> {
  const claim = await take(deps, runId);
  if (!claim) return;
  const lease = holdLease(deps, claim, signal);
  try {
    const fields = { 'gen_ai.operation.name': 'invoke_workflow', 'armature.run.id': claim.runId, 'armature.run.attempt': claim.attempt };
    await deps.telemetry.span('invoke_workflow', fields, async (span) => tellSpan(span, await work(deps, claim, lease)));
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    deps.log.warn({ runId: claim.runId, attempt: claim.attempt }, 'the lease of a run was lost; its next owner continues');
  } finally {
    await lease.release();
  }
}

async function take(deps: Deps, given: string): Promise<Claim | undefined> {
  const runId = parseRunId(given);
  if (!runId) return undefined;
  return inTransaction(deps.db, async (tx) => {
    if (!(await lockServerOf(tx, runId))) return undefined;
    const now = deps.clock.now();
    const answer = await claimRun(tx, { runId, owner: randomUUID(), now });
    if (answer.kind === 'too_early') await deps.jobs.enqueue(tx, 'run.execute', { runId }, { startAfter: answer.notBefore });
    if (answer.kind === 'claimed') await deps.live.publish(tx, 'run', runId);
    return answer.kind === 'claimed' ? answer.claim : undefined;
  });
}

async function work(deps: Deps, claim: Claim, lease: Lease): Promise<Ending> {
  const trace = await openTrace(deps, claim, { isNew: claim.phase === 'test' });
  const ending = endedEarly(lease, await reachEnd(deps, { claim, lease, trace }));
  await settle(deps, { claim, trace, ending });
  return ending;
}

/** Verdicts and errors by their names of the GenAI conventions; no text of the run leaves with them. */
function tellSpan(span: Span, { error, graded }: Ending): void {
  if (error) span.fail(error.kind);
  for (const { criterionId, verdict } of graded?.verdicts ?? []) {
    span.event('gen_ai.evaluation.result', { 'gen_ai.evaluation.name': criterionId, 'gen_ai.evaluation.score.label': verdict });
  }
}

interface Work {
  readonly claim: Claim;
  readonly lease: Lease;
  readonly trace: Trace;
}

async function reachEnd(deps: Deps, job: Work): Promise<Ending> {
  // Cancelled before it was claimed, or the process is ending: nothing begins any more, and endedEarly says why.
  if (job.lease.signal.aborted) return { plan: null, error: null, isPermanent: true, ...untested(job) };
  const planned = await planRun(deps, job.claim, job.lease.signal).catch((error: unknown) => broken(deps, job, { error, plan: null }));
  if ('totals' in planned) return planned;
  if (!planned.ok) return { plan: null, error: planned.error, isPermanent: true, ...untested(job) };
  const plan = planned.value;
  return testAndGrade(deps, job, plan).catch((error: unknown) => broken(deps, job, { error, plan }));
}

async function testAndGrade(deps: Deps, job: Work, plan: Plan): Promise<Ending> {
  const { claim, lease, trace } = job;
  const tested = claim.phase === 'evaluate' ? recall(claim, trace) : await runAttempt(deps, { claim, plan, trace, signal: lease.signal });
  if (tested.hasChangedCatalog)
    await deps.jobs.enqueue(
      undefined,
      'server.sync',
      { orgId: claim.orgId, serverId: claim.serverId, trigger: 'run' },
      { singletonKey: claim.serverId },
    );
  if (tested.error) return failedTest(plan, { ...tested, error: tested.error });
  return gradeTested(deps, job, { plan, tested });
}

function failedTest(plan: Plan, tested: AttemptResult & { readonly error: NonNullable<AttemptResult['error']> }): Ending {
  const { kind, message, hadHttpStatus, needsModel } = tested.error;
  return {
    plan,
    error: { kind, message },
    hadHttpStatus: hadHttpStatus ?? false,
    isPermanent: needsModel === true,
    needsModel: needsModel === true,
    ...partsOf(tested),
    judgeDurationMs: 0,
    judgeCostUsd: 0,
    finalAnswer: null,
    graded: null,
  };
}

async function gradeTested(
  deps: Deps,
  { lease, trace }: Work,
  { plan, tested }: { readonly plan: Plan; readonly tested: AttemptResult },
): Promise<Ending> {
  const finalAnswer = await trace.redactText(tested.finalAnswer ?? '');
  const result = await grade(deps, {
    plan,
    trace,
    finalAnswer,
    totals: tested.totals,
    durationMs: tested.durationMs,
    signal: lease.signal,
  });
  return {
    plan,
    hadHttpStatus: false,
    isPermanent: false,
    needsModel: false,
    ...partsOf(tested),
    judgeDurationMs: result.durationMs,
    judgeCostUsd: result.costUsd,
    finalAnswer,
    error: result.outcome.ok ? null : result.outcome.error,
    graded: result.outcome.ok ? result.outcome.value : null,
  };
}

const partsOf = ({
  totals,
  durationMs,
  catalog,
  snapshotId,
}: AttemptResult): Pick<Ending, 'totals' | 'durationMs' | 'catalog' | 'snapshotId'> => ({
  totals,
  durationMs,
  catalog,
  snapshotId,
});

/** The agent's part of this attempt is done and stored: only the grading is repeated. */
function recall(claim: Claim, trace: Trace): AttemptResult {
  const answer = trace.events.findLast((event) => event.type === 'final_answer');
  const kept = {
    totals: totalsOf(trace.events),
    durationMs: claim.spent.durationMs,
    catalog: null,
    hasChangedCatalog: false,
    snapshotId: claim.snapshotId,
  };
  if (!answer) return { ...kept, error: { kind: 'internal', message: 'the trace of this attempt has no final answer to grade' } };
  return { ...kept, finalAnswer: answer.data.text };
}

function untested({ claim, trace }: Work): Omit<Ending, 'plan' | 'error' | 'isPermanent'> {
  const answer = trace.events.findLast((event) => event.type === 'final_answer');
  return {
    hadHttpStatus: false,
    needsModel: false,
    totals: totalsOf(trace.events),
    durationMs: claim.phase === 'evaluate' ? claim.spent.durationMs : 0,
    judgeDurationMs: 0,
    judgeCostUsd: 0,
    catalog: null,
    snapshotId: claim.snapshotId,
    finalAnswer: answer?.data.text ?? null,
    graded: null,
  };
}

/** What nobody foresaw ends the attempt as `internal`: logged in full, shown without its inside. */
function broken(deps: Deps, job: Work, { error, plan }: { readonly error: unknown; readonly plan: Plan | null }): Ending {
  if (error instanceof LeaseLost) throw error;
  const { runId, attempt } = job.claim;
  deps.log.error({ runId, attempt, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'a run broke');
  return {
    plan,
    error: { kind: 'internal', message: 'the worker met an unexpected fault; its log has the details' },
    isPermanent: false,
    ...untested(job),
  };
}

/** Whatever the work came to: a lost, cancelled or stopped one ends as that. */
function endedEarly(lease: Lease, ending: Ending): Ending {
  if (lease.endedBy === 'lost') throw new LeaseLost();
  const error = lease.endedBy === undefined ? undefined : EARLY[lease.endedBy];
  return error ? { ...ending, error, isPermanent: false, needsModel: false, graded: null } : ending;
}

const EARLY: Readonly<Record<'cancelled' | 'stopped', RunError>> = {
  cancelled: CANCELLED,
  stopped: { kind: 'internal', message: 'the worker was stopped during the run' },
};
