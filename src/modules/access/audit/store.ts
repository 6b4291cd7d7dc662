// All SQL on audit_log: append, read, and forget what is past its time.
import { z } from 'zod';
import { newId } from '#kernel/ids';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { AuditEntry } from './audit-entry.ts';

export interface AuditFilter {
  readonly orgId: string;
  readonly actorId?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  readonly action?: string | undefined;
  /** ISO times; `after` inclusive, `before` exclusive. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'> & { readonly at: Date };

export async function insertEntry(tx: Tx, orgId: string, entry: NewAuditEntry): Promise<void> {
  const json = (fields: AuditEntry['before']) => (fields === null ? null : jsonText(fields));
  await tx
    .insertInto('audit_log')
    .values({
      id: newId('aud', entry.at.getTime()),
      org_id: orgId,
      at: entry.at,
      actor_type: entry.actor.type,
      actor_id: entry.actor.id,
      actor_name: entry.actor.name,
      action: entry.action,
      object_type: entry.objectType,
      object_id: entry.objectId,
      before: json(entry.before),
      after: json(entry.after),
      ip: entry.ip,
      user_agent: entry.userAgent,
      request_id: entry.requestId,
      note: entry.note,
    })
    .execute();
}

export async function pageOfEntries(db: Db, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
  const matching = entriesOf(db, filter);
  const rows = await matching.selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(page.pageSize).offset(offsetOf(page)).execute();
  const { total } = await matching.select((eb) => eb.fn.countAll<string | number>().as('total')).executeTakeFirstOrThrow();
  return { ...page, total: Number(total), rows: rows.map(entryOf) };
}

/** Newest first, what comes after `last`; for reading any number of them in pages. */
export async function entriesAfter(
  db: Db,
  filter: AuditFilter,
  { last, limit }: { readonly last: { readonly at: string; readonly id: string } | undefined; readonly limit: number },
): Promise<AuditEntry[]> {
  let matching = entriesOf(db, filter);
  if (last) {
    const at = new Date(last.at);
    matching = matching.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(at, last.id)));
  }
  const rows = await matching.selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(entryOf);
}

/** How many went. */
export async function deleteEntries(
  tx: Tx,
  old: { readonly orgId: string; readonly before: Date; readonly limit: number },
): Promise<number> {
  const ids = tx.selectFrom('audit_log').select('id').where('org_id', '=', old.orgId).where('at', '<', old.before).limit(old.limit);
  const rows = await tx.deleteFrom('audit_log').where('id', 'in', ids).returning('id').execute();
  return rows.length;
}

function entriesOf(db: Db, filter: AuditFilter) {
  let matching = db.selectFrom('audit_log').where('org_id', '=', filter.orgId);
  if (filter.actorId !== undefined) matching = matching.where('actor_id', '=', filter.actorId);
  if (filter.objectType !== undefined) matching = matching.where('object_type', '=', filter.objectType);
  if (filter.objectId !== undefined) matching = matching.where('object_id', '=', filter.objectId);
  if (filter.action !== undefined) matching = matching.where('action', '=', filter.action);
  if (filter.after !== undefined) matching = matching.where('at', '>=', new Date(filter.after));
  if (filter.before !== undefined) matching = matching.where('at', '<', new Date(filter.before));
  return matching;
}

const fieldsColumn = z.record(z.string(), z.unknown()).nullable();
const actorType = z.enum(['user', 'key', 'system']);

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly actor_type: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly action: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly note: string | null;
}

const entryOf = (row: Row): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { type: actorType.parse(row.actor_type), id: row.actor_id, name: row.actor_name },
  action: row.action,
  objectType: row.object_type,
  objectId: row.object_id,
  before: fieldsColumn.parse(row.before),
  after: fieldsColumn.parse(row.after),
  ip: row.ip,
  userAgent: row.user_agent,
  requestId: row.request_id,
  note: row.note,
});
