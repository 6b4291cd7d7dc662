// Every workflow that is not archived, without what is derived from servers and models: one query a hundred.
import { MAX_PAGE_SIZE } from '#kernel/page';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { WorkflowContent } from './get-workflow-content.ts';
import { pageOfWorkflows } from './store.ts';
import type { StoredWorkflow, WorkflowFilter } from './store.ts';

const ALL: Omit<WorkflowFilter, 'orgId' | 'page'> = {
  pageSize: MAX_PAGE_SIZE,
  categories: [],
  environment: undefined,
  mcpServerId: undefined,
  state: 'live',
  search: undefined,
  sort: { by: 'createdAt', direction: 'asc' },
};

/** The oldest first; not more than `max`. */
export async function listLiveContents(ctx: Ctx, { max }: { readonly max: number }): Promise<readonly WorkflowContent[]> {
  requireRole(ctx, 'viewer');
  const found: WorkflowContent[] = [];
  for (let page = 1; found.length < max; page += 1) {
    const { rows } = await pageOfWorkflows(ctx.deps.db, { ...ALL, orgId: ctx.org.id, page });
    found.push(...rows.map(contentOf));
    if (rows.length < MAX_PAGE_SIZE) break;
  }
  return found.slice(0, max);
}

function contentOf(stored: StoredWorkflow): WorkflowContent {
  const { spec, orgId: _, ...rest } = stored;
  return { ...spec, ...rest };
}
