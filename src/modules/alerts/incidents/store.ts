// All SQL on alert_watches and incidents.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import { CLOSE_REASONS, INCIDENT_STATES, WATCHED_TYPES } from '../incident.ts';
import type { Incident, IncidentCause, IncidentCloseReason, IncidentState } from '../incident.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import type { OpenIncident, Streak } from './transition.ts';
import type { ObjectRef } from './watched-object.ts';

type Conn = Db | Tx;

/** How far a rule has looked at one target. */
export interface Watch {
  readonly part: string;
  readonly seenSeq: number;
  readonly seenAt: Date | null;
  readonly recentRefs: readonly string[];
  readonly streak: Streak | null;
}

/** One rule and one object. */
export interface WatchKey {
  readonly rule: Pick<StoredRule, 'id' | 'orgId' | 'watchesFrom'>;
  readonly object: ObjectRef;
}

/** A monitor's checks so far are none of a new rule's business; other watches begin with the first outcome, at `watchesFrom`. */
export async function beginWatches(tx: Tx, { id, orgId, targetType, targetId, watchesFrom }: StoredRule): Promise<void> {
  if (targetType === 'workflow') return;
  await sql`
    insert into alert_watches (rule_id, object_type, object_id, part, org_id, seen_seq, seen_at)
    select ${id}, 'monitor', m.id, '', ${orgId}, m.seq, ${watchesFrom}::timestamptz from monitors m
    where m.org_id = ${orgId} and ${sql.ref(targetType === 'monitor' ? 'm.id' : 'm.server_id')} = ${targetId}
    on conflict do nothing`.execute(tx);
}

/** Makes the object's own row when there is none, and locks it: outcomes of one object are taken by one transaction at a time. */
export async function lockWatches(
  tx: Tx,
  { rule, object }: WatchKey,
): Promise<{ readonly own: Watch; readonly targets: readonly Watch[] }> {
  await tx
    .insertInto('alert_watches')
    .values({ ...keyColumns({ rule, object }), part: '', org_id: rule.orgId, seen_at: rule.watchesFrom })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const own = await watchesOf(tx, { rule, object }).where('part', '=', '').forUpdate().executeTakeFirstOrThrow();
  const targets = object.type === 'monitor' ? [] : await watchesOf(tx, { rule, object }).where('part', '<>', '').execute();
  return { own: toWatch(own), targets: targets.map(toWatch) };
}

const keyColumns = ({ rule, object }: WatchKey) => ({ rule_id: rule.id, object_type: object.type, object_id: object.id });

const watchesOf = (conn: Conn, { rule, object }: WatchKey) =>
  conn
    .selectFrom('alert_watches')
    .selectAll()
    .where('rule_id', '=', rule.id)
    .where('object_type', '=', object.type)
    .where('object_id', '=', object.id);

function toWatch(row: Selectable<Database['alert_watches']>): Watch {
  const { first_ref: firstRef, first_at: firstAt, last_ref: lastRef } = row;
  const isFailing = row.streak > 0 && firstRef !== null && firstAt !== null && lastRef !== null;
  return {
    part: row.part,
    seenSeq: row.seen_seq,
    seenAt: row.seen_at,
    recentRefs: row.recent_refs,
    streak: isFailing ? { count: row.streak, firstRef, firstAt: firstAt.toISOString(), lastRef } : null,
  };
}

/** The object's own row is locked. */
export async function saveWatches(tx: Tx, key: WatchKey, watches: readonly Watch[]): Promise<void> {
  if (watches.length === 0) return;
  await tx
    .insertInto('alert_watches')
    .values(watches.map((watch) => ({ ...keyColumns(key), org_id: key.rule.orgId, ...watchColumns(watch) })))
    .onConflict((conflict) =>
      conflict.columns(['rule_id', 'object_type', 'object_id', 'part']).doUpdateSet((set) => ({
        seen_seq: set.ref('excluded.seen_seq'),
        seen_at: set.ref('excluded.seen_at'),
        recent_refs: set.ref('excluded.recent_refs'),
        streak: set.ref('excluded.streak'),
        first_ref: set.ref('excluded.first_ref'),
        first_at: set.ref('excluded.first_at'),
        last_ref: set.ref('excluded.last_ref'),
      })),
    )
    .execute();
}

