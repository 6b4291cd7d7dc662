// The SQL of one check: claim the monitor, record what it came to, or give the claim back.
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { minutes, seconds } from '#kernel/duration';
import { newId } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import { commitsWithoutWaiting } from '#platform/db/relaxed-commit';
import { jsonText } from '#platform/db/schema';
import type { IntervalSeconds, MonitorCheck, MonitorSpec, MonitorState } from '../monitor.ts';
import { storedColumns } from '../stored-monitor.ts';
import type { StateAfter, StateBefore } from './next-state.ts';
import { columnOf, countedBucket } from '../history/sums.ts';

/** Longer than a check may take beyond its time: the end of the session, the end of a hosted program, the record. */
export const LEASE_MARGIN_MS = seconds(8);

/** The clocks of two workers differ by less. What lies further ahead was written by a clock that was set back since: it binds nobody. */
const MAX_SKEW_MS = minutes(5);

/** A monitor whose check is ours alone until the lease ends. */
export interface Claim extends Omit<MonitorSpec, 'name' | 'allowDestructive' | 'state'>, StateBefore {
  readonly id: string;
  readonly orgId: string;
  /** Whose claim it is: nobody else can record or release it. */
  readonly owner: string;
}

export interface ClaimRequest {
  readonly monitorId: string;
  /** Null: whatever was served before. */
  readonly tickAt: Date | null;
  readonly owner: string;
  readonly now: Date;
}

const leaseEnd = (now: Date) =>
  sql<Date>`${now}::timestamptz + (timeout_seconds * 1000 + ${LEASE_MARGIN_MS}::integer) * interval '1 millisecond'`;

const skewed = (now: Date): Date => new Date(now.getTime() + MAX_SKEW_MS);

/** Undefined when it is paused, gone, being checked by somebody else, or `tickAt` is served or older than an interval. */
export async function claimMonitor(db: Db, { monitorId, tickAt, owner, now }: ClaimRequest): Promise<Claim | undefined> {
  let claim = db
    .updateTable('monitors')
    .set({
      checking_by: owner,
      checking_until: leaseEnd(now),
    })
    .where('id', '=', monitorId)
    .where('state', '=', 'active')
    .where((eb) =>
      eb.or([
        eb('checking_until', 'is', null),
        eb('checking_until', '<=', now),
        sql<boolean>`checking_until > ${leaseEnd(now)} + ${MAX_SKEW_MS}::integer * interval '1 millisecond'`,
      ]),
    )
    .where(commitsWithoutWaiting);
  if (tickAt !== null) {
    claim = claim
      .where((eb) => eb.or([eb('last_tick_at', 'is', null), eb('last_tick_at', '<', tickAt), eb('last_tick_at', '>', skewed(now))]))
      .where(sql<boolean>`${tickAt}::timestamptz > ${now}::timestamptz - interval_seconds * interval '1 second'`);
  }
  const row = await claim.returningAll().executeTakeFirst();
  if (!row) return undefined;
  const stored = storedColumns.parse(row);
  return {
    id: row.id,
    orgId: row.org_id,
    owner,
    mcpServerId: row.server_id,
    authProfileId: row.auth_profile_id,
    toolName: row.tool_name,
    arguments: stored.arguments,
    intervalSeconds: stored.interval_seconds,
    timeoutSeconds: row.timeout_seconds,
    assertions: stored.assertions,
    validateOutputSchema: row.validate_output_schema,
    protocolEra: stored.protocol_era,
    status: stored.status,
    statusSince: row.status_since?.toISOString() ?? null,
    consecutiveFailures: row.consecutive_failures,
    lastCheck: stored.last_check,
  };
}

/** Why a claim failed. */
export interface Standing {
  readonly state: MonitorState;
  readonly mcpServerId: string;
  readonly intervalSeconds: IntervalSeconds;
  readonly timeoutSeconds: number;
  readonly lastTickAt: Date | null;
  /** End of somebody's lease, be it over or not. */
  readonly checkingUntil: Date | null;
}

