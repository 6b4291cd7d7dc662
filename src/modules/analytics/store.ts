// All SQL on analytics_events.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#platform/db/connect';
import { commitsWithoutWaiting } from '#platform/db/relaxed-commit';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { StoredEvent } from './event.ts';

const metadataShape = z.record(z.string(), z.unknown());

/** One statement for all of them; nothing for an organization that is gone or about to go. */
export async function insertEvents(db: Db, orgId: string, events: readonly StoredEvent[]): Promise<void> {
  await sql`
    insert into analytics_events
      (org_id, source, event_id, kind, actor_id, session_key, started_at, finished_at, duration_ms, ok, error, metadata, server_id)
    select o.id, e.source, e."eventId", e.kind, e."actorId", e."sessionKey", e."startedAt", e."finishedAt", e."durationMs", e.ok, e.error, e.metadata,
      e.metadata ->> 'mcp_server_id'
    from organizations o cross join jsonb_to_recordset(${jsonText(events)}::jsonb) as e(
      source text, "eventId" text, kind text, "actorId" text, "sessionKey" text,
      "startedAt" timestamptz, "finishedAt" timestamptz, "durationMs" integer, ok boolean, error text, metadata jsonb)
    where o.id = ${orgId} and o.state = 'active' and ${commitsWithoutWaiting}
    on conflict do nothing`.execute(db);
}

/** Calls since then by the server that was called; a server without any is missing. One look into the index for each. */
export async function callsByServer(
  conn: Db | Tx,
  orgId: string,
  { serverIds, since }: { readonly serverIds: readonly string[]; readonly since: Date },
): Promise<ReadonlyMap<string, number>> {
  if (serverIds.length === 0) return new Map();
  const rows = await conn
    .selectFrom('analytics_events')
    .select((eb) => ['server_id', eb.fn.countAll<number>().as('calls')])
    .where('org_id', '=', orgId)
    .where('server_id', 'is not', null)
    .where('server_id', 'in', serverIds)
    .where('started_at', '>=', since)
    .groupBy('server_id')
    .execute();
  return new Map(rows.map(({ server_id: serverId, calls }) => [serverId ?? '', calls]));
}

/** Organizations with an event from before: one look into the index for each organization. */
export async function orgsWithEvents(db: Db, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('organizations as o')
    .select('o.id')
    .where((eb) =>
      eb.exists(
        eb.selectFrom('analytics_events as e').select('e.event_id').whereRef('e.org_id', '=', 'o.id').where('e.started_at', '<', before),
      ),
    )
    .orderBy('o.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Oldest first; without `before` of any age. Answers how many. */
export async function deleteEvents(
  db: Db,
  { orgId, before, limit }: { readonly orgId: string; readonly before?: Date | undefined; readonly limit: number },
): Promise<number> {
  const end = before?.toISOString() ?? 'infinity';
  const result = await sql`
    delete from analytics_events where ctid = any(array(
      select ctid from analytics_events where org_id = ${orgId} and started_at < ${end}::timestamptz order by started_at limit ${limit}))`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0n);
}

/** Where the reading stands: the order of the index. */
export type EventCursor = Pick<StoredEvent, 'startedAt' | 'eventId'>;

export async function eventsAfter(
  db: Db,
  orgId: string,
  page: { readonly last: EventCursor | undefined; readonly limit: number },
): Promise<StoredEvent[]> {
  let query = db.selectFrom('analytics_events').selectAll().where('org_id', '=', orgId);
  if (page.last) {
    const { startedAt, eventId } = page.last;
    query = query.where((eb) => eb(eb.refTuple('started_at', 'event_id'), '>', eb.tuple(new Date(startedAt), eventId)));
  }
  const rows = await query.orderBy('started_at').orderBy('event_id').limit(page.limit).execute();
  return rows.map(eventOf);
}

const eventOf = (row: Selectable<Database['analytics_events']>): StoredEvent => ({
  eventId: row.event_id,
  source: row.source,
  kind: row.kind,
  actorId: row.actor_id,
  sessionKey: row.session_key,
  startedAt: row.started_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  durationMs: row.duration_ms,
  ok: row.ok,
  error: row.error,
  metadata: metadataShape.parse(row.metadata),
});
