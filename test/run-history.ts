// A long history of finished runs, written straight into the table: nobody can wait for a month of real ones.
import { sql } from 'kysely';
import type { Workflow } from '#modules/workflows';
import type { Db } from '#platform/db/connect';

export interface History {
  readonly orgId: string;
  readonly workflow: Pick<Workflow, 'id' | 'name' | 'mcpServerId' | 'currentVersion'>;
  /** The newest run ended 25 s before, each older one 25 s earlier. */
  readonly now: Date;
  readonly count: number;
}

export async function insertManyRuns(db: Db, { orgId, workflow, now, count }: History): Promise<void> {
  const { id, name, mcpServerId, currentVersion } = workflow;
  await sql`
    insert into runs (id, org_id, workflow_id, workflow_name, version_id, version_number, server_id, model_id, target_index, target_key, tester_kind, status,
                      trigger_type, reason, created_at, started_at, ended_at, not_before)
    select 'run_' || gen_random_uuid(), ${orgId}, ${id}, ${name}, ${currentVersion.id}, 1, ${mcpServerId}, 'script/steps', 0, 'script/steps', 'script', 'pass',
           'manual', 'bulk', at, at, at, at
    from (select ${now}::timestamptz - make_interval(secs => n * 25) as at from generate_series(1, ${count}::integer) n) times`.execute(db);
  await sql`vacuum analyze runs`.execute(db);
}
