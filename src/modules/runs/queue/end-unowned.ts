// Ends a run that no worker holds: cancelled or expired while pending, or left behind by a worker that is gone.
import type { Tx } from '#platform/db/connect';
import type { Deps } from '#platform/ctx';
import { classify } from '../classify.ts';
import type { RunError } from '../run.ts';
import { addCost, totalsOf } from '../totals.ts';
import { insertOwnEvent, selectEvents } from '../trace/store.ts';
import { nextOwnEvent } from '../trace/trace.ts';
import { endRun } from './end-run.ts';
import { attemptStartedAt } from './store.ts';
import type { Claim, Spent } from './store.ts';

export interface Unowned {
  readonly run: Claim & { readonly status: 'pending' | 'running' };
  readonly error: RunError;
}

/** More events than one attempt can have. */
const MAX_EVENTS = 10_000;

/** Caller has the row locked, and knows that nobody else can write the trace. */
export async function endUnowned(tx: Tx, deps: Pick<Deps, 'clock' | 'outbox' | 'live'>, { run, error }: Unowned): Promise<void> {
  const seq = await appendError(tx, deps, { run, error });
  const spent = await spentByLost(tx, deps, run);
  const events = await selectEvents(tx, {
    runId: run.runId,
    attempt: run.attempt,
    afterSeq: 0,
    limit: MAX_EVENTS,
    types: ['error', 'tool_result'],
  });
  const blame = classify({
    status: 'error',
    error,
    testerKind: run.testerKind,
    hadHttpStatus: false,
    events,
    verdicts: [],
    callCriteria: new Set(),
    durationMs: spent.durationMs,
    baseline: null,
  });
  await endRun(tx, deps, {
    claim: run,
    status: 'error',
    error,
    blame,
    baselineRunId: run.baselineRunId,
    finalAnswer: null,
    graded: null,
    countsForPassRate: true,
    spent,
    seq: seq + 1,
  });
}

/** The number of the event; 0 when the run never began and so has no trace. */
export async function appendError(tx: Tx, deps: Pick<Deps, 'clock'>, { run, error }: Unowned): Promise<number> {
  if (run.attempt === 0) return 0;
  const event = await nextOwnEvent(tx, { runId: run.runId, attempt: run.attempt, now: deps.clock.now() }, { type: 'error', data: error });
  await insertOwnEvent(tx, run.orgId, event);
  return event.seq;
}

/** What the attempt used, as far as its trace tells; of a run that was not at work, what was counted before. */
export async function spentByLost(tx: Tx, deps: Pick<Deps, 'clock'>, run: Unowned['run']): Promise<Spent> {
  if (run.status === 'pending' || run.phase === 'evaluate') return run.spent;
  const totals = totalsOf(
    await selectEvents(tx, {
      runId: run.runId,
      attempt: run.attempt,
      afterSeq: 0,
      limit: MAX_EVENTS,
      types: ['model_message', 'tool_call'],
    }),
  );
  const startedAt = await attemptStartedAt(tx, run.runId, run.attempt);
  const durationMs = startedAt ? deps.clock.now().getTime() - startedAt.getTime() : 0;
  return { ...totals, costUsd: addCost(run.spent.costUsd, totals.costUsd), durationMs, judgeDurationMs: 0 };
}
