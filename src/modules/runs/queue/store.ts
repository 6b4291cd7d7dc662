// All SQL of a run's way through the queue: claim, lease, end, recovery. Every change is conditional and counted.
import { sql } from 'kysely';
import type { ExpressionBuilder, QueryCreator, RawBuilder, Selectable, Updateable } from 'kysely';
import { hours, seconds } from '#kernel/duration';
import { commitsWithoutWaiting } from '#platform/db/relaxed-commit';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { Db, Tx } from '#platform/db/connect';
import { asPhase, asTesterKind } from '../run.ts';
import type { CriterionVerdict, FinishedStatus, RunError, RunPhase, TesterKind } from '../run.ts';

const RUNS_PER_SERVER = 4;
export const LEASE_MS = seconds(60);
/** Longer in the queue than this is an error. */
export const MAX_PENDING_MS = hours(1);

/** A run that is ours until the lease ends; `fence` goes with every write. */
export interface Claim {
  readonly runId: string;
  readonly orgId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly serverId: string;
  readonly modelId: string;
  readonly targetIndex: number;
  readonly targetKey: string;
  readonly testerKind: TesterKind;
  readonly phase: RunPhase;
  readonly attempt: number;
  readonly evaluations: number;
  readonly fence: number;
  readonly baselineRunId: string | null;
  readonly snapshotId: string | null;
  readonly createdAt: string;
  readonly isCancelRequested: boolean;
  /** Cost of all attempts before (null = unknown); the rest of the latest one. */
  readonly spent: Spent;
}

export interface Spent {
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costUsd: number | null;
  readonly steps: number;
  readonly toolCalls: number;
  readonly durationMs: number;
  readonly judgeDurationMs: number;
}

type RunRow = Selectable<Database['runs']>;
export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  | { readonly kind: 'too_early'; readonly notBefore: Date }
  | { readonly kind: 'left' };

/** Serialises who may start on a server. Taken before any row of `runs` is locked, always: so there is no deadlock. */
export async function lockServer(tx: Tx, serverId: string): Promise<void> {
  await sql`select ${serverLock(sql.val(serverId))}`.execute(tx);
}

/** The same for the server of a run; false when there is no such run. */
export async function lockServerOf(tx: Tx, runId: string): Promise<boolean> {
  const { rows } = await sql`select ${serverLock(sql.ref('server_id'))} from runs where id = ${runId}`.execute(tx);
  return rows.length > 0;
}

const serverLock = (serverId: RawBuilder<unknown>) => sql`pg_advisory_xact_lock(hashtextextended('runs of ' || ${serverId}::text, 0))`;

/** Caller holds the server's lock. Claims when the run waits, its time has come, and a place is free that nobody older waits for. */
export async function claimRun(tx: Tx, at: { readonly runId: string; readonly owner: string; readonly now: Date }): Promise<ClaimAnswer> {
  const run = await tx.selectFrom('runs').selectAll().where('id', '=', at.runId).where('status', '=', 'pending').executeTakeFirst();
  if (!run) return { kind: 'left' };
  if (run.not_before > at.now) return { kind: 'too_early', notBefore: run.not_before };
  if (!(await hasPlace(tx, run, at.now))) return { kind: 'left' };
  const claimed = await tx
    .with('claimed', (db) =>
      db
        .updateTable('runs')
        .set((eb) => ({
          status: 'running',
          fence: eb('fence', '+', 1),
          attempt: run.phase === 'test' ? eb('attempt', '+', 1) : run.attempt,
          lease_owner: at.owner,
          lease_until: new Date(at.now.getTime() + LEASE_MS),
          started_at: run.started_at ?? at.now,
        }))
        .where('id', '=', run.id)
        .where('status', '=', 'pending')
        .returningAll(),
    )
    .with('opened', (db) =>
      db
        .insertInto('run_attempts')
        .columns(['run_id', 'attempt', 'started_at'])
        .expression(db.selectFrom('claimed').select(['id', 'attempt', sql<Date>`${at.now}::timestamptz`.as('started_at')]))
        .onConflict((conflict) =>
          conflict.columns(['run_id', 'attempt']).doUpdateSet({ status: 'running', error_kind: null, error_message: null, ended_at: null }),
        ),
    )
    .selectFrom('claimed')
    .selectAll()
    .executeTakeFirst();
  return claimed ? { kind: 'claimed', claim: claimOf(claimed) } : { kind: 'left' };
}

