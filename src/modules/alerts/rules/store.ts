// All SQL on alert_rules. Lists also read the names of what a rule ties together, and holding reads whether it is there.
import { sql } from 'kysely';
import type { ExpressionBuilder, Selectable } from 'kysely';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import type { Database } from '#platform/db/schema';
import { DESTINATION_KINDS } from '../destination.ts';
import type { DestinationKind } from '../destination.ts';
import { RULE_STATES, RULE_TARGET_TYPES } from '../rule.ts';
import type { RuleState, RuleTargetType } from '../rule.ts';
import type { RuleRow, RuleSpec, StoredRule } from './stored-rule.ts';

type Conn = Db | Tx;

/** Columns with a check constraint on exactly these values. */
const one = <T extends string>(values: readonly T[], text: string): T => {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Error(`the database holds an unknown value: ${text.slice(0, 40)}`);
  return found;
};

function toRule(row: Selectable<Database['alert_rules']>): StoredRule {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    targetType: one(RULE_TARGET_TYPES, row.target_type),
    targetId: row.target_id,
    destinationId: row.destination_id,
    channel: row.channel,
    recipientEmail: row.recipient_email,
    failAfter: row.fail_after,
    notifyRecovery: row.notify_recovery,
    renotifyMinutes: row.renotify_minutes,
    mutedUntil: row.muted_until?.toISOString() ?? null,
    state: one(RULE_STATES, row.state),
    watchesFrom: row.watches_from,
    lastFiredAt: row.last_fired_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

const columnsOf = (spec: RuleSpec) => ({
  name: spec.name,
  target_type: spec.targetType,
  target_id: spec.targetId,
  destination_id: spec.destinationId,
  channel: spec.channel,
  recipient_email: spec.recipientEmail,
  fail_after: spec.failAfter,
  notify_recovery: spec.notifyRecovery,
  renotify_minutes: spec.renotifyMinutes,
  muted_until: spec.mutedUntil,
  state: spec.state,
});

export async function insertRule(
  tx: Tx,
  { id, orgId, spec, at }: { id: string; orgId: string; spec: RuleSpec; at: Date },
): Promise<StoredRule> {
  const row = await tx
    .insertInto('alert_rules')
    .values({ id, org_id: orgId, ...columnsOf(spec), watches_from: at, created_at: at, updated_at: at })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRule(row);
}

export async function saveRule(
  tx: Tx,
  id: string,
  { spec, watchesFrom, at }: { spec: RuleSpec; watchesFrom: Date; at: Date },
): Promise<StoredRule> {
  const row = await tx
    .updateTable('alert_rules')
    .set({ ...columnsOf(spec), watches_from: watchesFrom, updated_at: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRule(row);
}

/** With its incidents, watches and deliveries. */
export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('alert_rules').where('id', '=', id).execute();
}

/** Nobody follows an outcome for this rule, or changes it, until the transaction ends. */
export async function lockRule(tx: Tx, orgId: string, id: string): Promise<StoredRule | undefined> {
  const row = await tx
    .selectFrom('alert_rules')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRule(row);
}

/**
 * The rule as it is and stays until the transaction ends; others may hold it too. Taken before any lock on what it watches.
 * `last_fired_at` may still be written, also by several holders.
 */
export async function holdRule(tx: Tx, orgId: string, id: string): Promise<StoredRule | undefined> {
  const row = await tx
    .selectFrom('alert_rules')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
  return row && toRule(row);
}

export async function noteFired(tx: Tx, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('alert_rules')
    .set((eb) => ({ last_fired_at: eb.fn<Date>('greatest', ['last_fired_at', eb.val(at)]) }))
    .where('id', '=', id)
    .execute();
}

/** Rules of the organization; a second transaction that counts waits until this one ends. */
export async function countRules(tx: Tx, orgId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`alert rules of ${orgId}`}, 0))`.execute(tx);
  const { total } = await tx
    .selectFrom('alert_rules')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow();
  return total;
}

export interface Target {
  readonly type: RuleTargetType;
  readonly id: string;
}

/** Enabled rules on one of these, by id. */
export async function rulesOn(conn: Conn, orgId: string, targets: readonly Target[]): Promise<string[]> {
  const rows = await conn
    .selectFrom('alert_rules')
    .select('id')
    .where('org_id', '=', orgId)
    .where('state', '=', 'enabled')
    .where((eb) => eb.or(targets.map(({ type, id }) => eb.and([eb('target_type', '=', type), eb('target_id', '=', id)]))))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Whatever their state. */
export async function allRulesOn(conn: Conn, orgId: string, { type, id: targetId }: Target): Promise<string[]> {
  const rows = await conn
    .selectFrom('alert_rules')
    .select('id')
    .where('org_id', '=', orgId)
    .where('target_type', '=', type)
    .where('target_id', '=', targetId)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

const TARGET_TABLES = { workflow: 'workflows', monitor: 'monitors', server: 'mcp_servers' } as const;

/** Undefined: not of this organization. It cannot be deleted before the transaction ends. */
export async function holdTarget(tx: Tx, orgId: string, { type, id }: Target): Promise<{ readonly isArchived: boolean } | undefined> {
  const row = await tx
    .selectFrom(TARGET_TABLES[type])
    .select('state')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
  return row && { isArchived: row.state === 'archived' };
}

/** Undefined: not of this organization. It cannot be removed before the transaction ends. */
export async function holdDestination(tx: Tx, orgId: string, id: string): Promise<DestinationKind | undefined> {
  const row = await tx
    .selectFrom('alert_destinations')
    .select('kind')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
  return row && one(DESTINATION_KINDS, row.kind);
}

const shown = (conn: Conn) =>
  conn
    .selectFrom('alert_rules as r')
    .innerJoin('alert_destinations as d', 'd.id', 'r.destination_id')
    .leftJoin('workflows as w', (join) => join.onRef('w.id', '=', 'r.target_id').on('r.target_type', '=', 'workflow'))
    .leftJoin('monitors as m', (join) => join.onRef('m.id', '=', 'r.target_id').on('r.target_type', '=', 'monitor'))
    .leftJoin('mcp_servers as s', (join) => join.onRef('s.id', '=', 'r.target_id').on('r.target_type', '=', 'server'));

const withNames = (conn: Conn) =>
  shown(conn)
    .selectAll('r')
    .select([
      'd.name as destination_name',
      sql<string | null>`coalesce(w.name, m.name, s.name)`.as('target_name'),
      sql<Date | null>`(select min(i.opened_at) from incidents i where i.rule_id = r.id and i.state = 'open')`.as('firing_since'),
    ]);

type ShownRow = Awaited<ReturnType<ReturnType<typeof withNames>['executeTakeFirstOrThrow']>>;

const toRow = (row: ShownRow): RuleRow => ({
  ...toRule(row),
  targetName: row.target_name,
  destinationName: row.destination_name,
  firingSince: row.firing_since?.toISOString() ?? null,
});

export async function findRule(conn: Conn, orgId: string, id: string): Promise<RuleRow | undefined> {
  const row = await withNames(conn).where('r.org_id', '=', orgId).where('r.id', '=', id).executeTakeFirst();
  return row && toRow(row);
}

export interface RuleFilter extends PageRequest {
  readonly orgId: string;
  readonly targetType?: RuleTargetType | undefined;
  readonly targetId?: string | undefined;
  readonly destinationId?: string | undefined;
  readonly state?: RuleState | undefined;
  /** In the rule's name or its target's, case ignored. */
  readonly search?: string | undefined;
  readonly sort: { readonly by: 'name' | 'createdAt' | 'lastFiredAt'; readonly direction: 'asc' | 'desc' };
}

type Tables = {
  r: Database['alert_rules'];
  w: Database['workflows'];
  m: Database['monitors'];
  s: Database['mcp_servers'];
};

function matches(eb: ExpressionBuilder<Tables, keyof Tables>, filter: RuleFilter) {
  const { targetType, targetId, destinationId, state, search } = filter;
  const pattern = search === undefined ? undefined : `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return eb.and([
    eb('r.org_id', '=', filter.orgId),
    ...(targetType === undefined ? [] : [eb('r.target_type', '=', targetType)]),
    ...(targetId === undefined ? [] : [eb('r.target_id', '=', targetId)]),
    ...(destinationId === undefined ? [] : [eb('r.destination_id', '=', destinationId)]),
    ...(state === undefined ? [] : [eb('r.state', '=', state)]),
    ...(pattern === undefined
      ? []
      : [eb.or([eb('r.name', 'ilike', pattern), sql<boolean>`coalesce(w.name, m.name, s.name) ilike ${pattern}`])]),
  ]);
}

