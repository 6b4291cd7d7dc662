// All SQL on organizations, users and members.
import { sql } from 'kysely';
import type { OrgRef } from '#kernel/context';
import { newId } from '#kernel/ids';
import { ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Db, Tx } from '#platform/db/connect';
import type { Organization } from './organization.ts';
import type { Member, User } from './user.ts';

/** The check constraint of the table keeps any other word out; an unknown one gets the least. */
export const roleOf = (text: string): Role => ROLES.find((role) => role === text) ?? 'viewer';

interface OrganizationRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly default_tester_model_id: string | null;
  readonly default_judge_model_id: string | null;
  readonly retention_days: number | null;
  readonly created_at: Date;
}

const organizationOf = (row: OrganizationRow): Organization => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  defaultTesterModelId: row.default_tester_model_id,
  defaultJudgeModelId: row.default_judge_model_id,
  retentionDays: row.retention_days,
  createdAt: row.created_at.toISOString(),
});

/** Undefined when the slug is taken. */
export async function insertOrganization(tx: Tx, fields: { slug: string; name: string; at: Date }): Promise<Organization | undefined> {
  const row = await tx
    .insertInto('organizations')
    .values({ id: newId('org', fields.at.getTime()), slug: fields.slug, name: fields.name, created_at: fields.at })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && organizationOf(row);
}

export async function organizationById(db: Db | Tx, orgId: string): Promise<Organization | undefined> {
  const row = await db.selectFrom('organizations').selectAll().where('id', '=', orgId).executeTakeFirst();
  return row && organizationOf(row);
}

export async function lockOrganization(tx: Tx, orgId: string): Promise<Organization | undefined> {
  const row = await tx.selectFrom('organizations').selectAll().where('id', '=', orgId).forUpdate().executeTakeFirst();
  return row && organizationOf(row);
}

export async function organizationBySlug(db: Db | Tx, slug: string): Promise<Organization | undefined> {
  const row = await db.selectFrom('organizations').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row && organizationOf(row);
}

export type OrganizationSettings = Pick<Organization, 'name' | 'defaultTesterModelId' | 'defaultJudgeModelId' | 'retentionDays'>;

export async function saveOrganization(tx: Tx, orgId: string, settings: OrganizationSettings): Promise<Organization> {
  const row = await tx
    .updateTable('organizations')
    .set({
      name: settings.name,
      default_tester_model_id: settings.defaultTesterModelId,
      default_judge_model_id: settings.defaultJudgeModelId,
      retention_days: settings.retentionDays,
    })
    .where('id', '=', orgId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return organizationOf(row);
}

/** The person of this address, made when new. An existing name is kept. */
export async function upsertUser(db: Db | Tx, fields: { email: string; name: string; at: Date }): Promise<User> {
  return (
    db
      .insertInto('users')
      .values({ id: newId('usr', fields.at.getTime()), email: fields.email, name: fields.name, created_at: fields.at })
      // A no-op update, so that the row comes back whether it is new or not.
      .onConflict((conflict) => conflict.column('email').doUpdateSet((eb) => ({ email: eb.ref('excluded.email') })))
      .returning(['id', 'email', 'name'])
      .executeTakeFirstOrThrow()
  );
}

export async function userById(db: Db | Tx, userId: string): Promise<User | undefined> {
  return db.selectFrom('users').select(['id', 'email', 'name']).where('id', '=', userId).executeTakeFirst();
}

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

export async function membersOf(db: Db | Tx, orgId: string, limit: number): Promise<Member[]> {
  const rows = await members(db).where('members.org_id', '=', orgId).orderBy('users.name').orderBy('users.id').limit(limit).execute();
  return rows.map(memberFrom);
}

export interface Membership {
  readonly org: OrgRef;
  readonly role: Role;
}

/** The organizations of a person, by name. */
export async function membershipsOf(db: Db | Tx, userId: string, limit: number): Promise<Membership[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('organizations', 'organizations.id', 'members.org_id')
    .select(['organizations.id', 'organizations.slug', 'organizations.name', 'members.role'])
    .where('members.user_id', '=', userId)
    .orderBy('organizations.name')
    .orderBy('organizations.id')
    .limit(limit)
    .execute();
  return rows.map(({ role, ...org }) => ({ org, role: roleOf(role) }));
}

/** Held until the transaction ends: one first start at a time on one database. */
export async function lockFirstStart(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('armature:first-start'))`.execute(tx);
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