/** 1 = next. Counts those of the server that wait, may start, and came earlier. */
export async function placeInQueue(db: Db | Tx, run: Waiting, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('runs')
    .where('server_id', '=', run.server_id)
    .where((eb) => waitsBefore(eb, run, now))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count + 1;
}

type Waiting = Pick<RunRow, 'id' | 'server_id' | 'created_at'>;

const waitsBefore = (eb: ExpressionBuilder<Database, 'runs'>, run: Waiting, now: Date) =>
  eb.and([
    eb('status', '=', 'pending'),
    eb('not_before', '<=', now),
    eb.or([eb('created_at', '<', run.created_at), eb.and([eb('created_at', '=', run.created_at), eb('id', '<', run.id)])]),
  ]);

/** Whether a place of its server is free for this run, when all who wait longer have taken theirs. */
async function hasPlace(tx: Tx, run: Waiting, now: Date): Promise<boolean> {
  const { running, waiting } = await tx
    .selectFrom('runs')
    .where('server_id', '=', run.server_id)
    .where('status', 'in', ['pending', 'running'])
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('status', '=', 'running').as('running'),
      eb.fn
        .countAll<number>()
        .filterWhere((each) => waitsBefore(each, run, now))
        .as('waiting'),
    ])
    .executeTakeFirstOrThrow();
  return running + waiting < RUNS_PER_SERVER;
}

export type LeaseState = 'held' | 'cancelled' | 'lost';

export async function renewLease(db: Db, claim: Pick<Claim, 'runId' | 'fence'>, until: Date): Promise<LeaseState> {
  const row = await db
    .updateTable('runs')
    .set({ lease_until: until })
    .where('id', '=', claim.runId)
    .where('fence', '=', claim.fence)
    .where('status', '=', 'running')
    .returning('cancel_requested_at')
    .executeTakeFirst();
  if (!row) return 'lost';
  return row.cancel_requested_at === null ? 'held' : 'cancelled';
}

