// The SQL on the review columns of catalog_snapshots: who must look at which change, and who did.
import { sql } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { StoredPoison } from '../poisoning/finding.ts';
import type { CatalogDiff } from '../server.ts';
import { REVIEW_STATES } from './change.ts';
import type { CatalogReview, ChangeRow } from './change.ts';

export interface NewReview {
  readonly review: CatalogReview;
  readonly poisoning: readonly StoredPoison[];
}

export async function setReview(tx: Tx, snapshotId: string, { review, poisoning }: NewReview): Promise<void> {
  await tx
    .updateTable('catalog_snapshots')
    .set({
      review_state: review.state,
      reviewed_by_name: review.by,
      reviewed_at: review.at === null ? null : new Date(review.at),
      poisoning: jsonText(poisoning),
    })
    .where('id', '=', snapshotId)
    .execute();
}

export async function findReview(db: Db | Tx, snapshotId: string): Promise<NewReview | undefined> {
  const row = await db
    .selectFrom('catalog_snapshots')
    .select(['review_state', 'reviewed_by_name', 'reviewed_at', 'poisoning'])
    .where('id', '=', snapshotId)
    .executeTakeFirst();
  return (
    row && {
      review: { state: stateColumn.parse(row.review_state), by: row.reviewed_by_name, at: row.reviewed_at?.toISOString() ?? null },
      poisoning: poisonColumn.parse(row.poisoning),
    }
  );
}

/** Those that were pending: the one, those up to the other, or all of the server. */
export async function acceptPending(
  tx: Tx,
  at: {
    readonly orgId: string;
    readonly serverId: string;
    readonly snapshotId?: string | undefined;
    readonly throughSnapshotId?: string | undefined;
  },
  by: { readonly name: string; readonly at: Date },
): Promise<string[]> {
  let pending = tx
    .updateTable('catalog_snapshots')
    .set({ review_state: 'accepted', reviewed_by_name: by.name, reviewed_at: by.at })
    .where('org_id', '=', at.orgId)
    .where('server_id', '=', at.serverId)
    .where('review_state', '=', 'pending');
  if (at.snapshotId !== undefined) pending = pending.where('id', '=', at.snapshotId);
  if (at.throughSnapshotId !== undefined) {
    const newest = tx
      .selectFrom('catalog_snapshots')
      .select(['at', 'id'])
      .where('org_id', '=', at.orgId)
      .where('server_id', '=', at.serverId)
      .where('id', '=', at.throughSnapshotId);
    pending = pending.where((eb) => eb(eb.refTuple('at', 'id'), '<=', newest.$asTuple('at', 'id')));
  }
  const rows = await pending.returning('id').execute();
  return rows.map(({ id }) => id).toSorted();
}

export interface ReviewMarks {
  readonly pendingChanges: number;
  readonly breakingAt: string | null;
}

