// The SQL of the search: the newest runs that fit, found in the indexes alone, however rare they are among a million others.
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Db } from '#platform/db/connect';
import type { RunSummary } from '../run.ts';
import { LISTED, OUTCOME, summaryOf } from '../store.ts';

/** What is searched: everything, one server or one workflow. */
export interface Scope {
  readonly of: 'org' | 'server' | 'workflow';
  readonly id: string;
}

export interface RunSearch {
  readonly scope: Scope;
  readonly modelId?: string | undefined;
  /** Of `outcomesOf`; undefined: any. */
  readonly outcomes?: readonly string[] | undefined;
  /** Started, or dispatched while they have not, at `from` or later and before `before`. */
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
  /** Default true. Without them the rows are looked at too, since no index tells a trial. */
  readonly hasTrials?: boolean | undefined;
  readonly limit: number;
}

/** `at` is the start in whole milliseconds. */
export interface FoundRun {
  readonly runId: string;
  readonly at: Date;
}

const COLUMNS = { org: 'org_id', server: 'server_id', workflow: 'workflow_id' } as const;

/** Newest first. The scope must have been found to be the organization's own. */
export async function findRuns(db: Db, search: RunSearch): Promise<FoundRun[]> {
  const { rows } = await (search.modelId === undefined && search.outcomes === undefined ? inTime(search) : inLanes(search)).execute(db);
  return rows.map(({ id, at }) => ({ runId: id, at }));
}

interface FoundRow {
  readonly id: string;
  readonly at: Date;
}
type Found = RawBuilder<FoundRow>;

const AT = sql`date_trunc('milliseconds', sort_at) as at`;

/** Nothing is left out, so the index of the scope by time is enough. */
function inTime(search: RunSearch): Found {
  return sql<FoundRow>`
    select id, ${AT} from runs where ${columnOf(search)} = ${search.scope.id} and ${within(search)}
    order by sort_at desc, id desc limit ${search.limit}`;
}

/** The newest of each lane, merged. The models in use are found by stepping through the index, one probe each. */
function inLanes(search: RunSearch): Found {
  const column = columnOf(search);
  return sql<FoundRow>`
    with recursive ${modelsOf(search)}
    select lane.id, ${AT}
    from models cross join unnest(${sql.val([...(search.outcomes ?? [])])}::text[]) as outcome
    cross join lateral (
      select id, sort_at from runs
      where ${column} = ${search.scope.id} and model_id = models.id and ${OUTCOME} = outcome and ${within(search)}
      order by sort_at desc, id desc limit ${search.limit}
    ) as lane
    order by sort_at desc, id desc limit ${search.limit}`;
}

function modelsOf(search: RunSearch): RawBuilder<unknown> {
  if (search.modelId !== undefined) return sql`models(id) as (select ${search.modelId}::text)`;
  const next = (after: RawBuilder<unknown>) =>
    sql`(select model_id from runs where ${columnOf(search)} = ${search.scope.id} ${after} order by model_id limit 1)`;
  return sql`models(id) as (${next(sql``)} union all select ${next(sql`and model_id > models.id`)} from models where models.id is not null)`;
}

const columnOf = ({ scope }: RunSearch): RawBuilder<unknown> => sql.ref(COLUMNS[scope.of]);

/** Bounds that are always there keep one plan for every question. */
const within = ({ from, before, hasTrials = true }: RunSearch): RawBuilder<unknown> =>
  sql`sort_at >= ${from ?? sql`'-infinity'`}::timestamptz and sort_at < ${before ?? sql`'infinity'`}::timestamptz
    ${hasTrials ? sql`` : sql`and proposal_id is null`}`;

/** Newest first; those of other organizations are left out. */
export async function selectSummaries(db: Db, orgId: string, runIds: readonly string[]): Promise<Omit<RunSummary, 'url'>[]> {
  if (runIds.length === 0) return [];
  const rows = await db
    .selectFrom('runs')
    .select(LISTED)
    .where('org_id', '=', orgId)
    .where('id', 'in', [...runIds])
    .orderBy('sort_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(summaryOf);
}
