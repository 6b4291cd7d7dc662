// One workflow without what is derived from servers and models: enough to dispatch a run, at the price of one query.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { findWorkflow } from './store.ts';
import { byWorkflow } from './workflow-id.ts';
import type { Workflow } from './workflow.ts';

export type WorkflowContent = Omit<Workflow, 'nextRunAt' | 'scheduleLabel' | 'warnings'>;

export async function getWorkflowContent(ctx: Ctx, raw: unknown): Promise<WorkflowContent> {
  requireRole(ctx, 'viewer');
  const stored = await findWorkflow(ctx.deps.db, ctx.org.id, parseInput(byWorkflow, raw).workflowId);
  if (!stored) throw notFound('workflow');
  const { spec, orgId: _, ...rest } = stored;
  return { ...spec, ...rest };
}
