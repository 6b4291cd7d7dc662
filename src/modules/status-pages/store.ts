// All SQL on status_pages and status_page_monitors.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import { violatedUnique } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { StatusPageInput } from './status-page.ts';

/** A page as it is stored. */
export interface StoredPage {
  readonly orgId: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly showsLatency: boolean;
  readonly updatedAt: string;
  readonly monitors: readonly { readonly monitorId: string; readonly label: string }[];
}

export async function findPage(db: Db | Tx, orgId: string): Promise<StoredPage | undefined> {
  const row = await db.selectFrom('status_pages').selectAll().where('org_id', '=', orgId).executeTakeFirst();
  return row && withMonitors(db, row);
}

/** Whoever asks: only what is public is found. */
export async function findPublicPage(db: Db, slug: string): Promise<StoredPage | undefined> {
  const row = await db.selectFrom('status_pages').selectAll().where('slug', '=', slug).where('is_public', '=', true).executeTakeFirst();
  return row && withMonitors(db, row);
}

async function withMonitors(db: Db | Tx, row: Selectable<Database['status_pages']>): Promise<StoredPage> {
  const monitors = await db
    .selectFrom('status_page_monitors')
    .select(['monitor_id as monitorId', 'label'])
    .where('org_id', '=', row.org_id)
    .orderBy('position')
    .execute();
  return {
    orgId: row.org_id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    isPublic: row.is_public,
    showsLatency: row.shows_latency,
    updatedAt: row.updated_at.toISOString(),
    monitors,
  };
}

/** Saves of one page come one after the other: the first statement holds its row. */
export async function savePage(tx: Tx, orgId: string, { page, at }: { readonly page: StatusPageInput; readonly at: Date }): Promise<void> {
  const columns = {
    slug: page.slug,
    title: page.title,
    description: page.description,
    is_public: page.isPublic,
    shows_latency: page.showsLatency,
    updated_at: at,
  };
  await tx
    .insertInto('status_pages')
    .values({ org_id: orgId, ...columns, created_at: at })
    .onConflict((conflict) => conflict.column('org_id').doUpdateSet(columns))
    .execute();
  await tx.deleteFrom('status_page_monitors').where('org_id', '=', orgId).execute();
  if (page.monitors.length === 0) return;
  await tx
    .insertInto('status_page_monitors')
    .values(page.monitors.map(({ monitorId, label }, position) => ({ org_id: orgId, monitor_id: monitorId, position, label })))
    .execute();
}

/** One save of an organization at a time, also the first one, which has no row to lock yet. Until the transaction ends. */
export async function lockPage(tx: Tx, orgId: string): Promise<StoredPage | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`status page ${orgId}`}, 0))`.execute(tx);
  return findPage(tx, orgId);
}

export const isSlugTaken = (error: unknown): boolean => violatedUnique(error) === 'status_pages_slug_key';
