// All SQL on maintenance_windows.
import { z } from 'zod';
import { newId } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import type { MaintenanceTime, MaintenanceWindow } from './window.ts';

export interface WindowFields {
  readonly title: string;
  readonly time: MaintenanceTime;
}

const columnsOf = ({ title, time }: WindowFields) => ({
  title,
  kind: time.kind,
  starts_at: time.kind === 'once' ? new Date(time.startsAt) : null,
  ends_at: time.kind === 'once' ? new Date(time.endsAt) : null,
  weekdays: time.kind === 'weekly' ? [...time.weekdays] : null,
  start_time: time.kind === 'weekly' ? time.startTime : null,
  duration_minutes: time.kind === 'weekly' ? time.durationMinutes : null,
  timezone: time.kind === 'weekly' ? time.timezone : 'UTC',
});

export async function insertWindow(
  tx: Tx,
  owner: { readonly orgId: string; readonly serverId: string; readonly at: Date; readonly createdBy: string },
  fields: WindowFields,
): Promise<MaintenanceWindow> {
  const row = await tx
    .insertInto('maintenance_windows')
    .values({
      id: newId('mnt', owner.at.getTime()),
      org_id: owner.orgId,
      server_id: owner.serverId,
      ...columnsOf(fields),
      created_by_name: owner.createdBy,
      created_at: owner.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return windowOf(row);
}

export async function saveWindow(tx: Tx, windowId: string, fields: WindowFields): Promise<MaintenanceWindow> {
  const row = await tx
    .updateTable('maintenance_windows')
    .set(columnsOf(fields))
    .where('id', '=', windowId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return windowOf(row);
}

export async function deleteWindows(tx: Tx, windowIds: readonly string[]): Promise<void> {
  if (windowIds.length > 0) await tx.deleteFrom('maintenance_windows').where('id', 'in', windowIds).execute();
}

export interface Owner {
  readonly orgId: string;
  readonly serverId: string;
}

/** In the order they were made. */
export async function windowsOf(db: Db | Tx, { orgId, serverId }: Owner): Promise<MaintenanceWindow[]> {
  const rows = await db
    .selectFrom('maintenance_windows')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(windowOf);
}

interface Around {
  readonly orgId?: string | undefined;
  readonly serverIds: readonly string[];
  readonly at: Date;
}

/** Those of many servers that could be open then: all weekly ones. */
export async function windowsAround(db: Db | Tx, { orgId, serverIds, at }: Around): Promise<MaintenanceWindow[]> {
  if (serverIds.length === 0) return [];
  let around = db.selectFrom('maintenance_windows').selectAll().where('server_id', 'in', serverIds);
  if (orgId !== undefined) around = around.where('org_id', '=', orgId);
  const rows = await around
    .where((eb) => eb.or([eb('kind', '=', 'weekly'), eb.and([eb('starts_at', '<=', at), eb('ends_at', '>', at)])]))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(windowOf);
}

interface Row {
  readonly id: string;
  readonly server_id: string;
  readonly title: string;
  readonly kind: string;
  readonly starts_at: Date | null;
  readonly ends_at: Date | null;
  readonly weekdays: number[] | null;
  readonly start_time: string | null;
  readonly duration_minutes: number | null;
  readonly timezone: string;
  readonly created_by_name: string;
  readonly created_at: Date;
}

const timeColumns = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once'), startsAt: z.string(), endsAt: z.string() }),
  z.object({
    kind: z.literal('weekly'),
    weekdays: z.array(z.int()),
    startTime: z.string(),
    durationMinutes: z.int(),
    timezone: z.string(),
  }),
]);

const windowOf = (row: Row): MaintenanceWindow => ({
  ...timeColumns.parse({
    kind: row.kind,
    startsAt: row.starts_at?.toISOString(),
    endsAt: row.ends_at?.toISOString(),
    weekdays: row.weekdays,
    startTime: row.start_time,
    durationMinutes: row.duration_minutes,
    timezone: row.timezone,
  }),
  id: row.id,
  serverId: row.server_id,
  title: row.title,
  createdBy: row.created_by_name,
  createdAt: row.created_at.toISOString(),
});
