// A verb: a page of the calls that wait or waited for a person, newest first.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import type { Page } from '#kernel/page';
import { pageFields } from '#kernel/page-fields';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { findSource } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { APPROVAL_STATES } from './approval.ts';
import type { ApprovalSummary } from './approval.ts';
import { pageOfApprovals } from './store.ts';

const Input = z.strictObject({
  ...pageFields,
  state: z.enum(APPROVAL_STATES, { error: `must be one of ${APPROVAL_STATES.join(', ')}` }).optional(),
  /** Slug of a source. */
  source: z.string('must be text').max(200).optional(),
});

export async function listApprovals(ctx: Ctx, raw: unknown): Promise<Page<ApprovalSummary>> {
  requireRole(ctx, 'viewer');
  const { source: slug, ...wanted } = parseInput(Input, raw);
  const { db } = ctx.deps;
  const source = slug === undefined ? undefined : await findSource(db, ctx.org.id, slug);
  if (slug !== undefined && !source) throw invalidField('source', 'is not a source of this organization');
  return pageOfApprovals(db, { ...wanted, orgId: ctx.org.id, sourceId: source?.id });
}
