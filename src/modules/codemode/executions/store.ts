// All SQL on executions.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import { METHODS } from '#modules/sources';
import type { Db, Tx } from '#platform/db/connect';
import { commitsWithoutWaiting } from '#platform/db/relaxed-commit';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import { ERROR_KINDS } from './answer.ts';
import { EXECUTION_STATES, FRUSTRATIONS, TOOLS } from './execution.ts';
import type { Caller, Execution, StoredCall, Tag } from './execution.ts';

type Row = Selectable<Database['executions']>;
type Conn = Db | Tx;

export const callRecord = z.object({
  operationId: z.string(),
  method: z.enum(METHODS),
  path: z.string(),
  status: z.number().nullable(),
  durationMs: z.number(),
  bytes: z.number(),
});
const storedCall: z.ZodType<StoredCall> = callRecord.extend({ arguments: z.array(z.string()) });
const storedCalls = z.array(storedCall);
const storedTags: z.ZodType<Tag[]> = z.array(z.object({ name: z.string(), value: z.string() }));
export const storedCaller: z.ZodType<Caller> = z.object({ type: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() });

const columns = z.object({
  tool: z.enum(TOOLS),
  state: z.enum(EXECUTION_STATES),
  error_kind: z.enum(ERROR_KINDS).nullable(),
  frustration: z.enum(FRUSTRATIONS).nullable(),
});

function executionOf(row: Row): Execution {
  const { tool, state, error_kind: errorKind, frustration } = columns.parse(row);
  return {
    id: row.id,
    sourceId: row.source_id,
    bundleId: row.bundle_id,
    environment: row.environment,
    tool,
    sessionKey: row.session_key,
    actor: storedCaller.parse(row.actor),
    state,
    ok: row.ok,
    errorKind,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: row.duration_ms,
    intent: row.intent,
    context: row.context,
    frustration,
    query: row.query,
    matches: row.matches,
    calls: storedCalls.parse(row.calls).map(({ arguments: _names, ...call }) => call),
    tags: storedTags.parse(row.tags),
  };
}

export type NewExecution = Pick<
  Execution,
  'id' | 'sourceId' | 'bundleId' | 'environment' | 'tool' | 'sessionKey' | 'actor' | 'startedAt' | 'intent' | 'context' | 'frustration'
> & { readonly script: string | null };

/** Need not wait for the disk: what a script does is not undone by losing its record, and the next commit keeps it. */
export async function insertExecution(conn: Conn, orgId: string, execution: NewExecution): Promise<void> {
  await sql`
    insert into executions
      (id, org_id, source_id, bundle_id, environment, tool, session_key, actor, state, started_at, intent, context, frustration, script)
    select ${execution.id}, ${orgId}, ${execution.sourceId}, ${execution.bundleId}, ${execution.environment}, ${execution.tool},
      ${execution.sessionKey}, ${jsonText(execution.actor)}::jsonb, 'running', ${execution.startedAt}::timestamptz, ${execution.intent},
      ${execution.context}, ${execution.frustration}, ${execution.script}
    where ${commitsWithoutWaiting}`.execute(conn);
}

export interface FinishedExecution extends Pick<Execution, 'id' | 'ok' | 'errorKind' | 'durationMs' | 'query' | 'matches' | 'tags'> {
  readonly finishedAt: string;
  readonly calls: readonly StoredCall[];
}

