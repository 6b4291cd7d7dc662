// All SQL on workflow_change_proposals.
import { sql } from 'kysely';
import type { ExpressionBuilder, Selectable } from 'kysely';
import { z } from 'zod';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import type { FieldDiff } from '#modules/workflows';
import type { Proposer, ProposalState, StoredProposal } from './proposal.ts';

type Row = Selectable<Database['workflow_change_proposals']>;
type Conn = Db | Tx;

const storedDiff: z.ZodType<FieldDiff[]> = z.array(
  z.object({
    path: z.string(),
    op: z.enum(['add', 'remove', 'replace', 'move']),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  }),
);
const storedProposer: z.ZodType<Proposer> = z.object({ type: z.enum(['user', 'key', 'system']), id: z.string(), name: z.string() });

function proposalOf(row: Row): StoredProposal {
  return {
    id: row.id,
    // The column has a check constraint on exactly these two.
    kind: row.kind === 'draft' ? 'draft' : 'patch',
    homeWorkflowId: row.workflow_id,
    versionId: row.version_id,
    baseVersionId: row.base_version_id,
    sourceRunId: row.source_run_id,
    rationale: row.rationale,
    evidence: row.evidence,
    diff: storedDiff.parse(row.diff),
    warnings: row.warnings,
    createdBy: storedProposer.parse(row.created_by),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    appliedAt: row.applied_at?.toISOString() ?? null,
    appliedWorkflowId: row.applied_workflow_id,
    approvedBy: row.approved_by,
  };
}

export type NewProposal = Omit<StoredProposal, 'appliedAt' | 'appliedWorkflowId' | 'approvedBy'>;

export async function insertProposal(tx: Tx, orgId: string, proposal: NewProposal): Promise<void> {
  await tx
    .insertInto('workflow_change_proposals')
    .values({
      id: proposal.id,
      org_id: orgId,
      kind: proposal.kind,
      workflow_id: proposal.homeWorkflowId,
      version_id: proposal.versionId,
      base_version_id: proposal.baseVersionId,
      source_run_id: proposal.sourceRunId,
      rationale: proposal.rationale,
      evidence: [...proposal.evidence],
      diff: jsonText(proposal.diff),
      warnings: [...proposal.warnings],
      created_by: jsonText(proposal.createdBy),
      created_at: proposal.createdAt,
      expires_at: proposal.expiresAt,
    })
    .execute();
}

const byId = (conn: Conn, orgId: string, id: string) =>
  conn.selectFrom('workflow_change_proposals').selectAll().where('org_id', '=', orgId).where('id', '=', id);

export async function findProposal(conn: Conn, orgId: string, id: string): Promise<StoredProposal | undefined> {
  const row = await byId(conn, orgId, id).executeTakeFirst();
  return row && proposalOf(row);
}

/** Order of locks: the proposal, then what it changes. Of two who apply it one waits here, and then sees that it is applied. */
export async function lockProposal(tx: Tx, orgId: string, id: string): Promise<StoredProposal | undefined> {
  const row = await byId(tx, orgId, id).forUpdate().executeTakeFirst();
  return row && proposalOf(row);
}

/** Keeps it as it is to the end of the transaction; others may hold it too. */
export async function holdProposal(tx: Tx, orgId: string, id: string): Promise<StoredProposal | undefined> {
  const row = await byId(tx, orgId, id).forShare().executeTakeFirst();
  return row && proposalOf(row);
}

export interface Application {
  readonly at: Date;
  readonly workflowId: string;
  readonly number: number;
  readonly approvedBy: string | null;
}

/** Caller has the row locked and unapplied. */
export async function markApplied(tx: Tx, id: string, { at, workflowId, number, approvedBy }: Application): Promise<void> {
  await tx
    .updateTable('workflow_change_proposals')
    .set({ applied_at: at, applied_workflow_id: workflowId, applied_number: number, approved_by: approvedBy })
    .where('id', '=', id)
    .execute();
}

export interface ProposalFilter extends PageRequest {
  readonly orgId: string;
  readonly now: Date;
  readonly state?: ProposalState | undefined;
  /** Patches of it, drafts from its runs, and the draft it was made from. */
  readonly workflowId?: string | undefined;
}

function matches(eb: ExpressionBuilder<Database, 'workflow_change_proposals'>, { orgId, now, state, workflowId }: ProposalFilter) {
  return eb.and([
    eb('org_id', '=', orgId),
    ...(state === undefined ? [] : [eb('applied_at', state === 'applied' ? 'is not' : 'is', null)]),
    ...(state === 'staged' ? [eb('expires_at', '>', now)] : []),
    ...(state === 'expired' ? [eb('expires_at', '<=', now)] : []),
    ...(workflowId === undefined ? [] : [eb.or([eb('workflow_id', '=', workflowId), eb('applied_workflow_id', '=', workflowId)])]),
  ]);
}

/** Newest first. */
export async function pageOfProposals(conn: Conn, filter: ProposalFilter): Promise<Page<StoredProposal>> {
  const { page, pageSize } = filter;
  const all = conn.selectFrom('workflow_change_proposals').where((eb) => matches(eb, filter));
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await all.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(pageSize).offset(offsetOf(filter)).execute();
  return { page, pageSize, rows: rows.map(proposalOf), total };
}

/** How many of an organization wait to be applied, and how many of these one proposer made. */
export async function countStaged(
  conn: Conn,
  { orgId, proposerId, now }: { readonly orgId: string; readonly proposerId: string; readonly now: Date },
): Promise<{ readonly all: number; readonly own: number }> {
  return conn
    .selectFrom('workflow_change_proposals')
    .where((eb) => matches(eb, { orgId, now, state: 'staged', page: 1, pageSize: 1 }))
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn
        .countAll<number>()
        .filterWhere(sql`created_by ->> 'id'`, '=', proposerId)
        .as('own'),
    ])
    .executeTakeFirstOrThrow();
}

/** Deletes some that were made before `before` and never applied; answers how many of which organization. */
export async function deleteUnapplied(
  tx: Tx,
  at: { readonly before: Date; readonly limit: number },
): Promise<{ readonly orgId: string; readonly count: number }[]> {
  const { rows } = await sql<{ org_id: string; count: number }>`
    with gone as (
      delete from workflow_change_proposals where id in (
        select id from workflow_change_proposals
        where applied_at is null and created_at < ${at.before} order by created_at limit ${at.limit} for update skip locked
      ) returning org_id
    )
    select org_id, count(*) as count from gone group by org_id order by org_id`.execute(tx);
  return rows.map(({ org_id: orgId, count }) => ({ orgId, count }));
}

export async function proposalsAfter(
  conn: Conn,
  orgId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<StoredProposal[]> {
  const rows = await conn
    .selectFrom('workflow_change_proposals')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map(proposalOf);
}

export async function deleteProposalsOf(db: Db, orgId: string, limit: number): Promise<number> {
  const some = db.selectFrom('workflow_change_proposals').select('id').where('org_id', '=', orgId).limit(limit);
  const { numDeletedRows } = await db.deleteFrom('workflow_change_proposals').where('id', 'in', some).executeTakeFirst();
  return Number(numDeletedRows);
}
