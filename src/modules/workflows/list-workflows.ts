// A page of workflows (spec 05 §3): active ones on production servers unless asked otherwise.
import { z } from 'zod';
import { categoryFilter } from '#kernel/category-filter';
import { invalidField } from '#kernel/errors';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { boundedText } from '#kernel/bounded-text';
import { presentWorkflow } from './present-workflow.ts';
import { loadModelCatalog, loadServer } from './references.ts';
import type { ServerFacts } from './reference-facts.ts';
import { pageOfWorkflows } from './store.ts';
import type { WorkflowFilter } from './store.ts';
import { WORKFLOW_STATES } from './workflow.ts';
import type { Workflow } from './workflow.ts';

const SORTS = ['name', '-name', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt'] as const;
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const workflowQuery = z.strictObject({
  ...pageFields,
  ...categoryFilter,
  environment: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the name of an environment, or all')
    .default('production')
    .describe("The server's; all for every one"),
  mcpServerId: boundedText(1, 200).optional(),
  state: oneOf([...WORKFLOW_STATES, 'live', 'all']).default('active'),
  search: boundedText(0, 200).optional().describe('In name and description'),
  sort: oneOf(SORTS).default('-createdAt'),
});
type Query = z.output<typeof workflowQuery>;

export async function listWorkflows(ctx: Ctx, raw: unknown): Promise<Page<Workflow>> {
  requireRole(ctx, 'viewer');
  const query = parseInput(workflowQuery, raw);
  if (query.mcpServerId !== undefined && !(await loadServer(ctx, query.mcpServerId))) {
    throw invalidField('mcpServerId', 'is not an MCP server of this organization');
  }
  const page = await pageOfWorkflows(ctx.deps.db, filterOf(ctx, query));
  const [catalog, servers] = await Promise.all([
    loadModelCatalog(ctx),
    loadServers(
      ctx,
      page.rows.map(({ spec }) => spec.mcpServerId),
    ),
  ]);
  const now = ctx.deps.clock.now();
  return { ...page, rows: page.rows.map((row) => presentWorkflow(row, { server: servers.get(row.spec.mcpServerId), catalog }, now)) };
}

function filterOf(ctx: Ctx, { category, categorySlug, environment, mcpServerId, state, search, sort, ...page }: Query): WorkflowFilter {
  return {
    ...page,
    orgId: ctx.org.id,
    categories: category ?? [],
    category: categorySlug,
    environment: environment === 'all' ? undefined : environment,
    mcpServerId,
    state: state === 'all' ? undefined : state,
    search: search === '' ? undefined : search,
    sort: { by: sortField(sort), direction: sort.startsWith('-') ? 'desc' : 'asc' },
  };
}

function sortField(sort: Query['sort']): WorkflowFilter['sort']['by'] {
  if (sort === 'name' || sort === '-name') return 'name';
  return sort === 'createdAt' || sort === '-createdAt' ? 'createdAt' : 'updatedAt';
}

/** Each server of a page once, however many of its workflows stand on it. */
async function loadServers(ctx: Ctx, ids: readonly string[]): Promise<Map<string, ServerFacts>> {
  const servers = new Map<string, ServerFacts>();
  for (const id of new Set(ids)) {
    const server = await loadServer(ctx, id);
    if (server) servers.set(id, server);
  }
  return servers;
}
