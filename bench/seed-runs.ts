// Many finished runs by plain SQL: the benchmarks measure reading, not running.
import { sql } from 'kysely';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';

export interface Seeded {
  /** The newest run; it has the events. */
  readonly runId: string;
}

export async function seedRuns(ctx: Ctx, { runs, events }: { runs: number; events: number }): Promise<Seeded> {
  const server = await createServer(ctx, { name: 'Store', baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true });
  const workflow = await createWorkflow(ctx, {
    name: 'Order coffee',
    mcpServerId: server.id,
    testerPrompt: '1. call get_order with {"orderId":"ORD-1001"}',
    testerModelId: SCRIPT_MODEL_ID,
    criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
  });
  const { db } = ctx.deps;
  await sql`
    insert into runs (id, org_id, workflow_id, workflow_name, version_id, version_number, server_id, model_id, target_index, tester_kind, status,
      trigger_type, reason, classification, created_at, started_at, ended_at, duration_ms, tokens_in, tokens_out, steps, tool_calls, attempt, not_before)
    select 'run_' || gen_random_uuid(), ${ctx.org.id}, ${workflow.id}, 'Order coffee', ${workflow.currentVersion.id}, 1, ${server.id}, ${SCRIPT_MODEL_ID}, 0, 'script',
      (array['pass','pass','pass','fail','error'])[1 + n % 5], 'scheduled', 'schedule', case when n % 5 < 3 then null else 'server' end,
      now() - n * interval '20 seconds', now() - n * interval '20 seconds', now() - n * interval '20 seconds' + interval '1 second', 1000, 0, 0, 3, 3, 1, now()
    from generate_series(1, ${runs}) as n`.execute(db);
  const newest = await sql<{ id: string }>`select id from runs order by created_at desc limit 1`.execute(db);
  const runId = newest.rows[0]?.id ?? '';
  await sql`
    insert into run_attempts (run_id, attempt, status, started_at, ended_at) values (${runId}, 1, 'pass', now(), now())`.execute(db);
  await sql`
    insert into run_events (id, run_id, org_id, attempt, seq, at, type, data)
    select 'evt_' || lpad(n::text, 26, '0'), ${runId}, ${ctx.org.id}, 1, n, now(),
      case when n % 2 = 1 then 'tool_call' else 'tool_result' end,
      case when n % 2 = 1
        then jsonb_build_object('callId', 'call_' || lpad(((n + 1) / 2)::text, 26, '0'), 'tool', 'get_order', 'arguments', jsonb_build_object('orderId', 'ORD-' || n))
        else jsonb_build_object('callId', 'call_' || lpad((n / 2)::text, 26, '0'), 'tool', 'get_order', 'isError', false, 'outcome', 'ok', 'bytes', 300, 'truncated', false,
          'durationMs', 12, 'content', jsonb_build_array(jsonb_build_object('type', 'text', 'text', repeat('A line of an answer. ', 12))))
      end
    from generate_series(1, ${events}) as n`.execute(db);
  return { runId };
}
