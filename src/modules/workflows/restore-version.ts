// Copies an earlier version into a new one (spec 02 §2). What it names must still be there.
import { parseInput } from '#kernel/parse-input';
import { notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { checkSpec } from './check-references.ts';
import { refuseErrors } from './examine-input.ts';
import { getVersion } from './get-version.ts';
import { presentWorkflow } from './present-workflow.ts';
import { loadModelCatalog, loadServer } from './references.ts';
import { plansDiffer, replanTicks } from './replan-ticks.ts';
import { authorOf, saveVersion } from './save-version.ts';
import { findWorkflow, lockWorkflow } from './store.ts';
import type { StoredWorkflow } from './store.ts';
import { archived } from './update-workflow.ts';
import { byVersion } from './workflow-id.ts';
import type { Workflow, WorkflowVersion } from './workflow.ts';

/** Restoring what is current already makes no version. */
export async function restoreVersion(ctx: Ctx, raw: unknown): Promise<Workflow> {
  requireRole(ctx, 'editor');
  const version = await getVersion(ctx, parseInput(byVersion, raw));
  const [server, catalog] = await Promise.all([loadServer(ctx, version.spec.mcpServerId), loadModelCatalog(ctx)]);
  const now = ctx.deps.clock.now();
  const stored = await inTransaction(ctx.deps.db, async (tx) => {
    const current = await lockWorkflow(tx, ctx.org.id, version.workflowId);
    if (!current) throw notFound('workflow');
    if (current.state === 'archived') throw archived();
    refuseErrors(checkSpec(version.spec, server, catalog));
    return copyVersion(tx, ctx, { current, version, now });
  });
  return presentWorkflow(stored, { server, catalog }, now);
}

async function copyVersion(
  tx: Tx,
  ctx: Ctx,
  { current, version, now }: { current: StoredWorkflow; version: WorkflowVersion; now: Date },
): Promise<StoredWorkflow> {
  const saved = await saveVersion(tx, current, { spec: version.spec, author: authorOf(ctx.actor), at: now, restoredFrom: version.number });
  if (!saved) return current;
  const after = await findWorkflow(tx, ctx.org.id, current.id);
  if (!after) throw notFound('workflow');
  if (plansDiffer(current, after)) await replanTicks(tx, after, now);
  await record(tx, ctx, {
    action: 'workflow.restore',
    objectType: 'workflow',
    objectId: current.id,
    before: { ...current.spec, versionNumber: current.currentVersion.number },
    after: { ...version.spec, versionNumber: saved.number },
    note: `version ${version.number}`,
  });
  return after;
}
