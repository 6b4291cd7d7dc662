// The servers of the organization, filtered (spec 05 §3). Production and active ones unless asked otherwise.
import { z } from 'zod';
import { categoryFilter } from '#kernel/category-filter';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { pageFields } from '#kernel/page-fields';
import { ENVIRONMENT_PATTERN } from './fields.ts';
import type { McpServer } from './server.ts';
import { shownServers } from './shown-servers.ts';
import { pageOfServers, SORT_FIELDS } from './store.ts';

const MAX_SEARCH = 200;
const sortField = z.enum(
  [...SORT_FIELDS, ...SORT_FIELDS.map((name) => `-${name}` as const)],
  `must be one of ${SORT_FIELDS.join(', ')}, with "-" for descending`,
);

const listServersInput = z.strictObject({
  ...categoryFilter,
  /** `all` for every environment. */
  environment: z.string().trim().regex(ENVIRONMENT_PATTERN, 'must be an environment name, or all').default('production'),
  search: z.string().trim().max(MAX_SEARCH, `must have at most ${MAX_SEARCH} characters`).optional(),
  state: z.enum(['active', 'archived', 'all'], 'must be active, archived or all').default('active'),
  sort: sortField.default('-createdAt'),
  ...pageFields,
});

export async function listServers(ctx: Ctx, raw: unknown = {}): Promise<Page<McpServer>> {
  requireRole(ctx, 'viewer');
  const { page, pageSize, ...query } = parseInput(listServersInput, raw);
  const by = SORT_FIELDS.find((name) => query.sort.replace(/^-/, '') === name) ?? 'createdAt';
  const found = await pageOfServers(
    ctx.deps.db,
    {
      orgId: ctx.org.id,
      categories: query.category ?? [],
      category: query.categorySlug,
      environment: query.environment === 'all' ? undefined : query.environment,
      state: query.state === 'all' ? undefined : query.state,
      search: query.search === undefined || query.search === '' ? undefined : query.search,
      sort: { by, descending: query.sort.startsWith('-') },
    },
    { page, pageSize },
  );
  return { ...found, rows: await shownServers(ctx.deps.db, ctx, found.rows) };
}
