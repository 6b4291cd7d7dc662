// The SQL that reads events as far as answers quote them. One may have 256 KiB: what is larger is cut in the database.
import { sql } from 'kysely';
import type { Db } from '#platform/db/connect';
import type { TraceEvent, TraceEventType } from '../run.ts';
import { eventOf } from '../trace/store.ts';

/** Of the JSON of one event; smaller ones are read as they are. */
const MAX_WHOLE_BYTES = 16_384;
/** Of one field of a larger event: more than an excerpt has. */
const MAX_FIELD_BYTES = 4_096;
const MAX_FIELD_CHARS = 6_000;

export interface QuotedEvents {
  readonly runId: string;
  readonly attempt: number;
  readonly types: readonly TraceEventType[];
  /** Of any type. */
  readonly eventIds?: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * In order. Of a large event each large field is only its beginning, as text; `content` stays a list, of one text block, and
 * the event says `truncated`.
 */
export async function selectQuotedEvents(db: Db, { runId, attempt, types, eventIds = [], limit }: QuotedEvents): Promise<TraceEvent[]> {
  const rows = await db
    .selectFrom('run_events')
    .select(['id', 'run_id', 'attempt', 'seq', 'at', 'type', quotedData.as('data')])
    .where('run_id', '=', runId)
    .where('attempt', '=', attempt)
    .where((eb) => eb.or([eb('type', 'in', [...types]), ...(eventIds.length === 0 ? [] : [eb('id', 'in', [...eventIds])])]))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(eventOf);
}

const textOf = sql`case jsonb_typeof(value) when 'string' then value #>> '{}' else value::text end`;

const quotedData = sql`case when octet_length(data::text) <= ${sql.lit(MAX_WHOLE_BYTES)} then data else (
  select jsonb_object_agg(key, case
    when octet_length(value::text) <= ${sql.lit(MAX_FIELD_BYTES)} then value
    when key = 'content' then jsonb_build_array(jsonb_build_object('type', 'text', 'text',
      left(coalesce(value #>> '{0,text}', value::text), ${sql.lit(MAX_FIELD_CHARS)})))
    else to_jsonb(left(${textOf}, ${sql.lit(MAX_FIELD_CHARS)})) end)
  from jsonb_each(data)) || '{"truncated": true}' end`;
