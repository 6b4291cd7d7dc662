// All SQL on sources.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { AppError } from '#kernel/errors';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText, violatedUnique } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import { SOURCE_MODES } from './source.ts';
import type { SourceConnection, SourceMode, SourceRecord, SourceState } from './source.ts';

type Conn = Db | Tx;
type Row = Selectable<Database['sources']>;

const place = z.enum(['header', 'query']);
const storedMode = z.enum(SOURCE_MODES);
const storedConnection: z.ZodType<SourceConnection | null> = z
  .object({
    credentialLocation: place,
    credentialName: z.string(),
    credentialPrefix: z.string(),
    forward: z.object({ location: place, name: z.string(), format: z.string() }),
    validationMode: z.enum(['endpoint', 'presence_only']),
    validationPath: z.string().nullable(),
  })
  .nullable();

export function sourceOf(row: Row): SourceRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    slug: row.slug,
    mode: storedMode.parse(row.mode),
    baseUrl: row.base_url,
    connection: storedConnection.parse(row.connection),
    rateLimitPerMinute: row.rate_limit_per_minute,
    activatedAt: row.activated_at?.toISOString() ?? null,
    pausedAt: row.paused_at?.toISOString() ?? null,
    keepsScripts: row.keeps_scripts,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export interface NewSource extends Pick<SourceRecord, 'id' | 'orgId' | keyof SourceSettings> {
  readonly slug: string;
  readonly at: Date;
}

/** What may be changed of it. */
export interface SourceSettings {
  readonly name: string;
  readonly mode: SourceMode;
  readonly baseUrl: string | null;
  readonly connection: SourceConnection | null;
  readonly rateLimitPerMinute: number;
  readonly keepsScripts: boolean;
}

const columnsOf = (settings: SourceSettings) => ({
  name: settings.name,
  mode: settings.mode,
  base_url: settings.baseUrl,
  connection: settings.connection && jsonText(settings.connection),
  rate_limit_per_minute: settings.rateLimitPerMinute,
  keeps_scripts: settings.keepsScripts,
});

export async function insertSource(tx: Tx, source: NewSource): Promise<SourceRecord> {
  const row = await tx
    .insertInto('sources')
    .values({
      id: source.id,
      org_id: source.orgId,
      slug: source.slug,
      ...columnsOf(source),
      created_at: source.at,
      updated_at: source.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return sourceOf(row);
}

export interface SourceChange extends SourceSettings {
  readonly activatedAt: string | null;
  readonly pausedAt: string | null;
  readonly at: Date;
}

export async function saveSource(tx: Tx, id: string, change: SourceChange): Promise<SourceRecord> {
  const row = await tx
    .updateTable('sources')
    .set({ ...columnsOf(change), activated_at: change.activatedAt, paused_at: change.pausedAt, updated_at: change.at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return sourceOf(row);
}

const bySlug = (conn: Conn, orgId: string, slug: string) =>
  conn.selectFrom('sources').selectAll().where('org_id', '=', orgId).where('slug', '=', slug);

export async function findSource(conn: Conn, orgId: string, slug: string): Promise<SourceRecord | undefined> {
  const row = await bySlug(conn, orgId, slug).executeTakeFirst();
  return row && sourceOf(row);
}

/** Order of locks: the source, then its bundles. */
export async function lockSource(tx: Tx, orgId: string, slug: string): Promise<SourceRecord | undefined> {
  const row = await bySlug(tx, orgId, slug).forNoKeyUpdate().executeTakeFirst();
  return row && sourceOf(row);
}

export async function findSourceById(conn: Conn, orgId: string, id: string): Promise<SourceRecord | undefined> {
  const row = await conn.selectFrom('sources').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row && sourceOf(row);
}

export async function lockSourceById(tx: Tx, id: string): Promise<SourceRecord | undefined> {
  const row = await tx.selectFrom('sources').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row && sourceOf(row);
}

export interface SourceFilter extends PageRequest {
  readonly orgId: string;
  readonly mode?: SourceMode | undefined;
  readonly state?: SourceState | undefined;
  readonly search?: string | undefined;
}

const HAS_ACTIVE = sql<boolean>`exists (select 1 from bundles where bundles.source_id = sources.id and bundles.state = 'active')`;
/** As `stateOf` decides it. */
const STATE = sql<SourceState>`case when paused_at is not null then 'paused'
  when case when mode = 'code' then ${HAS_ACTIVE} else activated_at is not null end then 'active' else 'needs_setup' end`;

/** By name. */
export async function pageOfSources(conn: Conn, filter: SourceFilter): Promise<Page<SourceRecord>> {
  const { page, pageSize } = filter;
  let matching = conn.selectFrom('sources').where('org_id', '=', filter.orgId);
  if (filter.mode !== undefined) matching = matching.where('mode', '=', filter.mode);
  if (filter.state !== undefined) matching = matching.where(STATE, '=', filter.state);
  if (filter.search !== undefined) {
    const text = filter.search.toLowerCase();
    matching = matching.where(sql<boolean>`(position(${text} in lower(name)) > 0 or position(${text} in slug) > 0)`);
  }
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching
    .selectAll()
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { page, pageSize, total, rows: rows.map(sourceOf) };
}

export async function isSlugTaken(conn: Conn, orgId: string, slug: string): Promise<boolean> {
  const row = await conn.selectFrom('sources').select('id').where('org_id', '=', orgId).where('slug', '=', slug).executeTakeFirst();
  return row !== undefined;
}

export const slugTaken = (): AppError =>
  new AppError('conflict', 'slug: is taken by another source', { fieldErrors: [{ field: 'slug', message: 'is taken by another source' }] });

/** Two saves at the same moment: the index decides. */
export async function orSlugTaken<T>(save: Promise<T>): Promise<T> {
  try {
    return await save;
  } catch (error) {
    if (violatedUnique(error) === 'source_slug') throw slugTaken();
    throw error;
  }
}

export async function countSources(conn: Conn, orgId: string): Promise<number> {
  const { total } = await conn
    .selectFrom('sources')
    .where('org_id', '=', orgId)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

/** Its bundles, secrets, executions and approvals go with it. */
export async function deleteSource(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('sources').where('id', '=', id).execute();
}

export async function sourcesAfter(
  conn: Conn,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<SourceRecord[]> {
  const rows = await conn
    .selectFrom('sources')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map(sourceOf);
}
