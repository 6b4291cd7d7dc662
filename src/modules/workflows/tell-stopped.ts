// Tells, with the change itself, that a workflow is not tested any more: whoever watches it closes what was open.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';

export const tellStopped = (
  tx: Tx,
  ctx: Ctx,
  { workflowId, reason }: { readonly workflowId: string; readonly reason: 'paused' | 'archived' },
): Promise<void> =>
  ctx.deps.outbox.emit(tx, ctx.org.id, 'watched.stopped', {
    objectType: 'workflow',
    objectId: workflowId,
    reason,
    at: ctx.deps.clock.now().toISOString(),
  });
