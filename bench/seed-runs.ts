// Many finished runs by plain SQL: the benchmarks measure reading, not running.
import { sql } from 'kysely';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';

export interface Seeded {
  /** The newest run; it has the events. */
  readonly runId: string;
  readonly workflowIds: readonly string[];
}

const WORKFLOWS = 20;
/** All runs lie within the longest range of the list. */
const SPREAD_SECONDS = 29 * 24 * 60 * 60;

export async function seedRuns(ctx: Ctx, { runs, events }: { runs: number; events: number }): Promise<Seeded> {
  const { db } = ctx.deps;
  const server = await createServer(ctx, { name: 'Store', baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true });
  const workflows: Workflow[] = [];
  for (let i = 0; i < WORKFLOWS; i += 1) {
    workflows.push(
      await createWorkflow(ctx, {
        name: `Order coffee ${i}`,
        mcpServerId: server.id,
        testerPrompt: '1. call get_order with {"orderId":"ORD-1001"}',
        testerModelId: SCRIPT_MODEL_ID,
        criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
      }),
    );
  }
  await insertRuns(ctx, { workflows, serverId: server.id, runs });
  const newest = await sql<{ id: string }>`select id from runs order by created_at desc limit 1`.execute(db);
  const runId = newest.rows[0]?.id ?? '';
  await sql`insert into run_attempts (run_id, attempt, status, started_at, ended_at) values (${runId}, 1, 'pass', now(), now())`.execute(
    db,
  );
  await insertEvents(ctx, runId, events);
  await sql`vacuum analyze runs`.execute(db);
  return { runId, workflowIds: workflows.map(({ id }) => id) };
}

/** Oldest first, as runs come in reality; workflows take turns, and every workflow has every status. */
async function insertRuns(
  ctx: Ctx,
  { workflows, serverId, runs }: { workflows: readonly Workflow[]; serverId: string; runs: number },
): Promise<void> {
  const column = (value: (workflow: Workflow) => string) => sql.val(workflows.map(value));
  await sql`
    insert into runs (id, org_id, workflow_id, workflow_name, version_id, version_number, server_id, model_id, target_index, target_key, tester_kind, status,
      trigger_type, reason, classification, created_at, started_at, ended_at, duration_ms, tokens_in, tokens_out, steps, tool_calls, attempt, not_before,
      final_answer)
    select 'run_' || gen_random_uuid(), ${ctx.org.id}, w.id, w.name, w.version_id, 1, ${serverId}, ${SCRIPT_MODEL_ID}, 0, 'bench',
      'script', (array['pass','pass','pass','fail','error'])[1 + turn % 5], 'scheduled', 'schedule', case when turn % 5 < 3 then null else 'server' end,
      at, at, at + interval '1 second', 500 + n % 1000, 0, 0, 3, 3, 1, at, repeat('The order is complete. ', 20)
    from generate_series(${runs}::integer, 1, -1) as n
      cross join lateral (select n / ${WORKFLOWS}::integer as turn, now() - n * (${SPREAD_SECONDS}::float8 / ${runs}::float8) * interval '1 second' as at) as placed
      join unnest(${column(({ id }) => id)}::text[], ${column(({ name }) => name)}::text[], ${column(({ currentVersion }) => currentVersion.id)}::text[])
        with ordinality as w(id, name, version_id, place) on w.place = 1 + n % ${WORKFLOWS}::integer
    order by n desc`.execute(ctx.deps.db);
}

async function insertEvents(ctx: Ctx, runId: string, events: number): Promise<void> {
  await sql`
    insert into run_events (id, run_id, org_id, attempt, seq, at, type, data)
    select 'evt_' || lpad(n::text, 26, '0'), ${runId}, ${ctx.org.id}, 1, n, now(),
      case when n % 2 = 1 then 'tool_call' else 'tool_result' end,
      case when n % 2 = 1
        then jsonb_build_object('callId', 'call_' || lpad(((n + 1) / 2)::text, 26, '0'), 'tool', 'get_order', 'arguments', jsonb_build_object('orderId', 'ORD-' || n))
        else jsonb_build_object('callId', 'call_' || lpad((n / 2)::text, 26, '0'), 'tool', 'get_order', 'isError', false, 'outcome', 'ok', 'bytes', 300, 'truncated', false,
          'durationMs', 12, 'content', jsonb_build_array(jsonb_build_object('type', 'text', 'text', repeat('A line of an answer. ', 12))))
      end
    from generate_series(1, ${events}::integer) as n`.execute(ctx.deps.db);
}
