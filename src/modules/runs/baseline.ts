// The run another is compared with, and what changed since then (spec 02 §12).
import { AppError } from '#kernel/errors';
import { compareCatalogs, getCatalog, listSnapshots } from '#modules/servers';
import type { CatalogDiff } from '#modules/servers';
import { diffSpecs, specOf } from '#modules/workflows';
import type { FieldDiff, WorkflowSpec } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Catalog } from '#platform/mcp/mcp';
import type { BaselineChanges } from './classify.ts';
import { findBaseline, findRunRow } from './store.ts';
import type { RunRow } from './store.ts';

/** Paths that belong to the test, not to how it is run. */
export const TEST_FIELDS = /^(testerPrompt|criteria|toolPolicy)\b/;

/** The named baseline, else the newest earlier pass run of the same workflow and model. */
export async function baselineOf(
  ctx: Ctx,
  run: Pick<RunRow, 'runId' | 'workflowId' | 'modelId' | 'createdAt' | 'baselineRunId'>,
): Promise<RunRow | undefined> {
  const named = run.baselineRunId === null ? undefined : await findRunRow(ctx.deps.db, ctx.org.id, run.baselineRunId);
  return named ?? findBaseline(ctx.deps.db, ctx.org.id, run);
}

export interface After {
  readonly spec: WorkflowSpec;
  readonly versionId: string;
  readonly serverId: string;
  readonly snapshotId: string | null;
  /** What the server listed in the run itself; better than the snapshot where it is known. */
  readonly catalog: Catalog | null;
}

/** As far as they can be to blame for what the run shows. */
export async function changesSince(ctx: Ctx, baseline: RunRow, after: After): Promise<BaselineChanges> {
  const before = await specOf(ctx.deps, baseline.version.id);
  const diff = before.id === after.versionId ? [] : diffSpecs(before.spec, after.spec);
  const [old, now] = await Promise.all([
    storedCatalog(ctx, after.serverId, baseline.snapshotId),
    after.catalog ?? storedCatalog(ctx, after.serverId, after.snapshotId),
  ]);
  return {
    runId: baseline.runId,
    versionId: after.versionId,
    testPaths: diff.map(({ path }) => path).filter((path) => TEST_FIELDS.test(path)),
    brokenTools: old && now ? brokenTools(compareCatalogs(old, now)) : new Map(),
    snapshotId: after.snapshotId,
  };
}

/** Of the versions of two runs. */
export async function specDiff(ctx: Ctx, before: RunRow, after: RunRow): Promise<FieldDiff[]> {
  if (before.version.id === after.version.id) return [];
  const [old, now] = await Promise.all([specOf(ctx.deps, before.version.id), specOf(ctx.deps, after.version.id)]);
  return diffSpecs(old.spec, now.spec);
}

export interface CatalogChange {
  readonly diff: CatalogDiff;
  /** Both only where there are two catalogs. */
  readonly before?: Catalog;
  readonly after?: Catalog;
}

/** Of the catalogs two runs stood on; null where one is not known. */
export async function catalogChange(ctx: Ctx, before: RunRow, after: RunRow): Promise<CatalogChange | null> {
  const afterId = await snapshotOf(ctx, before, after);
  if (before.snapshotId === null || afterId === null) return null;
  const ids = { fromSnapshotId: before.snapshotId, toSnapshotId: afterId };
  if (before.snapshotId === afterId) return { diff: { ...ids, breakingCount: 0, added: [], removed: [], changed: [] } };
  const [old, now] = await Promise.all([
    storedCatalog(ctx, after.mcpServerId, before.snapshotId),
    storedCatalog(ctx, after.mcpServerId, afterId),
  ]);
  return old && now ? { diff: { ...compareCatalogs(old, now), ...ids }, before: old, after: now } : null;
}

const SNAPSHOTS = 100;

/**
 * What the run began with. Where it saw its server list something else than any sync had seen yet, that was synced right
 * after it: then it is the first snapshot since its start.
 */
async function snapshotOf(ctx: Ctx, before: RunRow, after: RunRow): Promise<string | null> {
  const sawChange = after.classification === 'schema' && after.classificationEvidence.some(({ type }) => type === 'catalog');
  if (!sawChange || after.snapshotId === null || after.snapshotId !== before.snapshotId) return after.snapshotId;
  const { rows } = await listSnapshots(ctx, { serverId: after.mcpServerId, pageSize: SNAPSHOTS });
  const place = rows.findIndex(({ id }) => id === after.snapshotId);
  const own = rows[place];
  const since = rows.slice(0, Math.max(0, place)).filter(({ at, era }) => era === own?.era && at >= (after.startedAt ?? after.createdAt));
  return since.at(-1)?.id ?? after.snapshotId;
}

/** undefined when there is none, or it is gone. */
async function storedCatalog(ctx: Ctx, serverId: string, snapshotId: string | null): Promise<Catalog | undefined> {
  if (snapshotId === null) return undefined;
  try {
    return await getCatalog(ctx, { serverId, snapshotId });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Tools with a breaking change, and what it was. */
export function brokenTools({ removed, changed }: CatalogDiff): Map<string, string> {
  const gone = removed.filter(({ kind }) => kind === 'tool').map(({ name }) => [name, 'was removed'] as const);
  const broken = changed
    .filter(({ kind }) => kind === 'tool')
    .flatMap(({ name, changes }) => {
      const paths = changes.filter((change) => change.class === 'breaking').map(({ path }) => path);
      return paths.length > 0 ? [[name, `breaking change of ${paths.slice(0, 3).join(', ')}`] as const] : [];
    });
  return new Map([...gone, ...broken]);
}