const SORT_COLUMNS = { name: sql`lower(r.name)`, createdAt: sql`r.created_at`, lastFiredAt: sql`r.last_fired_at` };

export async function pageOfRules(conn: Conn, filter: RuleFilter): Promise<Page<RuleRow>> {
  const { page, pageSize, sort } = filter;
  const { total } = await shown(conn)
    .where((eb) => matches(eb, filter))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await withNames(conn)
    .where((eb) => matches(eb, filter))
    .orderBy(SORT_COLUMNS[sort.by], (order) => (sort.direction === 'asc' ? order.asc() : order.desc()).nullsLast())
    .orderBy('r.id', sort.direction)
    .limit(pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { page, pageSize, rows: rows.map(toRow), total };
}

/** Whether the organization has such a destination. */
export async function isDestination(conn: Conn, orgId: string, id: string): Promise<boolean> {
  const row = await conn.selectFrom('alert_destinations').select('id').where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/** Whether the organization has, or had while it was watched, a workflow, monitor or server of this id. */
export async function isTarget(conn: Conn, orgId: string, id: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select
    exists (select 1 from workflows where org_id = ${orgId} and id = ${id})
    or exists (select 1 from monitors where org_id = ${orgId} and id = ${id})
    or exists (select 1 from mcp_servers where org_id = ${orgId} and id = ${id})
    or exists (select 1 from incidents where org_id = ${orgId} and object_id = ${id}) as found`.execute(conn);
  return rows[0]?.found === true;
}
