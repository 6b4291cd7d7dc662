// The versions of a workflow, newest first, each with its difference to the one before.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { pageFields } from '#kernel/page-fields';
import { findWorkflow, pageOfVersions } from './store.ts';
import type { VersionRow } from './store.ts';
import { byWorkflow } from './workflow-id.ts';

const input = z.strictObject({ ...byWorkflow.shape, ...pageFields });

export async function listVersions(ctx: Ctx, raw: unknown): Promise<Page<VersionRow>> {
  requireRole(ctx, 'viewer');
  const { workflowId, ...page } = parseInput(input, raw);
  if (!(await findWorkflow(ctx.deps.db, ctx.org.id, workflowId))) throw notFound('workflow');
  return pageOfVersions(ctx.deps.db, workflowId, page);
}
