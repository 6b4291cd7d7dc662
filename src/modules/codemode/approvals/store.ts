// All SQL on approvals.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { Caller } from '../executions/execution.ts';
import { storedCaller } from '../executions/store.ts';
import { APPROVAL_STATES } from './approval.ts';
import type { ApprovalState, ApprovalSummary } from './approval.ts';

type Conn = Db | Tx;
type Row = Selectable<Database['approvals']>;

const stateShape = z.enum(APPROVAL_STATES);

/** An approval as those who work on it see it: what is sealed stays sealed. */
export interface StoredApproval {
  readonly id: string;
  readonly orgId: string;
  readonly sourceId: string;
  readonly executionId: string;
  readonly operationId: string;
  readonly state: ApprovalState;
  readonly request: Buffer;
  readonly paused: Buffer | null;
  readonly result: Buffer | null;
  readonly claimedUntil: Date | null;
  readonly askedBy: Caller;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const approvalOf = (row: Row): StoredApproval => ({
  id: row.id,
  orgId: row.org_id,
  sourceId: row.source_id,
  executionId: row.execution_id,
  operationId: row.operation_id,
  state: stateShape.parse(row.state),
  request: row.request,
  paused: row.paused,
  result: row.result,
  claimedUntil: row.claimed_until,
  askedBy: storedCaller.parse(row.asked_by),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});

export interface NewApproval extends Pick<
  StoredApproval,
  'id' | 'orgId' | 'sourceId' | 'executionId' | 'operationId' | 'request' | 'askedBy' | 'createdAt' | 'expiresAt'
> {
  readonly paused: Buffer;
}

export async function insertApproval(tx: Tx, approval: NewApproval): Promise<void> {
  await tx
    .insertInto('approvals')
    .values({
      id: approval.id,
      org_id: approval.orgId,
      source_id: approval.sourceId,
      execution_id: approval.executionId,
      operation_id: approval.operationId,
      state: 'pending',
      request: approval.request,
      paused: approval.paused,
      asked_by: jsonText(approval.askedBy),
      created_at: approval.createdAt,
      expires_at: approval.expiresAt,
    })
    .execute();
}

/** How many of an organization wait for a person, and how many of these one caller asked for. */
export async function countPending(conn: Conn, orgId: string, actorId: string): Promise<{ readonly all: number; readonly own: number }> {
  return conn
    .selectFrom('approvals')
    .where('org_id', '=', orgId)
    .where('state', '=', 'pending')
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn
        .countAll<number>()
        .filterWhere(sql`asked_by ->> 'id'`, '=', actorId)
        .as('own'),
    ])
    .executeTakeFirstOrThrow();
}

export async function findApproval(conn: Conn, orgId: string, id: string): Promise<StoredApproval | undefined> {
  const row = await conn.selectFrom('approvals').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
  return row && approvalOf(row);
}

/** Of two who decide one waits here, and then sees that it is decided. */
export async function lockApproval(tx: Tx, orgId: string, id: string): Promise<StoredApproval | undefined> {
  const row = await tx.selectFrom('approvals').selectAll().where('org_id', '=', orgId).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && approvalOf(row);
}

export interface Decision {
  readonly state: 'approved' | 'rejected';
  readonly at: Date;
  readonly by: Caller;
}

/** Caller has the row locked and pending. */
export async function markDecided(tx: Tx, id: string, { state, at, by }: Decision): Promise<void> {
  await tx
    .updateTable('approvals')
    .set({ state, decided_at: at, decided_by: jsonText(by) })
    .where('id', '=', id)
    .execute();
}

/** Takes one that is decided and not carried on by anybody who lives. Undefined: there is nothing to do. */
export async function claimApproval(
  db: Db,
  id: string,
  claim: { readonly now: Date; readonly until: Date },
): Promise<StoredApproval | undefined> {
  const row = await db
    .updateTable('approvals')
    .set({ claimed_until: claim.until })
    .where('id', '=', id)
    .where('state', 'in', ['approved', 'rejected'])
    .where('result', 'is', null)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', claim.now)]))
    .returningAll()
    .executeTakeFirst();
  return row && approvalOf(row);
}

/**
 * The moment from which on it must not be begun again: what was paused is taken out, once for all time. False: the claim was lost
 * to somebody else.
 */