/** Of many servers at once; one without any mark is not in it. `breakingSince`: older ones do not count as news. */
export async function reviewMarksOf(db: Db | Tx, serverIds: readonly string[], breakingSince: Date): Promise<Map<string, ReviewMarks>> {
  if (serverIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('catalog_snapshots')
    .where('server_id', 'in', serverIds)
    .where((eb) => eb.or([eb('review_state', '=', 'pending'), eb.and([eb('breaking_count', '>', 0), eb('at', '>', breakingSince)])]))
    .select([
      'server_id',
      sql<number>`(count(*) filter (where review_state = 'pending'))::integer`.as('pending'),
      sql<Date | null>`max(at) filter (where breaking_count > 0 and at > ${breakingSince})`.as('breaking_at'),
    ])
    .groupBy('server_id')
    .execute();
  return new Map(rows.map((row) => [row.server_id, { pendingChanges: row.pending, breakingAt: row.breaking_at?.toISOString() ?? null }]));
}

/** Of the active servers of an organization. */
export async function countPending(db: Db | Tx, orgId: string): Promise<number> {
  const { count } = await db
    .selectFrom('catalog_snapshots as snapshot')
    .innerJoin('mcp_servers as server', 'server.id', 'snapshot.server_id')
    .where('snapshot.org_id', '=', orgId)
    .where('snapshot.review_state', '=', 'pending')
    .where('server.state', '=', 'active')
    .select((eb) => eb.fn.countAll<string | number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export interface ChangeFilter {
  readonly orgId: string;
  readonly serverId: string | undefined;
  readonly state: 'pending' | undefined;
}

/** A change as stored: its difference in full. */
export type StoredChange = Omit<ChangeRow, 'isDiffShortened'>;

/** Newest first: snapshots with a difference to the one before, and first ones in which there was something to review. */
export async function pageOfChanges(db: Db, filter: ChangeFilter, page: PageRequest): Promise<Page<StoredChange>> {
  let changes = db
    .selectFrom('catalog_snapshots as snapshot')
    .innerJoin('mcp_servers as server', 'server.id', 'snapshot.server_id')
    .where('snapshot.org_id', '=', filter.orgId)
    .where((eb) => eb.or([eb('snapshot.diff', 'is not', null), eb('snapshot.review_state', '!=', 'none')]));
  if (filter.serverId !== undefined) changes = changes.where('snapshot.server_id', '=', filter.serverId);
  if (filter.state !== undefined) changes = changes.where('snapshot.review_state', '=', filter.state);
  const rows = await changes
    .leftJoin('catalog_snapshots as previous', (join) =>
      join.on('previous.id', '=', sql<string>`snapshot.diff ->> 'fromSnapshotId'`).onRef('previous.server_id', '=', 'snapshot.server_id'),
    )
    .select([
      'snapshot.id as id',
      'snapshot.at as at',
      'snapshot.era as era',
      'snapshot.diff as diff',
      'snapshot.breaking_count as breakingCount',
      'snapshot.review_state as reviewState',
      'snapshot.reviewed_by_name as reviewedBy',
      'snapshot.reviewed_at as reviewedAt',
      'snapshot.poisoning as poisoning',
      'snapshot.server_version as versionAfter',
      'previous.server_version as versionBefore',
      'server.id as serverId',
      'server.name as serverName',
    ])
    .orderBy('snapshot.at', 'desc')
    .orderBy('snapshot.id', 'desc')
    .limit(page.pageSize)
    .offset(offsetOf(page))
    .execute();
  const { total } = await changes.select((eb) => eb.fn.countAll<string | number>().as('total')).executeTakeFirstOrThrow();
  return { ...page, total: Number(total), rows: rows.map(changeOf) };
}

interface Row extends Pick<ChangeRow, 'id' | 'breakingCount' | 'reviewedBy' | 'versionBefore' | 'versionAfter'> {
  readonly at: Date;
  readonly era: string;
  readonly diff: unknown;
  readonly reviewState: string;
  readonly reviewedAt: Date | null;
  readonly poisoning: unknown;
  readonly serverId: string;
  readonly serverName: string;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
// Both were written by us alone, so that they have the shape of ours is all there is to check.
const diffColumn = z.custom<CatalogDiff>((value) => isObject(value)).nullable();
const poisonColumn = z.array(z.custom<StoredPoison>((value) => isObject(value)));
const eraColumn = z.enum(['modern', 'legacy']);
const stateColumn = z.enum(REVIEW_STATES);

const changeOf = (row: Row): StoredChange => ({
  id: row.id,
  at: row.at.toISOString(),
  server: { id: row.serverId, name: row.serverName },
  era: eraColumn.parse(row.era),
  diff: diffColumn.parse(row.diff),
  breakingCount: row.breakingCount,
  reviewState: stateColumn.parse(row.reviewState),
  reviewedBy: row.reviewedBy,
  reviewedAt: row.reviewedAt?.toISOString() ?? null,
  poisoning: poisonColumn.parse(row.poisoning),
  versionBefore: row.versionBefore,
  versionAfter: row.versionAfter,
});
