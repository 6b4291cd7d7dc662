// All SQL on bundles: what was uploaded, and what became of it. Their parts are in part-store.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { Diagnostic, Manifest } from '../compile/compiled.ts';
import { sourceOf } from '../store.ts';
import type { SourceDocs, SourceRecord } from '../source.ts';
import { storableJson } from './storable-json.ts';
import { BUNDLE_STATES } from './bundle.ts';
import type { BundleDiff, BundleState, Provenance, StoredBundle } from './bundle.ts';

type Conn = Db | Tx;
type Row = Selectable<Database['bundles']> & { readonly slug: string };

const storedState = z.enum(BUNDLE_STATES);
const storedMaker = z.object({ type: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() });
const storedDiagnostics: z.ZodType<Diagnostic[]> = z.array(
  z.object({ severity: z.enum(['error', 'warning']), path: z.string(), message: z.string() }),
);

/** What this module wrote itself, in the shape it wrote it. */
const written = <T>(json: unknown): T => json as T;

function bundleOf(row: Row): StoredBundle {
  const state = storedState.parse(row.state);
  return {
    id: row.id,
    orgId: row.org_id,
    sourceId: row.source_id,
    source: row.slug,
    environment: row.environment,
    state,
    inputHash: row.input_hash,
    contentHash: row.content_hash,
    operationCount: row.operation_count,
    manifest: row.content_hash === null ? null : written<Manifest>(row.manifest),
    diagnostics: storedDiagnostics.parse(row.diagnostics),
    apiDiff: row.api_diff === null ? null : written<BundleDiff>(row.api_diff),
    repository: row.repository,
    commitSha: row.commit_sha,
    branch: row.branch,
    pullRequestNumber: row.pull_request_number,
    promotes: row.promotes,
    createdBy: storedMaker.parse(row.created_by).id,
    createdAt: row.created_at.toISOString(),
    promotedAt: row.promoted_at?.toISOString() ?? null,
  };
}

const bundles = (conn: Conn) =>
  conn.selectFrom('bundles').innerJoin('sources', 'sources.id', 'bundles.source_id').selectAll('bundles').select('sources.slug');

export interface NewBundle extends Provenance {
  readonly id: string;
  readonly orgId: string;
  readonly sourceId: string;
  readonly environment: string;
  readonly inputHash: string;
  readonly promotes: boolean;
  readonly createdBy: { readonly type: 'user' | 'key' | 'system'; readonly id: string; readonly name: string };
  readonly at: Date;
}

/** In state `compiling`. */
export async function insertBundle(tx: Tx, bundle: NewBundle): Promise<void> {
  await tx
    .insertInto('bundles')
    .values({
      id: bundle.id,
      org_id: bundle.orgId,
      source_id: bundle.sourceId,
      environment: bundle.environment,
      state: 'compiling',
      input_hash: bundle.inputHash,
      promotes: bundle.promotes,
      repository: bundle.repository,
      commit_sha: bundle.commitSha,
      branch: bundle.branch,
      pull_request_number: bundle.pullRequestNumber,
      created_by: jsonText(bundle.createdBy),
      created_at: bundle.at,
    })
    .execute();
}

export async function findBundle(conn: Conn, orgId: string, id: string): Promise<StoredBundle | undefined> {
  const row = await bundles(conn).where('bundles.org_id', '=', orgId).where('bundles.id', '=', id).executeTakeFirst();
  return row && bundleOf(row);
}

/** For the worker, who is told an id and nothing else. */
export async function findAnyBundle(conn: Conn, id: string): Promise<StoredBundle | undefined> {
  const row = await bundles(conn).where('bundles.id', '=', id).executeTakeFirst();
  return row && bundleOf(row);
}

export interface Place {
  readonly sourceId: string;
  readonly environment: string;
}

