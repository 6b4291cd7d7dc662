// Removing a workflow archives it: hidden, read-only, not runnable; its runs stay. Archiving twice changes nothing.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { clearDue } from '#platform/jobs/due';
import { DUE_KIND } from './replan-ticks.ts';
import { lockWorkflow, setState } from './store.ts';
import { tellStopped } from './tell-stopped.ts';
import { byWorkflow } from './workflow-id.ts';

export async function removeWorkflow(ctx: Ctx, raw: unknown): Promise<void> {
  requireRole(ctx, 'editor');
  const { workflowId } = parseInput(byWorkflow, raw);
  await inTransaction(ctx.deps.db, async (tx) => {
    const current = await lockWorkflow(tx, ctx.org.id, workflowId);
    if (!current) throw notFound('workflow');
    if (current.state === 'archived') return;
    await setState(tx, workflowId, { state: 'archived', at: ctx.deps.clock.now() });
    await clearDue(tx, DUE_KIND, workflowId);
    await tellStopped(tx, ctx, { workflowId, reason: 'archived' });
    await record(tx, ctx, {
      action: 'workflow.archive',
      objectType: 'workflow',
      objectId: workflowId,
      before: { state: current.state },
      after: { state: 'archived' },
    });
  });
}
