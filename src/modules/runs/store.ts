// All SQL that reads, lists and dispatches runs. The way through the queue is in queue/store.ts, traces in trace/store.ts.
import { sql } from 'kysely';
import type { ExpressionBuilder, Selectable, SelectQueryBuilder } from 'kysely';
import { z } from 'zod';
import type { Database } from '#platform/db/schema';
import type { Db, Tx } from '#platform/db/connect';
import { hours } from '#kernel/duration';
import { offsetOf } from '#kernel/page';
import type { PageRequest } from '#kernel/page';
import { asClassification, asErrorKind, asRunStatus, asTesterKind } from './run.ts';
import type {
  Classification,
  ClassificationEvidence,
  CriterionVerdict,
  Evidence,
  RunAttempt,
  RunError,
  RunStatus,
  RunSummary,
  StoredEvaluation,
  TesterKind,
} from './run.ts';
import type { StatusCounts } from './pass-rate.ts';

type Row = Selectable<Database['runs']>;

/** Status and classification as one value, letter for letter as the indexes of lanes hold it: `fail:server`, `pass:`. */
export const OUTCOME = sql<string>`(status || ':' || coalesce(classification, ''))`;

/** A run as the database holds it: without its address, prompt and attempts. */
export interface RunRow extends Omit<RunSummary, 'url'> {
  readonly error: RunError | null;
  readonly finalAnswer: string | null;
  readonly tokens: { readonly in: number; readonly out: number };
  readonly steps: number;
  readonly toolCallCount: number;
  readonly baselineRunId: string | null;
  readonly classificationEvidence: readonly ClassificationEvidence[];
  readonly traceExpired: boolean;
  readonly targetIndex: number;
  readonly targetKey: string;
  readonly attempt: number;
  readonly snapshotId: string | null;
  readonly notBefore: string;
  readonly evaluation: StoredEvaluation | null;
}

export interface NewRun {
  readonly id: string;
  readonly orgId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly version: { readonly id: string; readonly number: number | null };
  /** Of a trial. */
  readonly proposalId: string | null;
  readonly serverId: string;
  readonly modelId: string;
  readonly targetIndex: number;
  readonly targetKey: string;
  readonly testerKind: TesterKind;
  readonly triggerType: 'scheduled' | 'manual';
  readonly reason: string;
  readonly baselineRunId: string | null;
  readonly createdBy: string;
  readonly now: Date;
}