const watchColumns = ({ part, seenSeq, seenAt, recentRefs, streak }: Watch) => ({
  part,
  seen_seq: seenSeq,
  seen_at: seenAt,
  recent_refs: [...recentRefs],
  streak: streak?.count ?? 0,
  first_ref: streak?.firstRef ?? null,
  first_at: streak?.firstAt ?? null,
  last_ref: streak?.lastRef ?? null,
});

const forgetting = (tx: Tx, { rule, object }: WatchKey) =>
  tx.deleteFrom('alert_watches').where('rule_id', '=', rule.id).where('object_type', '=', object.type).where('object_id', '=', object.id);

/** The object's own row stays: it is locked, and says where its outcomes begin. */
export async function deleteTargetWatches(tx: Tx, key: WatchKey): Promise<void> {
  await forgetting(tx, key).where('part', '<>', '').execute();
}

export async function deleteWatchesOf(tx: Tx, key: WatchKey): Promise<void> {
  await forgetting(tx, key).execute();
}

export async function deleteWatches(tx: Tx, ruleId: string): Promise<void> {
  await tx.deleteFrom('alert_watches').where('rule_id', '=', ruleId).execute();
}

/** Every rule that has looked at the object, whatever its state. */
export async function rulesThatSaw(conn: Conn, orgId: string, { type, id: objectId }: ObjectRef): Promise<string[]> {
  const rows = await conn
    .selectFrom('alert_watches')
    .select('rule_id')
    .distinct()
    .where('object_type', '=', type)
    .where('object_id', '=', objectId)
    .where('org_id', '=', orgId)
    .orderBy('rule_id')
    .execute();
  return rows.map(({ rule_id: id }) => id);
}

const causeShape: z.ZodType<IncidentCause> = z.object({
  runId: z.string().nullable(),
  checkId: z.string().nullable(),
  status: z.string(),
  classification: z.string().nullable(),
  message: z.string(),
});

export interface StoredIncident extends OpenIncident {
  readonly id: string;
  readonly orgId: string;
  readonly ruleId: string;
  readonly object: ObjectRef;
  readonly renotified: number;
}

function toIncident(row: Selectable<Database['incidents']>): StoredIncident {
  return {
    id: row.id,
    orgId: row.org_id,
    ruleId: row.rule_id,
    object: { type: z.enum(WATCHED_TYPES).parse(row.object_type), id: row.object_id },
    openedAt: row.opened_at.toISOString(),
    failureCount: row.failure_count,
    firstRef: row.first_ref,
    lastRef: row.last_ref,
    cause: causeShape.parse(row.cause),
    isTold: row.is_told,
    renotified: row.renotified,
  };
}

const openOnes = (conn: Conn) => conn.selectFrom('incidents').selectAll().where('state', '=', 'open');

export async function findOpenIncident(conn: Conn, { rule, object }: WatchKey): Promise<StoredIncident | undefined> {
  const row = await openOnes(conn)
    .where('rule_id', '=', rule.id)
    .where('object_type', '=', object.type)
    .where('object_id', '=', object.id)
    .executeTakeFirst();
  return row && toIncident(row);
}

export async function findOpenIncidentById(conn: Conn, orgId: string, id: string): Promise<StoredIncident | undefined> {
  const row = await openOnes(conn).where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row && toIncident(row);
}

