// The SQL that reads the trials of proposals, and the runs of a current version they are shown beside.
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Db, Tx } from '#platform/db/connect';
import type { RunSummary } from '../run.ts';
import { LISTED, summaryOf } from '../store.ts';
import type { ListedRow } from '../store.ts';

/** A run with the target it ran; equal targets of two versions have equal keys. */
export interface TargetRun extends Omit<RunSummary, 'url'> {
  readonly targetKey: string;
}

type Row = ListedRow & { readonly target_key: string };

const columns: RawBuilder<unknown> = sql.join([...LISTED, 'target_key' as const].map((name) => sql.ref(`r.${name}`)));
const targetRunOf = ({ target_key: targetKey, ...row }: Row): TargetRun => ({ ...summaryOf(row), targetKey });

/** Of each proposal the newest `limit` trials, the newest first. */
export async function newestTrials(db: Db | Tx, proposalIds: readonly string[], limit: number): Promise<TargetRun[]> {
  if (proposalIds.length === 0) return [];
  const { rows } = await sql<Row>`
    select ${columns}
    from unnest(${sql.val([...proposalIds])}::text[]) as wanted(id)
    cross join lateral (
      select * from runs where proposal_id = wanted.id order by sort_at desc, id desc limit ${limit}
    ) as r
    order by r.sort_at desc, r.id desc`.execute(db);
  return rows.map(targetRunOf);
}

/** More starts than anybody makes of one proposal between two looks at one of its targets. */
const MAX_LOOKED_AT = 500;

/** Of each proposal and target the newest trial. */
export async function latestTrialOfTargets(db: Db | Tx, proposalIds: readonly string[]): Promise<TargetRun[]> {
  if (proposalIds.length === 0) return [];
  const { rows } = await sql<Row>`
    select distinct on (r.proposal_id, r.target_key) ${columns}
    from unnest(${sql.val([...proposalIds])}::text[]) as wanted(id)
    cross join lateral (
      select * from runs where proposal_id = wanted.id order by sort_at desc, id desc limit ${MAX_LOOKED_AT}
    ) as r
    order by r.proposal_id, r.target_key, r.sort_at desc, r.id desc`.execute(db);
  return rows.map(targetRunOf);
}

export interface CurrentVersion {
  readonly workflowId: string;
  readonly versionId: string;
  /** ISO time since when it can have been run. */
  readonly since: string;
}

/** Of each version and target the newest run that is no trial. */
export async function latestRunOfTargets(db: Db | Tx, versions: readonly CurrentVersion[]): Promise<TargetRun[]> {
  if (versions.length === 0) return [];
  const column = (value: (version: CurrentVersion) => string) => sql.val(versions.map(value));
  const { rows } = await sql<Row>`
    select distinct on (r.version_id, r.target_key) ${columns}
    from unnest(
      ${column(({ workflowId }) => workflowId)}::text[], ${column(({ versionId }) => versionId)}::text[],
      ${column(({ since }) => since)}::timestamptz[]
    ) as wanted(workflow_id, version_id, since)
    cross join lateral (
      select * from runs
      where workflow_id = wanted.workflow_id and sort_at >= wanted.since and version_id = wanted.version_id and proposal_id is null
      order by sort_at desc, id desc limit ${MAX_LOOKED_AT}
    ) as r
    order by r.version_id, r.target_key, r.sort_at desc, r.id desc`.execute(db);
  return rows.map(targetRunOf);
}

/** Those of the versions that some run still refers to. */
export async function versionsWithRuns(tx: Tx, versionIds: readonly string[]): Promise<Set<string>> {
  if (versionIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('runs')
    .select('version_id')
    .distinct()
    .where('version_id', 'in', [...versionIds])
    .execute();
  return new Set(rows.map(({ version_id: versionId }) => versionId));
}