export async function newestBundle(conn: Conn, { sourceId, environment }: Place): Promise<StoredBundle | undefined> {
  const row = await bundles(conn)
    .where('source_id', '=', sourceId)
    .where('environment', '=', environment)
    .orderBy('bundles.created_at', 'desc')
    .orderBy('bundles.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && bundleOf(row);
}

export async function activeBundle(conn: Conn, { sourceId, environment }: Place): Promise<StoredBundle | undefined> {
  const row = await bundles(conn)
    .where('source_id', '=', sourceId)
    .where('environment', '=', environment)
    .where('bundles.state', '=', 'active')
    .executeTakeFirst();
  return row && bundleOf(row);
}

export interface ActiveOf {
  readonly source: SourceRecord;
  /** Undefined: nothing is active there. */
  readonly bundle: { readonly id: string; readonly contentHash: string } | undefined;
}

/** What serves an endpoint now: one indexed query, asked with every request. */
export async function activeOf(
  conn: Conn,
  of: { readonly orgId: string; readonly slug?: string | undefined; readonly sourceId?: string | undefined; readonly environment: string },
): Promise<ActiveOf | undefined> {
  const row = await conn
    .selectFrom('sources')
    .leftJoin('bundles', (join) =>
      join.onRef('bundles.source_id', '=', 'sources.id').on('bundles.environment', '=', of.environment).on('bundles.state', '=', 'active'),
    )
    .selectAll('sources')
    .select(['bundles.id as bundle_id', 'bundles.content_hash'])
    .where('sources.org_id', '=', of.orgId)
    .$if(of.slug !== undefined, (query) => query.where('sources.slug', '=', of.slug ?? ''))
    .$if(of.slug === undefined, (query) => query.where('sources.id', '=', of.sourceId ?? ''))
    .executeTakeFirst();
  if (!row) return undefined;
  const { bundle_id: id, content_hash: contentHash } = row;
  return { source: sourceOf(row), bundle: id === null || contentHash === null ? undefined : { id, contentHash } };
}

/** By source: its environments with an active bundle, in the order of the alphabet. */
export async function activeEnvironments(conn: Conn, sourceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await conn
    .selectFrom('bundles')
    .select(['source_id', 'environment'])
    .where('source_id', 'in', [...sourceIds])
    .where('state', '=', 'active')
    .orderBy('environment')
    .execute();
  const bySource = Map.groupBy(rows, ({ source_id: sourceId }) => sourceId);
  return new Map([...bySource].map(([sourceId, same]) => [sourceId, same.map(({ environment }) => environment)]));
}

/** By source: what is active in `environment`, as its page shows it. */
export async function docsOf(conn: Conn, sourceIds: readonly string[], environment: string): Promise<ReadonlyMap<string, SourceDocs>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await conn
    .selectFrom('bundles')
    .select(['id', 'source_id', 'created_at', 'operation_count', 'diagnostics'])
    .where('source_id', 'in', [...sourceIds])
    .where('environment', '=', environment)
    .where('state', '=', 'active')
    .execute();
  return new Map(
    rows.map((row) => [
      row.source_id,
      {
        bundleId: row.id,
        uploadedAt: row.created_at.toISOString(),
        toolCount: row.operation_count ?? 0,
        warnings: storedDiagnostics.parse(row.diagnostics).map(({ path, message }) => ({ path, message })),
      },
    ]),
  );
}

export interface CompiledFacts {
  readonly contentHash: string;
  readonly operationCount: number;
  readonly manifest: Manifest;
  readonly diagnostics: readonly Diagnostic[];
  readonly apiDiff: BundleDiff;
  readonly at: Date;
}

/** True: it was still being compiled, and is `generated` now. */
export async function markGenerated(tx: Tx, id: string, facts: CompiledFacts): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('bundles')
    .set({
      state: 'generated',
      content_hash: facts.contentHash,
      operation_count: facts.operationCount,
      manifest: storableJson(facts.manifest),
      diagnostics: storableJson(facts.diagnostics),
      api_diff: storableJson(facts.apiDiff),
      compiled_at: facts.at,
    })
    .where('id', '=', id)
    .where('state', '=', 'compiling')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** True: it was still being compiled, and is `failed` now. */
export async function markFailed(tx: Tx, id: string, { diagnostics, at }: Pick<CompiledFacts, 'diagnostics' | 'at'>): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('bundles')
    .set({ state: 'failed', diagnostics: storableJson(diagnostics), compiled_at: at })
    .where('id', '=', id)
    .where('state', '=', 'compiling')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Caller holds the source and knows that the bundle may become active. Answers what was active before it. */
