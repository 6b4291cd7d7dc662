// What an actor may do at this moment, for work that goes on long after it was asked for.
import type { Actor } from '#kernel/context';
import type { Role } from '#kernel/role';
import type { Db, Tx } from '#platform/db/connect';
import { roleOf } from './members/store.ts';

/** Undefined: the key was revoked, or the person is no member any more. */
export async function roleOfActor(db: Db | Tx, orgId: string, { type, id }: Pick<Actor, 'type' | 'id'>): Promise<Role | undefined> {
  if (type === 'system') return 'owner';
  const row = type === 'key' ? await liveKey(db, orgId, id) : await membership(db, orgId, id);
  return row && roleOf(row.role);
}

const liveKey = (db: Db | Tx, orgId: string, id: string) =>
  db
    .selectFrom('api_keys')
    .select('role')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();

const membership = (db: Db | Tx, orgId: string, userId: string) =>
  db.selectFrom('members').select('role').where('org_id', '=', orgId).where('user_id', '=', userId).executeTakeFirst();
