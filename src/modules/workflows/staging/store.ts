// The SQL on versions that have no number yet: what is proposed, until it is applied or swept.
import { sql } from 'kysely';
import { idsAround } from '#kernel/ids';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import { readSpec } from '../stored-spec.ts';
import type { FieldDiff, VersionAuthor, WorkflowSpec } from '../workflow.ts';

export interface Numbered {
  readonly versionId: string;
  readonly workflowId: string;
  readonly number: number;
  readonly author: VersionAuthor;
  readonly diff: readonly FieldDiff[];
  readonly at: Date;
}

/** False when it has a number already, or is gone. */
export async function numberVersion(tx: Tx, { versionId, workflowId, number, author, diff, at }: Numbered): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('workflow_versions')
    .set({ workflow_id: workflowId, number, author: jsonText(author), diff: jsonText(diff), created_at: at })
    .where('id', '=', versionId)
    .where('number', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export interface StagedVersion {
  readonly id: string;
  readonly createdAt: Date;
}

/** Oldest first, after `last`. */
export async function stagedBefore(
  conn: Db | Tx,
  page: { readonly before: Date; readonly last: StagedVersion | undefined; readonly limit: number },
): Promise<StagedVersion[]> {
  let query = conn
    .selectFrom('workflow_versions')
    .select(['id', 'created_at as createdAt'])
    .where('number', 'is', null)
    .where('created_at', '<', page.before);
  if (page.last) {
    const { id, createdAt } = page.last;
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(createdAt, id)));
  }
  return query.orderBy('created_at').orderBy('id').limit(page.limit).execute();
}

export async function deleteStaged(tx: Tx, versionIds: readonly string[]): Promise<number> {
  if (versionIds.length === 0) return 0;
  const { numDeletedRows } = await tx
    .deleteFrom('workflow_versions')
    .where('id', 'in', [...versionIds])
    .where('number', 'is', null)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** The content of versions by their id, whether or not they have a number. */
export async function specsOf(conn: Db | Tx, versionIds: readonly string[]): Promise<Map<string, WorkflowSpec>> {
  if (versionIds.length === 0) return new Map();
  const rows = await conn
    .selectFrom('workflow_versions')
    .select(['id', 'spec'])
    .where('id', 'in', [...versionIds])
    .execute();
  return new Map(rows.map(({ id, spec }) => [id, readSpec(spec)]));
}

export interface CurrentVersionOf {
  readonly workflowId: string;
  readonly versionId: string;
  /** ISO time since when the version is there. */
  readonly since: string;
}

export async function currentVersionsOf(conn: Db | Tx, orgId: string, workflowIds: readonly string[]): Promise<CurrentVersionOf[]> {
  if (workflowIds.length === 0) return [];
  const rows = await conn
    .selectFrom('workflows as w')
    .innerJoin('workflow_versions as v', 'v.id', 'w.current_version_id')
    .select(['w.id as workflowId', 'v.id as versionId', 'v.created_at as since'])
    .where('w.org_id', '=', orgId)
    .where('w.id', 'in', [...workflowIds])
    .execute();
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

/** A criterion and the version that has it first are made in one request; one of the two may have waited for a lock in between. */
const VERSION_WITHIN_MS = { before: 120_000, after: 120_000 };
const MAX_LOOKED_AT = 20_000;

/** Versions have no index of their criteria; both ids tell their time, so the version is looked for around it. */
export async function hasCriterion(db: Db, orgId: string, criterionId: string): Promise<boolean> {
  const around = idsAround(criterionId, 'ver', VERSION_WITHIN_MS);
  if (!around) return false;
  const { rows } = await sql`
    select 1 from (
      select org_id, spec from workflow_versions where id >= ${around.from} and id < ${around.to} order by id limit ${MAX_LOOKED_AT}
    ) as v
    where v.org_id = ${orgId} and v.spec -> 'criteria' @> ${jsonText([{ id: criterionId }])}::jsonb
    limit 1`.execute(db);
  return rows.length === 1;
}
