// A million runs as an organization of a year has them: one workflow makes half of them, and some kinds are very rare.
import { sql } from 'kysely';
import { SCRIPT_MODEL_ID } from '#modules/models';
import { createServer } from '#modules/servers';
import { createWorkflow } from '#modules/workflows';
import type { Workflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';

export const RARE_MODEL = 'acme/rare';

export interface SeededSearch {
  readonly busyWorkflowId: string;
  readonly quietWorkflowId: string;
  readonly busyServerId: string;
  readonly quietServerId: string;
  readonly modelId: string;
  /** Times half of the way, and shortly before the newest run. */
  readonly middle: string;
  readonly recent: string;
}

const SERVERS = 10;
const WORKFLOWS = 100;
const MODELS = ['openai/small', 'openai/large', 'anthropic/one', 'google/two', SCRIPT_MODEL_ID];
const SPAN_MS = 365 * 24 * 60 * 60 * 1000;
const RECENT_MS = 60 * 60 * 1000;
const BATCH = 50_000;

export async function seedSearch(ctx: Ctx, runs: number): Promise<SeededSearch> {
  const serverIds: string[] = [];
  for (let i = 0; i < SERVERS; i += 1) {
    serverIds.push((await createServer(ctx, { name: `Store ${i}`, baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true })).id);
  }
  const workflows: Workflow[] = [];
  for (let i = 0; i < WORKFLOWS; i += 1) {
    workflows.push(
      await createWorkflow(ctx, {
        name: `Order coffee ${i}`,
        mcpServerId: serverIds[i % SERVERS],
        testerPrompt: '1. call get_order with {"orderId":"ORD-1001"}',
        testerModelId: SCRIPT_MODEL_ID,
        criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }],
      }),
    );
  }
  for (let newest = runs; newest > 0; newest -= BATCH)
    await insertRuns(ctx, workflows, { runs, from: newest, to: Math.max(1, newest - BATCH + 1) });
  await sql`vacuum analyze runs`.execute(ctx.deps.db);
  const now = Date.now();
  const idOf = (all: readonly (string | undefined)[], place: number): string => all[place] ?? '';
  const workflowIds = workflows.map(({ id }) => id);
  return {
    busyWorkflowId: idOf(workflowIds, 0),
    quietWorkflowId: idOf(workflowIds, WORKFLOWS - 1),
    busyServerId: idOf(serverIds, 0),
    quietServerId: idOf(serverIds, SERVERS - 1),
    modelId: idOf(MODELS, 0),
    middle: new Date(now - SPAN_MS / 2).toISOString(),
    recent: new Date(now - RECENT_MS).toISOString(),
  };
}

/**
 * The `from`-th newest run to the `to`-th, oldest first. Every second run is of the first workflow; of a thousand runs 900 pass, 60 fail, 25 are partial and 15 are errors.
 * The judge is to blame once in 50 000 runs, credentials never; the rare model made the first ten runs and no more.
 */
async function insertRuns(
  { deps, org }: Ctx,
  workflows: readonly Workflow[],
  { runs, from, to }: { readonly runs: number; readonly from: number; readonly to: number },
): Promise<void> {
  const column = (value: (workflow: Workflow) => string) => sql.val(workflows.map(value));
  await sql`
    insert into runs (id, org_id, workflow_id, workflow_name, version_id, version_number, server_id, model_id, target_index, target_key, tester_kind, status,
      trigger_type, reason, classification, created_at, started_at, ended_at, duration_ms, tokens_in, tokens_out, steps, tool_calls, attempt, not_before)
    select 'run_' || gen_random_uuid(), ${org.id}, w.id, w.name, w.version_id, 1, w.server_id,
      case when n > ${runs}::integer - 10 then ${RARE_MODEL} else (${sql.val(MODELS)}::text[])[1 + (n / 7) % ${MODELS.length}::integer] end,
      0, 'bench', 'model', outcome.status, 'scheduled', 'schedule',
      case when outcome.status = 'pass' then null when n % 50000 = 7 then 'judge'
        else (array['server','model','schema','network','test'])[1 + (n / 11) % 5] end,
      at, at, at + interval '1 second', 500 + n % 1000, 100, 100, 3, 3, 1, at
    from generate_series(${from}::integer, ${to}::integer, -1) as n
      cross join lateral (select now() - n * (${SPAN_MS}::float8 / ${runs}::float8) * interval '1 millisecond' as at) as placed
      cross join lateral (select case when n % 1000 < 60 then 'fail' when n % 1000 < 85 then 'partial' when n % 1000 < 100 then 'error' else 'pass' end as status) as outcome
      join unnest(${column(({ id }) => id)}::text[], ${column(({ name }) => name)}::text[], ${column(({ currentVersion }) => currentVersion.id)}::text[],
        ${column(({ mcpServerId }) => mcpServerId)}::text[]) with ordinality as w(id, name, version_id, server_id, place)
        on w.place = case when n % 2 = 0 then 1 else 1 + (n / 2) % ${WORKFLOWS}::integer end
    order by n desc`.execute(deps.db);
}