/** Caller holds the server's lock. True while the claim is ours; the row stays locked to the end of the transaction. */
export async function lockClaim(tx: Tx, { runId, fence }: Pick<Claim, 'runId' | 'fence'>): Promise<boolean> {
  const row = await tx
    .selectFrom('runs')
    .select('id')
    .where('id', '=', runId)
    .where('fence', '=', fence)
    .where('status', '=', 'running')
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Facts about the attempt that are known before its end. The first call's event makes them durable. */
export async function noteOnRun(
  db: Db,
  claim: Pick<Claim, 'runId' | 'fence'>,
  facts: { readonly snapshotId: string | null; readonly price: unknown },
): Promise<void> {
  await db
    .updateTable('runs')
    .set({ snapshot_id: facts.snapshotId, price: jsonText(facts.price) })
    .where('id', '=', claim.runId)
    .where('fence', '=', claim.fence)
    .where('status', '=', 'running')
    .where(commitsWithoutWaiting)
    .execute();
}

export interface EndedRun {
  readonly runId: string;
  readonly attempt: number;
  readonly status: FinishedStatus;
  readonly error: RunError | null;
  readonly finalAnswer: string | null;
  readonly classification: string | null;
  readonly classificationEvidence: readonly unknown[];
  readonly baselineRunId: string | null;
  readonly verdicts: readonly CriterionVerdict[];
  readonly evaluation: unknown;
  readonly countsForPassRate: boolean;
  readonly spent: Spent;
  readonly now: Date;
}

/** Caller has the row locked and knows that it is not finished. */
export async function writeEnd(tx: Tx, end: EndedRun): Promise<void> {
  await tx
    .with('closed', (db) => closeAttempt(db, end))
    .updateTable('runs')
    .set({
      ...spentColumns(end.spent),
      status: end.status,
      error_kind: end.error?.kind ?? null,
      error_message: end.error?.message ?? null,
      final_answer: end.finalAnswer,
      classification: end.classification,
      classification_evidence: jsonText(end.classificationEvidence),
      baseline_run_id: end.baselineRunId,
      evaluation: end.evaluation === null ? null : jsonText(end.evaluation),
      counts_for_pass_rate: end.countsForPassRate,
      ended_at: end.now,
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', end.runId)
    .execute();
  if (end.verdicts.length === 0) return;
  await tx
    .insertInto('run_verdicts')
    .values(end.verdicts.map((verdict) => verdictRow(end.runId, verdict)))
    .execute();
}

const verdictRow = (runId: string, verdict: CriterionVerdict) => ({
  run_id: runId,
  criterion_id: verdict.criterionId,
  position: verdict.position,
  criterion_text: verdict.criterionText,
  is_required: verdict.isRequired,
  kind: verdict.kind,
  verdict: verdict.verdict,
  reasoning: verdict.reasoning,
  agreement: verdict.agreement,
  evidence: jsonText(verdict.evidence),
  judged_by: verdict.judgedBy,
});

export interface Requeued {
  readonly runId: string;
  readonly attempt: number;
  readonly phase: RunPhase;
  readonly error: RunError;
  readonly finalAnswer: string | null;
  readonly spent: Spent;
  readonly notBefore: Date;
  readonly now: Date;
}

/** Back into the queue. Caller has the row locked. The attempt's error stays with the attempt. */
export async function writeRequeue(tx: Tx, again: Requeued): Promise<void> {
  await tx
    .with('closed', (db) => closeAttempt(db, { ...again, status: 'error' }))
    .updateTable('runs')
    .set((eb) => ({
      ...spentColumns(again.spent),
      status: 'pending',
      phase: again.phase,
      not_before: again.notBefore,
      lease_owner: null,
      lease_until: null,
      final_answer: again.finalAnswer,
      evaluations: again.phase === 'evaluate' ? eb('evaluations', '+', 1) : eb.ref('evaluations'),
    }))
    .where('id', '=', again.runId)
    .execute();
}

const closeAttempt = (db: QueryCreator<Database>, end: Pick<EndedRun, 'runId' | 'attempt' | 'status' | 'error' | 'now'>) =>
  db
    .updateTable('run_attempts')
    .set({ status: end.status, error_kind: end.error?.kind ?? null, error_message: end.error?.message ?? null, ended_at: end.now })
    .where('run_id', '=', end.runId)
    .where('attempt', '=', end.attempt)
    .where('ended_at', 'is', null);

const spentColumns = (spent: Spent): Updateable<Database['runs']> => ({
  tokens_in: spent.tokensIn,
  tokens_out: spent.tokensOut,
  cost_usd: spent.costUsd,
  steps: spent.steps,
  tool_calls: spent.toolCalls,
  duration_ms: Math.round(spent.durationMs),
  judge_duration_ms: Math.round(spent.judgeDurationMs),
});

/** Caller holds the server's lock. The runs that could start now, oldest first, as many as there are places. */
export async function nextOnServer(tx: Tx, serverId: string, now: Date): Promise<string[]> {
  const free = sql<number>`greatest(0, ${RUNS_PER_SERVER}::bigint - (select count(*) from runs where server_id = ${serverId} and status = 'running'))`;
  const rows = await tx
    .selectFrom('runs')
    .select('id')
    .where('server_id', '=', serverId)
    .where('status', '=', 'pending')
    .where('not_before', '<=', now)
    .orderBy('created_at')
    .orderBy('id')
    .limit(free)
    .execute();
  return rows.map(({ id }) => id);
}

/** Locks one run that is not finished, whoever owns it: for cancelling and reaping. */
export async function lockOpenRun(
  tx: Tx,
  runId: string,
): Promise<(Claim & { readonly status: 'pending' | 'running'; readonly leaseUntil: Date | null; readonly notBefore: Date }) | undefined> {
  const row = await tx
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', runId)
    .where('status', 'in', ['pending', 'running'])
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    ...claimOf(row),
    status: row.status === 'running' ? 'running' : 'pending',
    leaseUntil: row.lease_until,
    notBefore: row.not_before,
  };
}

export async function requestCancel(tx: Tx, runId: string, now: Date): Promise<void> {
  await tx.updateTable('runs').set({ cancel_requested_at: now }).where('id', '=', runId).execute();
}

/** Takes the run from a worker that no longer answers: its fence is old from now on. */
export async function raiseFence(tx: Tx, runId: string): Promise<void> {
  await tx
    .updateTable('runs')
    .set((eb) => ({ fence: eb('fence', '+', 1) }))
    .where('id', '=', runId)
    .execute();
}

export interface Lagging {
  readonly runId: string;
  readonly serverId: string;
}

export async function lapsedRuns(db: Db, now: Date, limit: number): Promise<Lagging[]> {
  return lagging(
    await db
      .selectFrom('runs')
      .select(['id', 'server_id'])
      .where('status', '=', 'running')
      .where('lease_until', '<', now)
      .orderBy('lease_until')
      .limit(limit)
      .execute(),
  );
}

export async function expiredPending(db: Db, now: Date, limit: number): Promise<Lagging[]> {
  const before = new Date(now.getTime() - MAX_PENDING_MS);
  return lagging(
    await db
      .selectFrom('runs')
      .select(['id', 'server_id'])
      .where('status', '=', 'pending')
      .where('not_before', '<', before)
      .orderBy('not_before')
      .limit(limit)
      .execute(),
  );
}

/** Servers with runs that wait although their time came before `before`: their job may be lost. */
export async function waitingServers(db: Db, before: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('server_id')
    .distinct()
    .where('status', '=', 'pending')
    .where('not_before', '<', before)
    .limit(limit)
    .execute();
  return rows.map(({ server_id: serverId }) => serverId);
}

const lagging = (rows: readonly { readonly id: string; readonly server_id: string }[]): Lagging[] =>
  rows.map(({ id, server_id: serverId }) => ({ runId: id, serverId }));

export async function attemptStartedAt(db: Db | Tx, runId: string, attempt: number): Promise<Date | undefined> {
  const row = await db
    .selectFrom('run_attempts')
    .select('started_at')
    .where('run_id', '=', runId)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
  return row?.started_at;
}

function claimOf(row: RunRow): Claim {
  return {
    runId: row.id,
    orgId: row.org_id,
    workflowId: row.workflow_id,
    versionId: row.version_id,
    serverId: row.server_id,
    modelId: row.model_id,
    targetIndex: row.target_index,
    targetKey: row.target_key,
    testerKind: asTesterKind(row.tester_kind),
    phase: asPhase(row.phase),
    attempt: row.attempt,
    evaluations: row.evaluations,
    fence: row.fence,
    baselineRunId: row.baseline_run_id,
    snapshotId: row.snapshot_id,
    createdAt: row.created_at.toISOString(),
    isCancelRequested: row.cancel_requested_at !== null,
    spent: {
      tokensIn: row.tokens_in,
      tokensOut: row.tokens_out,
      costUsd: row.duration_ms === null ? 0 : row.cost_usd,
      steps: row.steps,
      toolCalls: row.tool_calls,
      durationMs: row.duration_ms ?? 0,
      judgeDurationMs: row.judge_duration_ms ?? 0,
    },
  };
}
