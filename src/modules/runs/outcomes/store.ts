// The SQL that reads how runs ended, in their order: for what follows a workflow from outside. A trial is no outcome.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { asClassification, asErrorKind, asRunStatus, isFinished } from '../run.ts';
import type { Classification, ErrorKind, FinishedStatus } from '../run.ts';

/** How one run ended. */
export interface RunOutcome {
  readonly runId: string;
  readonly serverId: string;
  readonly targetKey: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date;
  readonly status: FinishedStatus;
  readonly classification: Classification | null;
  readonly error: { readonly kind: ErrorKind; readonly message: string } | null;
  /** Of the criteria that decide: how many there are, and how many passed and failed. */
  readonly criteria: { readonly total: number; readonly passed: number; readonly failed: number; readonly areRequired: boolean };
  /** False for a step script that needs a model: it says nothing about the server. */
  readonly countsForPassRate: boolean;
}

export interface RunTarget {
  readonly workflowId: string;
  readonly targetKey: string;
  readonly serverId: string;
}

/** Undefined: no such finished run. */
export async function finishedRunTarget(db: Db | Tx, orgId: string, runId: string): Promise<RunTarget | undefined> {
  const row = await db
    .selectFrom('runs')
    .select(['workflow_id as workflowId', 'target_key as targetKey', 'server_id as serverId'])
    .where('org_id', '=', orgId)
    .where('id', '=', runId)
    .where('proposal_id', 'is', null)
    .where('ended_at', 'is not', null)
    .executeTakeFirst();
  return row;
}

/** No run lasts longer, all its attempts and pauses together: what began before has ended before. */
const LONGEST_RUN = sql`interval '24 hours'`;

export interface OutcomesFrom {
  readonly workflowId: string;
  readonly targets: readonly { readonly key: string; readonly from: Date }[];
  /** Ids of runs that are known. */
  readonly except: readonly string[];
  readonly limit: number;
}

/** Finished runs of a workflow's targets, each from its time on, in the order of their end. One look: what is earlier is not missed. */
export async function runOutcomes(db: Db | Tx, { workflowId, targets, except, limit }: OutcomesFrom): Promise<RunOutcome[]> {
  if (targets.length === 0) return [];
  const { rows } = await sql<Row>`
    select r.id, r.server_id, r.target_key, r.started_at, r.ended_at, r.status, r.classification, r.error_kind, r.error_message,
           r.counts_for_pass_rate, v.required, v.required_passed, v.required_failed, v.total, v.passed, v.failed
    from unnest(${sql.val(targets.map(({ key }) => key))}::text[], ${sql.val(targets.map(({ from }) => from))}::timestamptz[]) as t(key, since)
    cross join lateral (
      select * from runs
      where workflow_id = ${workflowId} and target_key = t.key and ended_at >= t.since and id <> all(${sql.val([...except])}::text[])
        and sort_at >= t.since - ${LONGEST_RUN} and proposal_id is null
      order by ended_at, id
      limit ${limit}
    ) r
    cross join lateral (
      select count(*) filter (where is_required) as required,
             count(*) filter (where is_required and verdict = 'pass') as required_passed,
             count(*) filter (where is_required and verdict = 'fail') as required_failed,
             count(*) as total, count(*) filter (where verdict = 'pass') as passed, count(*) filter (where verdict = 'fail') as failed
      from run_verdicts where run_id = r.id
    ) v
    order by r.ended_at, r.id
    limit ${limit}`.execute(db);
  return rows.flatMap((row) => outcomeOf(row));
}

/** Of these runs the ones that ended at `from` or later. */
export async function runsEndedFrom(db: Db | Tx, runIds: readonly string[], from: Date): Promise<string[]> {
  if (runIds.length === 0) return [];
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .where('id', 'in', [...runIds])
    .where('ended_at', '>=', from)
    .execute();
  return rows.map(({ id }) => id);
}

interface Row {
  readonly id: string;
  readonly server_id: string;
  readonly target_key: string;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly status: string;
  readonly classification: string | null;
  readonly error_kind: string | null;
  readonly error_message: string | null;
  readonly counts_for_pass_rate: boolean;
  readonly required: number;
  readonly required_passed: number;
  readonly required_failed: number;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
}

function outcomeOf(row: Row): RunOutcome[] {
  const status = asRunStatus(row.status);
  if (!isFinished(status) || row.ended_at === null) return [];
  const areRequired = row.required > 0;
  return [
    {
      runId: row.id,
      serverId: row.server_id,
      targetKey: row.target_key,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      status,
      classification: row.classification === null ? null : asClassification(row.classification),
      error: row.error_kind === null ? null : { kind: asErrorKind(row.error_kind), message: row.error_message ?? '' },
      criteria: areRequired
        ? { areRequired, total: row.required, passed: row.required_passed, failed: row.required_failed }
        : { areRequired, total: row.total, passed: row.passed, failed: row.failed },
      countsForPassRate: row.counts_for_pass_rate,
    },
  ];
}