/** False when this run exists already: the same key is the same run. */
export async function insertRun(tx: Tx, run: NewRun): Promise<boolean> {
  const row = await tx
    .insertInto('runs')
    .values({
      id: run.id,
      org_id: run.orgId,
      workflow_id: run.workflowId,
      workflow_name: run.workflowName,
      version_id: run.version.id,
      version_number: run.version.number,
      proposal_id: run.proposalId,
      server_id: run.serverId,
      model_id: run.modelId,
      target_index: run.targetIndex,
      target_key: run.targetKey,
      tester_kind: run.testerKind,
      trigger_type: run.triggerType,
      reason: run.reason,
      baseline_run_id: run.baselineRunId,
      created_at: run.now,
      not_before: run.now,
      created_by: run.createdBy,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Serialises the ticks of one target, so that "is one still unfinished?" has one answer. */
export async function lockTarget(tx: Tx, workflowId: string, targetKey: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tick of ${workflowId} ${targetKey}`}, 0))`.execute(tx);
}

/** A trial holds up no tick. */
export async function hasUnfinishedRun(tx: Tx, workflowId: string, targetKey: string): Promise<boolean> {
  const row = await tx
    .selectFrom('runs')
    .select('id')
    .where('workflow_id', '=', workflowId)
    .where('target_key', '=', targetKey)
    .where('proposal_id', 'is', null)
    .where('status', 'in', ['pending', 'running'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findRunRow(db: Db | Tx, orgId: string, runId: string): Promise<RunRow | undefined> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', runId).where('org_id', '=', orgId).executeTakeFirst();
  return row && runOf(row);
}

const LONGEST_WAIT_MS = hours(24);

/** The newest earlier pass run of the same workflow and model, trials apart. */
export async function findBaseline(
  db: Db | Tx,
  orgId: string,
  run: { readonly runId: string; readonly workflowId: string; readonly modelId: string; readonly createdAt: string },
): Promise<RunRow | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', run.workflowId)
    .where('model_id', '=', run.modelId)
    .where('status', '=', 'pass')
    // Says the same once more, for the index: a workflow may have failed for a year.
    .where(OUTCOME, '=', 'pass:')
    .where('proposal_id', 'is', null)
    .where('created_at', '<', new Date(run.createdAt))
    // An earlier run may have waited; longer than this none does. It spares reading everything that came after.
    .where('sort_at', '<', new Date(Date.parse(run.createdAt) + LONGEST_WAIT_MS))
    .where('id', '<>', run.runId)
    .orderBy('sort_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && runOf(row);
}

export async function selectAttempts(db: Db | Tx, runId: string): Promise<RunAttempt[]> {
  const rows = await db.selectFrom('run_attempts').selectAll().where('run_id', '=', runId).orderBy('attempt').execute();
  return rows.map((row) => ({
    attempt: row.attempt,
    status: row.status,
    error: errorOf(row),
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }));
}

export async function selectVerdicts(db: Db | Tx, runId: string): Promise<CriterionVerdict[]> {
  const rows = await db.selectFrom('run_verdicts').selectAll().where('run_id', '=', runId).orderBy('position').execute();
  return rows.map((row) => ({
    criterionId: row.criterion_id,
    position: row.position,
    criterionText: row.criterion_text,
    isRequired: row.is_required,
    kind: row.kind === 'check' ? 'check' : 'judge',
    verdict: verdictShape.parse(row.verdict),
    reasoning: row.reasoning,
    agreement: row.agreement,
    evidence: evidenceShape.parse(row.evidence),
    judgedBy: row.judged_by,
  }));
}

export const RUN_SORTS = ['-startedAt', 'startedAt', '-durationMs', 'durationMs', '-costUsd', 'costUsd'] as const;
export type RunSort = (typeof RUN_SORTS)[number];

export interface RunFilter extends PageRequest {
  readonly orgId: string;
  readonly since: Date;
  readonly workflowId?: string | undefined;
  readonly mcpServerId?: string | undefined;
  readonly modelId?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly classification?: Classification | undefined;
  readonly search?: string | undefined;
  readonly sort: RunSort;
}

type RunsQuery<O> = SelectQueryBuilder<Database, 'runs', O>;

/** Columns of a row of the list: not the final answer, which may be long. */
export const LISTED = [
  'id',
  'workflow_id',
  'workflow_name',
  'server_id',
  'model_id',
  'tester_kind',
  'status',
  'classification',
  'trigger_type',
  'reason',
  'created_at',
  'started_at',
  'ended_at',
  'duration_ms',
  'cost_usd',
  'version_id',
  'version_number',
  'proposal_id',
  'error_kind',
] as const;

export async function selectRunPage(db: Db, filter: RunFilter): Promise<Omit<RunSummary, 'url'>[]> {
  // Found in the index alone; only the rows of the page are then read from the table.
  const page = sorted(filtered(db.selectFrom('runs').select('id'), filter), filter.sort)
    .limit(filter.pageSize)
    .offset(offsetOf(filter));
  const rows = await sorted(db.selectFrom('runs').select(LISTED).where('id', 'in', page), filter.sort).execute();
  return rows.map(summaryOf);
}

export async function countRuns(db: Db, filter: RunFilter): Promise<number> {
  const { count } = await filtered(
    db.selectFrom('runs').select((eb) => eb.fn.countAll<number>().as('count')),
    filter,
  ).executeTakeFirstOrThrow();
  return count;
}

function filtered<O>(query: RunsQuery<O>, filter: RunFilter): RunsQuery<O> {
  const { workflowId, mcpServerId, modelId, status, classification, search } = filter;
  let narrowed = query.where('org_id', '=', filter.orgId).where('sort_at', '>=', filter.since);
  if (workflowId !== undefined) narrowed = narrowed.where('workflow_id', '=', workflowId);
  if (mcpServerId !== undefined) narrowed = narrowed.where('server_id', '=', mcpServerId);
  if (modelId !== undefined) narrowed = narrowed.where('model_id', '=', modelId);
  if (status !== undefined) narrowed = narrowed.where('status', '=', status);
  if (classification !== undefined) narrowed = narrowed.where('classification', '=', classification);
  return search === undefined || search === '' ? narrowed : narrowed.where((eb) => matches(eb, search));
}

function matches(eb: ExpressionBuilder<Database, 'runs'>, search: string) {
  const text = search.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const idStart = `run\\_${text.toLowerCase().replace(/^run\\_/, '')}%`;
  return eb.or([eb('search_text', 'like', sql<string>`lower(${`%${text}%`})`), eb('id', 'like', idStart)]);
}

function sorted<O>(query: RunsQuery<O>, sort: RunSort): RunsQuery<O> {
  const isDown = sort.startsWith('-');
  if (sort.endsWith('startedAt'))
    return isDown ? query.orderBy('sort_at', 'desc').orderBy('id', 'desc') : query.orderBy('sort_at').orderBy('id');
  const column = sort.endsWith('durationMs') ? 'duration_ms' : 'cost_usd';
  return query
    .orderBy(column, (order) => (isDown ? order.desc().nullsLast() : order.asc().nullsLast()))
    .orderBy('sort_at', 'desc')
    .orderBy('id', 'desc');
}

export interface WorkflowTotals {
  readonly workflowId: string;
  readonly lastRun: { readonly runId: string; readonly status: RunStatus; readonly endedAt: string | null };
  readonly counts: StatusCounts;
}

/** The latest run of each workflow, and the graded runs since `since` of the same kind of tester. Trials are neither. */
export async function selectWorkflowTotals(
  db: Db,
  at: { readonly orgId: string; readonly workflowIds: readonly string[]; readonly since: Date },
): Promise<WorkflowTotals[]> {
  if (at.workflowIds.length === 0) return [];
  const { rows } = await sql<{
    workflow_id: string;
    id: string;
    status: string;
    ended_at: Date | null;
    pass: number;
    partial: number;
    fail: number;
  }>`
    select w.id as workflow_id, latest.id, latest.status, latest.ended_at, graded.pass, graded.partial, graded.fail
    from unnest(${sql.val([...at.workflowIds])}::text[]) as w(id)
    cross join lateral (
      select id, status, ended_at, tester_kind from runs
      where workflow_id = w.id and org_id = ${at.orgId} and proposal_id is null
      order by sort_at desc, id desc limit 1
    ) latest
    cross join lateral (
      select count(*) filter (where status = 'pass') as pass, count(*) filter (where status = 'partial') as partial,
             count(*) filter (where status = 'fail') as fail
      from runs
      where workflow_id = w.id and sort_at >= ${at.since} and tester_kind = latest.tester_kind and counts_for_pass_rate and proposal_id is null
    ) graded`.execute(db);
  return rows.map(({ workflow_id: workflowId, id, status, ended_at: endedAt, pass, partial, fail }) => ({
    workflowId,
    lastRun: { runId: id, status: asRunStatus(status), endedAt: endedAt?.toISOString() ?? null },
    counts: { pass, partial, fail },
  }));
}

/** Organizations with a trace that ended before `before` and is still kept. */
export async function orgsWithTraces(db: Db, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('org_id')
    .distinct()
    .where('trace_expired_at', 'is', null)
    .where('ended_at', '<', before)
    .execute();
  return rows.map(({ org_id: orgId }) => orgId);
}

export async function expireTraces(
  tx: Tx,
  at: { readonly orgId: string; readonly before: Date; readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const due = tx
    .selectFrom('runs')
    .select('id')
    .where('org_id', '=', at.orgId)
    .where('trace_expired_at', 'is', null)
    .where('ended_at', '<', at.before)
    .limit(at.limit)
    .forUpdate()
    .skipLocked();
  const rows = await tx
    .updateTable('runs')
    .set({ trace_expired_at: at.now, final_answer: null })
    .where('id', 'in', due)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Rows with everything that hangs on them. How many went. */
export async function deleteRuns(tx: Tx, at: { readonly before: Date; readonly limit: number }): Promise<number> {
  const due = tx.selectFrom('runs').select('id').where('ended_at', '<', at.before).limit(at.limit).forUpdate().skipLocked();
  const rows = await tx.deleteFrom('runs').where('id', 'in', due).returning('id').execute();
  return rows.length;
}

const verdictShape = z.enum(['pass', 'partial', 'fail']);
const evidenceShape: z.ZodType<Evidence[]> = z.array(z.object({ eventId: z.string(), excerpt: z.string() }));
const blameShape = z.array(
  z.object({ type: z.enum(['event', 'criterion', 'call', 'run', 'catalog', 'version']), id: z.string(), note: z.string() }),
);
const evaluationShape = z.object({
  judgeModelId: z.string(),
  samples: z.number(),
  summary: z.string(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  costUsd: z.number().nullable(),
});

const errorOf = (row: Pick<Row, 'error_kind' | 'error_message'>): RunError | null =>
  row.error_kind === null ? null : { kind: asErrorKind(row.error_kind), message: row.error_message ?? '' };

export type ListedRow = Pick<Row, (typeof LISTED)[number]>;

export function summaryOf(row: ListedRow): Omit<RunSummary, 'url'> {
  return {
    runId: row.id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    mcpServerId: row.server_id,
    modelId: row.model_id,
    testerKind: asTesterKind(row.tester_kind),
    status: asRunStatus(row.status),
    classification: row.classification === null ? null : asClassification(row.classification),
    triggerType: row.trigger_type === 'scheduled' ? 'scheduled' : 'manual',
    reason: row.reason,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    durationMs: row.duration_ms,
    costUsd: row.cost_usd,
    version: { id: row.version_id, number: row.version_number },
    trial: row.proposal_id === null ? null : { proposalId: row.proposal_id },
    errorKind: row.error_kind === null ? null : asErrorKind(row.error_kind),
  };
}

function runOf(row: Row): RunRow {
  return {
    ...summaryOf(row),
    error: errorOf(row),
    finalAnswer: row.final_answer,
    tokens: { in: row.tokens_in, out: row.tokens_out },
    steps: row.steps,
    toolCallCount: row.tool_calls,
    baselineRunId: row.baseline_run_id,
    classificationEvidence: blameShape.parse(row.classification_evidence),
    traceExpired: row.trace_expired_at !== null,
    targetIndex: row.target_index,
    targetKey: row.target_key,
    attempt: row.attempt,
    snapshotId: row.snapshot_id,
    notBefore: row.not_before.toISOString(),
    evaluation: row.evaluation === null ? null : evaluationShape.parse(row.evaluation),
  };
}
