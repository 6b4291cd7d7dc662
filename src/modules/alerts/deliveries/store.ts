// All SQL on alert_deliveries.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Selectable } from 'kysely';
import { offsetOf } from '#kernel/page';
import type { PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { DeliveryAddress } from '../channels/channel.ts';
import type { AlertDelivery, DeliveryTry } from '../delivery.ts';
import type { AlertMessage } from '../message.ts';
import type { TryRequest } from './enqueue-try.ts';
import { addressShape, messageShape, messageTypeShape, triesShape } from './message-shape.ts';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A delivery as the worker sees it. */
export interface StoredDelivery {
  readonly id: string;
  readonly orgId: string;
  readonly destinationId: string;
  readonly message: AlertMessage;
  readonly address: DeliveryAddress;
  readonly state: DeliveryState;
  readonly tries: readonly DeliveryTry[];
  /** How many of them belong to earlier plans. */
  readonly triesBefore: number;
  readonly firstTryAt: Date | null;
  readonly nextTryAt: Date | null;
  readonly claimedUntil: Date | null;
}

export interface NewDelivery {
  readonly id: string;
  readonly orgId: string;
  readonly ruleId: string | null;
  readonly destinationId: string;
  readonly incidentId: string | null;
  readonly dedupeKey: string;
  readonly message: AlertMessage;
  readonly address: DeliveryAddress;
  readonly now: Date;
}

/** False when a delivery with this key is there. */
export async function insertDelivery(tx: Tx, fresh: NewDelivery): Promise<boolean> {
  const result = await tx
    .insertInto('alert_deliveries')
    .values({
      id: fresh.id,
      org_id: fresh.orgId,
      rule_id: fresh.ruleId,
      destination_id: fresh.destinationId,
      incident_id: fresh.incidentId,
      dedupe_key: fresh.dedupeKey,
      type: fresh.message.type,
      message: jsonText(fresh.message),
      address: jsonText(fresh.address),
      next_try_at: fresh.now,
      created_at: fresh.now,
    })
    .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Holds the row, so that only one worker decides about it at a time. */
export async function lockDelivery(tx: Tx, deliveryId: string): Promise<StoredDelivery | undefined> {
  const row = await tx.selectFrom('alert_deliveries').selectAll().where('id', '=', deliveryId).forUpdate().executeTakeFirst();
  return row && storedOf(row);
}

export async function lockDeliveryOf(tx: Tx, orgId: string, deliveryId: string): Promise<StoredDelivery | undefined> {
  const stored = await lockDelivery(tx, deliveryId);
  return stored?.orgId === orgId ? stored : undefined;
}

/** What a change writes; what is left out stays. */
export interface DeliveryChange {
  readonly state?: DeliveryState | undefined;
  readonly tries?: readonly DeliveryTry[] | undefined;
  readonly triesBefore?: number | undefined;
  readonly firstTryAt?: Date | null | undefined;
  readonly nextTryAt?: Date | null | undefined;
  readonly claimedUntil?: Date | null | undefined;
  readonly endedAt?: Date | null | undefined;
}

export async function saveDelivery(tx: Tx, deliveryId: string, change: DeliveryChange): Promise<void> {
  await tx
    .updateTable('alert_deliveries')
    .set({
      state: change.state,
      tries: change.tries && jsonText(change.tries),
      tries_before: change.triesBefore,
      first_try_at: change.firstTryAt,
      next_try_at: change.nextTryAt,
      claimed_until: change.claimedUntil,
      ended_at: change.endedAt,
    })
    .where('id', '=', deliveryId)
    .execute();
}

/** Gives the try back, unless somebody else has it by now. */
export async function releaseClaim(db: Db, deliveryId: string, claimedUntil: Date): Promise<void> {
  await db
    .updateTable('alert_deliveries')
    .set({ claimed_until: null })
    .where('id', '=', deliveryId)
    .where('claimed_until', '=', claimedUntil)
    .execute();
}

export async function findDelivery(db: Db | Tx, orgId: string, deliveryId: string): Promise<AlertDelivery | undefined> {
  const row = await presented(db).where('v.org_id', '=', orgId).where('v.id', '=', deliveryId).executeTakeFirst();
  return row && deliveryOf(row);
}

export interface DeliveryFilter extends PageRequest {
  readonly orgId: string;
  readonly state?: DeliveryState | undefined;
  readonly ruleId?: string | undefined;
  readonly destinationId?: string | undefined;
}

/** Newest first. */
export async function deliveryPage(db: Db, filter: DeliveryFilter): Promise<AlertDelivery[]> {
  const rows = await presented(db)
    .where((eb) => eb.and(wanted(filter).map(([column, value]) => eb(`v.${column}`, '=', value))))
    .orderBy('v.created_at', 'desc')
    .orderBy('v.id', 'desc')
    .limit(filter.pageSize)
    .offset(offsetOf(filter))
    .execute();
  return rows.map(deliveryOf);
}

export async function countDeliveries(db: Db, filter: DeliveryFilter): Promise<number> {
  const row = await db
    .selectFrom('alert_deliveries as v')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where((eb) => eb.and(wanted(filter).map(([column, value]) => eb(`v.${column}`, '=', value))))
    .executeTakeFirstOrThrow();
  return row.count;
}

type FilterColumn = 'org_id' | 'state' | 'rule_id' | 'destination_id';

function wanted({ orgId, state, ruleId, destinationId }: DeliveryFilter): (readonly [FilterColumn, string])[] {
  const pairs = [
    ['org_id', orgId],
    ['state', state],
    ['rule_id', ruleId],
    ['destination_id', destinationId],
  ] as const;
  return pairs.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]));
}

