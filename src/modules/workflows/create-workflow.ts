// Creates a workflow as version 1. Its first tick is computed; no run starts at once.
import { invalidField } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { buildSpec } from './build-spec.ts';
import { examineInput, refuseErrors } from './examine-input.ts';
import { presentWorkflow } from './present-workflow.ts';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { replanTicks } from './replan-ticks.ts';
import { authorOf } from './save-version.ts';
import { findWorkflow, holdServer, insertVersion, insertWorkflow } from './store.ts';
import type { StoredWorkflow } from './store.ts';
import type { Workflow, WorkflowSpec } from './workflow.ts';

/** Throws `validation_failed` (all wrong fields at once) or `secret_in_arguments`. */
export async function createWorkflow(ctx: Ctx, raw: unknown): Promise<Workflow> {
  requireRole(ctx, 'editor');
  refuseSecrets(raw);
  const examined = await examineInput(ctx, raw, undefined);
  refuseErrors(examined.errors);
  const spec = buildSpec(examined.fields, undefined, examined.defaults);
  const now = ctx.deps.clock.now();
  const stored = await inTransaction(ctx.deps.db, async (tx) => {
    const made = await insertFirst(tx, ctx, { spec, at: now });
    await replanTicks(tx, made, now);
    await record(tx, ctx, { action: 'workflow.create', objectType: 'workflow', objectId: made.id, after: { ...spec, state: made.state } });
    return made;
  });
  return presentWorkflow(stored, examined, now);
}

async function insertFirst(tx: Tx, ctx: Ctx, { spec, at }: { spec: WorkflowSpec; at: Date }): Promise<StoredWorkflow> {
  if (!(await holdServer(tx, ctx.org.id, spec.mcpServerId))) throw invalidField('mcpServerId', 'is an archived MCP server');
  const id = newId('wf', at.getTime());
  const version = { id: newId('ver', at.getTime()), number: 1 };
  await insertWorkflow(tx, ctx.org.id, { id, version, spec, at });
  await insertVersion(tx, ctx.org.id, {
    ...version,
    workflowId: id,
    createdAt: at.toISOString(),
    author: authorOf(ctx.actor),
    diff: [],
    restoredFrom: null,
    spec,
  });
  const stored = await findWorkflow(tx, ctx.org.id, id);
  if (!stored) throw new Error('a workflow was not there after it was inserted');
  return stored;
}
