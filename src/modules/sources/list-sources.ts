// A page of sources, by name.
import { z } from 'zod';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { presentSources } from './present-source.ts';
import { SOURCE_MODES, SOURCE_STATES } from './source.ts';
import type { Source } from './source.ts';
import { pageOfSources } from './store.ts';

const input = z.strictObject({
  ...pageFields,
  mode: z.enum(SOURCE_MODES, `must be one of ${SOURCE_MODES.join(', ')}`).optional(),
  state: z.enum(SOURCE_STATES, `must be one of ${SOURCE_STATES.join(', ')}`).optional(),
  search: z.string('must be text').trim().max(200, 'must have at most 200 characters').optional(),
});

export async function listSources(ctx: Ctx, raw: unknown): Promise<Page<Source>> {
  requireRole(ctx, 'viewer');
  const { search, ...wanted } = parseInput(input, raw);
  const page = await pageOfSources(ctx.deps.db, { ...wanted, orgId: ctx.org.id, search: search === '' ? undefined : search });
  return { ...page, rows: await presentSources(ctx.deps.db, ctx, page.rows) };
}
