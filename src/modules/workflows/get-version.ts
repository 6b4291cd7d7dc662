// One version of a workflow with its content.
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { findVersion, findWorkflow } from './store.ts';
import { byVersion } from './workflow-id.ts';
import type { WorkflowVersion } from './workflow.ts';

export async function getVersion(ctx: Ctx, raw: unknown): Promise<WorkflowVersion> {
  requireRole(ctx, 'viewer');
  const ids = parseInput(byVersion, raw);
  const version = await findVersion(ctx.deps.db, ctx.org.id, ids);
  if (version) return version;
  throw notFound((await findWorkflow(ctx.deps.db, ctx.org.id, ids.workflowId)) ? 'version' : 'workflow');
}
