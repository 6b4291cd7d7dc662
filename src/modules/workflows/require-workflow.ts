// The workflow a caller names, with its current content; absent and foreign ones are the same answer.
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import { findWorkflow } from './store.ts';
import type { StoredWorkflow } from './store.ts';

export async function requireWorkflow(ctx: Ctx, workflowId: string): Promise<StoredWorkflow> {
  const stored = await findWorkflow(ctx.deps.db, ctx.org.id, workflowId);
  if (!stored) throw notFound('workflow');
  return stored;
}
