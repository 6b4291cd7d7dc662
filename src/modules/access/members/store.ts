// All SQL on members.
import type { OrgRef } from '#kernel/context';
import { ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Db, Tx } from '#platform/db/connect';
import type { Member } from './member.ts';

/** The check constraint of the table keeps any other word out; an unknown one gets the least. */
export const roleOf = (text: string): Role => ROLES.find((role) => role === text) ?? 'viewer';

/** False when the person is a member already, or the organization has its one owner. */
export async function insertMember(tx: Tx, fields: { orgId: string; userId: string; role: Role; at: Date }): Promise<boolean> {
  const row = await tx
    .insertInto('members')
    .values({ org_id: fields.orgId, user_id: fields.userId, role: fields.role, created_at: fields.at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function memberOf(db: Db | Tx, orgId: string, userId: string): Promise<Member | undefined> {
  const row = await members(db).where('members.org_id', '=', orgId).where('members.user_id', '=', userId).executeTakeFirst();
  return row && memberFrom(row);
}

export async function memberByEmail(db: Db | Tx, orgId: string, email: string): Promise<Member | undefined> {
  const row = await members(db).where('members.org_id', '=', orgId).where('users.email', '=', email).executeTakeFirst();
  return row && memberFrom(row);
}

export async function membersOf(db: Db | Tx, orgId: string, limit: number): Promise<Member[]> {
  const rows = await members(db).where('members.org_id', '=', orgId).orderBy('users.name').orderBy('users.id').limit(limit).execute();
  return rows.map(memberFrom);
}

/** By id, for reading them all in pages. */
export async function membersAfter(db: Db, orgId: string, page: { afterId: string; limit: number }): Promise<Member[]> {
  const rows = await members(db)
    .where('members.org_id', '=', orgId)
    .where('members.user_id', '>', page.afterId)
    .orderBy('members.user_id')
    .limit(page.limit)
    .execute();
  return rows.map(memberFrom);
}

export async function countMembers(tx: Tx, orgId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('members')
    .where('org_id', '=', orgId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export async function setRole(tx: Tx, orgId: string, { userId, role }: { userId: string; role: Role }): Promise<void> {
  await tx.updateTable('members').set({ role }).where('org_id', '=', orgId).where('user_id', '=', userId).execute();
}

export async function deleteMember(tx: Tx, orgId: string, userId: string): Promise<void> {
  await tx.deleteFrom('members').where('org_id', '=', orgId).where('user_id', '=', userId).execute();
}

export interface Membership {
  readonly org: OrgRef;
  readonly role: Role;
}

/** The organizations of a person, by name; those that are being deleted are gone already. */
export async function membershipsOf(db: Db | Tx, userId: string, limit: number): Promise<Membership[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('organizations', 'organizations.id', 'members.org_id')
    .select(['organizations.id', 'organizations.slug', 'organizations.name', 'members.role'])
    .where('members.user_id', '=', userId)
    .where('organizations.state', '=', 'active')
    .orderBy('organizations.name')
    .orderBy('organizations.id')
    .limit(limit)
    .execute();
  return rows.map(({ role, ...org }) => ({ org, role: roleOf(role) }));
}

const members = (db: Db | Tx) =>
  db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id', 'users.name', 'users.email', 'members.role', 'members.created_at']);

const memberFrom = (row: { id: string; name: string; email: string; role: string; created_at: Date }): Member => ({
  userId: row.id,
  name: row.name,
  email: row.email,
  role: roleOf(row.role),
  joinedAt: row.created_at.toISOString(),
});