export async function switchActive(tx: Tx, { id, sourceId, environment, at }: Place & { id: string; at: Date }): Promise<string | null> {
  const before = await tx
    .updateTable('bundles')
    .set({ state: 'superseded' })
    .where('source_id', '=', sourceId)
    .where('environment', '=', environment)
    .where('state', '=', 'active')
    .where('id', '!=', id)
    .returning('id')
    .executeTakeFirst();
  await tx.updateTable('bundles').set({ state: 'active', promoted_at: at }).where('id', '=', id).execute();
  return before?.id ?? null;
}

/** Whatever is uploaded becomes active: asked for after the upload, while it compiles. */
export async function promoteWhenDone(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('bundles').set({ promotes: true }).where('id', '=', id).where('state', '=', 'compiling').execute();
}

export interface BundleFilter extends PageRequest {
  readonly orgId: string;
  readonly sourceId?: string | undefined;
  readonly environment?: string | undefined;
  readonly state?: BundleState | undefined;
}

const LISTED = [
  'bundles.id',
  'bundles.org_id',
  'bundles.source_id',
  'bundles.environment',
  'bundles.state',
  'bundles.input_hash',
  'bundles.content_hash',
  'bundles.operation_count',
  'bundles.manifest',
  'bundles.diagnostics',
  'bundles.repository',
  'bundles.commit_sha',
  'bundles.branch',
  'bundles.pull_request_number',
  'bundles.promotes',
  'bundles.created_by',
  'bundles.created_at',
  'bundles.compiled_at',
  'bundles.promoted_at',
  'sources.slug',
] as const;

/** Newest first; without their differences, each of which may have megabytes. */
export async function pageOfBundles(conn: Conn, filter: BundleFilter): Promise<Page<StoredBundle>> {
  const { page, pageSize } = filter;
  let matching = bundles(conn).where('bundles.org_id', '=', filter.orgId);
  if (filter.sourceId !== undefined) matching = matching.where('bundles.source_id', '=', filter.sourceId);
  if (filter.environment !== undefined) matching = matching.where('bundles.environment', '=', filter.environment);
  if (filter.state !== undefined) matching = matching.where('bundles.state', '=', filter.state);
  const { total } = await matching
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .orderBy('bundles.created_at', 'desc')
    .orderBy('bundles.id', 'desc')
    .limit(pageSize)
    .offset(offsetOf(filter))
    .clearSelect()
    .select(LISTED)
    .execute();
  return { page, pageSize, total, rows: rows.map((row) => bundleOf({ ...row, api_diff: null })) };
}

/** Those whose compile began before `before` and has not ended. Oldest first. */
export async function lapsedCompiles(
  conn: Conn,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<{ readonly id: string; readonly createdAt: Date }[]> {
  const rows = await conn
    .selectFrom('bundles')
    .select(['id', 'created_at'])
    .where('state', '=', 'compiling')
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
    .execute();
  return rows.map(({ id, created_at: createdAt }) => ({ id, createdAt }));
}

/** How many of a source are being compiled. */
export async function countCompiling(conn: Conn, sourceId: string): Promise<number> {
  const { total } = await conn
    .selectFrom('bundles')
    .where('source_id', '=', sourceId)
    .where('state', '=', 'compiling')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

/** Deletes some beyond the newest `keep` of each source and environment; never an active one or one that is being compiled. */
export async function deleteSurplus(
  tx: Tx,
  { keep, limit }: { readonly keep: number; readonly limit: number },
): Promise<{ readonly orgId: string; readonly count: number }[]> {
  const { rows } = await sql<{ org_id: string; count: number }>`
    with surplus as (
      select id from (
        select id, state, row_number() over (partition by source_id, environment order by created_at desc, id desc) as age
        from bundles where state not in ('active', 'compiling')
      ) ranked where age > ${keep} limit ${limit}
    ), gone as (delete from bundles where id in (select id from surplus) and state not in ('active', 'compiling') returning org_id)
    select org_id, count(*) as count from gone group by org_id order by org_id`.execute(tx);
  return rows.map(({ org_id: orgId, count }) => ({ orgId, count }));
}

export async function bundlesAfter(
  conn: Conn,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<StoredBundle[]> {
  const rows = await bundles(conn)
    .where('bundles.org_id', '=', orgId)
    .where('bundles.id', '>', page.afterId)
    .orderBy('bundles.id')
    .limit(page.limit)
    .execute();
  return rows.map(bundleOf);
}
