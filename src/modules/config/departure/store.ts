// The SQL that reads all of an organization's configuration keys page by page, and that erases them.
import type { Db } from '#platform/db/connect';

export interface KeyCursor {
  readonly objectKind: string;
  readonly key: string;
}

export interface ExportedKey extends KeyCursor {
  readonly objectId: string;
  readonly createdAt: string;
}

export async function keysAfter(
  db: Db,
  orgId: string,
  { last, limit }: { readonly last: KeyCursor | undefined; readonly limit: number },
): Promise<ExportedKey[]> {
  let query = db.selectFrom('config_keys').selectAll().where('org_id', '=', orgId);
  if (last) query = query.where((eb) => eb(eb.refTuple('kind', 'key'), '>', eb.tuple(last.objectKind, last.key)));
  const rows = await query.orderBy('kind').orderBy('key').limit(limit).execute();
  return rows.map((row) => ({ objectKind: row.kind, key: row.key, objectId: row.object_id, createdAt: row.created_at.toISOString() }));
}

export async function deleteKeysOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('config_keys').select('object_id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db
    .deleteFrom('config_keys')
    .where('org_id', '=', orgId)
    .where('object_id', 'in', some)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
