// All SQL on run_events and run_artifacts. Writes are fenced: a worker whose lease is gone can add nothing.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { commitsWithoutWaiting } from '#platform/db/relaxed-commit';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { Db, Tx } from '#platform/db/connect';
import type { TraceEvent, TraceEventType } from '../run.ts';

/** Who may write: the claim's fence on a run that is still running. */
export interface Fence {
  readonly runId: string;
  readonly orgId: string;
  readonly fence: number;
}

export interface Artifact {
  readonly name: string;
  readonly kind: 'final_answer' | 'judge_report' | 'tool_result' | 'image' | 'stderr';
  readonly mimeType: string;
  readonly bytes: number;
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

const dataShape = z.record(z.string(), z.unknown());

/**
 * All or nothing; false when the fence is old. One statement, so that nothing can come between look and write. Only a call
 * waits for the disk, since it is sent next; what else there is becomes durable with the next call or with the run's end.
 */
export async function insertEvents(db: Db, events: readonly TraceEvent[], { runId, orgId, fence }: Fence): Promise<boolean> {
  const column = <T>(value: (event: TraceEvent) => T) => sql.val(events.map(value));
  const isSentNext = events.some(({ type }) => type === 'tool_call');
  const { rows } = await sql`
    insert into run_events (id, run_id, org_id, attempt, seq, at, type, data)
    select e.id, r.id, ${orgId}, e.attempt, e.seq, e.at, e.type, e.data
    from runs r cross join unnest(
      ${column(({ id }) => id)}::text[], ${column(({ attempt }) => attempt)}::integer[], ${column(({ seq }) => seq)}::integer[],
      ${column(({ at }) => at)}::timestamptz[], ${column(({ type }) => type)}::text[], ${column(({ data }) => jsonText(data))}::jsonb[]
    ) as e(id, attempt, seq, at, type, data)
    where r.id = ${runId} and r.fence = ${fence} and r.status = 'running' and ${isSentNext ? sql`true` : commitsWithoutWaiting}
    returning 1`.execute(db);
  return rows.length === events.length;
}

/** For whoever holds the run's row locked (cancel, reaper): no fence to check. */
export async function insertOwnEvent(tx: Tx, orgId: string, event: TraceEvent): Promise<void> {
  await tx
    .insertInto('run_events')
    .values({
      id: event.id,
      run_id: event.runId,
      org_id: orgId,
      attempt: event.attempt,
      seq: event.seq,
      at: event.at,
      type: event.type,
      data: jsonText(event.data),
    })
    .execute();
}

export async function lastSeq(db: Db | Tx, runId: string, attempt: number): Promise<number> {
  const row = await db
    .selectFrom('run_events')
    .where('run_id', '=', runId)
    .where('attempt', '=', attempt)
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return row?.seq ?? 0;
}

export interface EventFilter {
  readonly runId: string;
  readonly attempt: number;
  readonly types?: readonly TraceEventType[] | undefined;
  readonly afterSeq: number;
  readonly limit: number;
}

export async function selectEvents(db: Db | Tx, { runId, attempt, types, afterSeq, limit }: EventFilter): Promise<TraceEvent[]> {
  let query = db
    .selectFrom('run_events')
    .selectAll()
    .where('run_id', '=', runId)
    .where('attempt', '=', attempt)
    .where('seq', '>', afterSeq);
  if (types) query = query.where('type', 'in', [...types]);
  const rows = await query.orderBy('seq').limit(limit).execute();
  return rows.map(eventOf);
}

export async function insertArtifact(db: Db | Tx, row: { readonly id: string; readonly artifact: Artifact } & Fence): Promise<boolean> {
  const { id, artifact, runId, orgId, fence } = row;
  const { rows } = await sql`
    insert into run_artifacts (id, run_id, org_id, name, kind, mime_type, bytes, body)
    select ${id}, id, ${orgId}, ${artifact.name}, ${artifact.kind}, ${artifact.mimeType}, ${artifact.bytes}, ${artifact.text ?? artifact.base64 ?? ''}
    from runs where id = ${runId} and fence = ${fence} and status = 'running'
    returning 1`.execute(db);
  return rows.length === 1;
}

const MAX_ARTIFACTS = 50;

export async function selectArtifacts(db: Db | Tx, runId: string): Promise<Artifact[]> {
  const rows = await db.selectFrom('run_artifacts').selectAll().where('run_id', '=', runId).orderBy('id').limit(MAX_ARTIFACTS).execute();
  return rows.map(({ name, kind, mime_type: mimeType, bytes, body }) => ({
    name,
    kind: artifactKind.parse(kind),
    mimeType,
    bytes,
    ...(kind === 'image' ? { base64: body } : { text: body }),
  }));
}

const artifactKind = z.enum(['final_answer', 'judge_report', 'tool_result', 'image', 'stderr']);

/** Deletes what a trace is made of; the run's row and verdicts stay. */
export async function deleteTraces(tx: Tx, runIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('run_events')
    .where('run_id', 'in', [...runIds])
    .execute();
  await tx
    .deleteFrom('run_artifacts')
    .where('run_id', 'in', [...runIds])
    .execute();
}

/** The one place where a stored event becomes typed: only appendEvent writes rows, and it takes typed data. */
export function eventOf(row: Omit<Selectable<Database['run_events']>, 'org_id'>): TraceEvent {
  const { id, run_id: runId, attempt, seq, at, type } = row;
  return { id, runId, attempt, seq, at: at.toISOString(), type, data: dataShape.parse(row.data) } as unknown as TraceEvent;
}