export async function standingOf(db: Db | Tx, monitorId: string): Promise<Standing | undefined> {
  const row = await db
    .selectFrom('monitors')
    .select(['state', 'server_id', 'interval_seconds', 'timeout_seconds', 'last_tick_at', 'checking_until'])
    .where('id', '=', monitorId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { state, interval_seconds } = standingColumns.parse(row);
  return {
    state,
    mcpServerId: row.server_id,
    intervalSeconds: interval_seconds,
    timeoutSeconds: row.timeout_seconds,
    lastTickAt: row.last_tick_at,
    checkingUntil: row.checking_until,
  };
}

const standingColumns = storedColumns.pick({ state: true, interval_seconds: true });

/** Gives the claim back without a record. */
export async function releaseClaim(db: Db, { id, owner }: Pick<Claim, 'id' | 'owner'>): Promise<void> {
  await db
    .updateTable('monitors')
    .set({ checking_until: null, checking_by: null })
    .where('id', '=', id)
    .where('checking_by', '=', owner)
    .where(commitsWithoutWaiting)
    .execute();
}

export interface Recording {
  readonly claim: Claim;
  readonly tickAt: Date | null;
  readonly check: MonitorCheck;
  readonly after: StateAfter;
}

/** The newest check is kept with its monitor too, for lists: with the beginning of its result. */
const KEPT_EXCERPT = 256;

/**
 * Everything a check leaves behind, in one statement: the record, the sums of its hour and day, the outage, the monitor's new
 * state, and the end of the claim. Returns the number of the check, or undefined when the claim is no longer ours: then nothing
 * is written.
 */
export async function recordCheck(db: Db | Tx, recording: Recording): Promise<number | undefined> {
  const { claim, tickAt, check, after } = recording;
  const kept = { ...check, resultExcerpt: check.resultExcerpt && check.resultExcerpt.slice(0, KEPT_EXCERPT).toWellFormed() };
  const { rows } = await sql<{ seq: number }>`
    with own as (
      update monitors set
        seq = seq + 1,
        status = ${after.status},
        status_since = ${after.statusSince},
        consecutive_failures = ${after.consecutiveFailures}::integer,
        last_check = ${jsonText(kept)}::jsonb,
        last_tick_at = greatest(
          case when last_tick_at <= ${skewed(new Date(check.at))}::timestamptz then last_tick_at end, ${tickAt}::timestamptz),
        checking_until = null,
        checking_by = null
      where id = ${claim.id} and checking_by = ${claim.owner} and state = 'active'
      returning seq
    ), one as (
      insert into monitor_checks (id, monitor_id, org_id, seq, at, tick_at, status, reason, latency_ms, connect_ms, message,
        result_excerpt, failed_assertion, in_maintenance, era, trigger)
      select ${check.id}, ${claim.id}, ${claim.orgId}, own.seq, ${check.at}::timestamptz, ${tickAt}::timestamptz, ${check.status},
        ${check.reason}, ${check.latencyMs}::integer, ${check.connectMs}::integer, ${check.message}, ${check.resultExcerpt},
        ${check.failedAssertion && jsonText(check.failedAssertion)}::jsonb, ${check.inMaintenance}::boolean, ${check.era}, ${check.trigger}
      from own
    ), hours as (${addTo('monitor_hours', claim.id, check)}), days as (${addTo('monitor_days', claim.id, check)})
    ${outageOf(recording)}
    select seq from own`.execute(db);
  return rows[0]?.seq;
}

const SPANS = {
  monitor_hours: { column: sql`hour`, value: (at: string) => sql`date_trunc('hour', ${at}::timestamptz, 'UTC')` },
  monitor_days: { column: sql`day`, value: (at: string) => sql`(${at}::timestamptz at time zone 'UTC')::date` },
} as const;

/** One more check in the sums of its hour or day. */
function addTo(table: keyof typeof SPANS, monitorId: string, check: MonitorCheck): RawBuilder<unknown> {
  const { column, value } = SPANS[table];
  const counted = sql.ref(columnOf(check));
  const bucket = countedBucket(check);
  const first = bucket === null ? sql`'{}'` : sql`array_fill(null::integer, array[${bucket - 1}::integer]) || 1`;
  const more =
    bucket === null
      ? sql``
      : sql`, latency_counts[${bucket}::integer] = coalesce(${sql.table(table)}.latency_counts[${bucket}::integer], 0) + 1`;
  return sql`insert into ${sql.table(table)} (monitor_id, ${column}, ${counted}, latency_counts)
      select ${monitorId}, ${value(check.at)}, 1, ${first} from own
      on conflict (monitor_id, ${column}) do update set ${counted} = ${sql.table(table)}.${counted} + 1${more}`;
}

function outageOf({ claim, check, after }: Recording): RawBuilder<unknown> {
  if (after.outage === 'leave') return sql``;
  if (after.outage === 'close')
    return sql`, outages as (
      update monitor_outages set ended_at = greatest(started_at, ${check.at}::timestamptz) from own
      where monitor_id = ${claim.id} and ended_at is null)`;
  return sql`, outages as (
      insert into monitor_outages (id, monitor_id, org_id, started_at, first_check_id, status, reason)
      select ${newId('out', Date.parse(check.at))}, ${claim.id}, ${claim.orgId}, ${check.at}::timestamptz, ${check.id}, ${check.status},
        ${check.reason} from own
      on conflict (monitor_id) where ended_at is null do update set checks = monitor_outages.checks + 1)`;
}

/** Ends it at the newest check of the monitor: what came after that nobody knows. */
export async function endOpenOutage(tx: Tx, monitorId: string): Promise<void> {
  await sql`update monitor_outages set ended_at = greatest(started_at, (
      select (last_check ->> 'at')::timestamptz from monitors where id = ${monitorId}))
    where monitor_id = ${monitorId} and ended_at is null`.execute(tx);
}

/** What the ticker must know of the monitors that are due. */
export interface DueMonitor {
  readonly id: string;
  readonly mcpServerId: string;
  readonly intervalSeconds: number;
}

/** The active ones among `ids`, by id. */
export async function activeAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, DueMonitor>> {
  const { rows } = await sql<{ id: string; server_id: string; interval_seconds: number }>`
    select id, server_id, interval_seconds from monitors where id = any(${ids}) and state = 'active'`.execute(tx);
  return new Map(rows.map((row) => [row.id, { id: row.id, mcpServerId: row.server_id, intervalSeconds: row.interval_seconds }]));
}