/** Pending ones whose time came before `before` and that nobody has now: their job got lost. Oldest first. */
export async function overdueDeliveries(db: Db, at: { before: Date; now: Date; limit: number }): Promise<TryRequest[]> {
  return db
    .selectFrom('alert_deliveries')
    .select(['id as deliveryId', 'org_id as orgId', 'destination_id as destinationId'])
    .where('state', '=', 'pending')
    .where('next_try_at', '<', at.before)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', at.now)]))
    .orderBy('next_try_at')
    .orderBy('id')
    .limit(at.limit)
    .execute();
}

export async function deleteDeliveriesBefore(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const some = db.selectFrom('alert_deliveries').select('id').where('created_at', '<', before).orderBy('created_at').limit(limit);
  const { numDeletedRows } = await db.deleteFrom('alert_deliveries').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}

const presented = (db: Db | Tx) =>
  db
    .selectFrom('alert_deliveries as v')
    .innerJoin('alert_destinations as d', 'd.id', 'v.destination_id')
    .leftJoin('alert_rules as r', 'r.id', 'v.rule_id')
    .select([
      'v.id',
      'v.rule_id',
      'v.destination_id',
      'v.incident_id',
      'v.type',
      'v.state',
      'v.tries',
      'v.next_try_at',
      'v.created_at',
      'v.ended_at',
      'd.name as destination_name',
      'r.name as rule_name',
    ])
    .select(sql<string | null>`v.message->'target'->>'name'`.as('target_name'));

const stateShape = z.enum(DELIVERY_STATES);

function deliveryOf(row: Awaited<ReturnType<ReturnType<typeof presented>['executeTakeFirstOrThrow']>>): AlertDelivery {
  return {
    id: row.id,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    destinationId: row.destination_id,
    destinationName: row.destination_name,
    incidentId: row.incident_id,
    type: messageTypeShape.parse(row.type),
    targetName: row.target_name,
    state: stateShape.parse(row.state),
    tries: triesShape.parse(row.tries),
    nextTryAt: row.next_try_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

function storedOf(row: Selectable<Database['alert_deliveries']>): StoredDelivery {
  return {
    id: row.id,
    orgId: row.org_id,
    destinationId: row.destination_id,
    message: messageShape.parse(row.message),
    address: addressShape.parse(row.address),
    state: stateShape.parse(row.state),
    tries: triesShape.parse(row.tries),
    triesBefore: row.tries_before,
    firstTryAt: row.first_try_at,
    nextTryAt: row.next_try_at,
    claimedUntil: row.claimed_until,
  };
}
