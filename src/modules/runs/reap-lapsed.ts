// Finds runs that nobody works on any more and moves them on: so that no run ends silently (spec 02 §9).
import { seconds } from '#kernel/duration';
import { specOf } from '#modules/workflows';
import type { RetryPolicy } from '#modules/workflows';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { appendError, endUnowned, spentByLost } from './queue/end-unowned.ts';
import { nextStep } from './queue/retry.ts';
import {
  expiredPending,
  lapsedRuns,
  lockOpenRun,
  lockServer,
  MAX_PENDING_MS,
  raiseFence,
  waitingServers,
  writeRequeue,
} from './queue/store.ts';
import type { Lagging } from './queue/store.ts';
import { wakeNext } from './queue/wake.ts';
import { CANCELLED } from './run.ts';
import type { RunError } from './run.ts';

export interface Reaped {
  /** Their worker is gone: tried again, or ended. */
  readonly lapsed: number;
  /** Waited an hour: ended. */
  readonly expired: number;
  /** Their job was sent once more. */
  readonly awakened: number;
}

/** One pass; the next one continues. */
const BATCH = 100;
/** A waiting run this long past its time has lost its job, or its server is full: asking again does no harm. */
const FORGOTTEN_MS = seconds(20);

const LAPSED: RunError = { kind: 'internal', message: 'the worker of this run stopped answering' };
const EXPIRED: RunError = { kind: 'internal', message: 'no worker had a free place for this run within 1 hour' };

export async function reapLapsed(deps: Deps): Promise<Reaped> {
  const { db } = deps;
  const now = deps.clock.now();
  const lapsed = await lapsedRuns(db, now, BATCH);
  for (const run of lapsed) await unlessBroken(deps, run.runId, () => recover(deps, run));
  const expired = await expiredPending(db, now, BATCH);
  for (const run of expired) await unlessBroken(deps, run.runId, () => expire(deps, run));
  const servers = await waitingServers(db, new Date(now.getTime() - FORGOTTEN_MS), BATCH);
  for (const serverId of servers) {
    await inTransaction(db, async (tx) => {
      await lockServer(tx, serverId);
      await wakeNext(tx, deps, serverId);
    });
  }
  return { lapsed: lapsed.length, expired: expired.length, awakened: servers.length };
}

/** One run that cannot be moved on must not stand in front of the others; the next pass tries it again. */
async function unlessBroken(deps: Pick<Deps, 'log'>, runId: string, move: () => Promise<void>): Promise<void> {
  try {
    await move();
  } catch (error) {
    deps.log.error(
      { runId, error: error instanceof Error ? error.message : 'unknown' },
      'a run that nobody works on could not be moved on',
    );
  }
}

/** A lapsed lease is an error of kind `internal`, retried by policy. From here on the old worker's fence is void. */
async function recover(deps: Deps, { runId, serverId }: Lagging): Promise<void> {
  const now = deps.clock.now();
  await inTransaction(deps.db, async (tx) => {
    await lockServer(tx, serverId);
    const run = await lockOpenRun(tx, runId);
    if (run?.status !== 'running' || run.leaseUntil === null || run.leaseUntil >= now) return;
    await raiseFence(tx, runId);
    if (run.isCancelRequested) await endUnowned(tx, deps, { run, error: CANCELLED });
    else await retryOrEnd(tx, deps, run);
    await wakeNext(tx, deps, serverId);
  });
  deps.log.warn({ runId }, 'a run was taken from a worker that stopped answering');
}

type OpenRun = NonNullable<Awaited<ReturnType<typeof lockOpenRun>>>;

async function retryOrEnd(tx: Tx, deps: Deps, run: OpenRun): Promise<void> {
  const { retryPolicy: policy } = (await specOf(deps, run.versionId)).spec;
  const step = nextStep(
    { kind: LAPSED.kind, isPermanent: false, wasTested: false, attempts: run.attempt, evaluations: run.evaluations },
    policy,
  );
  if (step === 'finish') return endUnowned(tx, deps, { run, error: LAPSED });
  const spent = await spentByLost(tx, deps, run);
  await appendError(tx, deps, { run, error: LAPSED });
  const notBefore = backoff(deps, policy);
  // A repeated evaluation that was lost is repeated: its attempt is complete, and testing again would act twice on the server.
  await writeRequeue(tx, {
    runId: run.runId,
    attempt: run.attempt,
    phase: run.phase,
    error: LAPSED,
    finalAnswer: null,
    spent,
    notBefore,
    now: deps.clock.now(),
  });
  await deps.jobs.enqueue(tx, 'run.execute', { runId: run.runId }, { startAfter: notBefore });
  await deps.live.publish(tx, 'run', run.runId);
}

const backoff = (deps: Pick<Deps, 'clock'>, { backoffSeconds }: RetryPolicy): Date =>
  new Date(deps.clock.now().getTime() + seconds(backoffSeconds));

async function expire(deps: Deps, { runId }: Lagging): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - MAX_PENDING_MS);
  await inTransaction(deps.db, async (tx) => {
    const run = await lockOpenRun(tx, runId);
    if (run?.status === 'pending' && run.notBefore < before) await endUnowned(tx, deps, { run, error: EXPIRED });
  });
}
