// The SQL that reads which workflows are watched now: for whoever says how an organization is doing.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db/connect';

export interface WorkflowCounts {
  readonly active: number;
  readonly paused: number;
}

export async function countWorkflows(db: Db, orgId: string): Promise<WorkflowCounts> {
  const rows = await db
    .selectFrom('workflows')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('org_id', '=', orgId)
    .where('state', 'in', ['active', 'paused'])
    .groupBy('state')
    .execute();
  const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  return { active: of('active'), paused: of('paused') };
}

export interface ActiveTargets {
  readonly workflowId: string;
  readonly name: string;
  /** Models of the current version's targets. */
  readonly modelIds: readonly string[];
}

const modelIdsColumn = z.array(z.string());

/** The first `limit` by id, of all servers. */
export async function activeTargets(db: Db, orgId: string, limit: number): Promise<ActiveTargets[]> {
  const rows = await db
    .selectFrom('workflows as w')
    .innerJoin('workflow_versions as v', 'v.id', 'w.current_version_id')
    .select(['w.id', 'w.name', sql`jsonb_path_query_array(v.spec, '$.testerTargets[*].modelId')`.as('modelIds')])
    .where('w.org_id', '=', orgId)
    .where('w.state', '=', 'active')
    .orderBy('w.id')
    .limit(limit)
    .execute();
  return rows.map(({ id, name, modelIds }) => ({ workflowId: id, name, modelIds: modelIdsColumn.parse(modelIds) }));
}