/** Of those among these that are open: how often they are told of again; the others are not in it. */
export async function renotifyMinutesOf(conn: Conn, incidentIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await conn
    .selectFrom('incidents as i')
    .innerJoin('alert_rules as r', 'r.id', 'i.rule_id')
    .select(['i.id', 'r.renotify_minutes as every'])
    .where('i.id', 'in', [...incidentIds])
    .where('i.state', '=', 'open')
    .execute();
  return new Map(rows.flatMap(({ id, every }) => (every === null ? [] : [[id, every] as const])));
}

export async function openIncidentsOfRule(conn: Conn, ruleId: string): Promise<StoredIncident[]> {
  const rows = await openOnes(conn).where('rule_id', '=', ruleId).orderBy('id').execute();
  return rows.map(toIncident);
}

export async function insertIncident(
  tx: Tx,
  { id, key, objectName, incident }: { id: string; key: WatchKey; objectName: string; incident: OpenIncident },
): Promise<void> {
  await tx
    .insertInto('incidents')
    .values({
      id,
      org_id: key.rule.orgId,
      ...keyColumns(key),
      object_name: objectName,
      opened_at: incident.openedAt,
      ...growing(incident),
      first_ref: incident.firstRef,
    })
    .execute();
}

const growing = ({ failureCount, lastRef, cause, isTold }: OpenIncident) => ({
  failure_count: failureCount,
  last_ref: lastRef,
  cause: jsonText(cause),
  is_told: isTold,
});

export async function saveIncident(tx: Tx, id: string, incident: OpenIncident): Promise<void> {
  await tx.updateTable('incidents').set(growing(incident)).where('id', '=', id).execute();
}

export async function endIncident(tx: Tx, id: string, { at, reason }: { at: Date; reason: IncidentCloseReason }): Promise<void> {
  await tx
    .updateTable('incidents')
    .set((eb) => ({ state: 'closed', closed_at: eb.fn<Date>('greatest', ['opened_at', eb.val(at)]), close_reason: reason }))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute();
}

export async function countRenotice(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('incidents')
    .set((eb) => ({ renotified: eb('renotified', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export interface IncidentFilter extends PageRequest {
  readonly orgId: string;
  readonly state?: IncidentState | undefined;
  readonly ruleId?: string | undefined;
  readonly targetId?: string | undefined;
}

const filtered = (conn: Conn, { orgId, state, ruleId, targetId }: Omit<IncidentFilter, keyof PageRequest>) => {
  let query = conn.selectFrom('incidents as i').where('i.org_id', '=', orgId);
  if (state !== undefined) query = query.where('i.state', '=', state);
  if (ruleId !== undefined) query = query.where('i.rule_id', '=', ruleId);
  return targetId === undefined ? query : query.where('i.object_id', '=', targetId);
};

export async function countIncidents(conn: Conn, filter: Omit<IncidentFilter, keyof PageRequest>): Promise<number> {
  const { total } = await filtered(conn, filter)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

export async function pageOfIncidents(conn: Conn, filter: IncidentFilter): Promise<Page<Incident>> {
  const { page, pageSize } = filter;
  const total = await countIncidents(conn, filter);
  const rows = await filtered(conn, filter)
    .innerJoin('alert_rules as r', 'r.id', 'i.rule_id')
    .selectAll('i')
    .select('r.name as rule_name')
    .orderBy('i.opened_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { page, pageSize, total, rows: rows.map(({ rule_name: ruleName, ...row }) => shownIncident(row, ruleName)) };
}

function shownIncident(row: Selectable<Database['incidents']>, ruleName: string): Incident {
  const { object, orgId: _, isTold: __, renotified: ___, ...incident } = toIncident(row);
  return {
    ...incident,
    ruleName,
    targetType: object.type,
    targetId: object.id,
    targetName: row.object_name,
    state: z.enum(INCIDENT_STATES).parse(row.state),
    closedAt: row.closed_at?.toISOString() ?? null,
    closeReason: z.enum(CLOSE_REASONS).nullable().parse(row.close_reason),
  };
}
