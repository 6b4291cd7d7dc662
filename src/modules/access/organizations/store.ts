// All SQL on organizations. Whoever is not 'active' is not found: a closed organization is gone for everyone at once.
import { sql } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { newId } from '#kernel/ids';
import type { Organization } from './organization.ts';

interface OrganizationRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly default_tester_model_id: string | null;
  readonly default_judge_model_id: string | null;
  readonly retention_days: number | null;
  readonly auto_accept_changes: boolean;
  readonly created_at: Date;
}

const organizationOf = (row: OrganizationRow): Organization => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  defaultTesterModelId: row.default_tester_model_id,
  defaultJudgeModelId: row.default_judge_model_id,
  retentionDays: row.retention_days,
  autoAcceptChanges: row.auto_accept_changes,
  createdAt: row.created_at.toISOString(),
});

/** Undefined when the slug is taken, also by an organization that is long deleted. */
export async function insertOrganization(tx: Tx, fields: { slug: string; name: string; at: Date }): Promise<Organization | undefined> {
  const row = await tx
    .insertInto('organizations')
    .values({ id: newId('org', fields.at.getTime()), slug: fields.slug, name: fields.name, created_at: fields.at })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && organizationOf(row);
}

const active = (db: Db | Tx) => db.selectFrom('organizations').selectAll().where('state', '=', 'active');

export async function organizationById(db: Db | Tx, orgId: string): Promise<Organization | undefined> {
  const row = await active(db).where('id', '=', orgId).executeTakeFirst();
  return row && organizationOf(row);
}

/** Whoever changes members, invitations, ownership, keys or the organization itself takes this first: they come one after the other. */
export async function lockOrganization(tx: Tx, orgId: string): Promise<Organization | undefined> {
  // Rows that merely refer to the organization may still be added meanwhile.
  const row = await active(tx).where('id', '=', orgId).forNoKeyUpdate().executeTakeFirst();
  return row && organizationOf(row);
}

export async function organizationBySlug(db: Db | Tx, slug: string): Promise<Organization | undefined> {
  const row = await active(db).where('slug', '=', slug).executeTakeFirst();
  return row && organizationOf(row);
}

export type OrganizationSettings = Pick<
  Organization,
  'name' | 'defaultTesterModelId' | 'defaultJudgeModelId' | 'retentionDays' | 'autoAcceptChanges'
>;

export async function saveOrganization(tx: Tx, orgId: string, settings: OrganizationSettings): Promise<Organization> {
  const row = await tx
    .updateTable('organizations')
    .set({
      name: settings.name,
      default_tester_model_id: settings.defaultTesterModelId,
      default_judge_model_id: settings.defaultJudgeModelId,
      retention_days: settings.retentionDays,
      auto_accept_changes: settings.autoAcceptChanges,
    })
    .where('id', '=', orgId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return organizationOf(row);
}

/** Held until the transaction ends: one first start at a time on one database. */
export async function lockFirstStart(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('armature:first-start'))`.execute(tx);
}

/** Closed at once for everyone; its data goes afterwards. */
export async function markDeleting(tx: Tx, orgId: string, at: Date): Promise<void> {
  await tx.updateTable('organizations').set({ state: 'deleting', state_changed_at: at }).where('id', '=', orgId).execute();
}

/** When it was closed; undefined unless it is being deleted. */
export async function closedAt(db: Db, orgId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('organizations')
    .select('state_changed_at')
    .where('id', '=', orgId)
    .where('state', '=', 'deleting')
    .executeTakeFirst();
  return row?.state_changed_at ?? undefined;
}

export async function beingDeleted(db: Db, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('organizations').select('id').where('state', '=', 'deleting').orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** What stays: the row with its slug, so that nobody gets that slug again. */
export async function bury(db: Db, orgId: string, at: Date): Promise<void> {
  await db
    .updateTable('organizations')
    .set({
      state: 'deleted',
      state_changed_at: at,
      name: '',
      default_tester_model_id: null,
      default_judge_model_id: null,
      retention_days: null,
    })
    .where('id', '=', orgId)
    .where('state', '=', 'deleting')
    .execute();
}

/** Active ones by id, for housekeeping that visits all of them. */
export async function organizationsAfter(db: Db, page: { readonly afterId: string; readonly limit: number }): Promise<Organization[]> {
  const rows = await active(db).where('id', '>', page.afterId).orderBy('id').limit(page.limit).execute();
  return rows.map(organizationOf);
}
