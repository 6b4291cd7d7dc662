// All SQL on tool_uses and tool_use_runs.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { ToolUse } from './coverage.ts';
import type { RunUse } from './extract-uses.ts';

export interface ReadRun {
  readonly runId: string;
  readonly serverId: string;
  readonly workflowId: string;
}

/** False when somebody else has read the run already, or it is gone: then its uses are not to be written. */
export async function markRead(tx: Tx, orgId: string, runId: string): Promise<boolean> {
  const { rows } = await sql`
    insert into tool_use_runs (run_id, org_id)
    select id, org_id from runs where id = ${runId} and org_id = ${orgId} for key share
    on conflict do nothing returning 1`.execute(tx);
  return rows.length === 1;
}

export async function insertUses(
  tx: Tx,
  orgId: string,
  { run, uses }: { readonly run: ReadRun; readonly uses: readonly RunUse[] },
): Promise<void> {
  if (uses.length === 0) return;
  await tx
    .insertInto('tool_uses')
    .values(
      uses.map((use) => ({
        run_id: run.runId,
        tool: use.tool,
        org_id: orgId,
        server_id: run.serverId,
        workflow_id: run.workflowId,
        ok_count: use.okCount,
        error_count: use.errorCount,
        last_ok_at: use.lastOkAt,
        last_error_at: use.lastErrorAt,
        seen: jsonText(use.seen),
      })),
    )
    .execute();
}

/** Those of the given runs whose trace was not read yet. */
export async function unreadOf(db: Db, runIds: readonly string[]): Promise<Set<string>> {
  if (runIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('tool_use_runs')
    .select('run_id')
    .where('run_id', 'in', [...runIds])
    .execute();
  const read = new Set(rows.map(({ run_id: runId }) => runId));
  return new Set(runIds.filter((runId) => !read.has(runId)));
}

export async function usesOf(db: Db, orgId: string, runIds: readonly string[]): Promise<ToolUse[]> {
  if (runIds.length === 0) return [];
  const rows = await db
    .selectFrom('tool_uses')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('run_id', 'in', [...runIds])
    .execute();
  return rows.map(toUse);
}

/** What was called well: one row per server and tool. */
export async function calledWell(
  db: Db,
  orgId: string,
  runIds: readonly string[],
): Promise<{ readonly serverId: string; readonly tool: string }[]> {
  if (runIds.length === 0) return [];
  return db
    .selectFrom('tool_uses')
    .select(['server_id as serverId', 'tool'])
    .distinct()
    .where('org_id', '=', orgId)
    .where('run_id', 'in', [...runIds])
    .where('ok_count', '>', 0)
    .execute();
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const seenColumn = z.object({
  arguments: z.array(z.string()),
  values: z.array(z.object({ argument: z.string(), values: z.array(scalar) })),
  errorAnswerAt: z.string().nullable(),
});

export const toUse = (row: Selectable<Database['tool_uses']>): ToolUse => ({
  runId: row.run_id,
  workflowId: row.workflow_id,
  tool: row.tool,
  okCount: row.ok_count,
  errorCount: row.error_count,
  lastOkAt: row.last_ok_at?.toISOString() ?? null,
  lastErrorAt: row.last_error_at?.toISOString() ?? null,
  seen: seenColumn.parse(row.seen),
});
