// The run another is compared with, and what changed since then (spec 02 §12).
import { AppError } from '#kernel/errors';
import { compareCatalogs, getCatalog } from '#modules/servers';
import type { CatalogDiff } from '#modules/servers';
import { diffSpecs, specOf } from '#modules/workflows';
import type { WorkflowSpec } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import type { Catalog } from '#platform/mcp/mcp';
import type { BaselineChanges } from './classify.ts';
import { findBaseline, findRunRow } from './store.ts';
import type { RunRow } from './store.ts';

const TEST_FIELDS = /^(testerPrompt|criteria|toolPolicy)\b/;

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

/** undefined when there is none, or it is gone. */
export async function storedCatalog(ctx: Ctx, serverId: string, snapshotId: string | null): Promise<Catalog | undefined> {
  if (snapshotId === null) return undefined;
  try {
    return await getCatalog(ctx, { serverId, snapshotId });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

function brokenTools({ removed, changed }: CatalogDiff): Map<string, string> {
  const gone = removed.filter(({ kind }) => kind === 'tool').map(({ name }) => [name, 'was removed'] as const);
  const broken = changed
    .filter(({ kind }) => kind === 'tool')
    .flatMap(({ name, changes }) => {
      const paths = changes.filter((change) => change.class === 'breaking').map(({ path }) => path);
      return paths.length > 0 ? [[name, `breaking change of ${paths.slice(0, 3).join(', ')}`] as const] : [];
    });
  return new Map([...gone, ...broken]);
}
