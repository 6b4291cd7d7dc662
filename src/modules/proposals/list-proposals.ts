// A page of proposals, newest first.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { findWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { presentProposals } from './present-proposals.ts';
import { PROPOSAL_STATES } from './proposal.ts';
import type { Proposal } from './proposal.ts';
import { pageOfProposals } from './store.ts';

const input = z.strictObject({
  ...pageFields,
  state: z.enum(PROPOSAL_STATES, { error: `must be one of ${PROPOSAL_STATES.join(', ')}` }).optional(),
  workflowId: z.string('must be text').max(200).optional(),
});

/** With `workflowId`: patches of it, drafts from its runs, and the draft it was made from. */
export async function listProposals(ctx: Ctx, raw: unknown): Promise<Page<Proposal>> {
  requireRole(ctx, 'viewer');
  const wanted = parseInput(input, raw);
  const { db, clock } = ctx.deps;
  if (wanted.workflowId !== undefined && !(await findWorkflow(db, ctx.org.id, wanted.workflowId))) {
    throw invalidField('workflowId', 'is not a workflow of this organization');
  }
  const page = await pageOfProposals(db, { ...wanted, orgId: ctx.org.id, now: clock.now() });
  return { ...page, rows: await presentProposals(ctx, page.rows) };
}
