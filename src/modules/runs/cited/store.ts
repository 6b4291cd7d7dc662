// The SQL that finds what evidence names: runs, trace events and tool calls of an organization.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db/connect';
import { idsAround } from '#kernel/ids';
import type { TraceEventType } from '../run.ts';

export async function existingRuns(db: Db, orgId: string, runIds: readonly string[]): Promise<Set<string>> {
  return existing(runIds, () =>
    db
      .selectFrom('runs')
      .select('id')
      .where('org_id', '=', orgId)
      .where('id', 'in', [...runIds])
      .execute(),
  );
}

export async function existingEvents(db: Db, orgId: string, eventIds: readonly string[]): Promise<Set<string>> {
  return existing(eventIds, () =>
    db
      .selectFrom('run_events')
      .select('id')
      .where('org_id', '=', orgId)
      .where('id', 'in', [...eventIds])
      .execute(),
  );
}

async function existing(asked: readonly string[], read: () => Promise<readonly { readonly id: string }[]>): Promise<Set<string>> {
  return asked.length === 0 ? new Set() : new Set((await read()).map(({ id }) => id));
}

/** A process makes the id of a call, and then that of its event: what lies between is the redacting of its arguments. */
const EVENT_WITHIN_MS = { before: 0, after: 60_000 };
/** Bounds the search for an id that somebody made up. All processes together write fewer events while one redacts. */
const MAX_LOOKED_AT = 10_000;
const OF_CALLS = ['tool_call', 'tool_blocked'] as const satisfies readonly TraceEventType[];

/** Calls have no index of their own; both ids tell their time, so the event of a call is looked for around it. */
export async function hasCall(db: Db, orgId: string, callId: string): Promise<boolean> {
  const around = idsAround(callId, 'evt', EVENT_WITHIN_MS);
  if (!around) return false;
  const { rows } = await sql`
    select 1 from (
      select org_id, type, data from run_events where id >= ${around.from} and id < ${around.to} order by id limit ${MAX_LOOKED_AT}
    ) as e
    where e.org_id = ${orgId} and e.type = any(${sql.val([...OF_CALLS])}::text[]) and e.data ->> 'callId' = ${callId}
    limit 1`.execute(db);
  return rows.length === 1;
}

/** A sent call that events of a run tell of. */
export interface CitedCall {
  readonly eventId: string;
  readonly callId: string;
  readonly tool: string;
}

const callColumns = z.array(z.object({ eventId: z.string(), callId: z.string(), tool: z.string() }));
const MAX_CITED = 500;

/** The calls that were sent in one run and that an event id or a call id of the list belongs to, in their order. */
export async function citedCalls(db: Db, runId: string, ids: readonly string[]): Promise<CitedCall[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql`
    select id as "eventId", data ->> 'callId' as "callId", data ->> 'tool' as tool
    from run_events
    where run_id = ${runId} and type in ('tool_call', 'tool_result')
      and (id = any(${sql.val([...ids])}::text[]) or data ->> 'callId' = any(${sql.val([...ids])}::text[]))
    order by attempt, seq
    limit ${MAX_CITED}`.execute(db);
  return callColumns.parse(rows);
}
