// A page of monitors (spec 05 §3): all of the organization unless asked otherwise.
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { invalidField } from '#kernel/errors';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { CHECK_STATUSES, MONITOR_STATES } from '../monitor.ts';
import type { Monitor } from '../monitor.ts';
import { presentMonitors } from './present-monitor.ts';
import { isServerOf, pageOfMonitors, SORT_FIELDS } from './store.ts';

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const monitorQuery = z.strictObject({
  ...pageFields,
  mcpServerId: boundedText(1, 200).optional(),
  status: oneOf(CHECK_STATUSES).optional(),
  state: oneOf([...MONITOR_STATES, 'all']).default('all'),
  search: boundedText(0, 200).optional(),
  sort: z
    .enum(
      [...SORT_FIELDS, ...SORT_FIELDS.map((name) => `-${name}` as const)],
      `must be one of ${SORT_FIELDS.join(', ')}, with "-" for descending`,
    )
    .default('-createdAt'),
});

export async function listMonitors(ctx: Ctx, raw: unknown): Promise<Page<Monitor>> {
  requireRole(ctx, 'viewer');
  const { state, search, sort, ...query } = parseInput(monitorQuery, raw);
  const { db } = ctx.deps;
  if (query.mcpServerId !== undefined && !(await isServerOf(db, ctx.org.id, query.mcpServerId))) {
    throw invalidField('mcpServerId', 'is not an MCP server of this organization');
  }
  const page = await pageOfMonitors(db, {
    page: query.page,
    pageSize: query.pageSize,
    orgId: ctx.org.id,
    mcpServerId: query.mcpServerId,
    status: query.status,
    state: state === 'all' ? undefined : state,
    search: search === '' ? undefined : search,
    sort: {
      by: SORT_FIELDS.find((name) => sort.replace(/^-/, '') === name) ?? 'createdAt',
      direction: sort.startsWith('-') ? 'desc' : 'asc',
    },
  });
  return { ...page, rows: await presentMonitors(ctx, page.rows) };
}
