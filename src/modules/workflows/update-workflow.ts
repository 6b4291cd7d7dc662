// Changes a workflow: everything but `state` makes a new version (spec 02 §2, §5).
import { AppError, notFound } from '#kernel/errors';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { unknownCriterionIds } from './assign-criteria.ts';
import { buildSpec } from './build-spec.ts';
import { examineInput, refuseErrors } from './examine-input.ts';
import type { Examined } from './examine-input.ts';
import { presentWorkflow } from './present-workflow.ts';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { plansDiffer, replanTicks } from './replan-ticks.ts';
import { authorOf, saveVersion } from './save-version.ts';
import { findWorkflow, holdServer, lockWorkflow, setState } from './store.ts';
import type { StoredWorkflow } from './store.ts';
import { tellStopped } from './tell-stopped.ts';
import { splitWorkflowId } from './workflow-id.ts';
import type { Workflow } from './workflow.ts';

/** `raw`: `{workflowId, ...fields of a patch}`. Throws `stale_base_version`, `conflict` for an archived one, or what creating throws. */
export async function updateWorkflow(ctx: Ctx, raw: unknown): Promise<Workflow> {
  requireRole(ctx, 'editor');
  const { workflowId, fields } = splitWorkflowId(raw);
  const seen = await findWorkflow(ctx.deps.db, ctx.org.id, workflowId);
  if (!seen) throw notFound('workflow');
  refuseSecrets(fields);
  const examined = await examineInput(ctx, fields, seen);
  refuseErrors(examined.errors);
  const now = ctx.deps.clock.now();
  const stored = await inTransaction(ctx.deps.db, (tx) => saveChange(tx, ctx, { seen, examined, now }));
  return presentWorkflow(stored, examined, now);
}

async function saveChange(
  tx: Tx,
  ctx: Ctx,
  { seen, examined, now }: { seen: StoredWorkflow; examined: Examined; now: Date },
): Promise<StoredWorkflow> {
  // Before the workflow's own lock, in the order in which archiving a server takes them.
  const isServerActive = examined.state !== 'active' || (await holdServer(tx, ctx.org.id, seen.spec.mcpServerId));
  const current = await lockWorkflow(tx, ctx.org.id, seen.id);
  if (!current) throw notFound('workflow');
  refuseState(current, examined, isServerActive);
  refuseStale(current, examined.baseVersionId);
  refuseErrors(unknownCriterionIds(examined.fields.criteria ?? [], current.spec.criteria));
  const spec = buildSpec(examined.fields, current.spec, examined.defaults);
  const state = examined.state ?? current.state;
  const version = await saveVersion(tx, current, { spec, author: authorOf(ctx.actor), at: now });
  if (state !== current.state) await setState(tx, current.id, { state, at: now });
  else if (!version) return current;
  const after = await findWorkflow(tx, ctx.org.id, current.id);
  if (!after) throw notFound('workflow');
  if (plansDiffer(current, after)) await replanTicks(tx, after, now);
  if (current.state === 'active' && after.state !== 'active') await tellStopped(tx, ctx, { workflowId: current.id, reason: after.state });
  await record(tx, ctx, {
    action: 'workflow.update',
    objectType: 'workflow',
    objectId: current.id,
    before: auditFields(current),
    after: auditFields(after),
  });
  return after;
}

const auditFields = ({ spec, state, currentVersion }: StoredWorkflow): object => ({ ...spec, state, versionNumber: currentVersion.number });

/** Archived: read-only, and only the way back to paused is open. */
function refuseState(current: StoredWorkflow, { fields, state }: Examined, isServerActive: boolean): void {
  if (current.state === 'archived') {
    const changes = Object.values(fields).some((value) => value !== undefined);
    if (changes || state === 'active') throw archived();
  }
  if (state === 'active' && current.state === 'paused' && !isServerActive) {
    throw new AppError('conflict', 'state: the MCP server of this workflow is archived; it cannot be scheduled.', {
      fieldErrors: [{ field: 'state', message: 'the MCP server of this workflow is archived' }],
    });
  }
}

export const archived = (): AppError =>
  new AppError('conflict', 'This workflow is archived and read-only; set its state to paused first.', {
    fieldErrors: [{ field: 'state', message: 'is archived' }],
  });

export function refuseStale({ currentVersion }: StoredWorkflow, baseVersionId: string | undefined): void {
  if (baseVersionId === undefined || baseVersionId === currentVersion.id) return;
  throw new AppError('stale_base_version', `Version ${currentVersion.number} is current by now; look at it and try again.`, {
    details: { currentVersionId: currentVersion.id },
  });
}