/** False: it is finished already, or gone with its source. Alone it need not wait for the disk. */
export async function finishExecution(conn: Conn, orgId: string, done: FinishedExecution): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update executions set state = 'finished', ok = ${done.ok}, error_kind = ${done.errorKind}, finished_at = ${done.finishedAt}::timestamptz,
      duration_ms = ${done.durationMs}, query = ${done.query}, matches = ${done.matches}, calls = ${jsonText(done.calls)}::jsonb,
      tags = ${jsonText(done.tags)}::jsonb
    where org_id = ${orgId} and id = ${done.id} and state <> 'finished' and ${conn.isTransaction ? sql`true` : commitsWithoutWaiting}`.execute(
    conn,
  );
  return numAffectedRows === 1n;
}

export interface WaitingExecution extends Pick<Execution, 'id' | 'durationMs' | 'tags'> {
  readonly calls: readonly StoredCall[];
}

export async function markWaiting(tx: Tx, orgId: string, { id, durationMs, calls, tags }: WaitingExecution): Promise<void> {
  await tx
    .updateTable('executions')
    .set({ state: 'waiting', duration_ms: durationMs, calls: jsonText(calls), tags: jsonText(tags) })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute();
}

/** An execution with the names of arguments its calls had: for the process that goes on with it. */
export interface RecordedExecution extends Omit<Execution, 'calls'> {
  readonly calls: readonly StoredCall[];
}

export async function findExecution(conn: Conn, orgId: string, id: string): Promise<RecordedExecution | undefined> {
  const row = await conn.selectFrom('executions').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row && { ...executionOf(row), calls: storedCalls.parse(row.calls) };
}

export interface ExecutionFilter extends PageRequest {
  readonly orgId: string;
  readonly sourceId: string;
  readonly environment?: string | undefined;
  readonly tool?: string | undefined;
  readonly ok?: boolean | undefined;
}

/** Newest first. */
export async function pageOfExecutions(conn: Conn, filter: ExecutionFilter): Promise<Page<Execution>> {
  const { orgId, sourceId, environment, tool, ok, page, pageSize } = filter;
  let all = conn.selectFrom('executions').where('org_id', '=', orgId).where('source_id', '=', sourceId);
  if (environment !== undefined) all = all.where('environment', '=', environment);
  if (tool !== undefined) all = all.where('tool', '=', tool);
  if (ok !== undefined) all = all.where('ok', '=', ok);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await all.selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(pageSize).offset(offsetOf(filter)).execute();
  return { page, pageSize, rows: rows.map(executionOf), total };
}

/** Those whose process must have died: nobody will ever finish them. */
export async function finishLost(db: Db, { startedBefore, at, limit }: { startedBefore: Date; at: Date; limit: number }): Promise<number> {
  const { numAffectedRows } = await sql`
    update executions set state = 'finished', ok = false, error_kind = 'interrupted', finished_at = ${at} where id in (
      select id from executions where state = 'running' and started_at < ${startedBefore} limit ${limit} for update skip locked)`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** Organizations with an execution from before. */
export async function orgsWithExecutions(db: Db, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('organizations as o')
    .select('o.id')
    .where((eb) =>
      eb.exists(eb.selectFrom('executions as e').select('e.id').whereRef('e.org_id', '=', 'o.id').where('e.started_at', '<', before)),
    )
    .orderBy('o.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Oldest first, with their approvals; without `before` of any age. Answers how many. */
export async function deleteExecutions(
  db: Db,
  { orgId, before, limit }: { readonly orgId: string; readonly before?: Date | undefined; readonly limit: number },
): Promise<number> {
  const end = before?.toISOString() ?? 'infinity';
  const { numAffectedRows } = await sql`
    delete from executions where id in (
      select id from executions where org_id = ${orgId} and started_at < ${end}::timestamptz order by started_at limit ${limit})`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}

export async function executionsAfter(
  conn: Conn,
  orgId: string,
  page: { readonly last: Pick<Execution, 'startedAt' | 'id'> | undefined; readonly limit: number },
): Promise<Execution[]> {
  let query = conn.selectFrom('executions').selectAll().where('org_id', '=', orgId);
  if (page.last) {
    const { startedAt, id } = page.last;
    query = query.where((eb) => eb(eb.refTuple('started_at', 'id'), '>', eb.tuple(new Date(startedAt), id)));
  }
  const rows = await query.orderBy('started_at').orderBy('id').limit(page.limit).execute();
  return rows.map(executionOf);
}

export interface UsedScript {
  readonly script: string | null;
  readonly calls: readonly StoredCall[];
}

/** The newest scripts and single operations that called something, for the test of a new bundle on real usage. */
export async function recentUse(
  conn: Conn,
  {
    orgId,
    sourceId,
    environment,
    limit,
  }: { readonly orgId: string; readonly sourceId: string; readonly environment: string; readonly limit: number },
): Promise<UsedScript[]> {
  const rows = await conn
    .selectFrom('executions')
    .select(['script', 'calls'])
    .where('org_id', '=', orgId)
    .where('source_id', '=', sourceId)
    .where('environment', '=', environment)
    .where('tool', '<>', 'search_sdk')
    .where(sql<boolean>`(calls <> '[]'::jsonb or script is not null)`)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ script, calls }) => ({ script, calls: storedCalls.parse(calls) }));
}
