// One workflow with the content of its current version.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { presentWorkflow } from './present-workflow.ts';
import { loadModelCatalog, loadServer } from './references.ts';
import { findWorkflow } from './store.ts';
import { byWorkflow } from './workflow-id.ts';
import type { Workflow } from './workflow.ts';

export async function getWorkflow(ctx: Ctx, raw: unknown): Promise<Workflow> {
  requireRole(ctx, 'viewer');
  const { workflowId } = parseInput(byWorkflow, raw);
  const stored = await findWorkflow(ctx.deps.db, ctx.org.id, workflowId);
  if (!stored) throw notFound('workflow');
  const [server, catalog] = await Promise.all([loadServer(ctx, stored.spec.mcpServerId), loadModelCatalog(ctx)]);
  return presentWorkflow(stored, { server, catalog }, ctx.deps.clock.now());
}
