// The diagnosis of a failed run whose trace has 2 000 events, with a baseline, a changed catalog and a history of failures.
import { sql } from 'kysely';
import { newId } from '#kernel/ids';
import { diagnoseRun } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import { openBenchInstance } from './bench-instance.ts';
import { median, percentile, timed } from './row.ts';
import type { Row } from './row.ts';
import { seedRuns } from './seed-runs.ts';

const EVENTS = 2000;
const RUNS = 10_000;
const TOOLS = 200;
const ROUNDS = 50;
const AT_MOST_MS = 150;

export async function measureDiagnoseRun(scope: AsyncDisposableStack): Promise<Row[]> {
  const { ctx } = await openBenchInstance(scope);
  const { runId } = await seedRuns(ctx, { runs: RUNS, events: EVENTS });
  await makeItFail(ctx, runId);
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    times.push(
      await timed(async () => {
        const { contributingToolCalls, changesSinceBaseline, similarFailures } = await diagnoseRun(ctx, { runId });
        const isWhole =
          contributingToolCalls.length > 0 && similarFailures.length > 0 && (changesSinceBaseline.catalog?.breakingCount ?? 0) > 0;
        if (!isWhole) throw new Error('the diagnosis is missing a part');
      }),
    );
  }
  return [
    { what: 'diagnosis of a run with 2 000 events: median', value: median(times), unit: 'ms' },
    { what: 'diagnosis of a run with 2 000 events: p95', value: percentile(times, 0.95), unit: 'ms', atMost: AT_MOST_MS },
  ];
}

/** The newest run failed, on another catalog than the one before, and a tenth of its calls failed. */
async function makeItFail({ deps: { db }, org }: Ctx, runId: string): Promise<void> {
  const { rows } = await sql<{ server_id: string }>`select server_id from runs where id = ${runId}`.execute(db);
  const serverId = rows[0]?.server_id ?? '';
  const catalog = (argument: string): string =>
    JSON.stringify({
      tools: Array.from({ length: TOOLS }, (_, index) => ({
        name: index === 0 ? 'get_order' : `tool_${index}`,
        description: 'One of many. '.repeat(20),
        inputSchema: { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] },
      })),
      resources: [],
      resourceTemplates: [],
      prompts: [],
    });
  const [before, after] = [newId('snap'), newId('snap')];
  for (const [id, argument] of [
    [before, 'orderId'],
    [after, 'order_id'],
  ] as const) {
    await sql`
      insert into catalog_snapshots (id, org_id, server_id, at, era, content_hash, catalog, counts)
      values (${id}, ${org.id}, ${serverId}, now(), 'modern', ${id}, ${catalog(argument)}::jsonb, '{"tools": 200, "resources": 0, "resourceTemplates": 0, "prompts": 0}')`.execute(
      db,
    );
  }
  await sql`update runs set snapshot_id = ${before}, classification = case status when 'fail' then 'schema' else classification end`.execute(
    db,
  );
  await sql`update runs set status = 'fail', classification = 'schema', snapshot_id = ${after} where id = ${runId}`.execute(db);
  await sql`
    update run_events set data = data || '{"isError": true, "outcome": "tool_error"}'
    where run_id = ${runId} and type = 'tool_result' and seq % 20 = 0`.execute(db);
  await sql`vacuum analyze runs`.execute(db);
}
