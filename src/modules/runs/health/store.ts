// The SQL that counts runs and finds what fails now. A trial is no part of either.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';
import { asRunStatus } from '../run.ts';
import type { RunStatus } from '../run.ts';
import { OUTCOME } from '../store.ts';

export interface RunCount {
  readonly modelId: string;
  readonly status: RunStatus;
  readonly count: number;
}

/** Of runs that started at `since` or later, by model and status. */
export async function countRunsSince(db: Db, orgId: string, since: Date): Promise<RunCount[]> {
  // Everything is counted in the index alone, and then the few trials, which it does not know, are taken off.
  const { rows } = await sql<{ model_id: string; status: string; count: number }>`
    select model_id, status, sum(n)::integer as count from (
      select model_id, status, count(*) as n from runs where org_id = ${orgId} and sort_at >= ${since} group by model_id, status
      union all
      select model_id, status, -count(*) from runs where org_id = ${orgId} and sort_at >= ${since} and proposal_id is not null group by model_id, status
    ) as counted
    group by model_id, status having sum(n) > 0`.execute(db);
  return rows.map(({ model_id: modelId, status, count }) => ({ modelId, status: asRunStatus(status), count }));
}

export interface WatchedTarget {
  readonly workflowId: string;
  readonly modelId: string;
}

export interface FailingTarget extends WatchedTarget {
  readonly runId: string;
  readonly status: RunStatus;
  /** When the first run ended that has not been followed by a pass since; null only where it has no end. */
  readonly since: string | null;
}

const FAILED = ['partial', 'fail', 'error'];

/** Those whose newest finished run did not pass, longest failing first. What a person cancelled is no failure. */
export async function failingTargets(db: Db, targets: readonly WatchedTarget[], limit: number): Promise<FailingTarget[]> {
  if (targets.length === 0) return [];
  const of = sql`workflow_id = t.workflow_id and model_id = t.model_id and proposal_id is null and error_kind is distinct from 'cancelled'`;
  const { rows } = await sql<{ workflow_id: string; model_id: string; id: string; status: string; since: Date | null }>`
    select t.workflow_id, t.model_id, latest.id, latest.status, first_bad.ended_at as since
    from unnest(${sql.val(targets.map(({ workflowId }) => workflowId))}::text[], ${sql.val(targets.map(({ modelId }) => modelId))}::text[])
      as t(workflow_id, model_id)
    cross join lateral (
      select id, status from runs where ${of} and status in ('pass', 'partial', 'fail', 'error') order by sort_at desc, id desc limit 1
    ) as latest
    left join lateral (
      select sort_at from runs where ${of} and ${OUTCOME} = 'pass:' order by sort_at desc, id desc limit 1
    ) as last_pass on true
    cross join lateral (
      select ended_at from runs where ${of} and status = any(${sql.val(FAILED)}) and sort_at >= coalesce(last_pass.sort_at, '-infinity')
      order by sort_at, id limit 1
    ) as first_bad
    where latest.status = any(${sql.val(FAILED)})
    order by since nulls last, t.workflow_id, t.model_id
    limit ${limit}`.execute(db);
  return rows.map((row) => ({
    workflowId: row.workflow_id,
    modelId: row.model_id,
    runId: row.id,
    status: asRunStatus(row.status),
    since: row.since?.toISOString() ?? null,
  }));
}
