// A page of bundles, newest first (spec 07 §4).
import { z } from 'zod';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { environmentField, slugField } from '../fields.ts';
import { requireSource } from '../require-source.ts';
import { BUNDLE_STATES } from './bundle.ts';
import type { Bundle } from './bundle.ts';
import { presentBundle } from './present-bundle.ts';
import { pageOfBundles } from './store.ts';

const input = z.strictObject({
  ...pageFields,
  source: slugField.optional(),
  environment: environmentField.optional(),
  state: z.enum(BUNDLE_STATES, `must be one of ${BUNDLE_STATES.join(', ')}`).optional(),
});

/** Throws `not_found` for a source that is not there. */
export async function listBundles(ctx: Ctx, raw: unknown): Promise<Page<Bundle>> {
  requireRole(ctx, 'viewer');
  const { source, ...wanted } = parseInput(input, raw);
  const sourceId = source === undefined ? undefined : (await requireSource(ctx, source)).id;
  const page = await pageOfBundles(ctx.deps.db, { ...wanted, orgId: ctx.org.id, sourceId });
  return { ...page, rows: page.rows.map(presentBundle) };
}
