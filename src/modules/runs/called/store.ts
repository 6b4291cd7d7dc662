// The SQL that reads what finished runs called: for coverage, without the content of any answer. Trials are left out.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db/connect';
import type { TraceData } from '../run.ts';

export interface FinishedRun {
  readonly runId: string;
  readonly serverId: string;
  readonly workflowId: string;
}

/** A call that was sent, or the answer to one; blocked calls are neither. */
export type CallEvent =
  | { readonly type: 'tool_call'; readonly at: string; readonly data: TraceData['tool_call'] }
  | {
      readonly type: 'tool_result';
      readonly at: string;
      readonly data: Pick<TraceData['tool_result'], 'callId' | 'tool' | 'isError' | 'rpcError' | 'outcome'>;
    };

/** Of each server the newest `limit` finished runs of the given workflows; the newest first. */
export async function newestFinishedRuns(db: Db, workflowIds: readonly string[], limit: number): Promise<FinishedRun[]> {
  if (workflowIds.length === 0) return [];
  const { rows } = await sql<FinishedRun>`
    select "runId", "serverId", "workflowId" from (
      select r.*, row_number() over (partition by r."serverId" order by r.sort_at desc, r."runId" desc) as rank
      from unnest(${sql.val([...workflowIds])}::text[]) as wanted(id)
      cross join lateral (
        select id as "runId", server_id as "serverId", workflow_id as "workflowId", sort_at
        from runs where workflow_id = wanted.id and status in ('pass', 'partial', 'fail', 'error') and proposal_id is null
        order by sort_at desc, id desc limit ${limit}
      ) as r
    ) as ranked
    where rank <= ${limit}
    order by "serverId", rank`.execute(db);
  return rows;
}

export async function findFinishedRun(db: Db, orgId: string, runId: string): Promise<FinishedRun | undefined> {
  return db
    .selectFrom('runs')
    .select(['id as runId', 'server_id as serverId', 'workflow_id as workflowId'])
    .where('org_id', '=', orgId)
    .where('id', '=', runId)
    .where('proposal_id', 'is', null)
    .where('status', 'in', ['pass', 'partial', 'fail', 'error'])
    .executeTakeFirst();
}

const callColumn = z.object({ callId: z.string(), tool: z.string(), arguments: z.unknown() });
const resultColumn = z.object({
  callId: z.string(),
  tool: z.string(),
  isError: z.boolean(),
  rpcError: z.object({ code: z.number(), message: z.string() }).optional(),
  outcome: z.string(),
});

/** Attempts have at most 500 calls each; a run has at most a few attempts. */
const MAX_EVENTS = 10_000;

/** Of all attempts, in order. What a cut event has lost it has lost here too. */
export async function callEventsOf(db: Db, runId: string): Promise<CallEvent[]> {
  const rows = await db
    .selectFrom('run_events')
    .select(['type', 'at', sql`data - 'content' - 'structuredContent'`.as('data')])
    .where('run_id', '=', runId)
    .where('type', 'in', ['tool_call', 'tool_result'])
    .orderBy('attempt')
    .orderBy('seq')
    .limit(MAX_EVENTS)
    .execute();
  return rows.flatMap(({ type, at, data }) => eventOf(type, at.toISOString(), data));
}

function eventOf(type: string, at: string, data: unknown): CallEvent[] {
  if (type === 'tool_call') {
    const call = callColumn.safeParse(data);
    return call.success ? [{ type, at, data: call.data }] : [];
  }
  const result = resultColumn.safeParse(data);
  return result.success ? [{ type: 'tool_result', at, data: stripped(result.data) }] : [];
}

const stripped = ({ rpcError, ...rest }: z.infer<typeof resultColumn>) => ({ ...rest, ...(rpcError ? { rpcError } : {}) });
