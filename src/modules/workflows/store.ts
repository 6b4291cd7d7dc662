// All SQL on workflows and workflow_versions. Lists also read the server's environment, which a workflow shows as its own.
import { sql } from 'kysely';
import type { ExpressionBuilder, Selectable } from 'kysely';
import { offsetOf } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';
import type { Db, Tx } from '#platform/db/connect';
import { jsonText } from '#platform/db/schema';
import type { Database } from '#platform/db/schema';
import { readAuthor, readDiff, readSpec } from './stored-spec.ts';
import { WORKFLOW_STATES } from './workflow.ts';
import type { WorkflowSpec, WorkflowState, WorkflowVersion } from './workflow.ts';

type Conn = Db | Tx;

/** A workflow with its current version's content, before what is derived from other modules is added. */
export interface StoredWorkflow {
  readonly id: string;
  readonly orgId: string;
  readonly state: WorkflowState;
  readonly environment: string;
  readonly currentVersion: { readonly id: string; readonly number: number; readonly createdAt: string };
  readonly skippedTicks: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly spec: WorkflowSpec;
}

const withVersion = (conn: Conn) =>
  conn
    .selectFrom('workflows as w')
    .innerJoin('workflow_versions as v', 'v.id', 'w.current_version_id')
    .innerJoin('mcp_servers as s', 's.id', 'w.server_id')
    .select([
      'w.id',
      'w.org_id',
      'w.state',
      'w.skipped_ticks',
      'w.created_at',
      'w.updated_at',
      'v.id as version_id',
      'w.current_version_number as number',
      'v.created_at as version_at',
      'v.spec',
      's.environment',
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof withVersion>['executeTakeFirstOrThrow']>>;

function toWorkflow(row: Row): StoredWorkflow {
  return {
    id: row.id,
    orgId: row.org_id,
    state: toState(row.state),
    environment: row.environment,
    currentVersion: { id: row.version_id, number: row.number, createdAt: row.version_at.toISOString() },
    skippedTicks: row.skipped_ticks,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    spec: readSpec(row.spec),
  };
}

/** The column has a check constraint on exactly these values. */
const toState = (text: string): WorkflowState => WORKFLOW_STATES.find((state) => state === text) ?? 'archived';

export async function findWorkflow(conn: Conn, orgId: string, id: string): Promise<StoredWorkflow | undefined> {
  const row = await withVersion(conn).where('w.org_id', '=', orgId).where('w.id', '=', id).executeTakeFirst();
  return row && toWorkflow(row);
}

/** Locks the row until the transaction ends, so that saves of one workflow come one after the other. */
export async function lockWorkflow(tx: Tx, orgId: string, id: string): Promise<StoredWorkflow | undefined> {
  const locked = await tx
    .selectFrom('workflows')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  // A statement of its own: read together with the lock, the version could be the one before the wait.
  return locked && findWorkflow(tx, orgId, id);
}

/** For the scheduler, which knows the workflow from its own row. Waits for no one: a save under way is seen at the next tick. */
export async function findWorkflowById(conn: Conn, id: string): Promise<StoredWorkflow | undefined> {
  const row = await withVersion(conn).where('w.id', '=', id).executeTakeFirst();
  return row && toWorkflow(row);
}

/** True while the server is active; it cannot be archived before this transaction ends. Take it before a lock on a workflow. */
export async function holdServer(tx: Tx, orgId: string, serverId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('mcp_servers')
    .select('state')
    .where('org_id', '=', orgId)
    .where('id', '=', serverId)
    .forShare()
    .executeTakeFirst();
  return row?.state === 'active';
}

export async function insertWorkflow(
  tx: Tx,
  orgId: string,
  workflow: { id: string; version: { id: string; number: number }; spec: WorkflowSpec; at: Date },
): Promise<void> {
  const { id, version, spec, at } = workflow;
  await tx
    .insertInto('workflows')
    .values({
      id,
      org_id: orgId,
      server_id: spec.mcpServerId,
      ...columnsOf(spec),
      current_version_id: version.id,
      current_version_number: version.number,
      created_at: at,
      updated_at: at,
    })
    .execute();
}

/** What lists filter and sort by is kept beside the version's content. */
const columnsOf = ({ name, description, categories }: WorkflowSpec) => ({ name, description, categories: [...categories] });

export async function setCurrentVersion(
  tx: Tx,
  id: string,
  { version, spec, at }: { version: { id: string; number: number }; spec: WorkflowSpec; at: Date },
): Promise<void> {
  await tx
    .updateTable('workflows')
    .set({ ...columnsOf(spec), current_version_id: version.id, current_version_number: version.number, updated_at: at })
    .where('id', '=', id)
    .execute();
}

export async function setState(tx: Tx, id: string, { state, at }: { state: WorkflowState; at: Date }): Promise<void> {
  await tx.updateTable('workflows').set({ state, updated_at: at }).where('id', '=', id).execute();
}

/** Counts a tick whose target still had an unfinished run (spec 02 §4). */
export async function countSkippedTick(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('workflows')
    .set((eb) => ({ skipped_ticks: eb('skipped_ticks', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function insertVersion(tx: Tx, orgId: string, version: AnyVersion): Promise<void> {
  await tx
    .insertInto('workflow_versions')
    .values({
      id: version.id,
      org_id: orgId,
      workflow_id: version.workflowId,
      number: version.number,
      spec: jsonText(version.spec),
      author: jsonText(version.author),
      diff: jsonText(version.diff),
      restored_from: version.restoredFrom,
      created_at: version.createdAt,
    })
    .execute();
}

/** A version whether or not it was ever current: what is only proposed has no number. */
export type AnyVersion = Omit<WorkflowVersion, 'number'> & { readonly number: number | null };

function toVersion<N extends number | null>(row: Omit<Selectable<Database['workflow_versions']>, 'number'> & { number: N }) {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    number: row.number,
    createdAt: row.created_at.toISOString(),
    author: readAuthor(row.author),
    diff: readDiff(row.diff),
    restoredFrom: row.restored_from,
    spec: readSpec(row.spec),
  };
}

/** One with a number: what is only proposed is no version of the workflow. */
export async function findVersion(
  conn: Conn,
  orgId: string,
  { workflowId, versionId }: { workflowId: string; versionId: string },
): Promise<WorkflowVersion | undefined> {
  const row = await conn
    .selectFrom('workflow_versions')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('workflow_id', '=', workflowId)
    .where('id', '=', versionId)
    .where('number', 'is not', null)
    .$narrowType<{ number: number }>()
    .executeTakeFirst();
  return row && toVersion(row);
}

/** Also one that has no number: a trial runs it. */
export async function findVersionById(conn: Conn, versionId: string): Promise<AnyVersion | undefined> {
  const row = await conn.selectFrom('workflow_versions').selectAll().where('id', '=', versionId).executeTakeFirst();
  return row && toVersion(row);
}

export type VersionRow = Omit<WorkflowVersion, 'spec' | 'workflowId'>;

/** Newest first, without their content. What is only proposed is no part of the history. */
export async function pageOfVersions(conn: Conn, workflowId: string, request: PageRequest): Promise<Page<VersionRow>> {
  const all = conn.selectFrom('workflow_versions').where('workflow_id', '=', workflowId).where('number', 'is not', null);
  const { total } = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await all
    .select(['id', 'number', 'created_at', 'author', 'diff', 'restored_from'])
    .$narrowType<{ number: number }>()
    .orderBy('number', 'desc')
    .limit(request.pageSize)
    .offset(offsetOf(request))
    .execute();
  const versions = rows.map((row) => ({
    id: row.id,
    number: row.number,
    createdAt: row.created_at.toISOString(),
    author: readAuthor(row.author),
    diff: readDiff(row.diff),
    restoredFrom: row.restored_from,
  }));
  return { ...request, rows: versions, total };
}

export interface WorkflowFilter extends PageRequest {
  readonly orgId: string;
  /** Workflows with any of them; empty = all. */
  readonly categories: readonly string[];
  /** undefined = all. */
  readonly category?: string | undefined;
  /** undefined = all. */
  readonly environment: string | undefined;
  readonly mcpServerId: string | undefined;
  /** `live`: all but the archived ones. */
  readonly state: WorkflowState | 'live' | undefined;
  /** In name or description, case ignored. */
  readonly search: string | undefined;
  readonly sort: { readonly by: 'name' | 'createdAt' | 'updatedAt'; readonly direction: 'asc' | 'desc' };
}

type Tables = { w: Database['workflows']; s: Database['mcp_servers'] };

function matches(eb: ExpressionBuilder<Tables, 'w' | 's'>, filter: WorkflowFilter) {
  const pattern = filter.search === undefined ? undefined : `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return eb.and([
    eb('w.org_id', '=', filter.orgId),
    ...(filter.environment === undefined ? [] : [eb('s.environment', '=', filter.environment)]),
    ...(filter.mcpServerId === undefined ? [] : [eb('w.server_id', '=', filter.mcpServerId)]),
    ...(filter.state === undefined ? [] : [filter.state === 'live' ? eb('w.state', '<>', 'archived') : eb('w.state', '=', filter.state)]),
    ...(filter.categories.length === 0 ? [] : [sql<boolean>`w.categories && ${[...filter.categories]}::text[]`]),
    ...(filter.category === undefined ? [] : [sql<boolean>`w.categories @> ${[filter.category]}::text[]`]),
    ...(pattern === undefined ? [] : [eb.or([eb('w.name', 'ilike', pattern), eb('w.description', 'ilike', pattern)])]),
  ]);
}

const SORT_COLUMNS = { name: sql`lower(w.name)`, createdAt: sql`w.created_at`, updatedAt: sql`w.updated_at` };

export async function pageOfWorkflows(conn: Conn, filter: WorkflowFilter): Promise<Page<StoredWorkflow>> {
  const { page, pageSize, sort } = filter;
  const { total } = await conn
    .selectFrom('workflows as w')
    .innerJoin('mcp_servers as s', 's.id', 'w.server_id')
    .where((eb) => matches(eb, filter))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await withVersion(conn)
    .where((eb) => matches(eb, filter))
    .orderBy(SORT_COLUMNS[sort.by], sort.direction)
    .orderBy('w.id', sort.direction)
    .limit(pageSize)
    .offset(offsetOf(filter))
    .execute();
  return { page, pageSize, rows: rows.map(toWorkflow), total };
}

/** Active ones only: a paused workflow does not keep its server from being archived. */
export async function activeWorkflowsOfServer(conn: Conn, orgId: string, serverId: string): Promise<{ id: string; name: string }[]> {
  return conn
    .selectFrom('workflows')
    .select(['id', 'name'])
    .where('org_id', '=', orgId)
    .where('server_id', '=', serverId)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
}

/** Workflows, archived ones apart, whose current version names the model as a target or as its judge. */
export async function workflowsNamingModel(conn: Conn, orgId: string, modelId: string): Promise<{ id: string; name: string }[]> {
  return conn
    .selectFrom('workflows as w')
    .innerJoin('workflow_versions as v', 'v.id', 'w.current_version_id')
    .select(['w.id', 'w.name'])
    .where('w.org_id', '=', orgId)
    .where('w.state', '<>', 'archived')
    .where((eb) =>
      eb.or([
        sql<boolean>`v.spec -> 'testerTargets' @> ${jsonText([{ modelId }])}::jsonb`,
        sql<boolean>`v.spec -> 'judge' ->> 'modelId' = ${modelId}`,
      ]),
    )
    .orderBy('w.id')
    .execute();
}

/** Workflows whose current version names the profile, whatever their state: an archived one can come back. */
export async function workflowsNamingProfile(conn: Conn, orgId: string, profileId: string): Promise<{ id: string; name: string }[]> {
  return conn
    .selectFrom('workflows as w')
    .innerJoin('workflow_versions as v', 'v.id', 'w.current_version_id')
    .select(['w.id', 'w.name'])
    .where('w.org_id', '=', orgId)
    .where(sql<boolean>`v.spec ->> 'defaultMcpAuthProfileId' = ${profileId}`)
    .orderBy('w.id')
    .execute();
}