export async function takePaused(db: Db, id: string, claimedUntil: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('approvals')
    .set({ paused: null })
    .where('id', '=', id)
    .where('claimed_until', '=', claimedUntil)
    .where('paused', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Gives a claim back that came to nothing, so that the next try need not wait. */
export async function releaseClaim(db: Db, id: string, claimedUntil: Date): Promise<void> {
  await db.updateTable('approvals').set({ claimed_until: null }).where('id', '=', id).where('claimed_until', '=', claimedUntil).execute();
}

/** One that has a result keeps it. */
export async function saveResult(tx: Tx, id: string, result: Buffer): Promise<void> {
  await tx
    .updateTable('approvals')
    .set({ result, paused: null, claimed_until: null })
    .where('id', '=', id)
    .where('result', 'is', null)
    .execute();
}

/** Locks some that nobody decided in time. */
export async function lockExpired(tx: Tx, at: { readonly now: Date; readonly limit: number }): Promise<StoredApproval[]> {
  const rows = await tx
    .selectFrom('approvals')
    .selectAll()
    .where('state', '=', 'pending')
    .where('expires_at', '<=', at.now)
    .orderBy('expires_at')
    .limit(at.limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(approvalOf);
}

export async function markExpired(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.updateTable('approvals').set({ state: 'expired', decided_at: at }).where('id', '=', id).execute();
}

/** Decided, without a result, and with nobody who carries them on: their job or their worker was lost. */
export async function strandedIds(
  db: Db,
  at: { readonly decidedBefore: Date; readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('approvals')
    .select('id')
    .where('state', 'in', ['approved', 'rejected'])
    .where('result', 'is', null)
    .where('decided_at', '<=', at.decidedBefore)
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', at.now)]))
    .limit(at.limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** What scripts ended with is for those who asked, for a while. Answers how many. */
export async function forgetResults(
  db: Db,
  at: { readonly before: Date; readonly limit: number; readonly tombstone: Buffer },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update approvals set result = ${at.tombstone} where id in (
      select id from approvals where state <> 'pending' and decided_at < ${at.before} and result is not null and result <> ${at.tombstone}
      limit ${at.limit} for update skip locked)`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

const listed = (conn: Conn) =>
  conn.selectFrom('approvals as a').innerJoin('executions as e', 'e.id', 'a.execution_id').innerJoin('sources as s', 's.id', 'a.source_id');

const SHOWN = [
  'a.id',
  'a.source_id',
  's.slug',
  'a.execution_id',
  'e.environment',
  'e.intent',
  'a.operation_id',
  'a.state',
  'a.asked_by',
  'a.created_at',
  'a.expires_at',
  'a.decided_at',
  'a.decided_by',
] as const;

interface ShownRow {
  readonly id: string;
  readonly source_id: string;
  readonly slug: string;
  readonly execution_id: string;
  readonly environment: string;
  readonly intent: string | null;
  readonly operation_id: string;
  readonly state: string;
  readonly asked_by: unknown;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly decided_at: Date | null;
  readonly decided_by: unknown;
}

const summaryOf = (row: ShownRow): ApprovalSummary => ({
  id: row.id,
  sourceId: row.source_id,
  sourceSlug: row.slug,
  executionId: row.execution_id,
  environment: row.environment,
  operationId: row.operation_id,
  state: stateShape.parse(row.state),
  askedBy: storedCaller.parse(row.asked_by),
  intent: row.intent,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  decidedAt: row.decided_at?.toISOString() ?? null,
  decidedBy: storedCaller.nullable().parse(row.decided_by),
});

export interface ApprovalFilter extends PageRequest {
  readonly orgId: string;
  readonly state?: ApprovalState | undefined;
  readonly sourceId?: string | undefined;
}

/** Newest first. */
export async function pageOfApprovals(conn: Conn, filter: ApprovalFilter): Promise<Page<ApprovalSummary>> {
  const { orgId, state, sourceId, page, pageSize } = filter;
  let all = listed(conn).where('a.org_id', '=', orgId);
  if (state !== undefined) all = all.where('a.state', '=', state);
  if (sourceId !== undefined) all = all.where('a.source_id', '=', sourceId);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await all
    .select(SHOWN)
    .orderBy('a.created_at', 'desc')
    .orderBy('a.id', 'desc')
    .limit(pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { page, pageSize, rows: rows.map(summaryOf), total };
}

export async function findSummary(
  conn: Conn,
  orgId: string,
  id: string,
): Promise<{ readonly summary: ApprovalSummary; readonly request: Buffer } | undefined> {
  const row = await listed(conn)
    .select([...SHOWN, 'a.request'])
    .where('a.org_id', '=', orgId)
    .where('a.id', '=', id)
    .executeTakeFirst();
  return row && { summary: summaryOf(row), request: row.request };
}

export async function approvalsAfter(
  conn: Conn,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<ApprovalSummary[]> {
  const rows = await listed(conn)
    .select(SHOWN)
    .where('a.org_id', '=', orgId)
    .where('a.id', '>', page.afterId)
    .orderBy('a.id')
    .limit(page.limit)
    .execute();
  return rows.map(summaryOf);
}
