// The end of a run, in one transaction of the caller's: last event, row, verdicts, the fact run.finished, the live notice.
import { newId } from '#kernel/ids';
import type { Tx } from '#platform/db/connect';
import type { Deps } from '#platform/ctx';
import type { Blame } from '../classify.ts';
import type { Graded } from '../grade.ts';
import type { FinishedStatus, RunError, TraceEvent } from '../run.ts';
import { insertOwnEvent } from '../trace/store.ts';
import { writeEnd } from './store.ts';
import type { Claim, Spent } from './store.ts';

export interface RunEnd {
  readonly claim: Pick<Claim, 'runId' | 'orgId' | 'attempt'>;
  readonly status: FinishedStatus;
  readonly error: RunError | null;
  readonly blame: Blame | null;
  readonly baselineRunId: string | null;
  readonly finalAnswer: string | null;
  readonly graded: Graded | null;
  readonly countsForPassRate: boolean;
  readonly spent: Spent;
  /** Number of the event `run_finished`. */
  readonly seq: number;
}

/** Caller has the run's row locked and unfinished. A run that never began has no trace, so it gets no event. */
export async function endRun(tx: Tx, deps: Pick<Deps, 'clock' | 'outbox' | 'live'>, end: RunEnd): Promise<void> {
  const { claim, status, error, blame, graded, spent } = end;
  const now = deps.clock.now();
  if (claim.attempt > 0) await insertOwnEvent(tx, claim.orgId, finishedEvent(end, now));
  await writeEnd(tx, {
    runId: claim.runId,
    attempt: claim.attempt,
    status,
    error,
    finalAnswer: end.finalAnswer,
    classification: blame?.classification ?? null,
    classificationEvidence: blame?.evidence ?? [],
    baselineRunId: end.baselineRunId,
    verdicts: graded?.verdicts ?? [],
    evaluation: graded?.evaluation ?? null,
    countsForPassRate: end.countsForPassRate,
    spent,
    now,
  });
  await deps.outbox.emit(tx, claim.orgId, 'run.finished', { runId: claim.runId, status });
  await deps.live.publish(tx, 'run', claim.runId);
}

function finishedEvent({ claim, status, spent, seq }: RunEnd, now: Date): TraceEvent {
  const { durationMs, judgeDurationMs, tokensIn, tokensOut, costUsd } = spent;
  return {
    id: newId('evt'),
    runId: claim.runId,
    attempt: claim.attempt,
    seq,
    at: now.toISOString(),
    type: 'run_finished',
    data: { status, durationMs, judgeDurationMs, tokensIn, tokensOut, costUsd },
  };
}
